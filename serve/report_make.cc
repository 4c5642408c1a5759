#include "serve/report_make.h"

#include <algorithm>

#include "models/stored_record.h"
#include "models/text_cleaner.h"
#include "serve/report_cases.h"
#include "serve/report_count.h"
#include "serve/report_words.h"

namespace groundswell {
namespace {

constexpr size_t kPlatformsMax = 30, kOrganisationsMax = 50, kWordsMax = 20;
// Posts of both periods whose words are read, where there are more one of so many.
constexpr Seq kWordRecordsMax = 400'000;

// Records at the beginning of the store that are looked at for their times.
constexpr int kFirstRecords = 1000;

// The day with which the store begins: nothing is known of what came before.
Result<EventTime> BeginOf(const Store& store, LocalZone zone) {
  auto retention = store.ReadRetention();
  if (!retention.ok()) return retention.status();
  EventTime first = kEventTimeMax;
  int looked_at = 0;
  const Status status = store.ScanRecords(retention->records_from, [&](Seq, std::string_view bytes) -> Status {
    auto record = DecodeRecord(bytes);
    if (!record.ok()) return record.status();
    if (HoldsPost(record->kind)) first = std::min(first, record->post.time);
    return ++looked_at < kFirstRecords ? Status() : NotFound("enough");
  });
  if (!status.ok() && status.code() != Code::kNotFound) return status;
  return ReportPeriodAt(ReportKind::kDay, std::min(first, EventTime{kEventTimeMax.ms - 366 * kDayMs}), zone).since;
}

TimeWindow WindowOf(const ReportPeriod& period) { return {period.since, period.until}; }

class Maker {
 public:
  Maker(const ReportSource& source, const ReportPeriod& period) : source_(source), store_(*source.store) {
    report_.period = period;
    report_.zone = source.zone;
    compared_ = ComparedPeriods(period, source.zone);
    before_ = WindowOf(compared_.front().period);
  }

  Status Make() {
    report_.seq = source_.snapshot->position.next_seq;
    report_.watermark = source_.snapshot->position.watermark;
    report_.is_complete = !report_.watermark.is_none() && report_.watermark >= report_.period.until;
    report_.previous = compared_.front().period.name;
    report_.next = ReportPeriodAt(report_.period.kind, report_.period.until, source_.zone).name;
    GROUNDSWELL_TRY(Count());
    GROUNDSWELL_TRY(AddEvents());
    auto answers = FindReportAnswers(source_, window());
    if (!answers.ok()) return answers.status();
    report_.answers = std::move(*answers);
    auto cases = FindReportCases(source_);
    if (!cases.ok()) return cases.status();
    report_.actions = std::move(cases->actions);
    report_.clocks = std::move(cases->clocks);
    report_.has_clocks = source_.clocks != nullptr && !source_.clocks->rules.empty();
    return {};
  }

  Report Take() { return std::move(report_); }

 private:
  TimeWindow window() const { return WindowOf(report_.period); }

  Status Count() {
    auto begin = BeginOf(store_, source_.zone);
    if (!begin.ok()) return begin.status();
    std::vector<TimeWindow> windows = {window()};
    for (const ComparedPeriod& other : compared_) windows.push_back(WindowOf(other.period));
    auto records = RecordsToRead(store_, report_.seq, before_);
    if (!records.ok()) return records.status();
    HotWords words(1 + *records / kWordRecordsMax);
    auto tally =
        CountPosts(store_, report_.seq, windows,
                   {.role_of = source_.role_of,
                    .pane_secs = source_.pane_secs,
                    .on_post = [&](int side, Seq seq, const StoredRecord& record) { words.Take(side, seq, record); }});
    if (!tally.ok()) return tally.status();
    report_.has_others = tally->has_others;
    report_.volume = MoodsOf(tally->windows[0].counts, tally->windows[0].by, windows[0], {}, {});
    for (size_t i = 0; i < compared_.size(); ++i) AddComparison(compared_[i], tally->windows[i + 1], *begin);
    const bool has_before = report_.compared.front().figures.has_value();
    AddRows(*tally, has_before);
    AddCompetitors();
    if (has_before && tally->has_rows) AddWords(words, *tally);
    return {};
  }

  // Figures of the own organisations, of all, of one organisation or of one platform.
  MoodFigures MoodsOf(const PaneCounts& counts, CountedBy by, const TimeWindow& window, std::string_view channel,
                      std::optional<std::string_view> org) const {
    const std::string_view role = report_.has_others && !org ? "own" : "";
    const auto figure = [&](int64_t value, std::string_view name, std::string_view wanted) {
      std::string query =
          org ? PostsQuery(window, {{"org", *org}, {"channel", channel}, {"role", role}, {name, wanted}})
              : PostsQuery(window, {{"channel", channel}, {"role", role}, {name, wanted}});
      return Figure{value, std::move(query)};
    };
    return {.by = by,
            .posts = figure(counts.posts, "sentiment", ""),
            .complaints = figure(counts.complaints, "complaint", "true"),
            .negative = figure(counts.negative, "sentiment", "negative"),
            .neutral = figure(counts.posts - counts.negative - counts.positive, "sentiment", "neutral"),
            .positive = figure(counts.positive, "sentiment", "positive")};
  }

