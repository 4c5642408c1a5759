// WatchLoop: shows the WatchKeeper every second how the running engine stands, and ends drills whose time is over.
//
// Contract: Start and Stop once each; nothing is looked at before or behind them. Threads: one of its own; Start and
// Stop from the owner's, NoteStore from any. Ownership: borrows all it is given.
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

#include "base/status.h"
#include "serve/drills.h"
#include "serve/metrics.h"
#include "serve/notifier.h"
#include "serve/read_model.h"
#include "serve/watch_keeper.h"
#include "tools/intake.h"
#include "tools/source_manager.h"

namespace groundswell {

struct WatchParts {
  WatchKeeper* keeper = nullptr;
  Drills* drills = nullptr;
  const Notifier* notifier = nullptr;  // null: there are no receivers
  const SourceManager* sources = nullptr;
  const Intake* intake = nullptr;
  const ReadModel* model = nullptr;
  std::function<uint64_t()> count_waiting_cases;
  std::string data_dir;
  std::function<void(std::string_view)> say;
};

class WatchLoop {
 public:
  explicit WatchLoop(WatchParts parts) : parts_(std::move(parts)) {}
  ~WatchLoop() { Stop(); }

  void Start();
  void Stop();
  // Whether the store takes writes.
  void NoteStore(const Status& status);

 private:
  void Run();
  WatchView View() const;

  const WatchParts parts_;
  mutable std::mutex mutex_;  // guards what is below
  std::condition_variable changed_;
  bool is_stopped_ = false;
  std::string store_error_;
  std::thread thread_;
};

// What the keeper sees, as Prometheus families. It outlives the page.
MetricsPage::Source WatchMetrics(const WatchKeeper* keeper, std::string data_dir);

}  // namespace groundswell
