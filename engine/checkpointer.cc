#include "engine/checkpointer.h"

#include <utility>

namespace groundswell {

Checkpointer::Checkpointer(Store* store, bool with_thread) : store_(store), queue_(1) {
  if (!with_thread) return;
  thread_.emplace([this] {
    while (auto task = queue_.Pop()) Do(&*task);
  });
}

Checkpointer::~Checkpointer() {
  queue_.Close();
  if (thread_) thread_->join();
}

bool Checkpointer::busy() const {
  std::lock_guard lock(mutex_);
  return busy_;
}

void Checkpointer::Submit(Checkpoint checkpoint, Seq erase_before, bool scrubs) {
  {
    std::lock_guard lock(mutex_);
    CHECK(!busy_);
    busy_ = true;
  }
  Task task{std::move(checkpoint), erase_before, scrubs};
  if (thread_)
    CHECK(queue_.Push(std::move(task)));
  else
    Do(&task);
}

void Checkpointer::Prepare(size_t bytes) {
  if (!thread_) return;
  {
    std::lock_guard lock(mutex_);
    CHECK(!busy_);
    if (spare_.capacity() >= bytes) return;
    busy_ = true;
  }
  CHECK(queue_.Push({.checkpoint = {}, .prepare_bytes = bytes}));
}

void Checkpointer::Do(Task* task) {
  if (task->prepare_bytes == 0) return Write(task);
  std::string spare(task->prepare_bytes, '\0');  // written to, so that the pages are there
  spare.clear();
  std::lock_guard lock(mutex_);
  spare_ = std::move(spare);
  busy_ = false;
  idle_.notify_all();
}

Status Checkpointer::Drain() {
  std::unique_lock lock(mutex_);
  idle_.wait(lock, [this] { return !busy_; });
  return status_;
}

Status Checkpointer::status() const {
  std::lock_guard lock(mutex_);
  return status_;
}

std::optional<Seq> Checkpointer::written() const {
  std::lock_guard lock(mutex_);
  return written_;
}

Seq Checkpointer::scrubbed() const {
  std::lock_guard lock(mutex_);
  return scrubbed_;
}

std::string Checkpointer::TakeSpare() {
  std::lock_guard lock(mutex_);
  return std::exchange(spare_, {});
}

void Checkpointer::Write(Task* task) {
  Status done = status();
  if (done.ok()) done = store_->WriteCheckpoint(task->checkpoint);
  if (done.ok()) done = store_->EraseSuperseded(task->erase_before);
  const bool is_scrubbed = done.ok() && task->scrubs && store_->ScrubFiles().ok();
  task->checkpoint.bytes.clear();
  std::lock_guard lock(mutex_);
  spare_ = std::move(task->checkpoint.bytes);
  if (is_scrubbed) scrubbed_ = task->erase_before;
  if (done.ok())
    written_ = task->checkpoint.seq;
  else
    status_ = std::move(done);
  busy_ = false;
  idle_.notify_all();
}

}  // namespace groundswell
