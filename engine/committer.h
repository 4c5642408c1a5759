// Committer: writes steps to the store in their order, on a thread of its own or in the caller's.
//
// It belongs to the pipeline: the engine itself starts no thread and knows no store.
// Contract: Submit returns once the step is queued (or written, without a thread); Drain once everything submitted is
// written. The first failure stops all later writes and is returned by every later call. At most kStepsInFlight steps
// wait: when the store is slow, Submit waits with it. Each step's `written` is told once, when it is durable or has
// failed, after `on_commit`; both from the thread that commits.
// Threads: Submit and Drain from one thread.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>

#include "base/arena.h"
#include "base/queue.h"
#include "engine/engine.h"
#include "engine/input_block.h"
#include "storage/store.h"

namespace groundswell {

// A step on its way to the store, with the bytes that its commit views.
struct PendingStep {
  InputBlocks blocks;
  Arena arena;
  std::deque<Prior> priors;  // of its records; the batch views their texts
  std::deque<GroupRule> rules;
  std::deque<CaseAction> actions;
  std::deque<Correction> corrections;
  std::deque<Forgetting> forgettings;
  std::deque<ScoredBatch> moved;         // posts that rules moved and corrections reached, as they stand
  std::vector<CaseChange> case_changes;  // of the results, not applied to the cases yet
  std::vector<StepResult> results;
  CommitBatch commit;
  WrittenCallback written;

  void Tell(const Status& status) {
    if (written) written(status, blocks);
  }
};

using CommitObserver = std::function<void(const CommitBatch&)>;

class Committer {
 public:
  static constexpr size_t kStepsInFlight = 2;

  Committer(Store* store, bool with_thread, CommitObserver on_commit);
  ~Committer();

  Status Submit(std::unique_ptr<PendingStep> step);
  Status Drain();

 private:
  void Run();
  Status Write(PendingStep* step);

  Store* store_;
  const CommitObserver on_commit_;
  BoundedQueue<std::unique_ptr<PendingStep>> queue_;
  std::mutex mutex_;
  std::condition_variable written_;
  size_t in_flight_ = 0;
  Status status_;
  std::optional<std::thread> thread_;
};

}  // namespace groundswell
