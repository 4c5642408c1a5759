// ReceiverTransport: carries one message to one receiver, over HTTP or SMTP, and brings its answer back.
//
// Contract: one call a message, over a connection that is kept. Redirects are not followed; a proxy is used only where
// one is given. Unless private addresses are allowed, the address is judged when it is connected to
// (webhook_address.h), so that what was judged is what is used whatever a name stands for next; behind a proxy the
// address is the proxy's to judge. Nothing goes to a public address in the clear unless that is allowed: http:// is
// refused, and smtp:// must turn to TLS. Errors: Make gives kInvalid for a URL that cannot be used, with what to do;
// Send says in its answer what went wrong, without the URL's path, which may hold a secret. Units: milliseconds where a
// name says so. Threads: Send from one thread; Stop from any.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/status.h"

namespace groundswell {

struct TransportOptions {
  std::string url = {};  // http://, https://; smtp://, smtps:// where is_mail
  bool is_mail = false;
  bool allow_private = false, allow_plain = false;
  std::string proxy = {}, ca_file = {}, client_cert_file = {}, client_key_file = {};
  std::string user = {}, password = {};  // of mail
  int64_t connect_timeout_ms = 5'000;
  int64_t timeout_ms = 10'000;  // of the whole request
};

struct OutgoingMessage {
  std::string method = "POST";
  std::string url = {};                   // whole
  std::vector<std::string> headers = {};  // "name: value"
  std::string body = {};
  std::string from = {};             // of mail: addresses alone
  std::vector<std::string> to = {};  // likewise
};

struct TransportAnswer {
  int status = 0;                                // of HTTP, or the last of SMTP; 0 when no answer came
  std::optional<int64_t> retry_after_secs = {};  // as the receiver asked
  std::string body = {};                         // its front
  std::string error = {};                        // why no answer came, or why a mail was not taken
  bool is_taken_by_server = false;               // of mail
};

class ReceiverTransport {
 public:
  static Result<std::unique_ptr<ReceiverTransport>> Make(const TransportOptions& options);
  ~ReceiverTransport();
  ReceiverTransport(const ReceiverTransport&) = delete;
  ReceiverTransport& operator=(const ReceiverTransport&) = delete;

  TransportAnswer Send(const OutgoingMessage& message);
  // The request under way may take `grace` from now on; later ones fail.
  void Stop(std::chrono::milliseconds grace);

  // Host and port, for people to know which receiver is meant.
  const std::string& host() const { return host_; }

 private:
  struct Connection;  // libcurl's handle and what its callbacks fill; receiver_transport.cc

  ReceiverTransport(std::string host, bool is_mail, std::unique_ptr<Connection> connection);
  int SendHttp(const OutgoingMessage& message);
  int SendMail(const OutgoingMessage& message);

  const std::string host_;
  const bool is_mail_;
  std::unique_ptr<Connection> connection_;
};

}  // namespace groundswell
