#include "serve/api_case_actions.h"

#include <array>
#include <charconv>

#include "serve/act_body.h"
#include "serve/api_context.h"

namespace groundswell {
namespace {

// As long as ids and channels of posts may be (ingest/limits.h).
constexpr size_t kKeyBytesMax = 256;

// What a field of a body becomes.
enum class Part : uint8_t { kNone, kText, kValue, kAt, kUntil, kScope, kState, kChannel, kPost, kPerson };

struct Field {
  std::string_view name;
  Part part = Part::kNone;
  bool is_required = false;
};

constexpr size_t kFieldsMax = 6;
using Fields = std::array<Field, kFieldsMax>;

// In the order of CaseActionKind.
constexpr Fields kFields[] = {
    /* ack */ {{{"text", Part::kText}}},
    /* assign */ {{{"to", Part::kValue, true}, {"text", Part::kText}}},
    /* note */ {{{"text", Part::kText, true}}},
    /* link */ {{{"link", Part::kValue, true}, {"text", Part::kText}}},
    /* analyse */ {{{"cause", Part::kValue, true}, {"text", Part::kText}}},
    /* handle */ {{{"measure", Part::kText, true}}},
    /* answer */ {{{"text", Part::kText, true}, {"link", Part::kValue}}},
    /* resolve */ {{{"cause", Part::kValue, true}, {"measure", Part::kText, true}}},
    /* review */ {{{"text", Part::kText, true}}},
    /* reopen */ {{{"reason", Part::kText, true}}},
    /* dismiss */ {{{"reason", Part::kText, true}}},
    /* silence */ {{{"until", Part::kUntil, true}, {"reason", Part::kText, true}, {"scope", Part::kScope}}},
    /* person */
    {{{"state", Part::kState, true},
      {"channel", Part::kChannel},
      {"post", Part::kPost},
      {"person", Part::kPerson},
      {"link", Part::kValue},
      {"text", Part::kText}}},
    /* follow-up */ {{{"at", Part::kAt, true}, {"text", Part::kText}}},
    /* promise */ {{{"due", Part::kUntil, true}, {"text", Part::kText, true}}},
    /* promise-kept */ {{{"text", Part::kText}}},
    /* extend */ {{{"deadline", Part::kValue, true}, {"reason", Part::kText, true}}},
    /* report */ {{{"deadline", Part::kValue, true}, {"text", Part::kText}}},
    /* review-request */ {{{"text", Part::kText}}},
};
static_assert(std::size(kFields) == static_cast<size_t>(kLastCaseActionKind) + 1);

std::optional<PersonHash> ReadPerson(std::string_view text) {
  PersonHash person;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), person.value, 16);
  if (text.size() != 16 || error != std::errc() || end != text.data() + text.size() || !person.known())
    return std::nullopt;
  return person;
}

void TakeField(const Field& field, ActBody::Value value, const LocalZone& zone, ActBody* body, CaseAction* action) {
  switch (field.part) {
    case Part::kText:
      return body->TakeText(field.name, value, field.is_required ? 1 : 0, kCaseTextBytesMax, &action->text);
    case Part::kValue:
      return body->TakeText(field.name, value, field.is_required ? 1 : 0, kCaseValueBytesMax, &action->value);
    case Part::kAt:
    case Part::kUntil:
      return body->TakeTime(field.name, value, zone, field.part == Part::kUntil, &action->until_ms);
    case Part::kScope:
      return body->TakeName(field.name, value, kLastSilenceScope, SilenceScopeName, &action->scope);
    case Part::kState:
      return body->TakeName(field.name, value, kLastPersonState, PersonStateName, &action->state);
    case Part::kChannel:
      return body->TakeText(field.name, value, 1, kKeyBytesMax, &action->channel);
    case Part::kPost:
      return body->TakeText(field.name, value, 1, kKeyBytesMax, &action->post);
    case Part::kPerson: {
      std::string text;
      body->TakeText(field.name, value, 16, 16, &text);
      const auto person = ReadPerson(text);
      if (!person) return body->Wrong(field.name, "must be 16 hex digits");
      action->person = *person;
      return;
    }
    case Part::kNone:
      return;
  }
}

void CheckPerson(ActBody* body, CaseAction* action) {
  if (!action->person.known() && action->post.empty())
    body->Wrong("post", "required: a post of the person, or `person`, the hash");
  if (action->post.empty() && !action->channel.empty()) body->Wrong("channel", "stands beside a post");
  if (!action->post.empty() && action->channel.empty()) action->channel = "default";
  if ((action->post + action->channel).find('\0') != std::string::npos) body->Wrong("post", "must be the id of a post");
}

