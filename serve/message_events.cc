#include "serve/message_events.h"

#include <algorithm>
#include <set>

#include "base/json_writer.h"
#include "serve/message_chat.h"
#include "serve/message_escape.h"

namespace groundswell {
namespace {

// Alertmanager forgets an alert that is not said again: long enough for any group to change or end before.
constexpr int64_t kAlertmanagerHoldMs = 90 * kDayMs;

std::string_view PagerDutySeverity(const AlertFacts& facts) {
  constexpr std::string_view kSeverities[] = {"info", "info", "warning", "error", "critical"};
  if (facts.is_critical()) return "critical";
  return kSeverities[std::min<size_t>(facts.level, std::size(kSeverities) - 1)];
}

bool IsHandled(std::string_view status) {
  return status == "registered" || status == "analysed" || status == "handling" || status == "answered";
}

bool IsRise(std::string_view event) { return event != "deescalated" && event != "withdrawn"; }

void WriteNumber(std::string_view key, const std::optional<double>& value, JsonWriter* json) {
  if (value) json->Key(key).Number(*value);
}

void WriteDetails(const AlertMessage& message, const AlertFacts& facts, JsonWriter* json) {
  json->Key("custom_details").BeginObject();
  json->Key("event").Text(facts.event).Key("level").Text(kLevelNames[facts.level]);
  if (facts.complainants) json->Key("complainants").Integer(*facts.complainants);
  WriteNumber("rate_per_hour", facts.rate_per_hour, json);
  WriteNumber("severity", facts.severity, json);
  WriteNumber("urgency", facts.urgency, json);
  json->Key("text").Text(RenderPlain(message, 16'384).body).EndObject();
}

struct Firing {
  std::string_view severity;
  int64_t starts_ms, ends_ms;
};

// A post that cannot wait has no level; it fires beside its group.
std::string_view SeverityLabel(const AlertFacts& facts) {
  return facts.is_critical() ? std::string_view("critical_post") : kLevelNames[facts.level];
}

void WriteWallTime(int64_t ms, JsonWriter* json) {
  json->Time(EventTime{std::clamp(ms, kEventTimeMin.ms, kEventTimeMax.ms)});
}

std::string_view AlertName(const AlertMessage& message) {
  if (message.kind == MessageKind::kTest) return "GroundswellTest";
  if (message.kind != MessageKind::kNotice) return "GroundswellGroupComplaint";
  return message.event == "drill" ? "GroundswellDrill" : "GroundswellNotice";
}

// A notice about a group leaves the incident of its alerts alone: that one ends by itself.
std::string IncidentOf(const AlertMessage& message) {
  const bool is_of_group = message.kind == MessageKind::kNotice && !message.group.starts_with("notice");
  return is_of_group ? message.event + "-" + message.group : message.group;
}

void WriteFiring(const Firing& firing, const AlertMessage& message, const AlertFacts& facts,
                 const EventOptions& options, JsonWriter* json) {
  json->BeginObject().Key("labels").BeginObject();
  json->Key("alertname").Text(AlertName(message));
  json->Key("group").Text(IncidentOf(message)).Key("severity").Text(firing.severity);
  if (!facts.org.empty()) json->Key("org").Text(facts.org);
  // The cause may change while the group lives, and a label that changes leaves the alert of before firing.
  json->EndObject().Key("annotations").BeginObject().Key("summary").Text(HarmlessText(message.headline, ""));
  if (!facts.cause_tag.empty()) json->Key("cause").Text(facts.cause_tag);
  if (!options.is_short) json->Key("description").Text(RenderPlain(message, 16'384).body);
  json->EndObject().Key("startsAt");
  WriteWallTime(firing.starts_ms, json);
  json->Key("endsAt");
  WriteWallTime(firing.ends_ms, json);
  if (!message.link.empty()) json->Key("generatorURL").Text(message.link);
  json->EndObject();
}

}  // namespace

std::string_view PagerDutyAction(const AlertFacts& newest) {
  if (newest.level == kLevelNone && !newest.is_critical()) return "resolve";
  return !IsRise(newest.event) && IsHandled(newest.status) ? "acknowledge" : "trigger";
}

std::string RenderPagerDuty(const AlertMessage& message, const AlertFacts& newest, const EventOptions& options) {
  std::string body;
  JsonWriter json(&body);
  std::string_view action = options.is_end ? std::string_view("resolve") : PagerDutyAction(newest);
  const bool is_alert = message.kind != MessageKind::kTest && message.kind != MessageKind::kNotice;
  if (!is_alert) action = message.is_over ? "resolve" : "trigger";
  const std::string key = "groundswell-" + IncidentOf(message) + (newest.is_critical() ? "-post" : "");
  json.BeginObject().Key("routing_key").Text(options.routing_key).Key("event_action").Text(action);
  json.Key("dedup_key").Text(CutBytes(key, kPagerDutyKeyBytes)).Key("client").Text("Groundswell");
  if (!message.link.empty()) json.Key("client_url").Text(message.link);
  json.Key("payload").BeginObject();
  json.Key("summary").Text(CutBytes(HarmlessText(message.headline, ""), kPagerDutySummaryBytes));
  json.Key("source").Text(newest.org.empty() ? options.source : newest.org);
  json.Key("severity").Text(message.kind == MessageKind::kTest ? "info" : PagerDutySeverity(newest));
  if (!newest.at.is_none()) json.Key("timestamp").Time(newest.at);
  if (!newest.cause_tag.empty()) json.Key("class").Text(newest.cause_tag);
  if (!options.is_short) WriteDetails(message, newest, &json);
  json.EndObject();
  if (!message.link.empty())
    json.Key("links").BeginArray().BeginObject().Key("href").Text(message.link).EndObject().EndArray();
  json.EndObject();
  return body;
}

std::string RenderAlertmanager(const AlertMessage& message, const AlertFacts& newest,
                               std::span<const AlertFacts* const> open, int64_t decided_ms, int64_t now_ms,
                               const EventOptions& options) {
  // Over is also what is told to be over at the very time of the decision.
  const int64_t starts_ms = std::min(decided_ms, now_ms - 1);
  std::string body;
  JsonWriter json(&body);
  json.BeginArray();
  if (message.kind == MessageKind::kNotice) {
    WriteFiring({kLevelNames[message.level], starts_ms, message.is_over ? now_ms : now_ms + kAlertmanagerHoldMs},
                message, newest, options, &json);
    json.EndArray();
    return body;
  }
  const bool is_over = options.is_end || (newest.level == kLevelNone && !newest.is_critical());
  std::set<std::string_view> left;
  for (const AlertFacts* alert : open) left.insert(SeverityLabel(*alert));
  if (message.kind == MessageKind::kTest) {
    WriteFiring({"info", starts_ms, now_ms + kHourMs / 12}, message, newest, options, &json);
  } else if (!is_over) {
    WriteFiring({SeverityLabel(newest), starts_ms, now_ms + kAlertmanagerHoldMs}, message, newest, options, &json);
    left.erase(SeverityLabel(newest));
  }
  for (const std::string_view severity : left)
    WriteFiring({severity, starts_ms, now_ms}, message, newest, options, &json);
  json.EndArray();
  return body;
}

}  // namespace groundswell
