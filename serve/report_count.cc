#include "serve/report_count.h"

#include <algorithm>
#include <unordered_set>

#include "serve/post_reader.h"

namespace groundswell {
namespace {

// Panes that one window reads over, and names that a table has: beyond, the rest is in the totals alone.
constexpr int64_t kPaneRowsMax = 2'000'000;
constexpr size_t kNamesMax = 20'000;

PaneCounts CountsOf(const StoredRecord& record) {
  const Sentiment sentiment = record.post.scores.sentiment;
  return {1, record.verdict.complaint, sentiment == Sentiment::kNegative, sentiment == Sentiment::kPositive};
}

class Counter {
 public:
  Counter(const std::vector<TimeWindow>& windows, const CountOptions& options, ReportTally* tally)
      : windows_(windows), options_(options), tally_(*tally) {}

  // Records come the newest first: what replaced or deleted a post is met before it.
  Status Take(Seq seq, std::string_view bytes) {
    auto record = DecodeRecord(bytes);
    if (!record.ok()) return record.status();
    if (record->has_prior && record->kind != RecordKind::kRefresh) replaced_.insert(record->prior.seq);
    if (!HoldsPost(record->kind) || replaced_.erase(seq) > 0) return {};
    const EventTime time = record->post.time;
    for (size_t i = 0; i < windows_.size(); ++i)
      if (time >= windows_[i].since && time < windows_[i].until) return Count(i, seq, *record), Status();
    return {};
  }

 private:
  void Count(size_t window, Seq seq, const StoredRecord& record) {
    const PaneCounts counts = CountsOf(record);
    const bool is_own = RoleOfOrg(record.post.org) == EntryRole::kOwn;
    tally_.has_others |= !is_own;
    if (window < 2 && !record.post.org.empty()) AddTo(&tally_.organisations, record.post.org, window, counts);
    if (!is_own) return;
    tally_.windows[window].counts += counts;
    if (window >= 2) return;
    AddTo(&tally_.platforms, record.post.channel, window, counts);
    if (options_.on_post) options_.on_post(static_cast<int>(window), seq, record);
  }

  EntryRole RoleOfOrg(std::string_view org) {
    if (!options_.role_of || org.empty()) return EntryRole::kOwn;
    auto known = roles_.find(org);
    if (known == roles_.end()) known = roles_.emplace(std::string(org), options_.role_of(org)).first;
    return known->second;
  }

  static void AddTo(ReportTally::Rows* rows, std::string_view name, size_t window, const PaneCounts& counts) {
    auto row = rows->find(name);
    if (row == rows->end()) {
      if (rows->size() >= kNamesMax) return;
      row = rows->emplace(std::string(name), std::array<PaneCounts, 2>{}).first;
    }
    row->second[window] += counts;
  }

  const std::vector<TimeWindow>& windows_;
  const CountOptions& options_;
  ReportTally& tally_;
  std::unordered_set<Seq> replaced_;  // records that stand no more and have not been met yet
  std::map<std::string, EntryRole, std::less<>> roles_;
};

// From the panes of organisations, which are kept when each record is long forgotten.
Status CountPanes(const Store& store, const TimeWindow& window, const CountOptions& options, CountedWindow* counted) {
  const int64_t pane_ms = options.pane_secs * kSecondMs;
  if (window.since.ms % pane_ms != 0 || window.until.ms % pane_ms != 0) return {};
  int64_t rows = 0;
  const Status status =
      store.ScanPanes(window.since, [&](EventTime start, std::string_view org, const PaneCounts& counts) -> Status {
        if (start >= window.until) return NotFound("the end of the window");
        if (++rows > kPaneRowsMax) return Exhausted("the window holds too many panes");
        const bool is_own = !options.role_of || org.empty() || options.role_of(org) == EntryRole::kOwn;
        if (is_own) counted->counts += counts;
        return {};
      });
  if (status.code() == Code::kExhausted) return counted->counts = {}, Status();
  if (!status.ok() && status.code() != Code::kNotFound) return status;
  counted->is_known = true;
  counted->by = CountedBy::kPanes;
  return {};
}

}  // namespace

Result<Seq> RecordsToRead(const Store& store, Seq end, const TimeWindow& earliest) {
  auto first = FirstSeqSince(store, earliest.since);
  if (!first.ok()) return first.status();
  auto retention = store.ReadRetention();
  if (!retention.ok()) return retention.status();
  const Seq from = std::max(*first, retention->records_from);
  return from < end ? end - from : 0;
}

Result<ReportTally> CountPosts(const Store& store, Seq end, const std::vector<TimeWindow>& windows,
                               const CountOptions& options) {
  ReportTally tally;
  tally.windows.resize(windows.size());
  std::vector<TimeWindow> read_whole;  // of each window that is read post by post; others are empty
  Seq records = 0;
  for (size_t i = 0; i < windows.size(); ++i) {
    auto needed = RecordsToRead(store, end, windows[i]);
    if (!needed.ok()) return needed.status();
    const bool is_whole = *needed <= options.records_max;
    tally.windows[i].is_known = is_whole;
    read_whole.push_back(is_whole ? windows[i] : TimeWindow{kEventTimeMax, kEventTimeMin});
    if (is_whole) records = std::max(records, *needed);
    if (!is_whole)
      if (Status status = CountPanes(store, windows[i], options, &tally.windows[i]); !status.ok()) return status;
  }
  Counter counter(read_whole, options, &tally);
  Seq next = 0;
  const auto visit = [&](Seq seq, std::string_view bytes) -> Result<bool> {
    if (Status status = counter.Take(seq, bytes); !status.ok()) return status;
    return true;
  };
  if (Status status = ScanRecordsBackward(store, end, records, visit, &next); !status.ok()) return status;
  const auto by_posts = [&](size_t i) { return i >= windows.size() || tally.windows[i].by == CountedBy::kPosts; };
  tally.has_rows = by_posts(0) && by_posts(1) && tally.windows[0].is_known;
  if (!tally.has_rows) tally.platforms.clear(), tally.organisations.clear();
  return tally;
}

}  // namespace groundswell
