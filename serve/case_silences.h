// CaseSilences: the silences that people have set on cases, for whoever delivers alerts.
//
// Contract: a function of the store's cases and audit log, read again when the last reading is a second old, so that a
// silence holds a second after it was answered at the latest. A silence of a group holds for what merged into it, too;
// one of a cause for its organisation alone, and where that is not known for its group alone. A store that fails leaves
// what was known. Threads: any. Ownership: the store outlives it.
#pragma once

#include <chrono>
#include <memory>
#include <mutex>

#include "base/status.h"
#include "base/time.h"
#include "serve/notify_silence.h"
#include "storage/store.h"

namespace groundswell {

// Those of the store; what has run out is among them until its case is looked at again.
Result<SilenceList> ReadSilences(const Store& store);

class CaseSilences {
 public:
  explicit CaseSilences(const Store* store) : store_(store) {}

  std::shared_ptr<const SilenceList> Active();

 private:
  const Store* const store_;
  std::mutex mutex_;
  std::shared_ptr<const SilenceList> known_;
  MonotonicTime read_at_;
};

}  // namespace groundswell
