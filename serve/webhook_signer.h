// WebhookSigner: the signature by which a receiver knows that a message is ours and whole, after Standard Webhooks.
//
// Source: https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md, symmetric
// signatures: base64 of the HMAC-SHA256 of "id.timestamp.body", with "v1," before it. Contract: a secret is "whsec_"
// and the base64 (with its padding) of a key of 24 to 64 bytes; any other is kInvalid, with how to make one. No message
// holds any part of it. Threads: a value; Sign from any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/status.h"

namespace groundswell {

class WebhookSigner {
 public:
  static Result<WebhookSigner> Make(std::string_view secret);

  // The value of the header webhook-signature.
  std::string Sign(std::string_view id, int64_t timestamp_secs, std::string_view body) const;

 private:
  explicit WebhookSigner(std::string key) : key_(std::move(key)) {}

  std::string key_;
};

}  // namespace groundswell
