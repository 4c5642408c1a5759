// Rows that only readers of a live store need: the members of groups, and counts of posts by channel, cause and region.
//
// A post counts from the record that brings it; an edit, a correction or a deletion takes back what it counted.
#include "engine/pipeline.h"

namespace groundswell {

struct Pipeline::Counted {
  EventTime time;
  std::array<std::string_view, kSeriesKinds> names;  // by SeriesKind; empty: it names none
  Sentiment sentiment;
  bool complaint;
};

Pipeline::Counted Pipeline::CountedOf(const Prior& prior) {
  return {prior.time,
          {prior.channel, prior.region, CauseNameOf(prior.cause, prior.cause_tag)},
          prior.sentiment,
          prior.verdict.complaint};
}

Pipeline::Counted Pipeline::CountedOf(const ScoredPost& post, const Verdict& verdict) {
  return {post.time,
          {post.channel, post.region, CauseNameOf(post.reading.cause, post.reading.cause_tag)},
          post.scores.sentiment,
          verdict.complaint};
}

void Pipeline::CountSeries(const Counted& post, int64_t sign) {
  const int64_t pane_ms = engine_->settings().burst.pane_secs * kSecondMs;
  const int64_t start = post.time.ms / pane_ms * pane_ms;
  const PaneCounts add{sign, sign * post.complaint, sign * (post.sentiment == Sentiment::kNegative),
                       sign * (post.sentiment == Sentiment::kPositive)};
  for (size_t i = 0; i < kSeriesKinds; ++i)
    if (const std::string_view name = post.names[i]; !name.empty())
      series_[{start, static_cast<SeriesKind>(i), series_names_[i].Take(name)}] += add;
}

// Those that were counted before a restart; the counts themselves are in the store.
void Pipeline::TakeSeriesNames(const Record& record) {
  if (!options_.keeps_reader_rows || !HoldsPost(record.kind) || record.kind == RecordKind::kMove) return;
  const Counted post = CountedOf(*record.post, {});
  for (size_t i = 0; i < kSeriesKinds; ++i)
    if (!post.names[i].empty()) series_names_[i].Take(post.names[i]);
}

void Pipeline::WriteReaderRows(const Record& record, const Verdict& verdict) {
  auto& members = step_->commit.members;
  const bool is_counted = record.kind != RecordKind::kMove;  // elsewhere than by its group nothing has changed
  if (const Prior* prior = record.kind == RecordKind::kRefresh ? nullptr : record.prior) {
    members.push_back({prior->verdict.group, prior->seq, {}, true});
    if (is_counted) CountSeries(CountedOf(*prior), -1);
  }
  if (!HoldsPost(record.kind)) return;
  const ScoredPost& post = *record.post;
  members.push_back({verdict.group,
                     record.seq,
                     {post.time, verdict.complainant, post.scores.sentiment, verdict.complaint, verdict.copy}});
  if (is_counted) CountSeries(CountedOf(post, verdict), 1);
}

void Pipeline::WriteSeries() {
  for (const auto& [key, add] : series_) {
    const auto& [start, kind, name] = key;
    step_->commit.series.push_back({EventTime{start}, kind, name, add});
  }
}

}  // namespace groundswell
