#include "serve/notice.h"

#include <simdjson.h>

#include <algorithm>
#include <cstdio>

#include "base/hash.h"
#include "base/json_writer.h"

namespace groundswell {
namespace {

namespace dom = simdjson::dom;

constexpr std::array<std::string_view, 4> kPartNames = {"fact", "quote", "note", "line"};

void WriteWallTime(std::string_view key, int64_t ms, JsonWriter* json) {
  json->Key(key).Time(EventTime{std::clamp(ms, kEventTimeMin.ms, kEventTimeMax.ms)});
}

void WriteWords(std::string_view key, const NoticeWords& words, JsonWriter* json) {
  json->Key(key).BeginObject().Key("headline").Text(words.headline).Key("parts").BeginArray();
  for (const MessagePart& part : words.parts) {
    json->BeginObject().Key("kind").Text(kPartNames[static_cast<size_t>(part.kind)]);
    json->Key("weight").Integer(part.weight);
    if (!part.label.empty()) json->Key("label").Text(part.label);
    json->Key("text").Text(part.text).EndObject();
  }
  json->EndArray().EndObject();
}

std::string TextOf(const dom::object& object, std::string_view key) {
  std::string_view text;
  return object[key].get_string().get(text) == simdjson::SUCCESS ? std::string(text) : std::string();
}

int64_t TimeOf(const dom::object& object, std::string_view key) {
  const auto time = ParseEventTime(TextOf(object, key), nullptr);
  return time.ok() ? time->ms : 0;
}

NoticeWords WordsOf(const dom::object& notice, std::string_view key) {
  NoticeWords words;
  dom::object object;
  if (notice[key].get_object().get(object) != simdjson::SUCCESS) return words;
  words.headline = TextOf(object, "headline");
  dom::array parts;
  if (object["parts"].get_array().get(parts) != simdjson::SUCCESS) return words;
  for (const dom::element element : parts) {
    dom::object part;
    if (element.get_object().get(part) != simdjson::SUCCESS) continue;
    int64_t weight = 0;
    if (part["weight"].get_int64().get(weight) != simdjson::SUCCESS) weight = 0;
    const int kind = std::max(IndexOf(kPartNames, TextOf(part, "kind")), 0);
    words.parts.push_back(
        {static_cast<PartKind>(kind), static_cast<int>(weight), TextOf(part, "label"), TextOf(part, "text")});
  }
  return words;
}

void ReadPeople(const dom::object& object, Notice* notice) {
  dom::array list;
  if (object["receivers"].get_array().get(list) == simdjson::SUCCESS) {
    notice->receivers.emplace();
    for (const dom::element element : list) {
      std::string_view name;
      if (element.get_string().get(name) == simdjson::SUCCESS) notice->receivers->emplace_back(name);
    }
  }
  if (object["mentions"].get_array().get(list) != simdjson::SUCCESS) return;
  for (const dom::element element : list) {
    dom::object mention;
    if (element.get_object().get(mention) == simdjson::SUCCESS)
      notice->mentions.push_back({TextOf(mention, "receiver"), TextOf(mention, "id")});
  }
}

}  // namespace

std::string NoticeId(NoticeKind kind, std::string_view subject, int64_t bucket) {
  char hash[24];
  const uint64_t value = Hash64(std::string(subject) + "\n" + std::to_string(bucket));
  std::snprintf(hash, sizeof(hash), "-%016llx", static_cast<unsigned long long>(value));
  return std::string(NoticeKindName(kind)) + hash;
}

std::string NoticeJson(const Notice& notice) {
  std::string text;
  JsonWriter json(&text);
  json.BeginObject();
  WriteWallTime("at", notice.at_ms, &json);
  json.Key("id").Text(notice.id).Key("kind").Text(NoticeKindName(notice.kind));
  json.Key("level").Text(kLevelNames[notice.level]).Key("thread").Text(notice.thread);
  json.Key("over").Bool(notice.is_over);
  if (!notice.group.empty()) json.Key("group").Text(notice.group);
  if (!notice.org.empty()) json.Key("org").Text(notice.org);
  if (!notice.page.empty()) json.Key("page").Text(notice.page);
  if (notice.expires_ms > 0) WriteWallTime("expires_at", notice.expires_ms, &json);
  if (notice.receivers) {
    json.Key("receivers").BeginArray();
    for (const std::string& name : *notice.receivers) json.Text(name);
    json.EndArray();
  }
  if (!notice.mentions.empty()) {
    json.Key("mentions").BeginArray();
    for (const NoticeMention& mention : notice.mentions)
      json.BeginObject().Key("receiver").Text(mention.receiver).Key("id").Text(mention.id).EndObject();
    json.EndArray();
  }
  WriteWords("zh", notice.zh, &json);
  WriteWords("en", notice.en, &json);
  if (!notice.data.empty()) json.Key("data").Raw(notice.data);
  json.EndObject();
  return text;
}

Result<Notice> ParseNotice(std::string_view json) {
  dom::parser parser;
  dom::object object;
  if (parser.parse(json.data(), json.size()).get_object().get(object) != simdjson::SUCCESS)
    return Corrupt("a notice is no JSON object; run `groundswell store verify`");
  Notice notice;
  const int kind = IndexOf(kNoticeKindNames, TextOf(object, "kind"));
  notice.id = TextOf(object, "id");
  if (kind < 0 || notice.id.empty())
    return Corrupt("a notice has no id, or a kind that this version does not know; use the version that wrote it");
  notice.kind = static_cast<NoticeKind>(kind);
  notice.at_ms = TimeOf(object, "at");
  notice.level = static_cast<uint8_t>(std::max(IndexOf(kLevelNames, TextOf(object, "level")), 0));
  notice.thread = TextOf(object, "thread");
  bool is_over = false;
  notice.is_over = object["over"].get_bool().get(is_over) == simdjson::SUCCESS && is_over;
  notice.group = TextOf(object, "group");
  notice.org = TextOf(object, "org");
  notice.page = TextOf(object, "page");
  notice.expires_ms = TimeOf(object, "expires_at");
  ReadPeople(object, &notice);
  notice.zh = WordsOf(object, "zh");
  notice.en = WordsOf(object, "en");
  dom::element data;
  if (object["data"].get(data) == simdjson::SUCCESS) notice.data = simdjson::minify(data);
  return notice;
}

}  // namespace groundswell
