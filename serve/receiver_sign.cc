#include "serve/receiver_sign.h"

#include <sodium.h>

#include <array>

#include "base/check.h"
#include "serve/message_escape.h"

namespace groundswell {
namespace {

std::string HmacBase64(std::string_view key, std::string_view message) {
  const auto bytes = [](std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); };
  crypto_auth_hmacsha256_state state;
  CHECK(crypto_auth_hmacsha256_init(&state, bytes(key), key.size()) == 0);
  CHECK(crypto_auth_hmacsha256_update(&state, bytes(message), message.size()) == 0);
  std::array<unsigned char, crypto_auth_hmacsha256_BYTES> digest;
  CHECK(crypto_auth_hmacsha256_final(&state, digest.data()) == 0);
  return Base64({reinterpret_cast<const char*>(digest.data()), digest.size()});
}

}  // namespace

std::string SignDingTalk(int64_t timestamp_ms, std::string_view secret) {
  return HmacBase64(secret, std::to_string(timestamp_ms) + "\n" + std::string(secret));
}

std::string SignFeishu(int64_t timestamp_secs, std::string_view secret) {
  return HmacBase64(std::to_string(timestamp_secs) + "\n" + std::string(secret), "");
}

}  // namespace groundswell
