// Lines of a sequence as they are written. How they are read is sequence_line_read.cc.
#include <charconv>

#include "base/json_writer.h"
#include "ingest/sequence_fields.h"

namespace groundswell {
namespace {

// A 64-bit value as text: numbers beyond 2^53 do not survive every reader of JSON.
void WriteHash(std::string_view key, uint64_t hash, JsonWriter* json) {
  constexpr char kHex[] = "0123456789abcdef";
  char digits[16];
  for (int i = 15; i >= 0; --i, hash >>= 4) digits[i] = kHex[hash & 15];
  json->Key(key).Text({digits, sizeof digits});
}

// The shortest text that reads back to the same float: as a double it would be twice as long.
void WriteScore(std::string_view key, float score, JsonWriter* json) {
  char digits[32];
  const char* end = std::to_chars(digits, digits + sizeof digits, score).ptr;
  json->Key(key).Raw({digits, static_cast<size_t>(end - digits)});
}

void WriteText(std::string_view key, std::string_view text, JsonWriter* json) {
  if (!text.empty()) json->Key(key).Text(text);
}

void WriteTime(std::string_view key, EventTime time, JsonWriter* json) {
  if (!time.is_none()) json->Key(key).Time(time);
}

void WriteFigures(const ScoredPost& post, JsonWriter* json) {
  WriteTime("edited_at", post.edited_at, json);
  if (post.followers != kNoCount) json->Key("followers").Integer(post.followers);
  if (post.reposts != kNoCount) json->Key("reposts").Integer(post.reposts);
  if (post.likes != kNoCount) json->Key("likes").Integer(post.likes);
  if (post.is_ahead) json->Key("is_ahead").Bool(true);
}

void WriteContent(const ScoredPost& post, JsonWriter* json) {
  json->Key("text").Text(post.text);
  WriteText("title", post.title, json);
  if (post.person.known()) {
    WriteHash("person_hash", post.person.value, json);
    json->Key("hashed").Bool(true);
  }
  if (post.by_organisation) json->Key("by_organisation").Bool(true);
  if (post.by_voice) json->Key("by_voice").Bool(true);
  if (post.is_complaint_said) json->Key("complaint_said").Bool(true);
  WriteText("org", post.org, json);
  WriteText("product", post.product, json);
  WriteText("region", post.region, json);
  WriteText("url", post.url, json);
  WriteText("reply_to", post.reply_to, json);
  if (post.kind != PostKind::kPost) json->Key("kind").Text(kPostKindNames[static_cast<size_t>(post.kind)]);
}

void WriteScores(const ScoredPost& post, JsonWriter* json) {
  json->Key("lang").Text(LangName(post.scores.lang)).Key("sentiment").Text(SentimentName(post.scores.sentiment));
  WriteScore("sentiment_score", post.scores.sentiment_score, json);
  WriteScore("complaint", post.scores.complaint, json);
  WriteHash("text_hash", post.text_hash, json);
}

void WriteReading(const ScoredPost& post, JsonWriter* json) {
  const Reading& reading = post.reading;
  WriteText("org_evidence", post.org_evidence, json);
  WriteText("cause", CauseClassName(reading.cause), json);
  WriteText("cause_tag", reading.cause_tag, json);
  WriteText("cause_evidence", reading.cause_evidence, json);
  WriteText("emotion", EmotionName(reading.emotion), json);
  if (reading.demands != 0) json->Key("demands").Integer(reading.demands);
  if (reading.signs != 0) json->Key("signs").Integer(reading.signs);
}

// Who did it, why and when, and the salt of the words.
void WriteAct(std::string_view by, std::string_view why, int64_t at_ms, const AuditSalt& salt, JsonWriter* json) {
  WriteText("by", by, json);
  WriteText("why", why, json);
  if (at_ms != 0) json->Key("at").Time(EventTime{at_ms});
  if (salt.is_none()) return;
  json->Key("salt").Text(FormatGroupId({salt.high}) + FormatGroupId({salt.low}));
}

int64_t Signed(uint64_t value) { return static_cast<int64_t>(value); }

}  // namespace

std::string_view MissingReasonName(MissingReason reason) { return kMissingReasonNames[static_cast<size_t>(reason)]; }

void AppendSequenceHead(const SequenceHead& head, std::string* out) {
  JsonWriter json(out);
  json.BeginObject().Key("record").Text("sequence").Key("version").Integer(kSequenceVersion);
  json.Key("from_seq").Integer(Signed(head.from_seq)).Key("next_seq").Integer(Signed(head.next_seq));
  json.Key("missing").Integer(Signed(head.missing));
  if (!head.settings.empty()) json.Key("settings").Raw(head.settings);
  json.EndObject();
}

void AppendMissingRecords(const MissingRecords& missing, std::string* out) {
  JsonWriter json(out);
  json.BeginObject().Key("record").Text("missing");
  json.Key("from").Integer(Signed(missing.from)).Key("to").Integer(Signed(missing.to));
  json.Key("reason").Text(MissingReasonName(missing.reason)).EndObject();
}

void AppendSequenceRecord(Seq seq, RecordKind kind, const ScoredPost& post, std::string* out) {
  const bool has_content = kind == RecordKind::kPost || kind == RecordKind::kUpdate;
  JsonWriter json(out);
  json.BeginObject().Key("seq").Integer(Signed(seq)).Key("record").Text(kLineNames[static_cast<size_t>(kind)]);
  if (kind == RecordKind::kSettings) {
    json.Key("settings").Raw(post.text).EndObject();
    return;
  }
  WriteText("id", post.id, &json);
  WriteText("channel", post.channel, &json);
  const bool is_place = kind == RecordKind::kMove || kind == RecordKind::kCorrected;
  if (!is_place) WriteTime("time", post.time, &json);
  if (has_content) WriteContent(post, &json);
  if (has_content || kind == RecordKind::kRefresh) WriteFigures(post, &json);
  if (has_content) {
    WriteScores(post, &json);
    WriteReading(post, &json);
  }
  json.EndObject();
}

void AppendSequenceRule(Seq seq, RecordKind kind, const GroupRule& rule, std::string* out) {
  JsonWriter json(out);
  json.BeginObject().Key("seq").Integer(Signed(seq)).Key("record").Text(kLineNames[static_cast<size_t>(kind)]);
  WriteHash("group", rule.group.value, &json);
  if (kind == RecordKind::kGroupMerge) {
    WriteHash("other", rule.other.value, &json);
    if (rule.lifts_split) json.Key("lifts_split").Bool(true);
  } else {
    json.Key("posts").BeginArray();
    for (const GroupRule::Post& post : rule.posts) json.Text(post.channel).Text(post.id);
    json.EndArray();
  }
  WriteAct(rule.by, rule.reason, rule.at_ms, rule.salt, &json);
  json.EndObject();
}

void AppendSequenceAction(Seq seq, const CaseAction& action, std::string* out) {
  JsonWriter json(out);
  json.BeginObject().Key("seq").Integer(Signed(seq)).Key("record").Text("case_action");
  WriteHash("group", action.group.value, &json);
  json.Key("action").Text(CaseActionName(action.kind));
  // What a silence covers is named anew where it is sequenced.
  if (action.kind != CaseActionKind::kSilence) WriteText("value", action.value, &json);
  if (action.until_ms != 0) json.Key("until").Time(EventTime{action.until_ms});
  if (action.kind == CaseActionKind::kSilence) json.Key("scope").Text(SilenceScopeName(action.scope));
  if (action.kind == CaseActionKind::kPerson) json.Key("state").Text(PersonStateName(action.state));
  WriteText("id", action.post, &json);
  WriteText("channel", action.channel, &json);
  if (action.person.known()) {
    WriteHash("person_hash", action.person.value, &json);
    json.Key("hashed").Bool(true);
  }
  WriteAct(action.by, action.text, action.at_ms, action.salt, &json);
  json.EndObject();
}

void AppendSequenceCorrection(Seq seq, const Correction& correction, std::string* out) {
  const CorrectedReading& reading = correction.reading;
  JsonWriter json(out);
  json.BeginObject().Key("seq").Integer(Signed(seq)).Key("record").Text("correction");
  json.Key("id").Text(correction.id).Key("channel").Text(correction.channel);
  if (reading.sentiment) json.Key("sentiment").Text(SentimentName(*reading.sentiment));
  if (reading.complaint) json.Key("said_complaint").Bool(*reading.complaint);
  if (reading.org) reading.org->empty() ? json.Key("no_org").Bool(true) : json.Key("org").Text(*reading.org);
  if (reading.cause) {
    *reading.cause == CauseClass::kNone ? json.Key("no_cause").Bool(true)
                                        : json.Key("cause").Text(CauseClassName(*reading.cause));
    WriteText("cause_tag", reading.tag, &json);
  }
  json.Key("posts").BeginArray();
  for (const GroupRule::Post& post : correction.posts) json.Text(post.channel).Text(post.id);
  json.EndArray();
  WriteAct(correction.by, correction.reason, correction.at_ms, correction.salt, &json);
  json.EndObject();
}

void AppendSequenceForgetting(Seq seq, const Forgetting& forgetting, std::string* out) {
  JsonWriter json(out);
  json.BeginObject().Key("seq").Integer(Signed(seq)).Key("record").Text("forget");
  if (forgetting.group != GroupId()) WriteHash("group", forgetting.group.value, &json);
  if (forgetting.other != GroupId()) WriteHash("other", forgetting.other.value, &json);
  WriteText("id", forgetting.post.id, &json);
  WriteText("channel", forgetting.post.channel, &json);
  if (forgetting.person.known()) {
    WriteHash("person_hash", forgetting.person.value, &json);
    json.Key("hashed").Bool(true);
  }
  if (!forgetting.posts.empty()) {
    json.Key("posts").BeginArray();
    for (const GroupRule::Post& post : forgetting.posts) json.Text(post.channel).Text(post.id);
    json.EndArray();
  }
  std::string entries;
  for (const uint64_t entry : forgetting.entries) entries += (entries.empty() ? "" : ",") + std::to_string(entry);
  WriteText("value", entries, &json);
  WriteAct(forgetting.by, forgetting.reason, forgetting.at_ms, forgetting.salt, &json);
  json.EndObject();
}

}  // namespace groundswell
