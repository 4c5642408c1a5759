// WatchKeeper: looks after the engine itself, and tells people by notices what is not as it should be, and once when it
// is again: a source that is silent or fails, a receiver that cannot be reached, a disk that fills, a store that takes
// nothing, posts that are turned away. At the hours that are set it gives a sign of life.
//
// Contract: Look is called now and then with how things stand; everything is told once, with since when, whatever
// restarts come between, for what is wrong is kept in the mark "watch" before it is told. A receiver is told of by the
// others. A paused source, one that has read all there is, and one that is gone from the configuration tell nothing. A
// sign of life that fell into a time when the engine was down is given late, and says so. Errors: what cannot be
// written is tried again at the next look. Memory: what SourcePace needs for each of kWatchedSourcesMax. Units:
// milliseconds of the wall, bytes. Threads: Look from one, the rest from any.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "models/local_zone.h"
#include "serve/notices.h"
#include "serve/source_pace.h"
#include "storage/store.h"

namespace groundswell {

constexpr size_t kWatchedSourcesMax = 300;

struct WatchedSource {
  std::string name = {}, state = {}, error = {};
  uint64_t brought = 0;     // records since the start of the program
  bool is_reading = false;  // it may bring something
  bool is_failing = false;
  bool is_resting = false;     // paused, or it has brought all there is
  int64_t quiet_after_ms = 0;  // told after so long, whatever its pace; 0: by its pace
  double lag_secs = 0;
};

struct WatchedReceiver {
  std::string name = {}, last_error = {};
  int64_t failing_since_ms = 0;  // 0: not failing
  bool is_disabled = false;
  uint64_t messages = 0;  // that it took since the start of the program
};

// How things stand.
struct WatchView {
  std::vector<WatchedSource> sources;
  std::vector<WatchedReceiver> receivers;
  std::optional<uint64_t> disk_free, disk_total;
  std::string store_error;    // empty: it takes writes
  uint64_t refused_busy = 0;  // requests turned away since the start of the program
  Totals totals;
  std::function<uint64_t()> count_open_cases = {};
  std::function<uint64_t()> count_waiting_cases = {};  // for somebody to take them
};

struct WatchOptions {
  LocalZone zone = {};
  bool learns_pace = true;
  int64_t failing_ms = 300'000;  // sources and receivers that fail for so long are told of
  int64_t overload_ms = 300'000;
  uint64_t disk_free_bytes = uint64_t{1} << 30;
  double disk_free_percent = 0;
  std::vector<int> sign_of_life_min = {};  // minutes of the day, in the zone
  std::function<void(std::string_view)> log = {};
};

class WatchKeeper {
 public:
  WatchKeeper(Store* store, Notices* notices, WatchOptions options);

  void Look(const WatchView& view, int64_t now_ms);

  struct Open {
    std::string what;  // "source/NAME", "failing/NAME", "receiver/NAME", "disk", "store", "overload"
    int64_t since_ms = 0;
  };
  std::vector<Open> open() const;
  struct Pace {
    std::string source;
    int64_t silence_ms = 0;
    std::optional<int64_t> limit_ms;
  };
  std::vector<Pace> paces() const;

 private:
  struct Source {
    explicit Source(LocalZone zone) : pace(zone) {}
    SourcePace pace;
    uint64_t seen = 0;         // of `brought`
    uint64_t since_life = 0;   // brought since the last sign of life
    int64_t failing_ms = 0;    // fails since; 0: does not
    bool was_reading = false;  // at the last look
  };
  struct Condition {
    int64_t since_ms = 0;
  };
  using Say = std::function<void(bool is_over, int64_t since_ms, Notice* notice)>;

  bool Load(std::string_view bytes);
  void LookAtSource(const WatchedSource& seen, int64_t now_ms);
  void LookAtQuiet(const WatchedSource& seen, Source* source, bool has_brought, int64_t now_ms);
  void LookAtReceiver(const WatchedReceiver& seen, bool is_store_failing, int64_t now_ms);
  void LookAtDisk(const WatchView& view, int64_t now_ms);
  void LookAtStore(const WatchView& view, int64_t now_ms);
  void LookAtLoad(const WatchView& view, int64_t now_ms);
  void LookAtLife(const WatchView& view, int64_t now_ms);
  void SayLife(const WatchView& view, int64_t due_ms, int64_t now_ms, Notice* notice) const;
  uint64_t CountCriticalPosts(const Totals& now) const;
  void AddSources(const WatchView& view, int64_t now_ms, Notice* notice) const;
  void Forget(const WatchView& view);
  // `what` is wrong now, or is not; tells what is new.
  void Hold(const std::string& what, bool is_wrong, int64_t since_ms, int64_t now_ms, const Notice& form,
            NoticeKind over, const Say& say);
  bool IsOpen(const std::string& what) const { return open_.contains(what); }
  bool Put(Notice notice);
  void Save();
  std::string TimeOf(int64_t ms) const;

  Store* const store_;
  Notices* const notices_;
  const WatchOptions options_;
  mutable std::mutex mutex_;  // guards open_ and sources_ where they are changed, or read by others
  std::map<std::string, Condition> open_;
  std::map<std::string, Source> sources_;
  bool is_loaded_ = false;
  int64_t saved_ms_ = 0, looked_ms_ = 0;
  int64_t store_failing_ms_ = 0, busy_since_ms_ = 0, busy_last_ms_ = 0;
  std::optional<uint64_t> refused_busy_;
  int64_t life_ms_ = 0;       // the last sign of life was due then; 0: there was none
  int64_t life_told_ms_ = 0;  // and was given then
  Totals life_totals_;        // as they stood then
};

}  // namespace groundswell
