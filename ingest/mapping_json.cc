#include "ingest/mapping_json.h"

#include <string_view>

#include "base/json_writer.h"
#include "ingest/fields.h"
#include "ingest/limits.h"

namespace groundswell {
namespace {

void WriteText(std::string_view key, std::string_view text, JsonWriter* json) {
  if (!text.empty()) json->Key(key).Text(text);
}

void WriteCount(std::string_view key, int64_t count, JsonWriter* json) {
  if (count != kNoCount) json->Key(key).Integer(count);
}

}  // namespace

void AppendPostJson(const Post& post, bool is_a_person, std::string* out) {
  JsonWriter json(out);
  json.BeginObject().Key("id").Text(post.id).Key("channel").Text(post.channel);
  if (!post.time.is_none()) json.Key("time").Time(post.time);
  if (post.deleted) {
    json.Key("deleted").Bool(true).EndObject();
    return;
  }
  if (!post.edited_at.is_none()) json.Key("edited_at").Time(post.edited_at);
  if (post.kind != PostKind::kPost) json.Key("kind").Text(kKindNames[static_cast<size_t>(post.kind)]);
  WriteText("title", post.title, &json);
  json.Key("text").Text(post.text);
  WriteText("author", post.author, &json);
  if (is_a_person) {
    json.Key("person").Text(std::string(post.channel).append(":").append(post.id).substr(0, kNameBytesMax));
  } else {
    WriteText("person", post.person, &json);
  }
  WriteText("org", post.org, &json);
  WriteText("product", post.product, &json);
  WriteText("lang", post.lang, &json);
  WriteText("region", post.region, &json);
  WriteText("url", post.url, &json);
  WriteText("reply_to", post.reply_to, &json);
  WriteCount("followers", post.followers, &json);
  WriteCount("reposts", post.reposts, &json);
  WriteCount("likes", post.likes, &json);
  json.EndObject();
}

}  // namespace groundswell
