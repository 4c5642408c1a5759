#include "serve/notify_log.h"

#include <algorithm>

#include "base/json_writer.h"

namespace groundswell {
namespace {

constexpr std::string_view kBegin = "{\"at\":\"";
constexpr size_t kTimeBytes = 24;
// Ends a scan that has seen enough.
constexpr Code kStop = Code::kExhausted;

void BeginRow(const DeliveryRow& row, JsonWriter* json) {
  json->BeginObject().Key("at").Time(EventTime{std::clamp(row.at_ms, kEventTimeMin.ms, kEventTimeMax.ms)});
  json->Key("receiver").Text(row.receiver);
}

void EndRow(const DeliveryRow& row, uint8_t level, JsonWriter* json) {
  json->Key("level").Text(kLevelNames[level]).Key("outcome").Text(DeliveryOutcomeName(row.outcome));
  if (!row.message.empty()) json->Key("message").Text(row.message);
  if (!row.why.empty()) json->Key("why").Text(row.why);
  if (row.attempts > 0)
    json->Key("attempts").Integer(static_cast<int64_t>(row.attempts)).Key("latency_ms").Integer(row.latency_ms);
  json->EndObject();
}

}  // namespace

std::string_view DeliveryOutcomeName(DeliveryOutcome outcome) {
  constexpr std::string_view kNames[] = {"sent",      "digest",   "counted", "late",
                                         "inhibited", "silenced", "failed",  "expired"};
  return kNames[static_cast<size_t>(outcome)];
}

std::string DeliveryRowJson(const DeliveryRow& row) {
  std::string text;
  JsonWriter json(&text);
  BeginRow(row, &json);
  json.Key("alert").Text(row.alert->id).Key("group").Text(row.alert->group);
  EndRow(row, row.alert->level, &json);
  return text;
}

std::string NoticeRowJson(const DeliveryRow& row, std::string_view id, std::string_view kind, uint8_t level) {
  std::string text;
  JsonWriter json(&text);
  BeginRow(row, &json);
  json.Key("notice").Text(id).Key("kind").Text(kind);
  EndRow(row, level, &json);
  return text;
}

int64_t DeliveryRowTime(std::string_view json) {
  if (!json.starts_with(kBegin) || json.size() < kBegin.size() + kTimeBytes) return 0;
  const auto time = ParseEventTime(json.substr(kBegin.size(), kTimeBytes), nullptr);
  return time.ok() ? time->ms : 0;
}

Status ForgetDeliveries(Store* store, int64_t before_ms) {
  uint64_t end = 0;
  const Status scanned =
      store->ScanDeliveries(0, [&](uint64_t number, std::string_view, std::string_view json) -> Status {
        // Those of notices go with the notices.
        if (number >= kNoticeDeliveries || DeliveryRowTime(json) >= before_ms) return {kStop, ""};
        end = number;
        return {};
      });
  if (!scanned.ok() && scanned.code() != kStop) return scanned;
  // The rows of the last number seen may not all be old.
  return end == 0 ? Status() : store->EraseDeliveries(end);
}

}  // namespace groundswell
