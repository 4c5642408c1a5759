#include "tools/watch_loop.h"

#include <chrono>
#include <filesystem>

#include "base/check.h"

namespace groundswell {
namespace {

constexpr std::chrono::seconds kEvery(1);
constexpr uint8_t kEmerging = 2;
// Those of kStatusNames from which on a case is closed.
constexpr int8_t kReviewed = 5;

int64_t WallMs() {
  const auto since = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::milliseconds>(since).count();
}

WatchedSource SeenOf(const SourceReport& report) {
  WatchedSource seen;
  seen.name = report.name;
  seen.state = SourceStateName(report.state);
  seen.error = report.error;
  // A record that is known already shows, too, that the source lives.
  seen.brought = report.counts->posts + report.counts->duplicates;
  seen.is_reading = report.state == SourceState::kRunning;
  seen.is_failing = report.state == SourceState::kFailed || report.state == SourceState::kWaiting;
  seen.is_resting = report.state == SourceState::kPaused || report.state == SourceState::kDone;
  seen.quiet_after_ms = report.quiet_after_secs * kSecondMs;
  seen.lag_secs = report.lag_secs;
  return seen;
}

// From `emerging` on, neither reviewed nor dismissed. The list is sorted by level.
uint64_t OpenCases(const Snapshot& snapshot) {
  uint64_t open = 0;
  for (const GroupEntryPtr& entry : snapshot.groups) {
    if (entry->rank.level < kEmerging) break;
    open += entry->status < kReviewed ? 1 : 0;
  }
  return open;
}

// Bytes of all files in a folder, as far as they can be told: some come and go while they are looked at.
uint64_t FolderBytes(const std::string& folder) {
  constexpr int kFilesMax = 100'000;  // a store has some hundreds; whatever else lies there costs no more than this
  uint64_t bytes = 0;
  int files = 0;
  std::error_code error;
  std::filesystem::recursive_directory_iterator at(folder, error), end;
  for (; !error && at != end && files < kFilesMax; at.increment(error), ++files) {
    std::error_code gone;
    if (!at->is_regular_file(gone)) continue;
    if (const uintmax_t size = at->file_size(gone); !gone) bytes += size;
  }
  return bytes;
}

}  // namespace

void WatchLoop::Start() {
  CHECK(!thread_.joinable());
  thread_ = std::thread([this] { Run(); });
}

void WatchLoop::Stop() {
  {
    std::lock_guard lock(mutex_);
    is_stopped_ = true;
  }
  changed_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void WatchLoop::NoteStore(const Status& status) {
  std::lock_guard lock(mutex_);
  store_error_ = status.ok() ? std::string() : status.message();
}

WatchView WatchLoop::View() const {
  WatchView view;
  for (const SourceReport& report : parts_.sources->Reports()) view.sources.push_back(SeenOf(report));
  for (size_t i = 0; parts_.notifier != nullptr && i < parts_.notifier->size(); ++i) {
    const DeliveryStatus status = parts_.notifier->status(i);
    view.receivers.push_back({.name = parts_.notifier->name(i),
                              .last_error = status.last_error,
                              .failing_since_ms = status.is_failing ? status.failing_since_ms : 0,
                              .is_disabled = status.is_disabled,
                              .messages = status.messages});
  }
  std::error_code error;
  const std::filesystem::space_info space = std::filesystem::space(parts_.data_dir, error);
  if (!error) {
    view.disk_free = space.available;
    view.disk_total = space.capacity;
  }
  view.refused_busy = parts_.intake->counts().refused_busy;
  view.totals = parts_.model->position().totals;
  view.count_open_cases = [this] { return OpenCases(*parts_.model->snapshot()); };
  view.count_waiting_cases = parts_.count_waiting_cases;
  std::lock_guard lock(mutex_);
  view.store_error = store_error_;
  return view;
}

void WatchLoop::Run() {
  std::unique_lock lock(mutex_);
  while (!is_stopped_) {
    lock.unlock();
    const int64_t now_ms = WallMs();
    parts_.keeper->Look(View(), now_ms);
    if (const Status looked = parts_.drills->Look(now_ms); !looked.ok())
      parts_.say("watch: drills cannot be read: " + looked.message());
    lock.lock();
    changed_.wait_for(lock, kEvery, [this] { return is_stopped_; });
  }
}

MetricsPage::Source WatchMetrics(const WatchKeeper* keeper, std::string data_dir) {
  return [keeper, data_dir = std::move(data_dir)](MetricFamilies* families) {
    std::error_code error;
    const std::filesystem::space_info space = std::filesystem::space(data_dir, error);
    if (!error)
      families->push_back(GaugeMetric("groundswell_disk_free_bytes", "Free space of the data folder's disk.",
                                      static_cast<double>(space.available)));
    families->push_back(GaugeMetric("groundswell_store_bytes", "Bytes of the files in the data folder.",
                                    static_cast<double>(FolderBytes(data_dir))));
    const auto open = keeper->open();
    families->push_back(GaugeMetric("groundswell_watch_amiss", "Things that are told of and not yet over.",
                                    static_cast<double>(open.size())));
    const auto paces = keeper->paces();
    std::vector<std::pair<std::string_view, double>> silences, limits;
    for (const WatchKeeper::Pace& pace : paces) {
      silences.emplace_back(pace.source, static_cast<double>(pace.silence_ms) / 1e3);
      if (pace.limit_ms) limits.emplace_back(pace.source, static_cast<double>(*pace.limit_ms) / 1e3);
    }
    if (!silences.empty())
      families->push_back(
          GaugeMetrics("groundswell_source_silence_seconds", "Since it brought something.", "source", silences));
    if (!limits.empty())
      families->push_back(GaugeMetrics("groundswell_source_silence_usual_limit_seconds",
                                       "From which silence on it is told of at this hour.", "source", limits));
  };
}

}  // namespace groundswell
