#include "serve/api_status.h"

#include <cmath>

#include "serve/levels.h"
#include "serve/open_api.h"
#include "serve/parameters.h"
#include "serve/report_period.h"

namespace groundswell {
namespace {

void WriteCount(std::string_view key, uint64_t count, JsonWriter* json) {
  json->Key(key).Integer(static_cast<int64_t>(count));
}

void WriteTotals(const Position& position, JsonWriter* json) {
  const Totals& totals = position.totals;
  WriteCount("posts", totals.accepted - totals.removed, json);
  WriteCount("accepted", totals.accepted, json);
  WriteCount("updated", totals.updated, json);
  WriteCount("refreshed", totals.refreshed, json);
  WriteCount("duplicates", totals.duplicates, json);
  WriteCount("deletions", totals.deletions, json);
  WriteCount("rejected", totals.rejected, json);
  WriteCount("ahead", totals.ahead, json);
  WriteCount("late", totals.late, json);
  WriteCount("groups", totals.groups, json);
  json->Key("alerts").BeginObject();
  WriteCount("total", AlertCount(position), json);
  for (size_t level = 0; level < kLevelNames.size(); ++level)
    WriteCount(kLevelNames[level], totals.alerts[level], json);
  json->EndObject();
}

}  // namespace

std::string EventId(const Position& position) {
  return std::to_string(position.next_seq) + "-" + std::to_string(AlertCount(position));
}

HttpResponse GetStatus(const ApiContext& context, const HttpRequest& request) {
  Parameters parameters(request, {});
  if (parameters.error()) return *parameters.error();
  const Position position = context.model->position();
  std::string body;
  JsonWriter json(&body);
  json.BeginObject().Key("version").Text(context.version);
  json.Key("zone").Text(context.zone_name.empty() ? "Z" : context.zone_name);
  if (context.config_hash) json.Key("config_hash").Text(context.config_hash());
  WriteTotals(position, &json);
  if (!position.watermark.is_none()) {
    json.Key("watermark").Time(position.watermark);
    json.Key("zone_offset").Text(ZoneText(context.zone.OffsetAt(position.watermark)));
  }
  WriteCount("next_seq", position.next_seq, &json);
  json.Key("event_id").Text(EventId(position));
  const ReadModel::AuditHead audit = context.model->audit_head();
  json.Key("audit").BeginObject();
  WriteCount("entries", audit.entries, &json);
  json.Key("head").Text(FormatAuditHash(audit.hash)).EndObject();
  if (context.write_sources) {
    json.Key("sources");
    context.write_sources(&json);
  }
  if (context.write_reload) {
    json.Key("reload");
    context.write_reload(&json);
  }
  const auto reasons = context.readiness->Reasons();
  json.Key("ready").Bool(reasons.empty());
  if (!reasons.empty()) {
    json.Key("not_ready").BeginArray();
    for (const std::string& reason : reasons) json.Text(reason);
    json.EndArray();
  }
  json.Key("uptime_secs").Number(std::round(SecondsSince(context.started) * 1e3) / 1e3).EndObject();
  return JsonAnswer(std::move(body));
}

HttpResponse GetHealth() {
  HttpResponse response;
  response.content_type = "text/plain; charset=utf-8";
  response.headers.push_back({"Cache-Control", "no-store"});
  response.body = "ok\n";
  return response;
}

HttpResponse GetReadiness(const Readiness& readiness) {
  const auto reasons = readiness.Reasons();
  if (reasons.empty()) {
    HttpResponse response = GetHealth();
    response.body = "ready\n";
    return response;
  }
  std::string detail = "not ready";
  for (size_t i = 0; i < reasons.size(); ++i) detail.append(i == 0 ? ": " : "; ").append(reasons[i]);
  HttpResponse response = Problem(503, detail);
  response.headers.push_back({"Retry-After", "1"});
  return response;
}

HttpResponse GetOpenApi() {
  HttpResponse response;
  response.headers.push_back({"Cache-Control", "no-cache"});
  response.body = OpenApiJson();
  return response;
}

}  // namespace groundswell
