// HttpStreamBuffer: what lies between a handler that writes a stream and the session that sends it.
//
// Contract: the writer's side is HttpStream (MakeHttpStream), the reader's side is the session's. Queued bytes stay
// under `bytes_max`; a write above it cuts the stream. Threads: any; one mutex inside.
#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "base/http.h"
#include "base/http_mailbox.h"

namespace groundswell {

class HttpStreamBuffer {
 public:
  HttpStreamBuffer(std::shared_ptr<HttpMailbox> mailbox, uint64_t session, size_t bytes_max)
      : mailbox_(std::move(mailbox)), session_(session), bytes_max_(bytes_max) {}

  // The writer's side: see HttpStream.
  void Open(HttpResponse head);
  bool Write(std::string bytes);
  size_t queued_bytes() const;
  bool is_open() const;
  void Close();

  // The session's side. Take moves the queued bytes to *bytes and counts them as queued until Sent.
  struct Taken {
    std::optional<HttpResponse> head;  // once
    bool closed = false;               // by the writer: nothing follows
  };
  // The reader is too slow: nothing of this is worth sending.
  bool is_cut() const;
  Taken Take(std::string* bytes);
  void Sent(size_t bytes);
  // The connection has gone or is ending.
  void Shut();

 private:
  void Wake();

  const std::shared_ptr<HttpMailbox> mailbox_;
  const uint64_t session_;
  const size_t bytes_max_;
  mutable std::mutex mutex_;
  std::optional<HttpResponse> head_;
  std::string pending_;
  size_t sending_bytes_ = 0;
  bool opened_ = false, open_ = true, cut_ = false, woken_ = false;
};

// The handler's end: closes the buffer when it is let go of.
std::shared_ptr<HttpStream> MakeHttpStream(std::shared_ptr<HttpStreamBuffer> buffer);

}  // namespace groundswell
