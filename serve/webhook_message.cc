#include "serve/webhook_message.h"

#include <algorithm>
#include <tuple>

#include "base/json_writer.h"
#include "serve/levels.h"

namespace groundswell {
namespace {

namespace dom = simdjson::dom;

std::string TextOf(const dom::object& object, std::string_view key) {
  std::string_view text;
  return object[key].get_string().get(text) == simdjson::SUCCESS ? std::string(text) : std::string();
}

uint8_t LevelOf(const dom::object& object, std::string_view key) {
  return static_cast<uint8_t>(std::max(IndexOf(kLevelNames, TextOf(object, key)), 0));
}

bool IsWorse(const AlertLine& a, const AlertLine& b) {
  return std::tie(a.level, a.previous_level, a.number) > std::tie(b.level, b.previous_level, b.number);
}

// A wall time as the contract prints times. A clock set to before 1970 or after 9999 shows as the nearest of these.
void WriteWallTime(int64_t ms, JsonWriter* json) {
  json->Time(EventTime{std::clamp(ms, kEventTimeMin.ms, kEventTimeMax.ms)});
}

void WriteLine(const AlertLine& alert, JsonWriter* json) {
  json->BeginObject().Key("id").Text(alert.id).Key("event").Text(alert.event);
  json->Key("level").Text(kLevelNames[alert.level]);
  json->Key("org");
  alert.org.empty() ? json->Null() : json->Text(alert.org);
  json->Key("title").Text(alert.title).Key("group").Text(alert.group).Key("at").Text(alert.at).EndObject();
}

}  // namespace

Result<AlertLine> AlertLineReader::Read(uint64_t number, std::string_view json) {
  dom::object alert;
  if (parser_.parse(json.data(), json.size()).get_object().get(alert) != simdjson::SUCCESS)
    return Corrupt("alert " + std::to_string(number) + " is no JSON object; run `groundswell store verify`");
  AlertLine line{.number = number,
                 .id = TextOf(alert, "id"),
                 .event = TextOf(alert, "event"),
                 .org = {},
                 .title = {},
                 .group = {},
                 .at = TextOf(alert, "at"),
                 .level = LevelOf(alert, "level"),
                 .previous_level = LevelOf(alert, "previous_level")};
  if (line.id.empty() || line.event.empty())
    return Corrupt("alert " + std::to_string(number) + " has no id or no event; run `groundswell store verify`");
  dom::object group;
  if (alert["group"].get_object().get(group) == simdjson::SUCCESS) {
    line.group = TextOf(group, "id");
    line.org = TextOf(group, "org");
    line.title = TextOf(group, "title");
  }
  return line;
}

std::string AlertBody(const AlertLine& alert, int64_t decided_ms, std::string_view json) {
  std::string body;
  JsonWriter writer(&body);
  writer.BeginObject().Key("type").Text("alert." + alert.event).Key("timestamp");
  WriteWallTime(decided_ms, &writer);
  writer.Key("data").Raw(json).EndObject();
  return body;
}

void CatchUp::Add(AlertLine alert, int64_t decided_ms) {
  if (count_++ == 0) {
    first_id_ = alert.id;
    from_ms_ = to_ms_ = decided_ms;
  }
  last_id_ = alert.id;
  from_ms_ = std::min(from_ms_, decided_ms);
  to_ms_ = std::max(to_ms_, decided_ms);
  worst_.push_back(std::move(alert));
  std::push_heap(worst_.begin(), worst_.end(), IsWorse);
  if (worst_.size() <= kCatchUpLinesMax) return;
  std::pop_heap(worst_.begin(), worst_.end(), IsWorse);
  worst_.pop_back();
}

std::string CatchUp::Body() const {
  std::vector<const AlertLine*> lines;
  for (const AlertLine& alert : worst_) lines.push_back(&alert);
  std::sort(lines.begin(), lines.end(), [](const AlertLine* a, const AlertLine* b) { return IsWorse(*a, *b); });
  std::string body;
  JsonWriter writer(&body);
  writer.BeginObject().Key("type").Text("alerts.catch_up").Key("timestamp");
  WriteWallTime(to_ms_, &writer);
  writer.Key("data").BeginObject().Key("late").Bool(true).Key("count").Integer(static_cast<int64_t>(count_));
  writer.Key("from");
  WriteWallTime(from_ms_, &writer);
  writer.Key("to");
  WriteWallTime(to_ms_, &writer);
  writer.Key("alerts").BeginArray();
  for (const AlertLine* line : lines) WriteLine(*line, &writer);
  writer.EndArray().EndObject().EndObject();
  return body;
}

}  // namespace groundswell
