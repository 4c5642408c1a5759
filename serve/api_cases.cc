#include "serve/api_cases.h"

#include <algorithm>
#include <array>
#include <variant>

#include "serve/api_cases_due.h"
#include "serve/case_clocks.h"
#include "serve/case_json.h"
#include "serve/cursor.h"
#include "serve/find_case.h"
#include "serve/levels.h"
#include "serve/parameters.h"

namespace groundswell {
namespace {

constexpr std::string_view kCursor = "c1";

// A place in the list: the newest change first, of equals the lesser id.
struct Place {
  int64_t changed_at_ms = 0;
  GroupId id;
};
bool operator<(const Place& a, const Place& b) {
  return a.changed_at_ms != b.changed_at_ms ? a.changed_at_ms > b.changed_at_ms : a.id < b.id;
}

Status WriteTimeline(const Store& store, const Case& one, JsonWriter* json) {
  json->Key("timeline").BeginArray();
  GROUNDSWELL_TRY(ForEachEntry(store, one, [json](const AuditEntry& entry) { WriteAuditEntry(entry, json); }));
  json->EndArray();
  return {};
}

// The words of the resolution are those of its entry.
Status WriteResolution(const Store& store, const Case& one, JsonWriter* json) {
  if (!one.is_resolved) return {};
  auto bytes = store.ReadAudit(one.resolution);
  if (!bytes.ok()) return bytes.status();
  auto stored = *bytes ? DecodeAudit(**bytes) : Result<StoredAudit>(Corrupt("the entry of a resolution is missing"));
  if (!stored.ok()) return stored.status();
  const AuditEntry& entry = stored->entry;
  json->Key("resolution").BeginObject().Key("cause").Text(entry.value).Key("measure").Text(entry.text);
  json->Key("by").Text(entry.by);
  if (entry.at_ms > 0) json->Key("at").Time(EventTime{entry.at_ms});
  json->EndObject();
  return {};
}

}  // namespace

namespace {

HttpResponse ListByDue(const ApiContext& context, const HttpRequest& request, Parameters* parameters) {
  DueFilter filter;
  filter.statuses = parameters->Set("status", kStatusNames);
  filter.assignee = parameters->Text("assignee");
  filter.before = parameters->Time("due_before");
  filter.limit = parameters->Limit();
  const auto cursor = parameters->Cursor(kDueCursor, 2);
  if (cursor && !ReadDueCursor(*cursor, &filter))
    parameters->Refuse("cursor", "only a next_cursor of this list is allowed");
  return parameters->error() ? *parameters->error() : ListCasesByDue(context, request, filter);
}

}  // namespace

HttpResponse ListCases(const ApiContext& context, const HttpRequest& request) {
  Parameters parameters(request, {"status", "assignee", "sort", "due_before", "limit", "cursor"});
  constexpr std::array<std::string_view, 2> kSorts = {"changed", "due"};
  const auto sort = parameters.OneOf("sort", kSorts);
  const bool asks_due = !parameters.Time("due_before").is_none();
  if (asks_due && sort == size_t{0}) parameters.Refuse("due_before", "goes with sort=due");
  if (asks_due || sort == size_t{1}) return ListByDue(context, request, &parameters);
  const NameSet statuses = parameters.Set("status", kStatusNames);
  const auto assignee = parameters.Text("assignee");
  const size_t limit = parameters.Limit();
  const auto cursor = parameters.Cursor(kCursor, 2);
  std::optional<Place> behind;
  if (cursor) {
    const auto at_ms = ParseSigned((*cursor)[0]);
    const auto id = ParseGroupId((*cursor)[1]);
    if (at_ms && id)
      behind = Place{*at_ms, *id};
    else
      parameters.Refuse("cursor", "only a next_cursor of this list is allowed");
  }
  if (parameters.error()) return *parameters.error();
  std::vector<std::pair<Place, Case>> taken;
  Status status = context.store->ScanCases([&](GroupId id, std::string_view bytes) {
    auto one = DecodeCase(bytes);
    if (!one.ok()) return one.status();
    const Place place{one->changed_at_ms, id};
    if (!Holds(statuses, static_cast<int>(one->status)) || (assignee && one->assignee != *assignee)) return Status();
    if (behind && !(*behind < place)) return Status();
    taken.emplace_back(place, std::move(*one));
    return Status();
  });
  if (!status.ok()) return StoreFailure(status);
  const bool has_more = taken.size() > limit;
  const auto end = taken.begin() + static_cast<ptrdiff_t>(std::min(limit, taken.size()));
  std::partial_sort(taken.begin(), end, taken.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  ListAnswer answer;
  for (auto item = taken.begin(); item != end; ++item) {
    auto row = context.store->ReadGroup(item->first.id);
    if (!row.ok()) return StoreFailure(row.status());
    answer.item()->BeginObject();
    WriteCaseFields(item->second, row->value_or(std::string()), answer.item());
    WriteCaseClocks(ClocksNow(context, item->second, row->value_or(std::string())), {request.arrived_ms},
                    answer.item());
    answer.item()->EndObject();
  }
  if (!has_more) return answer.Answer("");
  const Place& last = std::prev(end)->first;
  return answer.Answer(EncodeCursor(kCursor, {std::to_string(last.changed_at_ms), FormatGroupId(last.id)}));
}

HttpResponse GetCase(const ApiContext& context, const HttpRequest& request) {
  Parameters parameters(request, {});
  if (parameters.error()) return *parameters.error();
  auto found = FindCase(context, request);
  if (auto* answer = std::get_if<HttpResponse>(&found)) return *answer;
  const auto& [one, group_row] = std::get<FoundCase>(found);
  std::string body;
  JsonWriter json(&body);
  json.BeginObject();
  WriteCaseFields(one, group_row, &json);
  WriteCaseClocks(ClocksNow(context, one, group_row), {request.arrived_ms}, &json);
  if (Status status = WriteResolution(*context.store, one, &json); !status.ok()) return StoreFailure(status);
  WritePeople(one, &json);
  if (Status status = WriteTimeline(*context.store, one, &json); !status.ok()) return StoreFailure(status);
  if (!group_row.empty()) json.Key("group").Raw(group_row);
  json.EndObject();
  return JsonAnswer(std::move(body));
}

HttpResponse GetCaseEvidence(const ApiContext& context, const HttpRequest& request) {
  Parameters parameters(request, {});
  if (parameters.error()) return *parameters.error();
  auto found = FindCase(context, request);
  if (auto* answer = std::get_if<HttpResponse>(&found)) return *answer;
  const Case& one = std::get<FoundCase>(found).one;
  const auto number = ParseUnsigned(request.path_values.at(1));
  const bool is_mine = number && std::binary_search(one.entries.begin(), one.entries.end(), *number);
  if (!is_mine) return Problem(404, "no such entry of this case");
  auto json = context.store->ReadEvidence(*number);
  if (!json.ok()) return StoreFailure(json.status());
  if (!*json) return Problem(404, "this entry pins no evidence, or its years are over");
  return JsonAnswer(std::move(**json));
}

}  // namespace groundswell
