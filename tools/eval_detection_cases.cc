#include "tools/eval_detection_cases.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

namespace groundswell {
namespace {

using Note = DetectionWatch::Note;

// A row under way.
struct Tally {
  CaseRow row;
  std::vector<double> complainants, delays;
};

double Seconds(EventTime from, EventTime to) { return static_cast<double>(to.ms - from.ms) / kSecondMs; }

bool Contains(const std::vector<int32_t>& numbers, int32_t number) {
  return std::find(numbers.begin(), numbers.end(), number) != numbers.end();
}

class CaseCounter {
 public:
  CaseCounter(const DetectionWatch& watch, const DetectionTruth& truth) : watch_(watch), truth_(truth) {
    for (size_t i = 0; i < watch.truth().names().size(); ++i) labels_[watch.truth().names()[i]] = i;
    for (size_t i = 0; i < truth.cases().size(); ++i) {
      if (const auto label = labels_.find(truth.cases()[i].label); label != labels_.end()) {
        case_of_label_[label->second] = static_cast<int32_t>(i);
      }
    }
  }

  std::vector<CaseRow> Count() {
    for (size_t i = 0; i < truth_.cases().size(); ++i) CountCase(static_cast<int32_t>(i));
    CountImpureGroups();
    CountStrayEvents();
    std::vector<CaseRow> rows;
    for (Tally& tally : tallies_) {
      tally.row.median_complainants = Median(tally.complainants);
      tally.row.median_delay_secs = Median(tally.delays);
      rows.push_back(std::move(tally.row));
    }
    return rows;
  }

 private:
  // References to tallies hold until the next call.
  Tally& TallyOf(const std::string& name, std::string_view wanted) {
    for (Tally& tally : tallies_) {
      if (tally.row.name == name) return tally;
    }
    tallies_.emplace_back();
    tallies_.back().row.name = name;
    tallies_.back().row.wanted = wanted;
    return tallies_.back();
  }

  void CountCase(int32_t number) {
    const TrueCase& one = truth_.cases()[number];
    switch (one.want) {
      case CaseWant::kEmerging:
        CountGroup(one, &TallyOf(one.name, "emerging"));
        if (!one.surge_at.is_none()) CountSurge(one, &TallyOf(one.name + ", surged", "surged"));
        break;
      case CaseWant::kCriticalPost:
        CountCritical(number, &TallyOf(one.name, "critical_post"));
        break;
      case CaseWant::kNothing:
        CountUnwanted(number, &TallyOf(one.name, "nothing"));
        break;
    }
  }

  void CountGroup(const TrueCase& one, Tally* tally) {
    ++tally->row.instances;
    const auto label = labels_.find(one.label);
    if (label == labels_.end() || label->second >= watch_.true_groups().size()) return;
    const DetectionWatch::TrueGroup& group = watch_.true_groups()[label->second];
    if (!group.caught) return;
    ++tally->row.caught;
    tally->complainants.push_back(group.first.complainants);
    tally->delays.push_back(Seconds(one.clock_at.is_none() ? group.second_person_at : one.clock_at, group.first.at));
    for (const auto& [id, alerted] : watch_.alerted()) {
      tally->row.repeats += id != group.first.group && alerted.labels.contains(static_cast<uint32_t>(label->second));
    }
    if (one.deleted_at.is_none()) return;
    const EventTime until{one.deleted_at.ms + kDayMs};
    for (const Note& note : watch_.notes()) {
      if (note.group != group.first.group || note.event != "resolved") continue;
      tally->row.false_alerts += note.at >= one.deleted_at && note.at < until;
    }
  }

  bool IsSurgeOf(const Note& note, const TrueCase& one) const {
    const auto label = labels_.find(one.label);
    if (label == labels_.end() || note.event != "surged") return false;
    const auto& pure = note.pure_labels;
    if (std::find(pure.begin(), pure.end(), label->second) == pure.end()) return false;
    return note.at >= one.surge_at && note.at.ms < one.surge_at.ms + kSurgeToldMs;
  }

  void CountSurge(const TrueCase& one, Tally* tally) const {
    ++tally->row.instances;
    for (const Note& note : watch_.notes()) {
      if (!IsSurgeOf(note, one)) continue;
      ++tally->row.caught;
      tally->complainants.push_back(note.complainants);
      tally->delays.push_back(Seconds(one.surge_at, note.at));
      return;
    }
  }

  void CountCritical(int32_t number, Tally* tally) const {
    ++tally->row.instances;
    tally->row.caught += std::any_of(watch_.notes().begin(), watch_.notes().end(), [&](const Note& note) {
      return note.event == "critical_post" && Contains(note.member_cases, number);
    });
  }