void ReadAction(const LocalZone& zone, ActBody* body, CaseAction* action) {
  const Fields& fields = kFields[static_cast<size_t>(action->kind)];
  std::array<bool, kFieldsMax> seen{};
  body->Read([&](std::string_view name, ActBody::Value value) {
    if (name == "by") return body->TakeText(name, value, 1, kCaseByBytesMax, &action->by), true;
    for (size_t i = 0; i < fields.size(); ++i) {
      if (fields[i].part == Part::kNone || fields[i].name != name) continue;
      seen[i] = true;
      TakeField(fields[i], value, zone, body, action);
      return true;
    }
    return false;
  });
  if (body->failed()) return;
  if (action->by.empty()) return body->Wrong("by", "required: who does it");
  for (size_t i = 0; i < fields.size(); ++i)
    if (fields[i].is_required && !seen[i]) return body->Wrong(fields[i].name, "required");
  if (action->kind == CaseActionKind::kPerson) CheckPerson(body, action);
  action->at_ms = body->arrived_ms();
}

HttpResponse Done(const CaseOutcome& outcome) {
  std::string body;
  JsonWriter(&body)
      .BeginObject()
      .Key("id")
      .Text(FormatGroupId(outcome.group))
      .Key("status")
      .Text(CaseStatusName(outcome.status))
      .Key("entry")
      .Integer(static_cast<int64_t>(outcome.entry))
      .EndObject();
  return JsonAnswer(std::move(body));
}

HttpRoute ActRoute(std::string pattern) {
  HttpRoute route;
  route.method = "POST";
  route.pattern = std::move(pattern);
  route.role = "operate";
  route.takes_body = true;
  return route;
}

HttpRoute RouteOf(CaseActionKind kind, LocalZone zone, TakeCaseAction take) {
  HttpRoute route = ActRoute("/api/v1/groups/{id}/" + std::string(CaseActionName(kind)));
  route.handle = [kind, zone, take = std::move(take)](HttpRequest request, Respond respond) {
    ActBody body(request);
    CaseAction action;
    action.kind = kind;
    const auto group = ParseGroupId(request.path_values.at(0));
    if (!group) return respond(Problem(404, "no such group: an id is 16 hex digits"));
    action.group = *group;
    ReadAction(zone, &body, &action);
    if (auto error = body.TakeError()) return respond(std::move(*error));
    take(std::move(action), [respond = std::move(respond)](Result<CaseOutcome> outcome) {
      respond(outcome.ok() ? Done(*outcome) : ActRefusal(outcome.status()));
    });
  };
  return route;
}

void ReadCorrection(ActBody* body, AskedCorrection* asked) {
  Correction& correction = asked->correction;
  CorrectedReading& reading = correction.reading;
  body->Read([&](std::string_view name, ActBody::Value value) {
    bool is_complaint = false;
    if (name == "by") {
      body->TakeText(name, value, 1, kCaseByBytesMax, &correction.by);
    } else if (name == "reason") {
      body->TakeText(name, value, 0, kRuleReasonBytesMax, &correction.reason);
    } else if (name == "sentiment") {
      Sentiment sentiment = Sentiment::kNeutral;
      body->TakeName(name, value, Sentiment::kPositive, SentimentName, &sentiment);
      reading.sentiment = sentiment;
    } else if (name == "complaint") {
      if (value.get(is_complaint) != simdjson::SUCCESS) body->Wrong(name, "must be true or false");
      reading.complaint = is_complaint;
    } else if (name == "org") {
      reading.org.emplace();
      if (!value.is_null()) body->TakeText(name, value, 0, kKeyBytesMax, &*reading.org);
    } else if (name == "cause") {
      asked->cause.emplace();
      if (!value.is_null()) body->TakeText(name, value, 0, kKeyBytesMax, &*asked->cause);
    } else {
      return false;
    }
    return true;
  });
  if (body->failed()) return;
  if (correction.by.empty()) return body->Wrong("by", "required: who says so");
  if (reading.is_empty() && !asked->cause)
    return body->Wrong("sentiment", "nothing is corrected: give sentiment, complaint, org or cause");
  correction.at_ms = body->arrived_ms();
}

}  // namespace

std::vector<HttpRoute> CaseActionRoutes(LocalZone zone, TakeCaseAction take) {
  std::vector<HttpRoute> routes;
  for (int kind = 0; kind <= static_cast<int>(kLastCaseActionKind); ++kind)
    routes.push_back(RouteOf(static_cast<CaseActionKind>(kind), zone, take));
  return routes;
}

HttpRoute CorrectionRoute(TakeCorrection take) {
  HttpRoute route = ActRoute("/api/v1/posts/{channel}/{id}/correct");
  route.handle = [take = std::move(take)](HttpRequest request, Respond respond) {
    ActBody body(request);
    AskedCorrection asked;
    asked.correction.channel = request.path_values.at(0);
    asked.correction.id = request.path_values.at(1);
    ReadCorrection(&body, &asked);
    if (auto error = body.TakeError()) return respond(std::move(*error));
    take(std::move(asked), [respond = std::move(respond)](Result<CorrectionOutcome> outcome) {
      if (!outcome.ok()) return respond(ActRefusal(outcome.status()));
      std::string answer;
      JsonWriter json(&answer);
      json.BeginObject().Key("posts").Integer(static_cast<int64_t>(outcome->posts));
      json.Key("entry").Integer(static_cast<int64_t>(outcome->entry)).EndObject();
      respond(JsonAnswer(std::move(answer)));
    });
  };
  return route;
}

}  // namespace groundswell
