#include "serve/clock_keeper.h"

#include <algorithm>
#include <string>
#include <unordered_set>
#include <utility>

#include "models/case.h"
#include "serve/case_clocks.h"
#include "serve/clock_notice.h"

namespace groundswell {
namespace {

int64_t SystemWallMs() {
  const auto since = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::milliseconds>(since).count();
}

// The nearest of the warnings that the deadline has come within; 0 for none.
int64_t WarningFor(const ClockState& clock, const std::vector<int64_t>& warn_before_ms, int64_t wall_ms) {
  int64_t nearest_ms = 0;
  for (const int64_t before_ms : warn_before_ms)
    if (!clock.next.is_none() && clock.next.ms - wall_ms <= before_ms) nearest_ms = before_ms;
  return nearest_ms;
}

}  // namespace

ClockKeeper::ClockKeeper(const Store* store, const ReadModel* model, Notices* notices, ClockKeeperOptions options,
                         Log log)
    : store_(store), model_(model), notices_(notices), options_(std::move(options)), log_(std::move(log)) {}

ClockKeeper::~ClockKeeper() { Stop(); }

void ClockKeeper::Start() {
  if (options_.warn_before_ms.empty()) return;
  thread_ = std::thread([this] { Run(); });
}

void ClockKeeper::Stop() {
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void ClockKeeper::Run() {
  bool has_failed = false;
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    lock.unlock();
    const Status status = Look(options_.wall_ms ? options_.wall_ms() : SystemWallMs());
    if (!status.ok() && !has_failed) log_("deadlines could not be looked at: " + status.message());
    has_failed = !status.ok();
    lock.lock();
    wake_.wait_for(lock, options_.every, [this] { return stopping_; });
  }
}

Status ClockKeeper::Look(int64_t wall_ms) {
  std::unordered_set<uint64_t> seen;
  GROUNDSWELL_TRY(store_->ScanCases([&](GroupId id, std::string_view bytes) {
    seen.insert(id.value);
    auto one = DecodeCase(bytes);
    return PassOver(id, one.ok() ? LookAt(*one, wall_ms) : one.status());
  }));
  // A clock runs whether or not somebody has taken the case.
  const auto snapshot = model_->snapshot();
  for (const GroupEntryPtr& entry : snapshot->groups) {
    if (!MayHaveClocks(options_.book.get(), *entry) || seen.contains(entry->rank.id.value)) continue;
    Case untouched;
    untouched.group = entry->rank.id;
    GROUNDSWELL_TRY(PassOver(untouched.group, LookAt(untouched, wall_ms)));
  }
  return {};
}

Status ClockKeeper::PassOver(GroupId group, Status status) {
  if (status.code() != Code::kCorrupt) return status;
  constexpr size_t kPassedOverMax = 1'000;
  if (passed_over_.size() < kPassedOverMax && passed_over_.insert(group.value).second)
    log_("the deadlines of " + FormatGroupId(group) + " cannot be told: " + status.message());
  return {};
}

Status ClockKeeper::LookAt(const Case& one, int64_t wall_ms) {
  if (options_.book->rules.empty() && one.acts.promises.empty()) return {};
  auto row = store_->ReadGroup(one.group);
  if (!row.ok()) return row.status();
  const std::string group_row = row->value_or(std::string());
  const std::vector<ClockState> clocks = ClocksOfCase(options_.book.get(), one, group_row, {wall_ms});
  if (clocks.empty()) return {};
  RowReader reader;
  const auto group = reader.ReadGroup(group_row.empty() ? "{}" : group_row);
  const auto tell = [&](const ClockState& clock, int64_t before_ms) -> Status {
    ClockWarning warning{clock, one, {}, 0, before_ms};
    if (group.ok()) warning.org = group->entry.org, warning.level = group->entry.rank.level;
    Notice notice = ClockNotice(warning, options_.book->days.zone, wall_ms);
    return notices_->Holds(notice.id) ? Status() : notices_->Put(std::move(notice));
  };
  for (const ClockState& clock : clocks) {
    if (!clock.binds()) continue;
    if (const int64_t before_ms = WarningFor(clock, options_.warn_before_ms, wall_ms); before_ms > 0)
      GROUNDSWELL_TRY(tell(clock, before_ms));
    const bool is_news = !clock.last_passed.is_none() && wall_ms - clock.last_passed.ms <= kTellPassedMs;
    if (is_news) GROUNDSWELL_TRY(tell(clock, 0));
  }
  return {};
}

}  // namespace groundswell
