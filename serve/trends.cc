#include "serve/trends.h"

#include <algorithm>
#include <functional>
#include <unordered_map>

namespace groundswell {
namespace {

// Rows that one reading passes over: some seconds of one reader.
constexpr int64_t kRowsMax = 2'000'000;

using Visit = std::function<void(EventTime, std::string_view, const PaneCounts&)>;

void Add(const PaneCounts& add, PaneCounts* sum) {
  sum->posts += add.posts;
  sum->complaints += add.complaints;
  sum->negative += add.negative;
  sum->positive += add.positive;
}

SeriesKind KindOf(TrendBy by) {
  if (by == TrendBy::kChannel) return SeriesKind::kChannel;
  return by == TrendBy::kRegion ? SeriesKind::kRegion : SeriesKind::kCause;
}

// Whether posts of `name` are a series: an organisation may be unknown, the others have no name when there are too
// many.
bool IsSeries(const TrendQuestion& question, std::string_view name) {
  return !name.empty() || question.by == TrendBy::kOrg;
}

// Visits the panes of the window by name. Both scans are in order of time, so the end of the window ends them.
Status ScanWindow(const Store& store, const TrendQuestion& question, const Visit& visit) {
  int64_t rows = 0;
  const auto row = [&](EventTime start, bool is_kind, std::string_view name, const PaneCounts& counts) {
    if (start >= question.buckets.to()) return NotFound("the end of the window");
    if (++rows > kRowsMax) return Exhausted("the window holds too many panes; give a shorter one");
    if (is_kind && (!question.name || name == *question.name)) visit(start, name, counts);
    return Status();
  };
  Status status;
  if (question.by == TrendBy::kOrg) {
    status = store.ScanPanes(
        question.buckets.from,
        [&](EventTime start, std::string_view org, const PaneCounts& counts) { return row(start, true, org, counts); });
  } else {
    const SeriesKind kind = KindOf(question.by);
    status = store.ScanSeries(question.buckets.from,
                              [&](EventTime start, SeriesKind of, std::string_view name, const PaneCounts& counts) {
                                return row(start, of == kind, name, counts);
                              });
  }
  return status.code() == Code::kNotFound ? Status() : status;
}

// The names' sums, the most posts first.
Status ReadSums(const Store& store, const TrendQuestion& question, Trends* trends) {
  std::unordered_map<std::string, PaneCounts> sums;
  std::string key;
  GROUNDSWELL_TRY(ScanWindow(store, question, [&](EventTime, std::string_view name, const PaneCounts& counts) {
    key = name;
    Add(counts, IsSeries(question, name) ? &sums[key] : &trends->other.sum);
  }));
  for (auto& [name, sum] : sums) trends->items.push_back({name, sum, {}});
  std::sort(trends->items.begin(), trends->items.end(), [](const TrendSeries& a, const TrendSeries& b) {
    return a.sum.posts != b.sum.posts ? a.sum.posts > b.sum.posts : a.name < b.name;
  });
  for (size_t i = question.top; i < trends->items.size(); ++i) Add(trends->items[i].sum, &trends->other.sum);
  if (trends->items.size() > question.top) trends->items.resize(question.top);
  return {};
}

}  // namespace

Result<Trends> ReadTrends(const Store& store, const TrendQuestion& question) {
  Trends trends;
  if (Status status = ReadSums(store, question, &trends); !status.ok()) return status;
  if (question.sums_only) return trends;
  // Series are kept of the first names alone, so that memory is bounded: hence a second reading.
  const auto count = static_cast<size_t>(question.buckets.count);
  std::unordered_map<std::string, TrendSeries*> series;
  for (TrendSeries& item : trends.items) {
    item.counts.resize(count);
    series.emplace(item.name, &item);
  }
  trends.other.counts.resize(count);
  std::string key;
  Status status = ScanWindow(store, question, [&](EventTime start, std::string_view name, const PaneCounts& counts) {
    const int64_t bucket = question.buckets.Of(start);
    if (bucket < 0) return;
    key = name;
    const auto found = series.find(key);
    TrendSeries& place = found == series.end() ? trends.other : *found->second;
    Add(counts, &place.counts[static_cast<size_t>(bucket)]);
  });
  if (!status.ok()) return status;
  return trends;
}

Buckets BucketsOfWindow(EventTime last, int64_t window_ms, int64_t step_ms) {
  Buckets buckets;
  buckets.step_ms = step_ms;
  buckets.count = (window_ms + step_ms - 1) / step_ms;
  buckets.from.ms = (last.ms / step_ms + 1 - buckets.count) * step_ms;
  if (buckets.from < kEventTimeMin) buckets.from = kEventTimeMin;
  return buckets;
}

}  // namespace groundswell
