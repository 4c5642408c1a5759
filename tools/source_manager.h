// SourceManager: starts, pauses, resumes and stops the sources of the configuration, on one loop of their own.
//
// Contract: Start reads where each source stood and whether it was paused, which a restart keeps; sources start with
// nothing in flight. No source waits for another: each has its own lane and budget, and a turn on the loop is a bounded
// read. Stop stops reading, then waits until all that was read is stored, or until the time is over. Webhooks, which
// bring their posts themselves, are paused and listed here too. Threads: one of its own; Start and Stop from the
// owner's; the rest from any. Ownership: borrows store, pool, engine and feeds.
#pragma once

#include <atomic>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "ingest/source.h"
#include "storage/store.h"
#include "tools/feeds.h"
#include "tools/source_lane.h"

namespace groundswell {

struct SourceManagerParts {
  Store* store = nullptr;
  ScorerPool* pool = nullptr;
  LiveEngine* engine = nullptr;
  Feeds* feeds = nullptr;
  BlockScorerOptions score;
  std::function<void(std::string_view)> say;
};

class SourceManager {
 public:
  SourceManager(SourceManagerParts parts, const std::vector<SourceSettings>& sources);
  ~SourceManager();

  // kIo or kCorrupt of the store.
  Status Start();
  // True when all that was read is stored.
  bool Stop(std::chrono::milliseconds time_max);

  // In ascending order of their names.
  std::vector<SourceReport> Reports() const;
  // Changes it and remembers it in the store, then tells `done`, on the loop's thread, the source as it is; nothing
  // where there is no such source. False, and nothing is done, while the sources do not run.
  using Done = std::function<void(std::optional<SourceReport>)>;
  bool SetPaused(const std::string& name, bool is_paused, Done done);

 private:
  struct Running {
    std::shared_ptr<SourceLane> lane;
    std::unique_ptr<Source> source;
  };
  std::unique_ptr<Source> MakeSource(const SourceSettings& settings, SourceLane* lane);
  Result<bool> WasPaused(const std::string& name) const;
  std::optional<SourceReport> ChangePaused(const std::string& name, bool is_paused);
  bool AllEmpty() const;

  const SourceManagerParts parts_;
  boost::asio::io_context loop_;
  std::optional<boost::asio::executor_work_guard<boost::asio::io_context::executor_type>> work_;
  std::vector<Running> running_;  // by name
  std::atomic<bool> has_loop_{false};
  std::thread thread_;
};

}  // namespace groundswell
