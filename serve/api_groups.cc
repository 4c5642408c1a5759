#include "serve/api_groups.h"

#include <algorithm>
#include <functional>
#include <limits>
#include <memory>
#include <variant>

#include "serve/cursor.h"
#include "serve/group_members.h"
#include "serve/group_people.h"
#include "serve/levels.h"
#include "serve/parameters.h"
#include "serve/path_group.h"
#include "serve/post_reader.h"
#include "serve/rows.h"

namespace groundswell {
namespace {

constexpr std::string_view kListCursor = "g1", kPostsCursor = "m1";
// Members that one request passes over before it hands out a cursor.
constexpr size_t kMembersPassedMax = 2'000;

struct GroupFilter {
  std::optional<std::string> org;
  NameSet levels, statuses;
  std::string channel;  // between two line ends, as in GroupEntry; empty: any
  EventTime since, until;
  std::vector<std::string> words;
  std::optional<EntryRole> role;

  bool Takes(const GroupEntry& entry, const RoleOf& role_of) const {
    if (!Holds(levels, entry.rank.level) || !Holds(statuses, entry.status)) return false;
    if (org && entry.org != *org) return false;
    if (!channel.empty() && entry.channels.find(channel) == std::string::npos) return false;
    if (!since.is_none() && entry.rank.last_at < since) return false;
    if (!until.is_none() && entry.first_at >= until) return false;
    if (role && *role != RoleOfOrg(role_of, entry.org)) return false;
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
  filter.role = ReadRole(parameters);
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

using NextMember = std::function<Result<std::optional<MemberMerge::Member>>()>;

// Members of a time, and those alone by whose post somebody joined the people who complain.
struct MemberFilter {
  EventTime since, until;
  bool joins = false;

  bool Takes(EventTime time) const { return (since.is_none() || time >= since) && (until.is_none() || time < until); }
};

// The members below `below` that the filter takes, the newest record first.
Result<NextMember> OpenMembers(const Store& store, GroupId id, Seq below, const MemberFilter& filter) {
  auto family = GroupFamily(store, id);
  if (!family.ok()) return family.status();
  if (!filter.joins) {
    auto merge = std::make_shared<MemberMerge>(&store, *family, below);
    return NextMember([merge] { return merge->Next(); });
  }
  auto read = ReadGroupMembers(store, *family);
  if (!read.ok()) return read.status();
  auto joined = std::make_shared<std::vector<MemberMerge::Member>>();
  for (const GroupMember& member : read->members)
    if (member.joins && member.seq < below && filter.Takes(member.row.time))
      joined->push_back({member.seq, member.row});
  std::sort(joined->begin(), joined->end(), [](const auto& a, const auto& b) { return a.seq < b.seq; });
  return NextMember([joined]() -> Result<std::optional<MemberMerge::Member>> {
    if (joined->empty()) return std::optional<MemberMerge::Member>();
    const MemberMerge::Member member = joined->back();
    joined->pop_back();
    return std::optional(member);
  });
}

// Appends the posts that `next_member` gives until the list is full; the cursor of the next page, or empty.
Result<std::string> WriteMembers(const Store& store, const NextMember& next_member, const MemberFilter& filter,
                                 size_t limit, JsonWriter* json) {
  // Members of other times, and those whose record has gone (expired, replaced a moment ago), are passed over, but not
  // without end.
  size_t looked_at_max = 10 * limit + kMembersPassedMax;
  PostReader reader(&store);
  Seq last = 0;
  for (size_t written = 0; written < limit; --looked_at_max) {
    if (looked_at_max == 0) return std::to_string(last);
    auto member = next_member();
    if (!member.ok()) return member.status();
    if (!*member) return std::string();
    last = (*member)->seq;
    if (!filter.Takes((*member)->row.time)) continue;
    auto record = store.ReadRecord(last);
    if (!record.ok()) return record.status();
    if (!*record) continue;
    auto shown = reader.Write(last, **record, json);
    if (!shown.ok()) return shown.status();
    written += *shown ? 1 : 0;
  }
  auto more = next_member();
  if (!more.ok()) return more.status();
  return *more ? std::to_string(last) : std::string();
}

}  // namespace

HttpResponse ListGroups(const ApiContext& context, const HttpRequest& request) {
  Parameters parameters(request,
                        {"org", "level", "status", "channel", "since", "until", "q", "role", "limit", "cursor"});
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
    if (!filter.Takes(**group, context.role_of)) continue;
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
  Parameters parameters(request, {"since", "until", "joined", "limit", "cursor"});
  MemberFilter filter{parameters.Time("since"), parameters.Time("until"), parameters.Flag("joined").value_or(false)};
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
  auto members = OpenMembers(*context.store, id, below, filter);
  if (!members.ok()) return StoreFailure(members.status());
  ListAnswer answer;
  auto next = WriteMembers(*context.store, *members, filter, limit, answer.item());
  if (!next.ok()) return StoreFailure(next.status());
  return answer.Answer(next->empty() ? std::string() : EncodeCursor(kPostsCursor, {FormatGroupId(id), *next}));
}

}  // namespace groundswell
