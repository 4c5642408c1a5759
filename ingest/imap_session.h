// ImapSession: one visit to a mailbox: connect and log in (libcurl), open a folder to read, list, fetch.
//
// Contract: nothing in the mailbox is changed: the folder is opened by EXAMINE and messages are read by BODY.PEEK, so
// none is marked as seen. TLS from the first byte (imaps) or by STARTTLS, which must succeed but on a loopback address;
// certificates are checked against the system's authorities or `ca_file`. A message is read up to kMessageBytesMax:
// texts come first, and what is cut off is attachments. The calls block, each at most `idle` without a word of the
// server; they return soon once *stop is set. Errors: kInvalid for a login that is refused, kNotFound for a folder, kIo
// for anything else; after one the session is of no use. No message holds the password. Threads: one; *stop from any.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/status.h"
#include "ingest/imap_reply.h"
#include "ingest/stream_address.h"

namespace groundswell {

constexpr size_t kMessageBytesMax = size_t{1} << 20;

struct ImapOptions {
  StreamAddress address;
  std::string user, password;
  std::string folder = "INBOX";
  std::string ca_file;  // empty: the system's
  std::chrono::seconds idle{60};
};

struct ImapFolder {
  uint32_t uid_validity = 0;
  uint32_t uid_next = 0;  // 0: the server does not say
};

struct ImapMessage {
  uint32_t uid = 0;
  std::string bytes;
};

class ImapSession {
 public:
  ImapSession(const ImapOptions& options, const std::atomic<bool>* stop);
  ~ImapSession();

  Status Open();
  Result<ImapFolder> Examine();
  // The lowest `count_max` numbers from `uid` on, ascending.
  Result<std::vector<uint32_t>> List(uint32_t uid, size_t count_max);
  // Ascending; those that are gone are left out.
  Result<std::vector<ImapMessage>> Fetch(std::span<const uint32_t> uids);

 private:
  struct Curl;
  Status Send(std::string_view bytes);
  Status Fill();
  Status WaitFor(short events, std::chrono::steady_clock::time_point until) const;
  Status ReadLine(std::string* line);
  Status ReadReply(ImapReply* reply);
  // Sends a command and gives each reply to `take`; *refusal is what the server says when it answers NO.
  template <typename Take>
  Status Command(std::string_view command, Take take, std::string* refusal);

  const ImapOptions& options_;
  const std::atomic<bool>& stop_;
  std::unique_ptr<Curl> curl_;
  std::string buffer_;
  size_t at_ = 0;
  int commands_ = 0;
};

}  // namespace groundswell
