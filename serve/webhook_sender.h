// WebhookSender: posts signed messages to one URL.
//
// Contract: one POST a call, over a connection that is kept; application/json with the three headers of Standard
// Webhooks. Redirects are not followed and no proxy is used. Unless private addresses are allowed, the address is
// judged when it is connected to (webhook_address.h), so that what was judged is what is used whatever a name stands
// for next. Errors: Make gives kInvalid for a URL or a secret that cannot be used, with what to do; Send says in its
// answer what went wrong, without the URL's path, which may hold a secret. Units: milliseconds where a name says so;
// timestamps are seconds since 1970. Threads: Send from one thread; Stop from any.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "serve/webhook_signer.h"

namespace groundswell {

struct WebhookSenderOptions {
  std::string url, secret;
  bool allow_private = false;
  int64_t connect_timeout_ms = 5'000;
  int64_t timeout_ms = 10'000;  // of the whole request
};

struct WebhookAnswer {
  int status = 0;                           // of HTTP; 0 when no answer came
  std::optional<int64_t> retry_after_secs;  // as the receiver asked
  std::string error;                        // why no answer came

  bool is_taken() const { return status >= 200 && status < 300; }
};

class WebhookSender {
 public:
  static Result<std::unique_ptr<WebhookSender>> Make(const WebhookSenderOptions& options);
  ~WebhookSender();
  WebhookSender(const WebhookSender&) = delete;
  WebhookSender& operator=(const WebhookSender&) = delete;

  WebhookAnswer Send(std::string_view id, std::string_view body, int64_t now_secs);
  // The request under way may take `grace` from now on; later ones fail.
  void Stop(std::chrono::milliseconds grace);

  // Host and port, for people to know which receiver is meant.
  const std::string& receiver() const { return receiver_; }

 private:
  struct Connection;  // libcurl's handle and what its callbacks fill; webhook_sender.cc

  WebhookSender(WebhookSigner signer, std::string receiver, std::unique_ptr<Connection> connection);

  WebhookSigner signer_;
  std::string receiver_;
  std::unique_ptr<Connection> connection_;
};

}  // namespace groundswell
