#include "serve/message_webhook.h"

#include <algorithm>
#include <tuple>
#include <vector>

#include "base/json_writer.h"

namespace groundswell {
namespace {

bool IsWorse(const AlertFacts* a, const AlertFacts* b) {
  return std::tie(a->level, a->previous_level, a->number) > std::tie(b->level, b->previous_level, b->number);
}

// A wall time as the contract prints times. A clock set to before 1970 or after 9999 shows as the nearest of these.
void WriteWallTime(int64_t ms, JsonWriter* json) {
  json->Time(EventTime{std::clamp(ms, kEventTimeMin.ms, kEventTimeMax.ms)});
}

void WriteLine(const AlertFacts& alert, JsonWriter* json) {
  json->BeginObject().Key("id").Text(alert.id).Key("event").Text(alert.event);
  json->Key("level").Text(kLevelNames[alert.level]);
  json->Key("org");
  alert.org.empty() ? json->Null() : json->Text(alert.org);
  json->Key("title").Text(alert.title).Key("group").Text(alert.group).Key("at");
  alert.at.is_none() ? json->Null() : json->Time(alert.at);
  json->EndObject();
}

}  // namespace

std::string WebhookBody(std::string_view event, int64_t decided_ms, std::string_view alert_json) {
  std::string body;
  JsonWriter writer(&body);
  writer.BeginObject().Key("type").Text("alert." + std::string(event)).Key("timestamp");
  WriteWallTime(decided_ms, &writer);
  writer.Key("data").Raw(alert_json).EndObject();
  return body;
}

std::string WebhookListBody(std::span<const AlertFacts* const> alerts, int64_t from_ms, int64_t to_ms, bool is_late) {
  std::vector<const AlertFacts*> worst(alerts.begin(), alerts.end());
  std::sort(worst.begin(), worst.end(), IsWorse);
  if (worst.size() > kListedAlertsMax) worst.resize(kListedAlertsMax);
  std::string body;
  JsonWriter writer(&body);
  writer.BeginObject().Key("type").Text(is_late ? "alerts.catch_up" : "alerts.digest").Key("timestamp");
  WriteWallTime(to_ms, &writer);
  writer.Key("data").BeginObject().Key("late").Bool(is_late).Key("count").Integer(static_cast<int64_t>(alerts.size()));
  writer.Key("from");
  WriteWallTime(from_ms, &writer);
  writer.Key("to");
  WriteWallTime(to_ms, &writer);
  writer.Key("alerts").BeginArray();
  for (const AlertFacts* line : worst) WriteLine(*line, &writer);
  writer.EndArray().EndObject().EndObject();
  return body;
}

std::string WebhookTestBody(std::string_view receiver, int64_t now_ms) {
  std::string body;
  JsonWriter writer(&body);
  writer.BeginObject().Key("type").Text("test").Key("timestamp");
  WriteWallTime(now_ms, &writer);
  writer.Key("data").BeginObject().Key("test").Bool(true).Key("receiver").Text(receiver).EndObject().EndObject();
  return body;
}

}  // namespace groundswell
