#include "serve/report_events.h"

#include <simdjson.h>

#include <algorithm>

#include "models/stored_record.h"
#include "serve/group_members.h"
#include "serve/group_people.h"
#include "serve/levels.h"

namespace groundswell {
namespace {

namespace dom = simdjson::dom;

// Members that the events of one report read together.
constexpr size_t kMembersOfAllMax = 1'500'000;
constexpr size_t kQuoteBytesMax = 280;

struct Candidate {
  GroupEntryPtr entry;
  LevelsInWindow levels;
};

std::string TextOf(const dom::element& object, const char* key) {
  std::string_view text;
  return object[key].get(text) == simdjson::SUCCESS ? std::string(text) : std::string();
}

std::optional<double> NumberOf(const dom::element& object, const char* key) {
  double number = 0;
  return object[key].get(number) == simdjson::SUCCESS ? std::optional(number) : std::nullopt;
}

std::string Shortened(std::string_view text) {
  if (text.size() <= kQuoteBytesMax) return std::string(text);
  size_t end = kQuoteBytesMax;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;
  return std::string(text.substr(0, end)) + "…";
}

// The post of a record as the report quotes it; nothing where the record has gone.
Result<std::optional<ReportPost>> ReadPost(const Store& store, GroupId group, Seq seq) {
  auto bytes = store.ReadRecord(seq);
  if (!bytes.ok()) return bytes.status();
  if (!*bytes) return std::optional<ReportPost>();
  auto record = DecodeRecord(**bytes);
  if (!record.ok()) return record.status();
  const ScoredPost& post = record->post;
  ReportPost quoted;
  quoted.channel = post.channel;
  quoted.id = post.id;
  quoted.url = post.url;
  quoted.text = Shortened(post.text.empty() ? post.title : post.text);
  quoted.time = post.time;
  quoted.query = GroupPostsQuery(group, {post.time, {post.time.ms + 1}}, {});
  return std::optional(std::move(quoted));
}

class EventReader {
 public:
  EventReader(const ReportSource& source, const TimeWindow& window, const TimeWindow& before)
      : store_(*source.store), window_(window), before_(before) {}

  // Nothing where the group got no post in the window.
  Result<std::optional<ReportEvent>> Read(const Candidate& candidate) {
    auto row = store_.ReadGroup(candidate.entry->rank.id);
    if (!row.ok()) return row.status();
    dom::element json;
    if (!*row) return std::optional<ReportEvent>();
    if (parser_.parse(**row).get(json) != simdjson::SUCCESS) return Corrupt("a group's row is no JSON");
    ReportEvent event;
    event.id = candidate.entry->rank.id;
    std::string_view merged;
    if (json["merged_into"].get(merged) == simdjson::SUCCESS) return std::optional<ReportEvent>();
    ReadRow(json, candidate, &event);
    if (Status status = ReadMembers(&event); !status.ok()) return status;
    if (event.posts.value == 0) return std::optional<ReportEvent>();
    if (Status status = ReadQuotes(json, &event); !status.ok()) return status;
    return std::optional(std::move(event));
  }

 private:
  void ReadRow(const dom::element& json, const Candidate& candidate, ReportEvent* event) {
    event->org = TextOf(json, "org");
    event->title = TextOf(json, "title");
    event->status = TextOf(json, "status");
    event->level = candidate.entry->rank.level;
    event->first_at = candidate.entry->first_at;
    const LevelsInWindow& levels = candidate.levels;
    event->at_end = levels.knows_levels ? levels.at_end : event->level;
    event->highest = std::max(levels.highest, event->at_end);
    event->alerts = {levels.alerts, AlertsQuery(window_, {{"group", FormatGroupId(event->id)}})};
    dom::element part;
    if (json["cause"].get(part) == simdjson::SUCCESS)
      event->cause_class = TextOf(part, "class"), event->cause_tag = TextOf(part, "tag");
    int64_t count = 0;
    if (json["complainants"]["count"].get(count) == simdjson::SUCCESS)
      event->complainants = {count, GroupPostsQuery(event->id, {}, {{"joined", "true"}})};
    dom::array keywords;
    if (json["keywords"].get(keywords) == simdjson::SUCCESS)
      for (const dom::element word : keywords)
        if (std::string_view text; word.get(text) == simdjson::SUCCESS) event->keywords.emplace_back(text);
    event->urgency = NumberOf(json, "urgency");
    event->severity = NumberOf(json, "severity");
    event->reach = NumberOf(json, "reach");
    event->organic_share = NumberOf(json, "organic_share");
  }

