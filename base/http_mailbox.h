// HttpMailbox: how threads of others reach the server's own: what they say about a session is put here, and the
// server's thread is woken once for all that waits.
//
// Contract: sessions are named by number, never pointed to, so that a message to one that has gone is dropped. After
// Close nothing is taken and nobody is woken. Threads: any.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "base/http.h"

namespace groundswell {

struct HttpMessage {
  uint64_t session = 0;
  uint64_t request = 0;                  // which of the session's requests is answered
  size_t body_bytes = 0;                 // of the request, in flight until now
  std::optional<HttpResponse> response;  // none: the session's stream has something to say
};

class HttpMailbox {
 public:
  // `wake` is called from the thread that posts, when there was nothing waiting.
  explicit HttpMailbox(std::function<void()> wake) : wake_(std::move(wake)) {}

  void Post(HttpMessage message) {
    std::lock_guard lock(mutex_);
    if (closed_) return;
    messages_.push_back(std::move(message));
    // Under the lock: whoever closes the box knows that nobody is still waking.
    if (messages_.size() == 1) wake_();
  }
  // Gives what waits in exchange for an empty vector.
  void Take(std::vector<HttpMessage>* messages) {
    messages->clear();
    std::lock_guard lock(mutex_);
    messages_.swap(*messages);
  }
  void Close() {
    std::lock_guard lock(mutex_);
    closed_ = true;
  }

 private:
  std::mutex mutex_;
  std::function<void()> wake_;
  std::vector<HttpMessage> messages_;
  bool closed_ = false;
};

// A Respond whose first answer goes to the mailbox. When the last copy is dropped without one, that is a 500.
Respond MakeRespond(std::shared_ptr<HttpMailbox> mailbox, uint64_t session, uint64_t request, size_t body_bytes);

}  // namespace groundswell