  void CountUnwanted(int32_t number, Tally* tally) const {
    ++tally->row.instances;
    uint32_t alerts = 0;
    for (const Note& note : watch_.notes()) alerts += note.at_level && note.main_case == number;
    tally->row.false_alerts += alerts;
    tally->row.caught += alerts > 0;
  }

  // Alerted groups that were never made of one label, by the first alert of each.
  void CountImpureGroups() {
    std::set<uint64_t> seen;
    for (const Note& note : watch_.notes()) {
      if (!note.at_level || !seen.insert(note.group).second) continue;
      const DetectionWatch::Alerted& alerted = watch_.alerted().at(note.group);
      if (!alerted.labels.empty() || IsUnwanted(note.group)) continue;
      const auto found = case_of_label_.find(static_cast<size_t>(note.main_label));
      if (note.main_label >= 0 && found != case_of_label_.end()) {
        const TrueCase& one = truth_.cases()[found->second];
        ++TallyOf(one.name, "emerging").row.false_alerts;
      } else if (!alerted.labelled) {
        ++TallyOf("background", "nothing").row.false_alerts;
      }
    }
  }

  // Whether an alert of the group was caused by a case from which none may come; such are counted there.
  bool IsUnwanted(uint64_t group) const {
    return std::any_of(watch_.notes().begin(), watch_.notes().end(), [&](const Note& note) {
      return note.group == group && note.at_level && note.main_case >= 0 &&
             truth_.cases()[note.main_case].want == CaseWant::kNothing;
    });
  }

  // Surges that were told and had not come, and critical posts that were none.
  void CountStrayEvents() {
    for (const Note& note : watch_.notes()) {
      const auto is_of = [&](const TrueCase& one) { return !one.surge_at.is_none() && IsSurgeOf(note, one); };
      if (note.event == "surged" && std::none_of(truth_.cases().begin(), truth_.cases().end(), is_of)) {
        ++TallyOf("chronic, surged", "surged").row.false_alerts;
      }
      const auto is_critical = [&](int32_t number) { return truth_.cases()[number].want == CaseWant::kCriticalPost; };
      if (note.event == "critical_post" &&
          std::none_of(note.member_cases.begin(), note.member_cases.end(), is_critical)) {
        ++TallyOf("critical", "critical_post").row.false_alerts;
      }
    }
  }

  const DetectionWatch& watch_;
  const DetectionTruth& truth_;
  std::map<std::string, size_t> labels_;
  std::map<size_t, int32_t> case_of_label_;
  std::vector<Tally> tallies_;
};

}  // namespace

double Median(std::vector<double> values) {
  if (values.empty()) return 0;
  std::sort(values.begin(), values.end());
  const size_t middle = values.size() / 2;
  return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

std::vector<CaseRow> RowsByCase(const DetectionWatch& watch, const DetectionTruth& truth) {
  return CaseCounter(watch, truth).Count();
}

std::string CaseTable(const std::vector<CaseRow>& rows) {
  std::string text = fmt::format("\n{:<16}  {:<13}  {:>9}  {:>6}  {:>5}  {:>7}  {:>6}  {:>10}\n", "case", "wanted",
                                 "instances", "caught", "false", "repeats", "people", "delay");
  for (const CaseRow& row : rows) {
    text += fmt::format("{:<16}  {:<13}  {:>9}  {:>6}  {:>5}  {:>7}", row.name, row.wanted, row.instances, row.caught,
                        row.false_alerts, row.repeats);
    const bool has_medians = row.caught > 0 && (row.wanted == "emerging" || row.wanted == "surged");
    text += has_medians ? fmt::format("  {:>6.1f}  {:>9.0f}s\n", row.median_complainants, row.median_delay_secs)
                        : std::string("\n");
  }
  return text;
}

void AppendCases(const std::vector<CaseRow>& rows, JsonWriter* json) {
  json->BeginArray();
  for (const CaseRow& row : rows) {
    json->BeginObject().Key("case").Text(row.name).Key("wanted").Text(row.wanted);
    json->Key("instances").Integer(row.instances).Key("caught").Integer(row.caught);
    json->Key("false_alerts").Integer(row.false_alerts).Key("repeats").Integer(row.repeats);
    if (row.caught > 0 && (row.wanted == "emerging" || row.wanted == "surged")) {
      json->Key("median_complainants").Number(row.median_complainants);
      json->Key("median_delay_secs").Number(row.median_delay_secs);
    }
    json->EndObject();
  }
  json->EndArray();
}

}  // namespace groundswell
