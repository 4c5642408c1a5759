#include "tools/detection_watch.h"

#include <simdjson.h>

#include <algorithm>
#include <charconv>

#include "tools/eval_detection.h"

namespace groundswell {
namespace {

Level LevelOf(std::string_view name) {
  for (const Level level : {Level::kWatch, Level::kEmerging, Level::kMajor, Level::kCrisis})
    if (LevelName(level) == name) return level;
  return Level::kNone;
}

std::optional<DetectionWatch::ForecastNote> ReadForecast(const simdjson::dom::element& alert) {
  simdjson::dom::element forecast;
  if (alert["group"]["forecast"].get(forecast) != simdjson::SUCCESS) return std::nullopt;
  std::string_view level, time;
  DetectionWatch::ForecastNote note;
  CHECK(forecast["to"].get(level) == simdjson::SUCCESS);
  CHECK(forecast["horizon_days"].get(note.horizon_days) == simdjson::SUCCESS);
  note.level = LevelOf(level);
  if (forecast["early"].get(time) == simdjson::SUCCESS) note.early = ParseEventTime(time, nullptr).value();
  if (forecast["late"].get(time) == simdjson::SUCCESS) note.late = ParseEventTime(time, nullptr).value();
  return note;
}

// Reads back what the engine wrote: a failure is a broken invariant, not an input error.
DetectionWatch::Note ReadAlert(std::string_view json) {
  simdjson::dom::parser parser;
  simdjson::dom::element alert;
  CHECK(parser.parse(json.data(), json.size()).get(alert) == simdjson::SUCCESS);
  std::string_view event, level, at, id;
  int64_t count = 0;
  CHECK(alert["event"].get(event) == simdjson::SUCCESS);
  CHECK(alert["level"].get(level) == simdjson::SUCCESS && alert["at"].get(at) == simdjson::SUCCESS);
  CHECK(alert["group"]["id"].get(id) == simdjson::SUCCESS);
  CHECK(alert["group"]["complainants"]["count"].get(count) == simdjson::SUCCESS);
  DetectionWatch::Note note;
  std::from_chars(id.data(), id.data() + id.size(), note.group, 16);
  note.at = ParseEventTime(at, nullptr).value();
  note.event = event;
  note.complainants = static_cast<uint32_t>(count);
  note.level = LevelOf(level);
  note.forecast = ReadForecast(alert);
  return note;
}

}  // namespace

void DetectionWatch::OnStep(std::span<const Record> records, const StepResult& result) {
  for (size_t i = 0; i < records.size(); ++i) {
    const Record& record = records[i];
    if (record.prior != nullptr && record.kind != RecordKind::kRefresh) Withdraw(*record.prior);
    if (HoldsPost(record.kind)) Place(record, result.verdicts[i].group);
  }
  for (const MergeWrite& merge : result.merges) Merge(merge.from, merge.into);
  for (const auto& alert : result.alerts) Judge(alert.json);
}

void DetectionWatch::Place(const Record& record, GroupId group) {
  const ScoredPost& post = *record.post;
  if (first_time_.is_none() || post.time < first_time_) first_time_ = post.time;
  last_time_ = std::max(last_time_, post.time);
  Count(Resolve(group.value), post.channel, post.id, 1);
  const LabelledPost* labelled = truth_.Find(post.channel, post.id);
  if (labelled == nullptr) return;
  true_groups_.resize(truth_.names().size());
  for (const uint32_t label : labelled->labels) {
    TrueGroup& truth = true_groups_[label];
    if (record.kind == RecordKind::kPost) ++truth.posts;
    if (labelled->person == 0 || !truth.people.insert(labelled->person).second) continue;
    if (truth.people.size() == 2) truth.second_person_at = post.time;
  }
}

void DetectionWatch::Withdraw(const Prior& prior) {
  Count(Resolve(prior.verdict.group.value), prior.channel, prior.id, -1);
}

void DetectionWatch::Count(uint64_t group, std::string_view channel, std::string_view id, int sign) {
  Members& members = members_[group];
  members.all += sign;
  const int32_t member_of = cases_ == nullptr ? DetectionTruth::kNoCase : cases_->CaseOf(channel, id);
  if (member_of != DetectionTruth::kNoCase) members.cases[member_of] += sign;
  const LabelledPost* labelled = truth_.Find(channel, id);
  if (labelled == nullptr) return;
  members.posts += sign;
  for (const uint32_t label : labelled->labels) members.labels[label] += sign;
}

void DetectionWatch::Merge(GroupId from, GroupId into) {
  merged_into_[from.value] = into.value;
  const auto found = members_.find(from.value);
  if (found == members_.end()) return;
  Members& target = members_[into.value];
  target.all += found->second.all;
  target.posts += found->second.posts;
  for (const auto& [label, posts] : found->second.labels) target.labels[label] += posts;
  for (const auto& [number, posts] : found->second.cases) target.cases[number] += posts;
  members_.erase(from.value);
}

uint64_t DetectionWatch::Resolve(uint64_t group) const {
  for (auto merged = merged_into_.find(group); merged != merged_into_.end(); merged = merged_into_.find(group))
    group = merged->second;
  return group;
}

void DetectionWatch::Judge(std::string_view alert_json) {
  Note note = ReadAlert(alert_json);
  note.at_level = note.level != Level::kNone && note.level >= level_;
  if (const auto found = members_.find(Resolve(note.group)); found != members_.end()) {
    const Members& members = found->second;
    uint32_t most = 0;
    for (const auto& [label, posts] : members.labels) {
      if (posts > 0 && posts >= kPurityMin * members.posts) note.pure_labels.push_back(label);
      if (posts <= most) continue;
      most = posts;
      note.main_label = label;
    }
    for (const auto& [number, posts] : members.cases) {
      if (posts > 0) note.member_cases.push_back(number);
      if (2 * posts > members.all) note.main_case = number;
    }
  }
  if (note.at_level) Catch(note);
  notes_.push_back(std::move(note));
}

void DetectionWatch::Catch(const Note& note) {
  ++alerts_;
  Alerted& alerted = alerted_[note.group];
  if (note.main_label >= 0) alerted.labelled = true;
  for (const uint32_t label : note.pure_labels) {
    alerted.labels.insert(label);
    TrueGroup& truth = true_groups_[label];
    if (truth.caught) continue;
    truth.caught = true;
    truth.first = {note.group, note.at, note.complainants};
  }
}

}  // namespace groundswell
