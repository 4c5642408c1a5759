// StreamAddress: the address of a stream that we subscribe to, or of a mailbox, in its parts.
//
// Contract: http, https, ws, wss, imap and imaps alone; no user name, for a token in an address would be shown wherever
// the address is. Threads: a value.
#pragma once

#include <string>
#include <string_view>

#include "base/status.h"

namespace groundswell {

// "https://host:port/path?query" in its parts.
struct StreamAddress {
  bool is_tls = false, is_web_socket = false, is_mailbox = false;
  std::string host, port, target;
  // kInvalid for anything else.
  static Result<StreamAddress> Parse(std::string_view url);
  bool is_loopback() const;
  friend bool operator==(const StreamAddress&, const StreamAddress&) = default;
};

}  // namespace groundswell
