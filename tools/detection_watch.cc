#include "tools/detection_watch.h"

#include <simdjson.h>

#include <algorithm>
#include <charconv>

#include "tools/eval_detection.h"

namespace groundswell {
namespace {

struct AlertFacts {
  std::string level;
  uint64_t group = 0;
  EventTime at;
  uint32_t complainants = 0;
};

// Reads back what the engine wrote: a failure is a broken invariant, not an input error.
AlertFacts ReadAlert(std::string_view json) {
  simdjson::dom::parser parser;
  simdjson::dom::element alert;
  CHECK(parser.parse(json.data(), json.size()).get(alert) == simdjson::SUCCESS);
  std::string_view level, at, id;
  int64_t count = 0;
  CHECK(alert["level"].get(level) == simdjson::SUCCESS && alert["at"].get(at) == simdjson::SUCCESS);
  CHECK(alert["group"]["id"].get(id) == simdjson::SUCCESS);
  CHECK(alert["group"]["complainants"]["count"].get(count) == simdjson::SUCCESS);
  AlertFacts facts;
  facts.level = level;
  std::from_chars(id.data(), id.data() + id.size(), facts.group, 16);
  facts.at = ParseEventTime(at, nullptr).value();
  facts.complainants = static_cast<uint32_t>(count);
  return facts;
}

Level LevelOf(std::string_view name) {
  for (const Level level : {Level::kWatch, Level::kEmerging, Level::kMajor, Level::kCrisis})
    if (LevelName(level) == name) return level;
  return Level::kNone;
}

}  // namespace

void DetectionWatch::OnStep(std::span<const Record> records, const StepResult& result) {
  for (size_t i = 0; i < records.size(); ++i) {
    const Record& record = records[i];
    if (record.prior != nullptr && record.kind != RecordKind::kRefresh) Withdraw(*record.prior);
    if (record.kind == RecordKind::kPost || record.kind == RecordKind::kUpdate) Place(record, result.verdicts[i].group);
  }
  for (const MergeWrite& merge : result.merges) Merge(merge.from, merge.into);
  for (const auto& alert : result.alerts) Judge(alert.json);
}

void DetectionWatch::Place(const Record& record, GroupId group) {
  const ScoredPost& post = *record.post;
  if (first_time_.is_none() || post.time < first_time_) first_time_ = post.time;
  last_time_ = std::max(last_time_, post.time);
  const LabelledPost* labelled = truth_.Find(post.channel, post.id);
  if (labelled == nullptr) return;
  Count(Resolve(group.value), *labelled, 1);
  true_groups_.resize(truth_.names().size());
  for (const uint32_t label : labelled->labels) {
    TrueGroup& truth = true_groups_[label];
    ++truth.posts;
    if (labelled->person == 0 || !truth.people.insert(labelled->person).second) continue;
    if (truth.people.size() == 2) truth.second_person_at = post.time;
  }
}

void DetectionWatch::Withdraw(const Prior& prior) {
  if (const LabelledPost* labelled = truth_.Find(prior.channel, prior.id))
    Count(Resolve(prior.verdict.group.value), *labelled, -1);
}

void DetectionWatch::Count(uint64_t group, const LabelledPost& post, int sign) {
  Members& members = members_[group];
  members.posts += sign;
  for (const uint32_t label : post.labels) members.labels[label] += sign;
}

void DetectionWatch::Merge(GroupId from, GroupId into) {
  merged_into_[from.value] = into.value;
  const auto found = members_.find(from.value);
  if (found == members_.end()) return;
  Members& target = members_[into.value];
  target.posts += found->second.posts;
  for (const auto& [label, posts] : found->second.labels) target.labels[label] += posts;
  members_.erase(from.value);
}

uint64_t DetectionWatch::Resolve(uint64_t group) const {
  for (auto merged = merged_into_.find(group); merged != merged_into_.end(); merged = merged_into_.find(group))
    group = merged->second;
  return group;
}

void DetectionWatch::Judge(std::string_view alert_json) {
  const AlertFacts alert = ReadAlert(alert_json);
  if (LevelOf(alert.level) < level_ || alert.level == "none") return;
  ++alerts_;
  Alerted& alerted = alerted_[alert.group];
  const auto found = members_.find(Resolve(alert.group));
  if (found == members_.end() || found->second.posts == 0) return;
  alerted.labelled = true;
  for (const auto& [label, posts] : found->second.labels) {
    if (posts < kPurityMin * found->second.posts) continue;
    alerted.labels.insert(label);
    TrueGroup& truth = true_groups_[label];
    if (truth.caught) continue;
    truth.caught = true;
    truth.first = {alert.group, alert.at, alert.complainants};
  }
}

}  // namespace groundswell
