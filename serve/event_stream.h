// EventStream: alerts, changed groups and trends to whoever listens, as Server-Sent Events.
//
// A thread of its own writes to all listeners. Events: `alert` (each alert once, in order), `group` (a group at watch
// or above that changed, or that left: at most once a group_every, the latest state), `trend` (counts of the last
// window, every trend_every while posts come), `reset` (more was missed than can be told again: read the lists). An
// event id "SEQ-ALERTS" says that everything up to there was told; Last-Event-ID, or ?last_event_id=, goes on from it.
// Contract: a listener that does not read keeps nothing waiting: while more than queued_bytes_mark is unread nothing is
// written to it, alerts wait in the store and of a group only the latest state is sent; after stalled_max its stream is
// closed. Open is called on the server's thread and does not block. Ownership: borrows model and store.
// Threads: Open, Close, counts from any; the model is observed on its own thread. Source: the WHATWG HTML
// standard, 9.2.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <thread>
#include <unordered_map>
#include <vector>

#include "base/http.h"
#include "serve/listener.h"
#include "serve/read_model.h"
#include "storage/store.h"

namespace groundswell {

class EventStream {
 public:
  struct Options {
    std::chrono::milliseconds group_every{1'000};
    std::chrono::milliseconds trend_every{5'000};
    std::chrono::milliseconds heartbeat_every{15'000};
    std::chrono::milliseconds stalled_max{60'000};
    std::chrono::milliseconds tick{200};  // how often clocks, and streams that were clogged, are looked at
    int64_t trend_window_ms = kHourMs;
    int64_t pane_secs = 600;
    size_t listeners_max = 256;
    size_t queued_bytes_mark = size_t{256} << 10;
    size_t groups_per_round_max = 200;  // to one listener
    uint64_t replayed_alerts_max = 1'000;
    size_t replayed_groups_max = 1'000;
  };
  struct Counts {
    std::atomic<uint64_t> opened{0}, refused{0}, stalled{0}, alerts{0}, groups{0}, trends{0};
    std::atomic<int64_t> listeners{0};
  };

  // Registers itself with the model: before the model's Load.
  EventStream(ReadModel* model, const Store* store, Options options);
  ~EventStream();

  // Takes a listener; one whose parameters are wrong is refused with 400, one too many with 503.
  void Open(const HttpRequest& request, std::shared_ptr<HttpStream> stream);
  // Ends all streams and takes no more.
  void Close();

  const Counts& counts() const { return counts_; }

 private:
  using Clock = std::chrono::steady_clock;
  using Listeners = std::vector<std::unique_ptr<Listener>>;

  // What other threads leave for the writer. Shared with the model's observer, which may outlive the stream.
  struct Inbox {
    std::mutex mutex;
    std::condition_variable wake;
    Listeners arrivals;
    std::unordered_map<uint64_t, GroupNews> news;  // groups that changed since the last round of groups
    Seq news_seq = 0;                              // the position of the newest publication among them
    bool has_news = false, has_listeners = false, is_closed = false;
  };

  bool HasRoom() const;
  static void OnPublished(Inbox* inbox, const Snapshot& snapshot, std::span<const GroupChange> changes);
  void Run();
  void Admit(Listeners arrivals, Clock::time_point now);
  bool ReplayGroups(Listener* listener, const Snapshot& snapshot);
  void TellAlerts(Clock::time_point now);
  void TellGroups(Clock::time_point now);
  void WriteGroups(Listener* listener, std::unordered_map<uint64_t, std::string>* rows, Seq seq, Clock::time_point now);
  void TellTrend(Clock::time_point now);
  void Keep(Clock::time_point now);

  ReadModel* const model_;
  const Store* const store_;
  const Options options_;
  Counts counts_;
  const std::shared_ptr<Inbox> inbox_;

  // The writing thread's own.
  Listeners listeners_;
  Clock::time_point groups_due_, trend_due_;
  Position trend_position_;
  Clock::time_point trend_at_;
  RowReader reader_;
  std::thread writer_;
};

}  // namespace groundswell
