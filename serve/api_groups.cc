#include "serve/api_groups.h"

#include <algorithm>
#include <limits>
#include <variant>

#include "serve/cursor.h"
#include "serve/group_members.h"
#include "serve/levels.h"
#include "serve/parameters.h"
#include "serve/path_group.h"
#include "serve/post_reader.h"
#include "serve/rows.h"

namespace groundswell {
namespace {

constexpr std::string_view kListCursor = "g1", kPostsCursor = "m1";

struct GroupFilter {
  std::optional<std::string> org;
  NameSet levels, statuses;
  std::string channel;  // between two line ends, as in GroupEntry; empty: any
  EventTime since, until;
  std::vector<std::string> words;

  bool Takes(const GroupEntry& entry) const {
    if (!Holds(levels, entry.rank.level) || !Holds(statuses, entry.status)) return false;
    if (org && entry.org != *org) return false;
    if (!channel.empty() && entry.channels.find(channel) == std::string::npos) return false;
    if (!since.is_none() && entry.rank.last_at < since) return false;
    if (!until.is_none() && entry.first_at >= until) return false;
    return HasAll(entry.search, words);
  }
};

GroupFilter ReadFilter(Parameters* parameters) {
  GroupFilter filter;
  filter.org = parameters->Text("org");
  filter.levels = parameters->Set("level", kLevelNames);
  filter.statuses = parameters->Set("status", kStatusNames);
  if (const auto channel = parameters->Text("channel")) filter.channel = "\n" + *channel + "\n";
  filter.since = parameters->Time("since");
  filter.until = parameters->Time("until");
  filter.words = SearchWords(parameters->Text("q"));
  return filter;
}

std::string CursorOf(const GroupRank& rank) {
  return EncodeCursor(kListCursor, {std::to_string(rank.level), std::to_string(rank.urgency_thousandths),
                                    std::to_string(rank.last_at.ms), FormatGroupId(rank.id)});
}

std::optional<GroupRank> ReadListCursor(Parameters* parameters) {
  const auto words = parameters->Cursor(kListCursor, 4);
  if (!words) return std::nullopt;
  const auto level = ParseUnsigned((*words)[0]);
  const auto urgency = ParseSigned((*words)[1]), last_at = ParseSigned((*words)[2]);
  const auto id = ParseGroupId((*words)[3]);
  if (!level || *level >= kLevelNames.size() || !urgency || *urgency < -1 || *urgency > 100'000 || !last_at || !id) {
    parameters->Refuse("cursor", "only a next_cursor of this list is allowed");
    return std::nullopt;
  }
  return GroupRank{static_cast<uint8_t>(*level), static_cast<int32_t>(*urgency), EventTime{*last_at}, *id};
}

// Appends the posts that `members` gives until the list is full; the cursor of the next page, or empty.
Result<std::string> WriteMembers(const Store& store, MemberMerge* members, size_t limit, JsonWriter* json) {
  // Members whose record has gone (expired, replaced a moment ago) are passed over, but not without end.
  size_t looked_at_max = 10 * limit + 100;
  PostReader reader(&store);
  Seq last = 0;
  for (size_t written = 0; written < limit; --looked_at_max) {
    if (looked_at_max == 0) return std::to_string(last);
    auto member = members->Next();
    if (!member.ok()) return member.status();
    if (!*member) return std::string();
    last = (*member)->seq;
    auto record = store.ReadRecord(last);
    if (!record.ok()) return record.status();
    if (!*record) continue;
    auto shown = reader.Write(last, **record, json);
    if (!shown.ok()) return shown.status();
    written += *shown ? 1 : 0;
  }
  auto more = members->Next();
  if (!more.ok()) return more.status();
  return *more ? std::to_string(last) : std::string();
}

}  // namespace

HttpResponse ListGroups(const ApiContext& context, const HttpRequest& request) {
  Parameters parameters(request, {"org", "level", "status", "channel", "since", "until", "q", "limit", "cursor"});
  const GroupFilter filter = ReadFilter(&parameters);
  const size_t limit = parameters.Limit();
  const auto behind = ReadListCursor(&parameters);
  if (parameters.error()) return *parameters.error();
  const auto snapshot = context.model->snapshot();
  const GroupList& groups = snapshot->groups;
  ListAnswer answer;
  size_t written = 0;
  GroupRank last;
  for (auto group = behind ? groups.Behind(*behind) : groups.begin(); group != groups.end(); ++group) {
    if (!filter.Takes(**group)) continue;
    if (written == limit) return answer.Answer(CursorOf(last));
    auto row = context.store->ReadGroup((*group)->rank.id);
    if (!row.ok()) return StoreFailure(row.status());
    // The row may be newer than the snapshot: a group that has merged since is no item any more.
    if (!*row || (*row)->find("\"merged_into\":") != std::string::npos) continue;
    answer.item()->Raw(**row);
    last = (*group)->rank;
    ++written;
  }
  return answer.Answer("");
}

HttpResponse GetGroup(const ApiContext& context, const HttpRequest& request) {
  Parameters parameters(request, {});
  if (parameters.error()) return *parameters.error();
  auto found = FindGroupOfPath(context, request, "");
  if (auto* answer = std::get_if<HttpResponse>(&found)) return *answer;
  return JsonAnswer(std::move(std::get<FoundGroup>(found).json));
}

HttpResponse ListGroupPosts(const ApiContext& context, const HttpRequest& request) {
  Parameters parameters(request, {"limit", "cursor"});
  const size_t limit = parameters.Limit();
  const auto cursor = parameters.Cursor(kPostsCursor, 2);
  if (parameters.error()) return *parameters.error();
  auto found = FindGroupOfPath(context, request, "/posts");
  if (auto* answer = std::get_if<HttpResponse>(&found)) return *answer;
  const GroupId id = std::get<FoundGroup>(found).id;
  Seq below = std::numeric_limits<Seq>::max();
  if (cursor) {
    const auto place = ParseUnsigned((*cursor)[1]);
    // A page of a group that has merged since goes on in the group it lives on in.
    if (!ParseGroupId((*cursor)[0]) || !place) return Problem(400, "parameter cursor: only a next_cursor is allowed");
    below = *place;
  }
  auto family = GroupFamily(*context.store, id);
  if (!family.ok()) return StoreFailure(family.status());
  MemberMerge members(context.store, *family, below);
  ListAnswer answer;
  auto next = WriteMembers(*context.store, &members, limit, answer.item());
  if (!next.ok()) return StoreFailure(next.status());
  return answer.Answer(next->empty() ? std::string() : EncodeCursor(kPostsCursor, {FormatGroupId(id), *next}));
}

}  // namespace groundswell
