#include "ingest/webhook_signature.h"

#include <sodium.h>

#include <array>
#include <charconv>
#include <initializer_list>
#include <optional>
#include <utility>

#include "base/check.h"

namespace groundswell {
namespace {

constexpr std::string_view kSecretPrefix = "whsec_", kHexPrefix = "sha256=", kVersionPrefix = "v1,";
constexpr size_t kKeyBytesMin = 8;
constexpr std::string_view kMissing = "the signature is missing; the sender must sign with the agreed secret",
                           kWrong = "the signature is not that of this body with the agreed secret",
                           kOld = "the signature's time is more than 5 minutes from now; check the sender's clock";

using Digest = std::array<unsigned char, crypto_auth_hmacsha256_BYTES>;

const unsigned char* Bytes(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }

Digest Hmac(std::string_view key, std::initializer_list<std::string_view> parts) {
  crypto_auth_hmacsha256_state state;
  CHECK(crypto_auth_hmacsha256_init(&state, Bytes(key), key.size()) == 0);
  for (const std::string_view part : parts) CHECK(crypto_auth_hmacsha256_update(&state, Bytes(part), part.size()) == 0);
  Digest digest;
  CHECK(crypto_auth_hmacsha256_final(&state, digest.data()) == 0);
  return digest;
}

bool IsSame(const Digest& digest, const unsigned char* given, size_t size) {
  return size == digest.size() && sodium_memcmp(digest.data(), given, digest.size()) == 0;
}

// Whether `text` is the digest in base64, or in hexadecimal digits of either case.
bool IsBase64Of(const Digest& digest, std::string_view text) {
  std::array<unsigned char, crypto_auth_hmacsha256_BYTES> given;
  size_t size = 0;
  const char* end = nullptr;
  if (sodium_base642bin(given.data(), given.size(), text.data(), text.size(), nullptr, &size, &end,
                        sodium_base64_VARIANT_ORIGINAL) != 0)
    return false;
  return end == text.data() + text.size() && IsSame(digest, given.data(), size);
}
bool IsHexOf(const Digest& digest, std::string_view text) {
  std::array<unsigned char, crypto_auth_hmacsha256_BYTES> given;
  size_t size = 0;
  const char* end = nullptr;
  if (sodium_hex2bin(given.data(), given.size(), text.data(), text.size(), nullptr, &size, &end) != 0) return false;
  return end == text.data() + text.size() && IsSame(digest, given.data(), size);
}

// Whether a time in seconds, as text, lies near the arrival.
bool IsNear(std::string_view timestamp, int64_t arrived_ms) {
  int64_t secs = 0;
  const auto read = std::from_chars(timestamp.data(), timestamp.data() + timestamp.size(), secs);
  if (read.ec != std::errc() || read.ptr != timestamp.data() + timestamp.size()) return false;
  const int64_t now_secs = arrived_ms / 1000;
  return secs >= now_secs - WebhookSignature::kToleranceSecs && secs <= now_secs + WebhookSignature::kToleranceSecs;
}

// The key of a Standard Webhooks secret: the bytes behind whsec_, or the text itself where it has no such beginning.
Result<std::string> StandardKey(std::string_view secret) {
  if (!secret.starts_with(kSecretPrefix)) return std::string(secret);
  const std::string_view text = secret.substr(kSecretPrefix.size());
  std::string key(text.size(), '\0');
  size_t size = 0;
  const char* end = nullptr;
  if (sodium_base642bin(reinterpret_cast<unsigned char*>(key.data()), key.size(), text.data(), text.size(), nullptr,
                        &size, &end, sodium_base64_VARIANT_ORIGINAL) != 0 ||
      end != text.data() + text.size())
    return Invalid("the secret is not base64 behind whsec_");
  key.resize(size);
  return key;
}

}  // namespace

Result<WebhookSignature> WebhookSignature::Make(std::string_view scheme, std::string_view secret) {
  constexpr std::pair<std::string_view, Scheme> kSchemes[] = {{"zendesk", Scheme::kZendesk},
                                                              {"chatwoot", Scheme::kChatwoot},
                                                              {"standard", Scheme::kStandard},
                                                              {"github", Scheme::kGithub}};
  std::optional<Scheme> known;
  for (const auto& [name, value] : kSchemes)
    if (name == scheme) known = value;
  if (!known)
    return Invalid("signature " + std::string(scheme) + " is none; write zendesk, chatwoot, standard or github");
  std::string key(secret);
  if (*known == Scheme::kStandard) {
    auto decoded = StandardKey(secret);
    if (!decoded.ok()) return decoded.status();
    key = std::move(*decoded);
  }
  if (key.size() < kKeyBytesMin)
    return Invalid("the secret has fewer than " + std::to_string(kKeyBytesMin) + " bytes; give it by secret_file, or " +
                   "in the environment");
  return WebhookSignature(*known, std::move(key));
}

std::string_view WebhookSignature::Fault(const HttpRequest& request) const {
  if (scheme_ == Scheme::kStandard) return FaultOfStandard(request);
  if (scheme_ == Scheme::kZendesk) {
    const std::string_view given = request.Header("X-Zendesk-Webhook-Signature");
    const std::string_view timestamp = request.Header("X-Zendesk-Webhook-Signature-Timestamp");
    if (given.empty() || timestamp.empty()) return kMissing;
    return IsBase64Of(Hmac(key_, {timestamp, request.body}), given) ? std::string_view() : kWrong;
  }
  const bool is_github = scheme_ == Scheme::kGithub;
  std::string_view given = request.Header(is_github ? "X-Hub-Signature-256" : "X-Chatwoot-Signature");
  if (!given.starts_with(kHexPrefix)) return kMissing;
  given.remove_prefix(kHexPrefix.size());
  if (is_github) return IsHexOf(Hmac(key_, {request.body}), given) ? std::string_view() : kWrong;
  const std::string_view timestamp = request.Header("X-Chatwoot-Timestamp");
  if (!IsHexOf(Hmac(key_, {timestamp, ".", request.body}), given)) return kWrong;
  return IsNear(timestamp, request.arrived_ms) ? std::string_view() : kOld;
}

std::string_view WebhookSignature::FaultOfStandard(const HttpRequest& request) const {
  const std::string_view id = request.Header("webhook-id"), timestamp = request.Header("webhook-timestamp");
  std::string_view given = request.Header("webhook-signature");
  if (id.empty() || timestamp.empty() || given.empty()) return kMissing;
  const Digest digest = Hmac(key_, {id, ".", timestamp, ".", request.body});
  bool is_right = false;
  while (!given.empty()) {
    const std::string_view one = given.substr(0, given.find(' '));
    given.remove_prefix(std::min(one.size() + 1, given.size()));
    if (one.starts_with(kVersionPrefix)) is_right |= IsBase64Of(digest, one.substr(kVersionPrefix.size()));
  }
  if (!is_right) return kWrong;
  return IsNear(timestamp, request.arrived_ms) ? std::string_view() : kOld;
}

}  // namespace groundswell
