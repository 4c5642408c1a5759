#include "serve/api_forget.h"

#include <utility>

#include "models/case_action.h"
#include "serve/act_body.h"
#include "serve/api_context.h"

namespace groundswell {
namespace {

// As long as ids, channels and authors of posts may be (ingest/limits.h).
constexpr size_t kKeyBytesMax = 256;

struct Given {
  std::string channel, post, person;
  bool has_entry = false;
  int64_t entry = 0;
};

void ReadFields(ActBody* body, AskedForgetting* asked, Given* given) {
  Forgetting& forgetting = asked->forgetting;
  body->Read([&](std::string_view name, ActBody::Value value) {
    const auto key = [&](std::string* out) { body->TakeText(name, value, 1, kKeyBytesMax, out); };
    if (name == "by") return body->TakeText(name, value, 1, kCaseByBytesMax, &forgetting.by), true;
    if (name == "reason") return body->TakeText(name, value, 0, kRuleReasonBytesMax, &forgetting.reason), true;
    if (name == "channel") return key(&given->channel), true;
    if (name == "author") return key(&asked->author), true;
    if (name == "customer") return key(&asked->customer), true;
    if (name == "person") return key(&given->person), true;
    if (name == "post") return key(&given->post), true;
    if (name != "entry") return false;
    given->has_entry = true;
    if (value.get(given->entry) != simdjson::SUCCESS || given->entry < 0)
      body->Wrong(name, "must be the number of an entry of the audit log");
    return true;
  });
}

// Settles which of them is asked for.
void Settle(const Given& given, ActBody* body, AskedForgetting* asked) {
  Forgetting& forgetting = asked->forgetting;
  const int named = !asked->author.empty() + !asked->customer.empty() + !given.person.empty() + !given.post.empty() +
                    (given.has_entry ? 1 : 0);
  if (named != 1)
    return body->Wrong("person",
                       "name one: channel and author, customer, person (a hash), channel and post, or an audit entry");
  const bool has_channel = !asked->author.empty() || !given.post.empty();
  if (!has_channel && !given.channel.empty()) return body->Wrong("channel", "stands beside an author or a post");
  const std::string channel = given.channel.empty() ? "default" : given.channel;
  if ((given.post + channel).find('\0') != std::string::npos) return body->Wrong("post", "must be the id of a post");
  if (!asked->author.empty()) asked->channel = channel;
  if (!given.post.empty()) forgetting.post = {channel, given.post};
  if (given.has_entry) forgetting.entries = {static_cast<uint64_t>(given.entry)};
  if (given.person.empty()) return;
  const auto hash = ParseGroupId(given.person);
  if (!hash || hash->value == 0) return body->Wrong("person", "must be 16 hex digits, a hash");
  forgetting.person = {hash->value};
}

}  // namespace

std::string ForgettingJson(const ForgettingOutcome& outcome) {
  std::string text;
  JsonWriter json(&text);
  const auto count = [&json](std::string_view key, uint64_t value) {
    json.Key(key).Integer(static_cast<int64_t>(value));
  };
  json.BeginObject();
  count("posts", outcome.posts);
  count("quotes", outcome.quotes);
  count("people", outcome.people);
  count("words", outcome.words);
  if (outcome.entry) count("entry", *outcome.entry);
  json.EndObject();
  return text;
}

HttpRoute ForgetRoute(TakeForgetting take) {
  HttpRoute route;
  route.method = "POST";
  route.pattern = "/api/v1/forget";
  route.role = "operate";
  route.takes_body = true;
  route.handle = [take = std::move(take)](HttpRequest request, Respond respond) {
    ActBody body(request);
    AskedForgetting asked;
    Given given;
    ReadFields(&body, &asked, &given);
    if (!body.failed() && asked.forgetting.by.empty()) body.Wrong("by", "required: who has it forgotten");
    if (!body.failed()) Settle(given, &body, &asked);
    asked.forgetting.at_ms = body.arrived_ms();
    if (auto error = body.TakeError()) return respond(std::move(*error));
    take(std::move(asked), [respond = std::move(respond)](Result<ForgettingOutcome> outcome) {
      respond(outcome.ok() ? JsonAnswer(ForgettingJson(*outcome)) : ActRefusal(outcome.status()));
    });
  };
  return route;
}

}  // namespace groundswell
