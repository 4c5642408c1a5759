// SourceLane: the way of one source's chunks to the engine, and what is known about the source.
//
// One chunk is under way at a time: it is scored on the pool, submitted with its cursor, and forgotten once durable;
// the next follows, together with small ones that came meanwhile. So cursors are stored in their order, no source takes
// more than one thread, and a chunk that the store refuses is tried again until it is taken, before anything behind it.
// Contract: a chunk is one block of the engine's; where very long lines or a document's many records make it
// several, they are scored by turns with other work of the pool, each once the one before it is durable, and
// its cursor follows them.
// has_room is false while inflight_bytes_max bytes are read and not yet stored. Threads: SourceSink, Attach and the
// rest on the loop's; Report and counts from any. Ownership: shared, for the pool and the engine may still hold a
// chunk; borrows pool and engine.
#pragma once

#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "base/time.h"
#include "ingest/source.h"
#include "tools/clock_watch.h"
#include "tools/config_sources.h"
#include "tools/live_engine.h"
#include "tools/scorer_pool.h"
#include "tools/source_counts.h"

namespace groundswell {

// A source as readers see it.
struct SourceReport {
  std::string name, kind, mapping, address, cursor, error;
  SourceState state = SourceState::kStarting;
  int64_t error_ms = 0;  // wall time of `error`; 0: there was none
  uint64_t behind_bytes = 0;
  int64_t quiet_after_secs = 0;  // as it is set
  double lag_secs = 0;           // how long the oldest line that was read waits to be stored
  std::optional<SourceGap> last_gap;
  std::shared_ptr<const SourceCounts> counts;
  std::vector<ClockError> clock_errors = {};
};

// Begins a stored cursor: what it is a place in. Another kind or address makes it
// another place, and of what is read whole another mapping, too.
std::string PlaceMark(const SourceSettings& settings);

class SourceLane final : public SourceSink, public std::enable_shared_from_this<SourceLane> {
 public:
  using Say = std::function<void(std::string_view)>;

  // Counts go on where a lane of the same source before it ended.
  SourceLane(boost::asio::io_context* loop, const SourceSettings& settings, const BlockScorerOptions& score,
             ScorerPool* pool, LiveEngine* engine, Say say, std::shared_ptr<SourceCounts> counts);

  void Attach(Source* source) { source_ = source; }
  // How lines are read from the next chunk on: as `score` says, by the source's own mapping.
  void SetScore(BlockScorerOptions score);
  void SetPaused(bool is_paused);
  // Before it starts: where it stands.
  void SetCursor(std::string cursor);
  // Nothing more is given; what was is still brought to the engine.
  bool is_empty() const { return waiting_.empty(); }
  // Lets go of what waits: the engine takes nothing more.
  void Abandon();

  bool has_room() const override { return inflight_bytes_ < settings_.inflight_bytes_max; }
  void Give(SourceChunk chunk) override;
  void Tell(SourceState state, const Status& why) override;
  void TellAddress(std::string address) override;
  void TellGap(const SourceGap& gap) override;
  void TellBehind(uint64_t bytes) override { behind_bytes_ = bytes; }

  SourceReport Report() const;
  const SourceSettings& settings() const { return settings_; }
  const std::shared_ptr<SourceCounts>& counts() const { return counts_; }
  bool is_paused() const { return is_paused_; }

 private:
  class Carriage;
  struct Waiting {
    SourceChunk chunk;
    int64_t arrived_ms;        // wall time
    MonotonicTime arrived_at;  // the same moment
    bool is_stored = false;    // all but its cursor
  };

  bool Follows(const SourceChunk& chunk) const;
  void Dispatch();
  void StandInLine(const std::shared_ptr<Carriage>& carriage);
  void OnDone(const Status& status, bool has_cursor);
  void NoteOldest();
  void NoteError(const Status& why);

  const SourceSettings settings_;
  const std::string place_mark_;
  std::shared_ptr<const BlockScorerOptions> score_;
  ScorerPool* const pool_;
  LiveEngine* const engine_;
  const Say say_;
  boost::asio::io_context* const loop_;
  boost::asio::steady_timer timer_;
  Source* source_ = nullptr;
  std::deque<Waiting> waiting_;  // the first is under way
  bool is_under_way_ = false, is_abandoned_ = false;
  size_t inflight_bytes_ = 0;
  MonotonicTime carried_since_;  // the chunk under way

  const std::shared_ptr<SourceCounts> counts_;
  ClockWatch clocks_;
  std::atomic<bool> is_paused_{false};
  std::atomic<uint64_t> behind_bytes_{0};
  std::atomic<int64_t> oldest_ns_{0};  // monotonic; 0: nothing waits
  mutable std::mutex mutex_;           // guards what is below
  SourceState state_ = SourceState::kStarting;
  std::string error_, cursor_, address_;
  int64_t error_ms_ = 0;
  std::optional<SourceGap> last_gap_;
  bool is_failing_ = false;  // what was wrong last still is
};

}  // namespace groundswell
