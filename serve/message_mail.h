// Puts a message into the form of an e-mail, plain and HTML beside each other.
//
// Contract: headers and body with CRLF, ASCII alone, after RFC 5322, 2045 to 2047 and 3834. All mails of a group are
// one thread: they refer to one message id that is made from the group's, and have one subject. The Message-ID is made
// from the message's own, so that a mail sent again is known as the same. The message's files are attached, their names
// after RFC 2231; those beyond kMailFilesBytesMax together are left out. Threads: free functions.
#pragma once

#include <string>
#include <vector>

#include "serve/message.h"
#include "serve/message_fit.h"

namespace groundswell {

struct MailOptions {
  std::string from = {};             // "name@example.org", or "Groundswell <name@example.org>"
  std::vector<std::string> to = {};  // likewise
  int64_t now_secs = 0;              // for Date
  bool is_short = false;             // plain text alone
};

constexpr size_t kMailBytesMax = 100'000;  // without files
// A third more on the way, which mail servers take, and a slow line carries before a receiver's time is over.
constexpr size_t kMailFilesBytesMax = size_t{2} << 20;

// The address in "Groundswell <name@example.org>", or the text itself.
std::string MailAddress(std::string_view mailbox);
Rendered RenderMail(const AlertMessage& message, const MailOptions& options);

}  // namespace groundswell
