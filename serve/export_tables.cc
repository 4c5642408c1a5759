#include "serve/export_tables.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "serve/api_alerts.h"
#include "serve/api_cases.h"
#include "serve/api_deliveries.h"
#include "serve/api_groups.h"
#include "serve/api_posts.h"
#include "serve/api_rejects.h"
#include "serve/api_trends.h"

namespace groundswell {
namespace {

namespace dom = simdjson::dom;

constexpr TableColumn kGroupColumns[] = {
    {"id", "id"},
    {"org", "org"},
    {"title", "title"},
    {"level", "level"},
    {"status", "status"},
    {"severity", "severity"},
    {"urgency", "urgency"},
    {"posts", "posts"},
    {"complainants", "complainants.count"},
    {"complainants_low", "complainants.low"},
    {"complainants_high", "complainants.high"},
    {"joiners", "complainants.joiners"},
    {"first_at", "first_at", true},
    {"last_at", "last_at", true},
    {"rate_per_hour", "rate_per_hour"},
    {"baseline_per_hour", "baseline_per_hour"},
    {"surprise", "surprise"},
    {"sentiment_mean", "sentiment.mean"},
    {"negative_share", "sentiment.negative_share"},
    {"cause_class", "cause.class"},
    {"cause_tag", "cause.tag"},
    {"keywords", "keywords"},
    {"demands", "demands"},
    {"channels", "channels"},
    {"regions", "regions"},
    {"reach", "reach"},
    {"organic_share", "organic_share"},
    {"forecast_to", "forecast.to"},
    {"forecast_probability", "forecast.probability"},
    {"forecast_at", "forecast.at", true},
    {"merged_from", "merged_from"},
};

constexpr TableColumn kPostColumns[] = {
    {"id", "id"},
    {"channel", "channel"},
    {"time", "time", true},
    {"edited_at", "edited_at", true},
    {"kind", "kind"},
    {"org", "org"},
    {"product", "product"},
    {"region", "region"},
    {"title", "title"},
    {"text", "text"},
    {"url", "url"},
    {"reply_to", "reply_to"},
    {"lang", "lang"},
    {"sentiment", "sentiment"},
    {"sentiment_score", "sentiment_score"},
    {"complaint", "complaint"},
    {"cause_class", "cause.class"},
    {"cause_tag", "cause.tag"},
    {"demands", "demands"},
    {"is_complaint", "is_complaint"},
    {"is_copy", "is_copy"},
    {"is_complainant", "is_complainant"},
    {"followers", "followers"},
    {"reposts", "reposts"},
    {"likes", "likes"},
    {"group", "group"},
};

constexpr TableColumn kAlertColumns[] = {
    {"id", "id"},
    {"at", "at", true},
    {"event", "event"},
    {"level", "level"},
    {"previous_level", "previous_level"},
    {"rule", "rule.name"},
    {"group", "group.id"},
    {"org", "group.org"},
    {"title", "group.title"},
    {"severity", "group.severity"},
    {"urgency", "group.urgency"},
    {"posts", "group.posts"},
    {"complainants", "group.complainants.count"},
    {"complainants_high", "group.complainants.high"},
    {"rate_per_hour", "group.rate_per_hour"},
    {"baseline_per_hour", "group.baseline_per_hour"},
    {"negative_share", "group.sentiment.negative_share"},
    {"cause_class", "group.cause.class"},
    {"cause_tag", "group.cause.tag"},
    {"channels", "group.channels"},
    {"reach", "group.reach"},
    {"config_hash", "config_hash"},
};

constexpr TableColumn kDeliveryColumns[] = {
    {"at", "at", true},       {"receiver", "receiver"},     {"alert", "alert"},     {"group", "group"},
    {"level", "level"},       {"outcome", "outcome"},       {"message", "message"}, {"why", "why"},
    {"attempts", "attempts"}, {"latency_ms", "latency_ms"},
};

constexpr TableColumn kCaseColumns[] = {
    {"id", "id"},
    {"org", "org"},
    {"title", "title"},
    {"level", "level"},
    {"status", "status"},
    {"resolved", "resolved"},
    {"assignee", "assignee"},
    {"acked_by", "acked.by"},
    {"acked_at", "acked.at", true},
    {"cause", "cause"},
    {"opened_at", "opened_at", true},
    {"changed_at", "changed_at", true},
    {"follow_up", "follow_up", true},
    {"people_by_state", "people_by_state"},
    {"entries", "entries"},
    {"merged_from", "merged_from"},
};

constexpr TableColumn kRejectColumns[] = {
    {"number", "number"}, {"at", "at", true},   {"source", "source"}, {"line", "line"},
    {"code", "code"},     {"reason", "reason"}, {"bytes", "bytes"},
};

constexpr TableColumn kTrendColumns[] = {
    {"time", "", true},       {"name", ""}, {"posts", "posts"}, {"complaints", "complaints"}, {"negative", "negative"},
    {"positive", "positive"},
};

constexpr TableColumn kMoodColumns[] = {
    {"time", "", true},
    {"name", ""},
    {"posts", "posts"},
    {"negative_share", "negative_share"},
    {"positive_share", "positive_share"},
    {"balance", "balance"},
};

constexpr ExportTable kTables[] = {
    {"/api/v1/groups", "groups", ListGroups, kGroupColumns},
    {"/api/v1/groups/{id}/posts", "posts", ListGroupPosts, kPostColumns},
    {"/api/v1/posts", "posts", ListPosts, kPostColumns},
    {"/api/v1/alerts", "alerts", ListAlerts, kAlertColumns},
    {"/api/v1/alerts/{id}/deliveries", "deliveries", ListDeliveries, kDeliveryColumns, true, false},
    {"/api/v1/deliveries", "deliveries", ListAllDeliveries, kDeliveryColumns},
    {"/api/v1/cases", "cases", ListCases, kCaseColumns},
    {"/api/v1/rejects", "rejects", ListRejects, kRejectColumns},
    {"/api/v1/trends", "trends", GetTrends, kTrendColumns, false, false},
    {"/api/v1/sentiment", "sentiment", GetSentiment, kMoodColumns, false, false},
};

std::string NumberText(double number) {
  std::array<char, 32> digits;
  return {digits.data(), std::to_chars(digits.begin(), digits.end(), number).ptr};
}

// What stands in a cell beside others.
std::string ShortText(dom::element value) {
  std::string_view text;
  double number = 0;
  bool flag = false;
  if (value.get(text) == simdjson::SUCCESS) return std::string(text);
  if (value.get_double().get(number) == simdjson::SUCCESS) return NumberText(number);
  if (value.get(flag) == simdjson::SUCCESS) return flag ? "true" : "false";
  return simdjson::minify(value);
}

std::string Joined(dom::element value) {
  std::string joined;
  dom::array items;
  if (value.get(items) == simdjson::SUCCESS) {
    for (const dom::element item : items) joined.append(joined.empty() ? "" : "; ").append(ShortText(item));
    return joined;
  }
  dom::object fields;
  if (value.get(fields) != simdjson::SUCCESS) return joined;
  for (const auto& [name, field] : fields)
    joined.append(joined.empty() ? "" : "; ").append(name).append(": ").append(ShortText(field));
  return joined;
}

void SetCell(dom::element value, bool is_time, TableCell* cell) {
  cell->kind = TableCell::Kind::kEmpty;
  std::string_view text;
  bool flag = false;
  if (value.is_null()) return;
  if (value.get(text) == simdjson::SUCCESS) {
    const auto time = is_time ? ParseEventTime(text, nullptr) : Result<EventTime>(Invalid("no column of times"));
    if (time.ok()) cell->time = *time;
    if (!time.ok()) cell->text = text;
    cell->kind = time.ok() ? TableCell::Kind::kTime : TableCell::Kind::kText;
  } else if (value.get(flag) == simdjson::SUCCESS) {
    cell->integer = flag ? 1 : 0;
    cell->kind = TableCell::Kind::kBool;
  } else if (value.is_int64()) {
    cell->integer = value.get_int64().value_unsafe();
    cell->kind = TableCell::Kind::kInteger;
  } else if (value.get_double().get(cell->number) == simdjson::SUCCESS) {
    cell->kind = TableCell::Kind::kNumber;
  } else {
    cell->text = Joined(value);
    if (!cell->text.empty()) cell->kind = TableCell::Kind::kText;
  }
}

// The value at a path of keys; false where there is none.
bool FindValue(dom::element item, std::string_view path, dom::element* value) {
  *value = item;
  for (size_t begin = 0; begin <= path.size();) {
    const size_t end = std::min(path.find('.', begin), path.size());
    if (value->at_key(path.substr(begin, end - begin)).get(*value) != simdjson::SUCCESS) return false;
    begin = end + 1;
  }
  return true;
}

using Take = std::function<bool(std::span<const TableCell>)>;

bool TakeSeries(const ExportTable& table, const dom::array& times, dom::element series, std::string_view name,
                std::vector<TableCell>* cells, const Take& take) {
  std::vector<std::vector<dom::element>> columns(cells->size());
  for (size_t i = 2; i < columns.size(); ++i) {
    dom::array values;
    if (series[table.columns[i].path].get(values) == simdjson::SUCCESS) columns[i].assign(values.begin(), values.end());
  }
  cells->at(1).text = name;
  cells->at(1).kind = name.empty() ? TableCell::Kind::kEmpty : TableCell::Kind::kText;
  size_t place = 0;
  for (const dom::element time : times) {
    SetCell(time, true, &cells->front());
    for (size_t i = 2; i < columns.size(); ++i) {
      cells->at(i).kind = TableCell::Kind::kEmpty;
      if (place < columns[i].size()) SetCell(columns[i][place], false, &cells->at(i));
    }
    ++place;
    if (!take(*cells)) return false;
  }
  return true;
}

void ForEachSeriesRow(const ExportTable& table, dom::element answer, const Take& take) {
  std::vector<TableCell> cells(table.columns.size());
  dom::array times, items;
  if (answer["times"].get(times) != simdjson::SUCCESS || answer["items"].get(items) != simdjson::SUCCESS) return;
  for (const dom::element item : items) {
    std::string_view name;
    if (item["name"].get(name) != simdjson::SUCCESS) name = {};
    if (!TakeSeries(table, times, item, name, &cells, take)) return;
  }
  dom::element other;
  if (answer["other"].get(other) == simdjson::SUCCESS) TakeSeries(table, times, other, "(other)", &cells, take);
}

}  // namespace

std::span<const ExportTable> ExportTables() { return kTables; }

const ExportTable* FindExportTable(std::string_view pattern) {
  for (const ExportTable& table : kTables)
    if (table.pattern == pattern) return &table;
  return nullptr;
}

void ForEachRow(const ExportTable& table, dom::element answer, const Take& take) {
  if (!table.is_list) return ForEachSeriesRow(table, answer, take);
  std::vector<TableCell> cells(table.columns.size());
  dom::array items;
  if (answer["items"].get(items) != simdjson::SUCCESS) return;
  for (const dom::element item : items) {
    for (size_t i = 0; i < cells.size(); ++i) {
      dom::element value;
      cells[i].kind = TableCell::Kind::kEmpty;
      if (FindValue(item, table.columns[i].path, &value)) SetCell(value, table.columns[i].is_time, &cells[i]);
    }
    if (!take(cells)) return;
  }
}

}  // namespace groundswell
