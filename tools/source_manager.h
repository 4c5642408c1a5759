// SourceManager: starts, pauses, resumes, changes and stops the sources of the configuration, on one loop of their own.
//
// Contract: Start reads where each source stood and whether it was paused, which a restart keeps; sources start with
// nothing in flight. No source waits for another: each has its own lane and budget, and a turn on the loop is a bounded
// read. Become changes which sources there are while they run: those that are gone are stopped and forgotten once all
// they read is stored, changed ones start again behind that with their counts, the others go on untouched. Stop stops
// reading, then waits until all that was read is stored, or until the time is over. Webhooks, which bring their posts
// themselves, are paused and listed here too. Threads: one of its own; Start and Stop from the owner's; the rest from
// any. Ownership: borrows store, pool, engine and feeds.
#pragma once

#include <atomic>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "ingest/resolver_pool.h"
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

// The sources as they are to be.
struct WantedSources {
  std::vector<SourceSettings> sources;
  std::unique_ptr<Feeds> feeds;
  // How lines are read from now on; none: as before.
  std::optional<BlockScorerOptions> score;
};

// By name, what another configuration has changed.
struct SourceChanges {
  std::vector<std::string> started, stopped, changed;
  size_t untouched = 0;
};

class SourceManager {
 public:
  SourceManager(SourceManagerParts parts, const std::vector<SourceSettings>& sources);
  ~SourceManager();

  // kIo or kCorrupt of the store.
  Status Start();
  // True when all that was read is stored.
  bool Stop(std::chrono::milliseconds time_max);
  // Begins to stop: from now on nothing more is read. At once; Stop waits.
  void StopReading();

  // In ascending order of their names.
  std::vector<SourceReport> Reports() const;
  // Changes it and remembers it in the store, then tells `done`, on the loop's thread, the source as it is; nothing
  // where there is no such source. False, and nothing is done, while the sources do not run.
  using Done = std::function<void(std::optional<SourceReport>)>;
  bool SetPaused(const std::string& name, bool is_paused, Done done);
  // Waits until what is to stop reads no more. Nothing is done while the sources do not run.
  std::optional<SourceChanges> Become(WantedSources wanted);
  // How lines of all sources and feeds are read from now on, each by the mapping it has. False, and nothing is done,
  // while the sources do not run.
  bool SetScore(const BlockScorerOptions& score);

 private:
  struct Running {
    std::shared_ptr<SourceLane> lane;
    std::unique_ptr<Source> source;
    bool is_stopping = false;
    std::optional<SourceSettings> next;  // starts once this one has stopped
  };
  Running MakeRunning(const SourceSettings& settings, std::shared_ptr<SourceCounts> counts);
  std::unique_ptr<Source> MakeSource(const SourceSettings& settings, SourceLane* lane);
  Status Begin(SourceLane* lane, Source* source);
  Status BeginFeeds();
  Result<bool> WasPaused(const std::string& name) const;
  std::optional<SourceReport> ChangePaused(const std::string& name, bool is_paused);
  SourceChanges Change(WantedSources wanted);
  void ChangeRunning(Running* running, const std::vector<SourceSettings>& wanted, SourceChanges* changes);
  void ChangeWebhooks(const std::vector<SourceSettings>& wanted, SourceChanges* changes);
  void BeginLater(const Running& running);
  void ReapStopped();
  void ReplaceStopped();
  bool AllEmpty() const;

  SourceManagerParts parts_;
  boost::asio::io_context loop_;
  ResolverPool resolvers_{&loop_};
  std::optional<boost::asio::executor_work_guard<boost::asio::io_context::executor_type>> work_;
  boost::asio::steady_timer reap_timer_;
  std::vector<SourceSettings> webhooks_;
  mutable std::mutex mutex_;      // guards the list below where it is changed, or read outside the loop
  std::vector<Running> running_;  // in no order
  std::atomic<bool> has_loop_{false}, is_stopping_{false};
  std::thread thread_;
};

}  // namespace groundswell
