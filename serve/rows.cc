#include "serve/rows.h"

#include <algorithm>
#include <cmath>

#include "models/clock_fold.h"
#include "models/text_cleaner.h"
#include "serve/levels.h"

namespace groundswell {
namespace {

namespace dom = simdjson::dom;

// The text of a field; empty when it is absent, null or of another kind.
std::string_view TextOf(const dom::object& object, std::string_view key) {
  std::string_view text;
  return object[key].get_string().get(text) == simdjson::SUCCESS ? text : std::string_view();
}

EventTime TimeOf(const dom::object& object, std::string_view key) {
  const auto time = ParseEventTime(TextOf(object, key), nullptr);
  return time.ok() ? *time : EventTime::None();
}

uint8_t LevelOf(const dom::object& object, std::string_view key) {
  return static_cast<uint8_t>(std::max(IndexOf(kLevelNames, TextOf(object, key)), 0));
}

}  // namespace

Result<dom::object> RowReader::Parse(std::string_view json) {
  dom::object object;
  if (parser_.parse(json.data(), json.size()).get_object().get(object) != simdjson::SUCCESS)
    return Corrupt("a stored row is no JSON object; run `groundswell store verify`");
  return object;
}

Result<GroupRow> RowReader::ReadGroup(std::string_view json) {
  auto object = Parse(json);
  if (!object.ok()) return object.status();
  const auto id = ParseGroupId(TextOf(*object, "id"));
  if (!id) return Corrupt("a group's row has no id; run `groundswell store verify`");
  GroupRow row;
  GroupEntry& entry = row.entry;
  entry.rank.id = *id;
  row.merged_into = ParseGroupId(TextOf(*object, "merged_into"));
  if (row.merged_into) return row;
  entry.rank.level = LevelOf(*object, "level");
  double urgency;
  if ((*object)["urgency"].get_double().get(urgency) == simdjson::SUCCESS)
    entry.rank.urgency_thousandths = static_cast<int32_t>(std::lround(std::clamp(urgency, 0.0, 100.0) * 1000));
  entry.rank.last_at = TimeOf(*object, "last_at");
  entry.first_at = TimeOf(*object, "first_at");
  entry.status = static_cast<int8_t>(IndexOf(kStatusNames, TextOf(*object, "status")));
  entry.org = TextOf(*object, "org");
  dom::array clocks;
  for (const char* key : {"clocks", "receipts"})
    entry.has_clocks =
        entry.has_clocks || ((*object)[key].get_array().get(clocks) == simdjson::SUCCESS && clocks.size() > 0);
  dom::element start;
  for (const ClockEvent event : kClockStarts)
    if ((*object)["reached"][ClockEventName(event)].get(start) == simdjson::SUCCESS) entry.reached |= EndBit(event);
  dom::object channels;
  if ((*object)["channels"].get_object().get(channels) == simdjson::SUCCESS) {
    entry.channels = '\n';
    for (const auto& [name, posts] : channels) entry.channels.append(name).push_back('\n');
  }
  std::string_view tag;
  if ((*object)["cause"]["tag"].get_string().get(tag) == simdjson::SUCCESS) entry.cause = tag;
  text_ = TextOf(*object, "title");
  dom::array keywords;
  if ((*object)["keywords"].get_array().get(keywords) == simdjson::SUCCESS)
    for (const dom::element word : keywords) text_.append("\n").append(word.get_string().value_unsafe());
  text_.append("\n").append(entry.org);
  FoldText(text_, &folded_);
  entry.search = folded_;
  return row;
}

Result<AlertRow> RowReader::ReadAlert(std::string_view json) {
  auto object = Parse(json);
  if (!object.ok()) return object.status();
  AlertRow row;
  row.at = TimeOf(*object, "at");
  row.event = static_cast<int8_t>(IndexOf(kEventNames, TextOf(*object, "event")));
  row.level = LevelOf(*object, "level");
  row.previous_level = LevelOf(*object, "previous_level");
  dom::object group;
  if ((*object)["group"].get_object().get(group) == simdjson::SUCCESS) {
    row.org = TextOf(group, "org");
    row.group = ParseGroupId(TextOf(group, "id")).value_or(GroupId());
  }
  return row;
}

}  // namespace groundswell
