// ClockKeeper: tells people of deadlines before they pass, and once when they have passed.
//
// It looks at every case for which clocks run, by the wall clock, and puts a notice for each deadline of a group that
// has come within one of the times of `warn_before_ms`, or has passed; of several times that were slept through the
// nearest alone. Complaints of a group that fall due together are one notice. Contract: the id of a notice is made of
// the group, the deadline, the moment it is due and the warning, so that a restart tells nothing twice. What passed
// longer than kTellPassedMs ago is history and is not told. Nothing is decided by it. Errors: those of the store and of
// Notices from Look; the thread logs them and goes on. A row that cannot be read is logged and passed over. Ownership:
// borrows all it is given. Threads: Start and Stop from one; a thread of its own in between.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <set>
#include <string_view>
#include <thread>
#include <vector>

#include "models/clock_fold.h"
#include "serve/notices.h"
#include "serve/read_model.h"
#include "storage/store.h"

namespace groundswell {

constexpr int64_t kTellPassedMs = 7 * kDayMs;

struct ClockKeeperOptions {
  std::shared_ptr<const ClockBook> book;
  std::vector<int64_t> warn_before_ms = {};  // the longest first; empty: nothing is told
  std::chrono::milliseconds every = std::chrono::seconds(30);
  std::function<int64_t()> wall_ms = {};  // empty: the system's
};

class ClockKeeper {
 public:
  using Log = std::function<void(std::string_view)>;

  ClockKeeper(const Store* store, const ReadModel* model, Notices* notices, ClockKeeperOptions options, Log log);
  ~ClockKeeper();

  void Start();
  void Stop();
  // One look, as the thread does it.
  Status Look(int64_t wall_ms);

 private:
  void Run();
  Status LookAt(const struct Case& one, int64_t wall_ms);
  // What is corrupt is logged once and passed over, so that no other case waits for it.
  Status PassOver(GroupId group, Status status);

  const Store* const store_;
  const ReadModel* const model_;
  Notices* const notices_;
  const ClockKeeperOptions options_;
  const Log log_;

  std::set<uint64_t> passed_over_;  // groups
  std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace groundswell