  void AddComparison(const ComparedPeriod& other, const CountedWindow& counted, EventTime begin) {
    ReportComparison& comparison = report_.compared.emplace_back();
    comparison.with = other.with;
    comparison.period = other.period;
    if (counted.is_known && other.period.since >= begin)
      comparison.figures = MoodsOf(counted.counts, counted.by, WindowOf(other.period), {}, {});
  }

  void AddRows(const ReportTally& tally, bool has_before) {
    report_.has_rows = tally.has_rows;
    for (const auto& [name, counts] : tally.platforms) {
      ReportRow& row = report_.platforms.emplace_back();
      row.name = name;
      row.now = MoodsOf(counts[0], CountedBy::kPosts, window(), name, {});
      if (has_before) row.before = MoodsOf(counts[1], CountedBy::kPosts, before_, name, {});
    }
    for (const auto& [name, counts] : tally.organisations) {
      const EntryRole role = source_.role_of ? source_.role_of(name) : EntryRole::kOwn;
      if (role != EntryRole::kOwn && role != EntryRole::kCompetitor) continue;
      auto& rows = role == EntryRole::kOwn ? report_.organisations : report_.competitors;
      ReportRow& row = rows.emplace_back();
      row.name = name;
      row.role = role;
      row.now = MoodsOf(counts[0], CountedBy::kPosts, window(), {}, name);
      if (has_before) row.before = MoodsOf(counts[1], CountedBy::kPosts, before_, {}, name);
    }
    Rank(&report_.platforms, kPlatformsMax);
    Rank(&report_.organisations, kOrganisationsMax);
    Rank(&report_.competitors, kOrganisationsMax);
  }

  // The most posts first; rows are in the order of their names.
  static void Rank(std::vector<ReportRow>* rows, size_t rows_max) {
    std::stable_sort(rows->begin(), rows->end(),
                     [](const ReportRow& a, const ReportRow& b) { return a.now.posts.value > b.now.posts.value; });
    if (rows->size() > rows_max) rows->resize(rows_max);
  }

  // Their groups alert nobody, but are worth a look: of each the one that stands highest.
  void AddCompetitors() {
    for (const GroupEntryPtr& entry : source_.snapshot->groups) {
      if (entry->rank.last_at < report_.period.since || entry->first_at >= report_.period.until) continue;
      for (ReportRow& row : report_.competitors) {
        if (row.group || row.name != entry->org) continue;
        auto facts = ReadGroupFacts(store_, entry->rank.id);
        if (!facts.ok() || !*facts) continue;
        row.group = entry->rank.id;
        row.group_title = std::move((*facts)->title);
      }
    }
  }

  void AddWords(const HotWords& words, const ReportTally& tally) {
    report_.has_words = words.has_before();
    report_.is_sample = words.is_sample();
    std::vector<std::string> names;
    for (const auto& [name, counts] : tally.organisations) FoldText(name, &names.emplace_back());
    const std::string_view role = report_.has_others ? "own" : "";
    for (FoundWord& found : words.Find(kWordsMax, names)) {
      HotWord& word = report_.words.emplace_back();
      word.score = found.score;
      if (!report_.is_sample) {
        word.now = Figure{found.posts[0], PostsQuery(window(), {{"q", found.word}, {"role", role}})};
        word.before = Figure{found.posts[1], PostsQuery(before_, {{"q", found.word}, {"role", role}})};
      }
      word.word = std::move(found.word);
    }
  }

  Status AddEvents() {
    auto alerts = ReadWindowAlerts(store_, AlertCount(source_.snapshot->position), window());
    if (!alerts.ok()) return alerts.status();
    constexpr std::string_view kRisen[] = {"emerging", "major", "crisis"};
    for (size_t i = 0; i < report_.risen.size(); ++i)
      report_.risen[i] = {alerts->risen[i],
                          AlertsQuery(window(), {{"level", kRisen[i]}, {"event", "opened,escalated,reopened"}})};
    auto events = FindReportEvents(source_, window(), before_, *alerts);
    if (!events.ok()) return events.status();
    report_.events = std::move(*events);
    return {};
  }

  const ReportSource& source_;
  const Store& store_;
  std::vector<ComparedPeriod> compared_;
  TimeWindow before_;
  Report report_;
};

}  // namespace

Result<Report> MakeReport(const ReportSource& source, const ReportPeriod& period) {
  Maker maker(source, period);
  if (Status status = maker.Make(); !status.ok()) return status;
  return maker.Take();
}

}  // namespace groundswell
