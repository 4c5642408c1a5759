#include "serve/webhook_signer.h"

#include <sodium.h>

#include <array>

#include "base/check.h"

namespace groundswell {
namespace {

constexpr std::string_view kPrefix = "whsec_";
constexpr size_t kKeyBytesMin = 24, kKeyBytesMax = 64;
constexpr size_t kDigestBytes = crypto_auth_hmacsha256_BYTES;

Status BadSecret(const std::string& why) {
  return Invalid("secret " + why +
                 "; make one with `openssl rand -base64 32`, write whsec_ before it, and give it to the receiver too");
}

}  // namespace

Result<WebhookSigner> WebhookSigner::Make(std::string_view secret) {
  if (!secret.starts_with(kPrefix)) return BadSecret("does not begin with whsec_");
  const std::string_view text = secret.substr(kPrefix.size());
  std::string key(text.size(), '\0');
  size_t size_bytes = 0;
  if (sodium_base642bin(reinterpret_cast<unsigned char*>(key.data()), key.size(), text.data(), text.size(), nullptr,
                        &size_bytes, nullptr, sodium_base64_VARIANT_ORIGINAL) != 0)
    return BadSecret("is not base64 behind whsec_");
  key.resize(size_bytes);
  if (size_bytes < kKeyBytesMin || size_bytes > kKeyBytesMax)
    return BadSecret("holds a key of " + std::to_string(size_bytes) + " bytes, and 24 to 64 are wanted");
  return WebhookSigner(std::move(key));
}

std::string WebhookSigner::Sign(std::string_view id, int64_t timestamp_secs, std::string_view body) const {
  const auto bytes = [](std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); };
  const std::string head = std::string(id) + "." + std::to_string(timestamp_secs) + ".";
  crypto_auth_hmacsha256_state state;
  CHECK(crypto_auth_hmacsha256_init(&state, bytes(key_), key_.size()) == 0);
  CHECK(crypto_auth_hmacsha256_update(&state, bytes(head), head.size()) == 0);
  CHECK(crypto_auth_hmacsha256_update(&state, bytes(body), body.size()) == 0);
  std::array<unsigned char, kDigestBytes> digest;
  CHECK(crypto_auth_hmacsha256_final(&state, digest.data()) == 0);
  std::array<char, sodium_base64_ENCODED_LEN(kDigestBytes, sodium_base64_VARIANT_ORIGINAL)> text;
  sodium_bin2base64(text.data(), text.size(), digest.data(), digest.size(), sodium_base64_VARIANT_ORIGINAL);
  return std::string("v1,") + text.data();
}

}  // namespace groundswell
