#include "engine/committer.h"

namespace groundswell {

Committer::Committer(Store* store, bool with_thread, CommitObserver on_commit)
    : store_(store), on_commit_(std::move(on_commit)), queue_(kStepsInFlight) {
  if (with_thread) thread_.emplace([this] { Run(); });
}

Committer::~Committer() {
  queue_.Close();
  if (thread_) thread_->join();
}

Status Committer::Submit(std::unique_ptr<PendingStep> step) {
  if (!thread_) {
    if (status_.ok()) status_ = Write(step.get());
    step->Tell(status_);
    return status_;
  }
  Status failed;
  {
    std::lock_guard lock(mutex_);
    failed = status_;
    in_flight_ += failed.ok();
  }
  if (!failed.ok()) return step->Tell(failed), failed;
  CHECK(queue_.Push(std::move(step)));
  return {};
}

Status Committer::Write(PendingStep* step) {
  GROUNDSWELL_TRY(store_->Commit(step->commit));
  if (on_commit_) on_commit_(step->commit);
  return {};
}

Status Committer::Drain() {
  std::unique_lock lock(mutex_);
  written_.wait(lock, [this] { return in_flight_ == 0; });
  return status_;
}

void Committer::Run() {
  while (auto step = queue_.Pop()) {
    Status status;
    {
      std::lock_guard lock(mutex_);
      status = status_;
    }
    if (status.ok()) status = Write(step->get());
    (*step)->Tell(status);
    step->reset();
    std::lock_guard lock(mutex_);
    status_ = std::move(status);
    --in_flight_;
    written_.notify_all();
  }
}

}  // namespace groundswell
