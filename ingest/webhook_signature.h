// WebhookSignature: whether a request was sent by who knows our secret, and is whole.
//
// Schemes, each an HMAC-SHA256 over bytes of the request:
//   zendesk   base64 of "timestamp" + body, in X-Zendesk-Webhook-Signature; the timestamp in …-Signature-Timestamp
//   chatwoot  hex behind "sha256=" of "timestamp.body", in X-Chatwoot-Signature; X-Chatwoot-Timestamp in seconds
//   standard  Standard Webhooks: base64 behind "v1," of "id.timestamp.body", one or several apart by spaces, in
//             webhook-signature; webhook-id, and webhook-timestamp in seconds
//   github    hex behind "sha256=" of the body, in X-Hub-Signature-256
// Contract: signatures are compared in constant time. Chatwoot's and Standard Webhooks' timestamps must lie within
// kToleranceSecs of the request's arrival; the others state no limit. Where there is none a request sent again brings
// ids that are known already. Sources: support.zendesk.com "Webhook security and authentication",
// standard-webhooks/spec, docs.github.com "Validating webhook deliveries". No message holds any part of a secret or of
// a right signature. Errors: Make gives kInvalid. Threads: a value; Fault from any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/http.h"
#include "base/status.h"

namespace groundswell {

class WebhookSignature {
 public:
  static constexpr int64_t kToleranceSecs = 5 * 60;

  // `secret` as it was agreed: for `standard` whsec_ and base64, or any bytes; for the others any bytes.
  static Result<WebhookSignature> Make(std::string_view scheme, std::string_view secret);

  // What is wrong with the request's signature, to be told to the caller; empty when it is right.
  std::string_view Fault(const HttpRequest& request) const;

 private:
  enum class Scheme : uint8_t { kZendesk, kChatwoot, kStandard, kGithub };
  WebhookSignature(Scheme scheme, std::string key) : scheme_(scheme), key_(std::move(key)) {}

  std::string_view FaultOfStandard(const HttpRequest& request) const;

  Scheme scheme_;
  std::string key_;
};

}  // namespace groundswell
