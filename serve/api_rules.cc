#include "serve/api_rules.h"

#include <simdjson.h>

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "serve/act_body.h"
#include "serve/api_context.h"

namespace groundswell {
namespace {

namespace dom = simdjson::dom;

// As long as ids and channels of posts may be (ingest/limits.h).
constexpr size_t kKeyBytesMax = 256;
// The posts of a split as JSON, with room for what people write.
constexpr size_t kBodyBytesMax = size_t{1} << 20;

// One body, read field by field; the first thing that is wrong is kept.
class RuleBody {
 public:
  explicit RuleBody(const HttpRequest& request) {
    const auto group = ParseGroupId(request.path_values.at(0));
    if (!group) Refuse(404, "no such group: an id is 16 hex digits");
    rule_.group = group.value_or(GroupId());
    if (!request.query.empty()) Refuse(400, "this call has no parameters");
    if (request.body.size() > kBodyBytesMax) Refuse(413, "the body is longer than 1 MiB");
    if (failed()) return;
    padded_ = simdjson::padded_string(request.body);
    dom::element body;
    if (parser_.parse(padded_).get(body) != simdjson::SUCCESS || body.get(object_) != simdjson::SUCCESS)
      Refuse(400, "the body must be one JSON object");
  }

  bool failed() const { return error_.has_value(); }
  void Refuse(int status, std::string_view detail) {
    if (!error_) error_ = Problem(status, detail);
  }
  void Wrong(std::string_view field, std::string_view allowed) {
    Refuse(400, "field " + std::string(field) + ": " + std::string(allowed));
  }
  // Calls take(name, value) for each field; false: no field of this call.
  template <typename Take>
  void Read(Take&& take) {
    if (failed()) return;
    for (const auto& [name, value] : object_) {
      if (failed()) return;
      if (name == "by")
        TakeText(name, value, 1, kRuleByBytesMax, &rule_.by);
      else if (name == "reason")
        TakeText(name, value, 0, kRuleReasonBytesMax, &rule_.reason);
      else if (!take(name, value))
        Wrong(name, "unknown; this call knows no such field");
    }
    if (rule_.by.empty()) Wrong("by", "required: who says so");
  }
  void TakeText(std::string_view name, dom::element value, size_t bytes_min, size_t bytes_max, std::string* out) {
    std::string_view text;
    if (value.get(text) != simdjson::SUCCESS || text.size() < bytes_min || text.size() > bytes_max)
      return Wrong(name,
                   "must be a text of " + std::to_string(bytes_min) + " to " + std::to_string(bytes_max) + " bytes");
    *out = text;
  }
  void TakePosts(dom::element value);
  void TakePost(dom::element value);

  GroupRule* rule() { return &rule_; }
  ReadRule Result() && { return {std::move(rule_), std::move(error_)}; }

 private:
  dom::parser parser_;
  simdjson::padded_string padded_;
  dom::object object_;
  GroupRule rule_;
  size_t key_bytes_ = 0;
  std::optional<HttpResponse> error_;
};

void RuleBody::TakePosts(dom::element value) {
  dom::array posts;
  if (value.get(posts) != simdjson::SUCCESS) return Wrong("posts", "must be an array of posts");
  for (const dom::element post : posts) {
    if (rule_.posts.size() == kSplitPostsMax)
      return Wrong("posts", "at most " + std::to_string(kSplitPostsMax) + " can leave at once");
    TakePost(post);
    if (failed()) return;
  }
}

void RuleBody::TakePost(dom::element value) {
  dom::object object;
  if (value.get(object) != simdjson::SUCCESS) return Wrong("posts", "each must be an object with id and channel");
  GroupRule::Post post{.channel = "default", .id = {}};
  for (const auto& [name, key] : object) {
    if (name != "id" && name != "channel") return Wrong("posts", "a post is named by id and channel alone");
    TakeText("posts", key, 1, kKeyBytesMax, name == "id" ? &post.id : &post.channel);
  }
  if (post.id.empty() || (post.id + post.channel).find('\0') != std::string::npos)
    return Wrong("posts", "each needs the id of a post");
  key_bytes_ += post.id.size() + post.channel.size();
  if (key_bytes_ > kSplitKeyBytesMax)
    return Wrong("posts", "ids and channels come to more than 128 KiB; split in parts");
  rule_.posts.push_back(std::move(post));
}

HttpResponse Done(const RuleOutcome& outcome, bool is_split) {
  std::string body;
  JsonWriter json(&body);
  json.BeginObject().Key("id").Text(FormatGroupId(outcome.group));
  json.Key(is_split ? "part" : "merged").Text(FormatGroupId(outcome.other));
  if (is_split) json.Key("posts").Integer(static_cast<int64_t>(outcome.posts));
  json.EndObject();
  return JsonAnswer(std::move(body));
}

HttpRoute RuleRoute(std::string_view pattern, ReadRule (*read)(const HttpRequest&), TakeGroupRule take) {
  HttpRoute route;
  route.method = "POST";
  route.pattern = pattern;
  route.role = "operate";
  route.takes_body = true;
  route.handle = [read, take = std::move(take)](HttpRequest request, Respond respond) {
    ReadRule asked = read(request);
    asked.rule.at_ms = request.arrived_ms;
    if (asked.error) return respond(std::move(*asked.error));
    const bool is_split = asked.rule.is_split();
    take(std::move(asked.rule), [respond = std::move(respond), is_split](Result<RuleOutcome> outcome) {
      respond(outcome.ok() ? Done(*outcome, is_split) : ActRefusal(outcome.status()));
    });
  };
  return route;
}

}  // namespace

ReadRule ReadMergeRequest(const HttpRequest& request) {
  RuleBody body(request);
  body.Read([&](std::string_view name, dom::element value) {
    if (name == "lifts_split") {
      if (value.get(body.rule()->lifts_split) != simdjson::SUCCESS) body.Wrong(name, "must be true or false");
      return true;
    }
    if (name != "with") return false;
    std::string_view text;
    const auto other = value.get(text) == simdjson::SUCCESS ? ParseGroupId(text) : std::nullopt;
    if (!other) body.Wrong(name, "must be the id of a group, 16 hex digits");
    body.rule()->other = other.value_or(GroupId());
    return true;
  });
  if (body.rule()->other == GroupId()) body.Wrong("with", "required: the group to merge with");
  return std::move(body).Result();
}

ReadRule ReadSplitRequest(const HttpRequest& request) {
  RuleBody body(request);
  body.Read([&](std::string_view name, dom::element value) {
    if (name != "posts") return false;
    body.TakePosts(value);
    return true;
  });
  if (body.rule()->posts.empty()) body.Wrong("posts", "required: the posts that leave");
  return std::move(body).Result();
}

std::vector<HttpRoute> RuleRoutes(TakeGroupRule take) {
  return {RuleRoute("/api/v1/groups/{id}/merge", ReadMergeRequest, take),
          RuleRoute("/api/v1/groups/{id}/split", ReadSplitRequest, std::move(take))};
}

}  // namespace groundswell
