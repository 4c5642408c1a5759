#include "base/http_mailbox.h"

#include <atomic>

namespace groundswell {
namespace {

class Answer {
 public:
  Answer(std::shared_ptr<HttpMailbox> mailbox, uint64_t session, uint64_t request, size_t body_bytes)
      : mailbox_(std::move(mailbox)), session_(session), request_(request), body_bytes_(body_bytes) {}
  Answer(const Answer&) = delete;
  Answer& operator=(const Answer&) = delete;
  ~Answer() { Give(Problem(500, "The request was dropped without an answer. Send it again.")); }

  void Give(HttpResponse response) {
    if (!given_.exchange(true)) mailbox_->Post({session_, request_, body_bytes_, std::move(response)});
  }

 private:
  const std::shared_ptr<HttpMailbox> mailbox_;
  const uint64_t session_, request_;
  const size_t body_bytes_;
  std::atomic<bool> given_{false};
};

}  // namespace

Respond MakeRespond(std::shared_ptr<HttpMailbox> mailbox, uint64_t session, uint64_t request, size_t body_bytes) {
  auto answer = std::make_shared<Answer>(std::move(mailbox), session, request, body_bytes);
  return [answer = std::move(answer)](HttpResponse response) { answer->Give(std::move(response)); };
}

}  // namespace groundswell
