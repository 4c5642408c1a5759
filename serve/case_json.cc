#include "serve/case_json.h"

#include <simdjson.h>

#include <array>

namespace groundswell {
namespace {

namespace dom = simdjson::dom;

void WriteWall(std::string_view key, int64_t at_ms, JsonWriter* json) {
  if (at_ms > 0) json->Key(key).Time(EventTime{at_ms});
}

void WriteText(std::string_view key, std::string_view text, JsonWriter* json) {
  if (!text.empty()) json->Key(key).Text(text);
}

std::string HashText(PersonHash person) { return FormatGroupId({person.value}); }

void WriteSubject(std::string_view group_row, JsonWriter* json) {
  dom::parser parser;
  dom::element row;
  if (parser.parse(group_row.data(), group_row.size()).get(row) != simdjson::SUCCESS) return;
  for (const char* key : {"org", "title", "level"}) {
    std::string_view text;
    if (row[key].get(text) == simdjson::SUCCESS) json->Key(key).Text(text);
  }
}

// How many people are in each state.
void WritePeopleCounts(const Case& one, JsonWriter* json) {
  std::array<int64_t, static_cast<size_t>(kLastPersonState) + 1> counts{};
  for (const CasePerson& person : one.people) ++counts[static_cast<size_t>(person.state)];
  json->Key("people_by_state").BeginObject();
  for (size_t state = 0; state < counts.size(); ++state)
    if (counts[state] > 0) json->Key(PersonStateName(static_cast<PersonState>(state))).Integer(counts[state]);
  json->EndObject();
}

void WriteSilences(const Case& one, JsonWriter* json) {
  if (one.silences.empty()) return;
  json->Key("silences").BeginArray();
  for (const CaseSilence& silence : one.silences) {
    json->BeginObject().Key("scope").Text(SilenceScopeName(silence.scope));
    WriteText(SilenceScopeName(silence.scope), silence.key, json);
    json->Key("until").Time(EventTime{silence.until_ms});
    json->Key("entry").Integer(static_cast<int64_t>(silence.entry)).EndObject();
  }
  json->EndArray();
}

// What the value of an entry is, by what was done.
std::string_view ValueKey(AuditEvent event) {
  const auto is = [event](CaseActionKind kind) { return event == AuditEventOf(kind); };
  if (is(CaseActionKind::kAssign)) return "to";
  if (is(CaseActionKind::kAnalyse) || is(CaseActionKind::kResolve)) return "cause";
  if (is(CaseActionKind::kSilence)) return "silenced";
  if (is(CaseActionKind::kExtend) || is(CaseActionKind::kReport)) return "deadline";
  if (event == AuditEvent::kCorrection) return "corrected";
  return event == AuditEvent::kRecurred ? "alert" : "link";
}

}  // namespace

void WriteCaseFields(const Case& one, std::string_view group_row, JsonWriter* json) {
  json->Key("id").Text(FormatGroupId(one.group));
  WriteSubject(group_row, json);
  json->Key("status").Text(CaseStatusName(one.status)).Key("resolved").Bool(one.is_resolved);
  WriteText("assignee", one.assignee, json);
  if (!one.acked_by.empty()) {
    json->Key("acked").BeginObject().Key("by").Text(one.acked_by);
    WriteWall("at", one.acked_at_ms, json);
    json->EndObject();
  }
  WriteText("cause", one.cause, json);
  WriteWall("follow_up", one.follow_up_ms, json);
  WriteWall("opened_at", one.opened_at_ms, json);
  WriteWall("changed_at", one.changed_at_ms, json);
  WritePeopleCounts(one, json);
  WriteSilences(one, json);
  json->Key("entries").Integer(static_cast<int64_t>(one.entries.size()));
  if (one.merged_from.empty()) return;
  json->Key("merged_from").BeginArray();
  for (const GroupId from : one.merged_from) json->Text(FormatGroupId(from));
  json->EndArray();
}

void WritePeople(const Case& one, JsonWriter* json) {
  json->Key("people").BeginArray();
  for (const CasePerson& person : one.people) {
    json->BeginObject().Key("state").Text(PersonStateName(person.state));
    if (person.person.known()) json->Key("person").Text(HashText(person.person));
    WriteText("channel", person.channel, json);
    WriteText("post", person.post, json);
    WriteText("link", person.link, json);
    json->Key("entry").Integer(static_cast<int64_t>(person.entry)).EndObject();
  }
  json->EndArray();
}

void WriteAuditEntry(const AuditEntry& entry, JsonWriter* json) {
  json->BeginObject().Key("entry").Integer(static_cast<int64_t>(entry.number));
  json->Key("seq").Integer(static_cast<int64_t>(entry.seq));
  WriteWall("at", entry.at_ms, json);
  if (!entry.watermark.is_none()) json->Key("watermark").Time(entry.watermark);
  json->Key("action").Text(AuditEventName(entry.event));
  if (entry.group != GroupId()) json->Key("group").Text(FormatGroupId(entry.group));
  if (entry.other != GroupId()) json->Key("other").Text(FormatGroupId(entry.other));
  json->Key("status").Text(CaseStatusName(entry.status));
  WriteText("by", entry.by, json);
  WriteText(ValueKey(entry.event), entry.value, json);
  WriteWall("until", entry.until_ms, json);
  if (entry.event == AuditEventOf(CaseActionKind::kSilence)) json->Key("scope").Text(SilenceScopeName(entry.scope));
  if (entry.event == AuditEventOf(CaseActionKind::kPerson)) json->Key("state").Text(PersonStateName(entry.state));
  if (entry.person.known()) json->Key("person").Text(HashText(entry.person));
  WriteText("channel", entry.channel, json);
  WriteText("post", entry.post, json);
  if (entry.posts > 0) json->Key("posts").Integer(entry.posts);
  if (entry.has_evidence) json->Key("evidence").Bool(true);
  WriteText("text", entry.text, json);
  if (entry.is_erased) json->Key("erased").Bool(true);
  json->EndObject();
}

}  // namespace groundswell
