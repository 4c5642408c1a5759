// CaseSilences: the silences that people have set on cases, for whoever delivers alerts.
//
// Contract: a function of the store's cases and audit log. They are read when they are asked for after a commit that
// changed a case, which OnCommit is told of before the act is answered: a silence holds from its answer on. A silence
// of a group holds for what merged into it, too; one of a cause for its organisation alone, and where that is not known
// for its group alone. What cannot be read is told and counted: of a case that is damaged its own silences are missing,
// of an audit entry the author and the reason; where the store fails, what was known holds, and it is asked again after
// a second. Threads: any. Ownership: the store outlives it.
#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <string_view>
#include <utility>

#include "base/status.h"
#include "base/time.h"
#include "serve/metrics.h"
#include "serve/notify_silence.h"
#include "storage/store.h"

namespace groundswell {

class CaseSilences {
 public:
  using Say = std::function<void(std::string_view line)>;
  CaseSilences(const Store* store, Say say) : store_(store), say_(std::move(say)) {}

  void OnCommit(const CommitBatch& batch);
  std::shared_ptr<const SilenceList> Active();
  // Readings in which something could not be read.
  uint64_t failures() const { return failures_; }

 private:
  void Note(const Status& status);

  const Store* const store_;
  const Say say_;
  std::atomic<uint64_t> commits_{1};  // of cases
  std::atomic<uint64_t> failures_{0};
  std::mutex mutex_;  // guards what follows
  std::shared_ptr<const SilenceList> known_;
  uint64_t read_commits_ = 0, tried_commits_ = 0;  // as of the last reading that succeeded, and of the last one
  bool is_failing_ = false;
  MonotonicTime next_try_;
};

// Those of the store; what has run out is among them until its case is looked at again. *damaged is the first thing of
// them that could not be read.
Result<SilenceList> ReadSilences(const Store& store, Status* damaged);

MetricsPage::Source SilenceMetrics(const CaseSilences* silences);

}  // namespace groundswell
