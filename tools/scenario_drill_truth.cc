// The truth of the drills, taken from the records as they are written.
#include <algorithm>
#include <map>
#include <set>

#include "base/json_writer.h"
#include "tools/scenario_drill.h"

namespace groundswell {
namespace {

constexpr int64_t kChinaOffsetMs = 8 * kHourMs;
// A sale day brings so many times the usual number of posts about its company.
constexpr int64_t kSaleFactor = 6;

struct Tally {
  EventTime start, end, second_at, clock_at;
  std::set<std::string> people, people_since;  // complainants, and those since the clock runs
  std::set<std::string> joiners, copiers;
  std::vector<std::pair<std::string, std::string>> posts;  // channel and id, each once
  std::set<std::string> known;
};

// Takes a record of the drill, in the order of arrival.
void Count(const FeedRecord& record, const Drill& drill, Tally* tally) {
  if (!tally->known.insert(record.channel + "\n" + record.id).second) return;  // edited, refreshed or sent again
  tally->posts.emplace_back(record.channel, record.id);
  if (tally->start.is_none() || record.time < tally->start) tally->start = record.time;
  tally->end = std::max(tally->end, record.time);
  const std::string person = record.person.empty() ? record.channel + "\n" + record.author : record.person;
  if (record.role == FeedRole::kCopy) tally->copiers.insert(person);
  if (record.role == FeedRole::kJoiner) tally->joiners.insert(person);
  if (record.role != FeedRole::kComplainant && record.role != FeedRole::kJoiner) return;
  if (tally->people.insert(person).second && tally->people.size() == 2) tally->second_at = record.time;
  if (!drill.clock_from.is_none() && record.time < drill.clock_from) return;
  if (tally->people_since.insert(person).second && tally->people_since.size() == 2) {
    tally->clock_at = std::max(record.time, record.arrival);
  }
}

void OptionalTime(std::string_view key, EventTime time, JsonWriter* json) {
  if (!time.is_none()) json->Key(key).Time(time);
}

void AppendTruth(const Drill& drill, const Tally& tally, const Scenario& scenario, std::string* out) {
  constexpr std::string_view kWants[] = {"emerging", "critical_post", "nothing"};
  const DrillCaseInfo& info = InfoOf(drill.kind);
  JsonWriter json(out);
  json.BeginObject().Key("label").Text(drill.label).Key("case").Text(info.name);
  json.Key("wanted").Text(kWants[static_cast<size_t>(info.want)]);
  json.Key("company").Text(scenario.companies[drill.topic.company].name);
  if (!drill.topic.cause.empty()) json.Key("cause").Text(drill.topic.cause);
  json.Key("start").Time(tally.start).Key("end").Time(tally.end);
  json.Key("posts").Integer(static_cast<int64_t>(tally.posts.size()));
  if (info.want != DrillWant::kNothing) {
    json.Key("complainants").Integer(static_cast<int64_t>(tally.people.size()));
    json.Key("joiners").Integer(static_cast<int64_t>(tally.joiners.size()));
    json.Key("copiers").Integer(static_cast<int64_t>(tally.copiers.size()));
  }
  OptionalTime("second_at", tally.second_at, &json);
  OptionalTime("clock_at", tally.clock_at, &json);
  OptionalTime("surge_at", drill.surge_at, &json);
  OptionalTime("deleted_at", drill.deleted_at, &json);
  if (info.want != DrillWant::kEmerging) {
    json.Key("members").BeginArray();
    for (const auto& [channel, id] : tally.posts) json.BeginArray().Text(channel).Text(id).EndArray();
    json.EndArray();
  }
  json.EndObject();
  out->push_back('\n');
}

// The local midnight that a time follows.
int64_t MidnightBefore(EventTime time) { return (time.ms + kChinaOffsetMs) / kDayMs * kDayMs - kChinaOffsetMs; }

std::vector<Tally> TallyAll(const std::vector<Drill>& drills, const std::vector<FeedRecord>& records) {
  std::vector<Tally> tallies(drills.size());
  for (const FeedRecord& record : records) {
    if (record.drill >= 0 && !record.is_deletion) Count(record, drills[record.drill], &tallies[record.drill]);
  }
  return tallies;
}

}  // namespace

std::string DrillTruth(const std::vector<Drill>& drills, const std::vector<FeedRecord>& records,
                       const Scenario& scenario) {
  const std::vector<Tally> tallies = TallyAll(drills, records);
  std::string text;
  for (size_t i = 0; i < drills.size(); ++i) AppendTruth(drills[i], tallies[i], scenario, &text);
  return text;
}

std::string DrillCalendar(const std::vector<Drill>& drills, const std::vector<FeedRecord>& records,
                          const Scenario& scenario) {
  const std::vector<Tally> tallies = TallyAll(drills, records);
  std::string text = "# The sale days of the drills.\n";
  for (size_t i = 0; i < drills.size(); ++i) {
    if (drills[i].kind != DrillCase::kPlanned) continue;
    const int64_t from_ms = MidnightBefore(tallies[i].start);
    text += "\n[[event]]\nname = \"" + drills[i].label + "\"\norganisation = \"";
    text += std::string(scenario.companies[drills[i].topic.company].name) + "\"\n";
    text += "from = " + FormatEventTime(EventTime{from_ms}) + "\nto = " + FormatEventTime(EventTime{from_ms + kDayMs});
    text += "\nfactor = " + std::to_string(kSaleFactor) + ".0\n";
  }
  return text;
}

}  // namespace groundswell