  Status ReadMembers(ReportEvent* event) {
    auto family = GroupFamily(store_, event->id);
    if (!family.ok()) return family.status();
    auto read = ReadGroupMembers(store_, *family, std::min(kGroupMembersMax, members_left_));
    if (!read.ok()) return read.status();
    members_left_ -= read->members.size();
    Figure joined{0, GroupPostsQuery(event->id, window_, {{"joined", "true"}})};
    Figure joined_before{0, GroupPostsQuery(event->id, before_, {{"joined", "true"}})};
    event->posts.query = GroupPostsQuery(event->id, window_, {});
    for (const GroupMember& member : read->members) {
      const bool is_now = member.row.time >= window_.since && member.row.time < window_.until;
      const bool is_before = member.row.time >= before_.since && member.row.time < before_.until;
      event->posts.value += is_now;
      joined.value += is_now && member.joins;
      joined_before.value += is_before && member.joins;
    }
    if (!read->is_complete) return {};
    event->joined = std::move(joined);
    event->joined_before = std::move(joined_before);
    if (read->members.empty()) return {};
    auto first = ReadPost(store_, event->id, read->members.front().seq);
    if (!first.ok()) return first.status();
    event->first = std::move(*first);
    return {};
  }

  // Quotes that a deletion has blanked are left out.
  Status ReadQuotes(const dom::element& json, ReportEvent* event) {
    dom::array quotes;
    if (json["representatives"].get(quotes) != simdjson::SUCCESS) return {};
    for (const dom::element quote : quotes) {
      if (TextOf(quote, "text").empty()) continue;
      auto row = store_.FindId(TextOf(quote, "channel"), TextOf(quote, "id"));
      if (!row.ok()) return row.status();
      if (!*row || (*row)->deleted) continue;
      auto post = ReadPost(store_, event->id, (*row)->seq);
      if (!post.ok()) return post.status();
      if (*post) event->representatives.push_back(std::move(**post));
    }
    return {};
  }

  const Store& store_;
  const TimeWindow window_, before_;
  dom::parser parser_;
  size_t members_left_ = kMembersOfAllMax;
};

std::vector<Candidate> CandidatesOf(const ReportSource& source, const TimeWindow& window, const WindowAlerts& alerts) {
  std::vector<Candidate> candidates;
  for (const GroupEntryPtr& entry : source.snapshot->groups) {
    if (entry->rank.last_at < window.since || entry->first_at >= window.until || !IsOwn(source, entry->org)) continue;
    const auto found = alerts.groups.find(entry->rank.id.value);
    LevelsInWindow levels = found == alerts.groups.end() ? LevelsInWindow() : found->second;
    if (!levels.knows_levels) levels.highest = std::max(levels.highest, entry->rank.level);
    if (levels.highest >= kLevelWatch) candidates.push_back({entry, levels});
  }
  // Of equals the one that stands higher now: the list is in that order.
  std::stable_sort(candidates.begin(), candidates.end(), [](const Candidate& a, const Candidate& b) {
    if (a.levels.highest != b.levels.highest) return a.levels.highest > b.levels.highest;
    return (a.levels.alerts > 0) > (b.levels.alerts > 0);
  });
  if (candidates.size() > kReportCandidatesMax) candidates.resize(kReportCandidatesMax);
  return candidates;
}

bool Graver(const ReportEvent& a, const ReportEvent& b) {
  const auto joined = [](const ReportEvent& event) { return event.joined ? event.joined->value : event.posts.value; };
  if (a.highest != b.highest) return a.highest > b.highest;
  if (joined(a) != joined(b)) return joined(a) > joined(b);
  if (a.complainants.value != b.complainants.value) return a.complainants.value > b.complainants.value;
  return a.id < b.id;
}

}  // namespace

Result<std::vector<ReportEvent>> FindReportEvents(const ReportSource& source, const TimeWindow& window,
                                                  const TimeWindow& before, const WindowAlerts& alerts) {
  std::vector<ReportEvent> events;
  EventReader reader(source, window, before);
  for (const Candidate& candidate : CandidatesOf(source, window, alerts)) {
    auto event = reader.Read(candidate);
    if (!event.ok()) return event.status();
    if (*event) events.push_back(std::move(**event));
  }
  std::sort(events.begin(), events.end(), Graver);
  if (events.size() > kReportEventsMax) events.resize(kReportEventsMax);
  return events;
}

Result<std::optional<GroupFacts>> ReadGroupFacts(const Store& store, GroupId group) {
  auto row = store.ReadGroup(group);
  if (!row.ok()) return row.status();
  if (!*row) return std::optional<GroupFacts>();
  dom::parser parser;
  dom::element json;
  if (parser.parse(**row).get(json) != simdjson::SUCCESS) return Corrupt("a group's row is no JSON");
  GroupFacts facts{TextOf(json, "org"), TextOf(json, "title"), TextOf(json, "status"), 0, 0};
  const int level = IndexOf(kLevelNames, TextOf(json, "level"));
  facts.level = level < 0 ? uint8_t{0} : static_cast<uint8_t>(level);
  if (json["complainants"]["count"].get(facts.complainants) != simdjson::SUCCESS) facts.complainants = 0;
  return std::optional(std::move(facts));
}

}  // namespace groundswell
