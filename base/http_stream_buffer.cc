#include "base/http_stream_buffer.h"

#include <algorithm>
#include <utility>

namespace groundswell {

void HttpStreamBuffer::Open(HttpResponse head) {
  std::lock_guard lock(mutex_);
  if (!open_ || opened_) return;
  opened_ = true;
  if (head.status != 200) open_ = false;
  head_ = std::move(head);
  Wake();
}

bool HttpStreamBuffer::Write(std::string bytes) {
  std::lock_guard lock(mutex_);
  if (!open_) return false;
  if (!opened_) {
    opened_ = true;
    head_ = HttpResponse{200, "text/event-stream", {{"Cache-Control", "no-store"}}, ""};
  }
  if (bytes.size() > bytes_max_ - std::min(bytes_max_, pending_.size() + sending_bytes_)) {
    open_ = false;
    cut_ = true;
    pending_ = {};
  } else {
    pending_.append(bytes);
  }
  Wake();
  return open_;
}

size_t HttpStreamBuffer::queued_bytes() const {
  std::lock_guard lock(mutex_);
  return pending_.size() + sending_bytes_;
}

bool HttpStreamBuffer::is_open() const {
  std::lock_guard lock(mutex_);
  return open_;
}

void HttpStreamBuffer::Close() {
  std::lock_guard lock(mutex_);
  if (!open_) return;
  open_ = false;
  Wake();
}

bool HttpStreamBuffer::is_cut() const {
  std::lock_guard lock(mutex_);
  return cut_;
}

HttpStreamBuffer::Taken HttpStreamBuffer::Take(std::string* bytes) {
  std::lock_guard lock(mutex_);
  woken_ = false;
  bytes->clear();
  bytes->swap(pending_);
  sending_bytes_ += bytes->size();
  return {std::exchange(head_, std::nullopt), !open_};
}

void HttpStreamBuffer::Sent(size_t bytes) {
  std::lock_guard lock(mutex_);
  sending_bytes_ -= std::min(bytes, sending_bytes_);
}

void HttpStreamBuffer::Shut() {
  std::lock_guard lock(mutex_);
  open_ = false;
  woken_ = true;
  pending_ = {};
  sending_bytes_ = 0;
}

void HttpStreamBuffer::Wake() {
  if (std::exchange(woken_, true)) return;
  mailbox_->Post({session_, 0, 0, std::nullopt});
}

namespace {

class Writer : public HttpStream {
 public:
  explicit Writer(std::shared_ptr<HttpStreamBuffer> buffer) : buffer_(std::move(buffer)) {}
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;
  ~Writer() override { buffer_->Close(); }
  void Open(HttpResponse head) override { buffer_->Open(std::move(head)); }
  bool Write(std::string bytes) override { return buffer_->Write(std::move(bytes)); }
  size_t queued_bytes() const override { return buffer_->queued_bytes(); }
  bool is_open() const override { return buffer_->is_open(); }
  void Close() override { buffer_->Close(); }

 private:
  const std::shared_ptr<HttpStreamBuffer> buffer_;
};

}  // namespace

std::shared_ptr<HttpStream> MakeHttpStream(std::shared_ptr<HttpStreamBuffer> buffer) {
  return std::make_shared<Writer>(std::move(buffer));
}

}  // namespace groundswell
