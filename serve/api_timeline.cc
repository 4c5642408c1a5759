// The curve of one group: GetGroupTimeline of api_groups.h.
#include <algorithm>
#include <limits>
#include <unordered_set>
#include <variant>
#include <vector>

#include "serve/api_groups.h"
#include "serve/group_members.h"
#include "serve/parameters.h"
#include "serve/path_group.h"
#include "serve/rows.h"
#include "serve/series.h"

namespace groundswell {
namespace {

// Members that one answer reads: some 10 MiB of memory and a fraction of a second.
constexpr size_t kMembersMax = 300'000;
constexpr int64_t kStepLeastMs = 60 * kSecondMs;

struct Curve {
  std::vector<int64_t> posts, complaints, new_complainants;
  int64_t complainants_before = 0;  // who complained before the first bucket
};

// The members of all groups, in order of time; *complete is false when there are more than kMembersMax.
Result<std::vector<MemberRow>> ReadMembers(const Store& store, const std::vector<GroupId>& family, bool* complete) {
  std::vector<MemberRow> members;
  *complete = true;
  for (const GroupId group : family) {
    Status status = store.ScanMembers(group, std::numeric_limits<Seq>::max(), [&](Seq, const MemberRow& row) {
      if (members.size() == kMembersMax) return Exhausted("enough members");
      members.push_back(row);
      return Status();
    });
    if (status.code() == Code::kExhausted) {
      *complete = false;
      break;
    }
    if (!status.ok()) return status;
  }
  std::sort(members.begin(), members.end(), [](const MemberRow& a, const MemberRow& b) { return a.time < b.time; });
  return members;
}

Curve Draw(const std::vector<MemberRow>& members, const Buckets& buckets) {
  Curve curve;
  for (auto* counts : {&curve.posts, &curve.complaints, &curve.new_complainants})
    counts->resize(static_cast<size_t>(buckets.count));
  std::unordered_set<uint64_t> seen;
  for (const MemberRow& member : members) {
    const bool is_new = member.complainant.known() && seen.insert(member.complainant.value).second;
    if (member.time < buckets.from && is_new) ++curve.complainants_before;
    const int64_t bucket = buckets.Of(member.time);
    if (bucket < 0) continue;
    const auto place = static_cast<size_t>(bucket);
    ++curve.posts[place];
    curve.complaints[place] += member.complaint ? 1 : 0;
    curve.new_complainants[place] += is_new ? 1 : 0;
  }
  return curve;
}

void WriteCounts(std::string_view key, const std::vector<int64_t>& counts, JsonWriter* json) {
  json->Key(key).BeginArray();
  for (const int64_t count : counts) json->Integer(count);
  json->EndArray();
}

std::string CurveJson(GroupId id, const Buckets& buckets, const Curve& curve, bool complete) {
  std::string body;
  JsonWriter json(&body);
  json.BeginObject().Key("group").Text(FormatGroupId(id));
  WriteBuckets(buckets, &json);
  WriteCounts("posts", curve.posts, &json);
  WriteCounts("complaints", curve.complaints, &json);
  WriteCounts("new_complainants", curve.new_complainants, &json);
  json.Key("complainants").BeginArray();
  int64_t complainants = curve.complainants_before;
  for (const int64_t joined : curve.new_complainants) json.Integer(complainants += joined);
  json.EndArray().Key("complete").Bool(complete).EndObject();
  return body;
}

}  // namespace

HttpResponse GetGroupTimeline(const ApiContext& context, const HttpRequest& request) {
  Parameters parameters(request, {"step", "since", "until"});
  const auto step_ms = parameters.Duration("step");
  const EventTime since = parameters.Time("since"), until = parameters.Time("until");
  if (!since.is_none() && !until.is_none() && until <= since)
    parameters.Refuse("until", "a time after since is allowed");
  if (parameters.error()) return *parameters.error();
  auto found = FindGroupOfPath(context, request, "/timeline");
  if (auto* answer = std::get_if<HttpResponse>(&found)) return *answer;
  const GroupId id = std::get<FoundGroup>(found).id;
  auto family = GroupFamily(*context.store, id);
  if (!family.ok()) return StoreFailure(family.status());
  bool complete;
  auto members = ReadMembers(*context.store, *family, &complete);
  if (!members.ok()) return StoreFailure(members.status());
  Buckets buckets{.from = {0}, .step_ms = step_ms.value_or(kHourMs), .count = 0};
  EventTime first = since, last = until.is_none() ? until : EventTime{until.ms - 1};
  if (first.is_none() && !members->empty()) first = members->front().time;
  if (last.is_none() && !members->empty()) last = members->back().time;
  if (!first.is_none() && first <= last)
    buckets = BucketsBetween(first, last, step_ms.value_or(PlainStep(last.ms - first.ms, kStepLeastMs)));
  if (buckets.count > kBucketsMax) {
    parameters.Refuse("step", "it gives " + std::to_string(buckets.count) +
                                  " buckets; at most 2000 are allowed, so give a "
                                  "longer one");
    return *parameters.error();
  }
  return JsonAnswer(CurveJson(id, buckets, Draw(*members, buckets), complete));
}

}  // namespace groundswell
