#include "serve/api_alerts.h"

#include <algorithm>

#include "serve/cursor.h"
#include "serve/group_members.h"
#include "serve/levels.h"
#include "serve/parameters.h"
#include "serve/post_reader.h"
#include "serve/rows.h"

namespace groundswell {
namespace {

constexpr std::string_view kCursor = "a1";
constexpr uint64_t kBlockAlerts = 128;

struct AlertFilter {
  std::optional<std::string> org;
  NameSet levels, events;
  EventTime since, until;
  std::optional<GroupId> group;
  std::vector<GroupId> family;  // the group with all that merged into it

  bool is_open() const { return !org && !levels && !events && since.is_none() && until.is_none() && !group; }
  bool Takes(const AlertRow& alert) const {
    if (!Holds(levels, alert.level) || !Holds(events, alert.event)) return false;
    if (org && alert.org != *org) return false;
    if (!since.is_none() && alert.at < since) return false;
    if (!until.is_none() && alert.at >= until) return false;
    return !group || std::find(family.begin(), family.end(), alert.group) != family.end();
  }
};

AlertFilter ReadFilter(Parameters* parameters) {
  AlertFilter filter;
  filter.org = parameters->Text("org");
  filter.levels = parameters->Set("level", kLevelNames);
  filter.events = parameters->Set("event", kEventNames);
  filter.since = parameters->Time("since");
  filter.until = parameters->Time("until");
  if (const auto group = parameters->Text("group")) {
    filter.group = ParseGroupId(*group);
    if (!filter.group) parameters->Refuse("group", "a group's id, 16 hex digits, is allowed");
  }
  return filter;
}

// The alerts of a group are those of the group it lives on in, and of all that merged into that.
Status FollowMerges(const Store& store, AlertFilter* filter) {
  if (!filter->group) return {};
  PostReader reader(&store);
  auto survivor = reader.Survivor(*filter->group);
  if (!survivor.ok()) return survivor.status();
  auto family = GroupFamily(store, *survivor);
  if (!family.ok()) return family.status();
  filter->family = std::move(*family);
  return {};
}

// Writes the alerts below `below` that the filter takes, the newest first; *next is the number below which to go on, 0
// when nothing is left.
Status WriteAlerts(const Store& store, const AlertFilter& filter, uint64_t below, size_t limit, JsonWriter* json,
                   uint64_t* next) {
  RowReader reader;
  std::vector<std::string> block;
  const uint64_t last = below > kAlertsLookedAtMax ? below - kAlertsLookedAtMax : 0;
  size_t written = 0;
  for (*next = below; *next > last && written < limit;) {
    const uint64_t begin = *next - std::min({kBlockAlerts, *next - last, filter.is_open() ? limit : kBlockAlerts});
    block.assign(*next - begin, {});
    Status status = store.ScanAlerts(begin, [&](uint64_t number, std::string_view row) {
      if (number >= *next) return NotFound("the end of the block");
      block[number - begin] = row;
      return Status();
    });
    if (!status.ok() && status.code() != Code::kNotFound) return status;
    for (; *next > begin && written < limit; --*next) {
      const std::string& row = block[*next - 1 - begin];
      if (row.empty()) continue;
      if (!filter.is_open()) {
        auto alert = reader.ReadAlert(row);
        if (!alert.ok()) return alert.status();
        if (!filter.Takes(*alert)) continue;
      }
      json->Raw(row);
      ++written;
    }
  }
  return {};
}

}  // namespace

HttpResponse ListAlerts(const ApiContext& context, const HttpRequest& request) {
  Parameters parameters(request, {"org", "level", "event", "since", "until", "group", "limit", "cursor"});
  AlertFilter filter = ReadFilter(&parameters);
  const size_t limit = parameters.Limit();
  const auto cursor = parameters.Cursor(kCursor, 1);
  const auto place = cursor ? ParseUnsigned(cursor->front()) : std::optional<uint64_t>(0);
  if (!place) parameters.Refuse("cursor", "only a next_cursor of this list is allowed");
  if (parameters.error()) return *parameters.error();
  if (Status status = FollowMerges(*context.store, &filter); !status.ok()) return StoreFailure(status);
  const uint64_t end = AlertCount(context.model->position());
  uint64_t next = 0;
  ListAnswer answer;
  Status status =
      WriteAlerts(*context.store, filter, cursor ? std::min(*place, end) : end, limit, answer.item(), &next);
  if (!status.ok()) return StoreFailure(status);
  return answer.Answer(next == 0 ? std::string() : EncodeCursor(kCursor, {std::to_string(next)}));
}

HttpResponse GetAlert(const ApiContext& context, const HttpRequest& request) {
  Parameters parameters(request, {});
  if (parameters.error()) return *parameters.error();
  auto number = context.store->FindAlert(request.path_values.at(0));
  if (!number.ok()) return StoreFailure(number.status());
  if (!*number) return Problem(404, "no such alert");
  auto row = context.store->ReadAlert(**number);
  if (!row.ok()) return StoreFailure(row.status());
  if (!*row) return Problem(404, "no such alert");
  return JsonAnswer(std::move(**row));
}

HttpResponse ListDeliveries(const ApiContext& context, const HttpRequest& request) {
  Parameters parameters(request, {});
  if (parameters.error()) return *parameters.error();
  auto number = context.store->FindAlert(request.path_values.at(0));
  if (!number.ok()) return StoreFailure(number.status());
  if (!*number) return Problem(404, "no such alert");
  ListAnswer answer;
  const Status status = context.store->ScanDeliveries(
      **number, [&, wanted = **number](uint64_t of, std::string_view, std::string_view json) {
        if (of != wanted) return NotFound("the end of the alert's rows");
        answer.item()->Raw(json);
        return Status();
      });
  if (!status.ok() && status.code() != Code::kNotFound) return StoreFailure(status);
  return answer.Answer({});
}

}  // namespace groundswell
