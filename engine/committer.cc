#include "engine/committer.h"

namespace groundswell {

Committer::Committer(Store* store, bool with_thread) : store_(store), queue_(kStepsInFlight) {
  if (with_thread) thread_.emplace([this] { Run(); });
}

Committer::~Committer() {
  queue_.Close();
  if (thread_) thread_->join();
}

Status Committer::Submit(std::unique_ptr<PendingStep> step) {
  if (!thread_) {
    if (status_.ok()) status_ = store_->Commit(step->commit);
    return status_;
  }
  {
    std::lock_guard lock(mutex_);
    if (!status_.ok()) return status_;
    ++in_flight_;
  }
  CHECK(queue_.Push(std::move(step)));
  return {};
}

Status Committer::Drain() {
  std::unique_lock lock(mutex_);
  written_.wait(lock, [this] { return in_flight_ == 0; });
  return status_;
}

void Committer::Run() {
  while (auto step = queue_.Pop()) {
    bool healthy;
    {
      std::lock_guard lock(mutex_);
      healthy = status_.ok();
    }
    Status status = healthy ? store_->Commit((*step)->commit) : Status();
    step->reset();
    std::lock_guard lock(mutex_);
    if (!status.ok()) status_ = std::move(status);
    --in_flight_;
    written_.notify_all();
  }
}

}  // namespace groundswell
