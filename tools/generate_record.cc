#include "tools/generate_record.h"

#include "base/json_writer.h"

namespace groundswell {
namespace {

constexpr int64_t kChinaOffsetMs = 8 * kHourMs;

std::string TimeText(EventTime time, bool is_local) {
  if (!is_local) return FormatEventTime(time);
  std::string text = FormatEventTime(EventTime{time.ms + kChinaOffsetMs});
  text.pop_back();  // the Z
  return text + "+08:00";
}

void OptionalText(std::string_view key, std::string_view value, JsonWriter* json) {
  if (!value.empty()) json->Key(key).Text(value);
}

void OptionalCount(std::string_view key, int64_t value, JsonWriter* json) {
  if (value != kNoCount) json->Key(key).Integer(value);
}

}  // namespace

void AppendRecord(const FeedRecord& record, bool with_truth, std::string* out) {
  JsonWriter json(out);
  json.BeginObject();
  json.Key("id").Text(record.id);
  OptionalText("channel", record.channel, &json);
  if (record.is_deletion) {
    json.Key("deleted").Bool(true).EndObject();
    out->push_back('\n');
    return;
  }
  json.Key("time").Text(TimeText(record.time, record.is_local_time));
  if (!record.edited_at.is_none()) json.Key("edited_at").Text(TimeText(record.edited_at, record.is_local_time));
  OptionalText("kind", record.kind, &json);
  OptionalText("lang", record.lang, &json);
  OptionalText("author", record.author, &json);
  OptionalText("person", record.person, &json);
  OptionalText("org", record.org, &json);
  OptionalText("product", record.product, &json);
  OptionalText("region", record.region, &json);
  OptionalText("title", record.title, &json);
  json.Key("text").Text(record.text);
  OptionalText("reply_to", record.reply_to, &json);
  OptionalCount("followers", record.followers, &json);
  OptionalCount("reposts", record.reposts, &json);
  OptionalCount("likes", record.likes, &json);
  if (with_truth) OptionalText("label", record.label, &json);
  json.EndObject();
  out->push_back('\n');
}

}  // namespace groundswell
