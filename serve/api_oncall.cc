#include "serve/api_oncall.h"

#include "serve/api_context.h"
#include "serve/parameters.h"

namespace groundswell {
namespace {

void WriteSpan(const DutySpan& span, JsonWriter* json) {
  json->BeginObject().Key("from").Time(EventTime{span.from_ms}).Key("until").Time(EventTime{span.until_ms});
  if (span.person != nullptr) json->Key("person").Text(span.person->id).Key("name").Text(span.person->name);
  if (span.instead != nullptr) json->Key("instead_of").Text(span.instead->id);
  if (!span.shift.empty()) json->Key("shift").Text(span.shift);
  json->EndObject();
}

void WriteSteps(const OnCallPlan& plan, JsonWriter* json) {
  json->BeginArray();
  for (const EscalationStep& step : plan.steps) {
    json->BeginObject().Key("after_mins").Number(static_cast<double>(step.after_ms) / 60'000);
    json->Key("who").Text(step.who).Key("level").Text(kLevelNames[step.level]).Key("receivers").BeginArray();
    for (const std::string& receiver : step.receivers) json->Text(receiver);
    json->EndArray().EndObject();
  }
  json->EndArray();
}

void WriteWaiting(const std::vector<WaitingCase>& waiting, JsonWriter* json) {
  json->BeginArray();
  for (const WaitingCase& one : waiting) {
    json->BeginObject().Key("group").Text(FormatGroupId(one.group));
    if (!one.org.empty()) json->Key("org").Text(one.org);
    json->Key("level").Text(kLevelNames[one.level]).Key("since").Time(EventTime{one.first_ms});
    json->Key("asked").BeginArray();
    for (const AskedPerson& asked : one.asked)
      json->BeginObject().Key("person").Text(asked.person).Key("at").Time(EventTime{asked.at_ms}).EndObject();
    json->EndArray().EndObject();
  }
  json->EndArray();
}

HttpResponse GetOnCall(const OnCallPlan& plan, const std::vector<WaitingCase>& waiting, const HttpRequest& request) {
  Parameters parameters(request, {"at"});
  const EventTime at = parameters.Time("at");
  if (parameters.error()) return *parameters.error();
  std::string body;
  JsonWriter json(&body);
  json.BeginObject();
  WriteOnCall(plan, at.is_none() ? request.arrived_ms : at.ms, &json);
  json.Key("waiting");
  WriteWaiting(waiting, &json);
  json.EndObject();
  return JsonAnswer(std::move(body));
}

}  // namespace

OnCallView ViewOnCall(const OnCallPlan& plan, int64_t at_ms) {
  OnCallView view;
  view.at_ms = at_ms;
  if (!plan.rota) return view;
  for (const DutySpan& span : plan.rota->Between(at_ms, at_ms + kOnCallDays * kDayMs)) {
    if (span.person == nullptr) view.gaps.push_back(span);
    // A shift that changes without its person is no change of duty.
    if (view.now.until_ms == 0) {
      view.now = span;
    } else if (view.next.until_ms == 0 && span.person == view.now.person) {
      view.now.until_ms = span.until_ms;
    } else if (view.next.until_ms == 0) {
      view.next = span;
    }
  }
  return view;
}

void WriteOnCall(const OnCallPlan& plan, int64_t at_ms, JsonWriter* json) {
  const OnCallView view = ViewOnCall(plan, at_ms);
  json->Key("at").Time(EventTime{at_ms}).Key("has_rota").Bool(plan.rota != nullptr);
  if (view.now.person != nullptr) {
    json->Key("now");
    WriteSpan(view.now, json);
  }
  if (view.next.person != nullptr) {
    json->Key("next");
    WriteSpan(view.next, json);
  }
  if (!plan.fallback.empty()) json->Key("fallback").Text(plan.fallback);
  json->Key("gaps").BeginArray();
  for (const DutySpan& gap : view.gaps) WriteSpan(gap, json);
  json->EndArray().Key("level").Text(kLevelNames[plan.level]).Key("steps");
  WriteSteps(plan, json);
}

HttpRoute OnCallRoute(const OnCall* on_call, WaitingNow waiting, ReaderPool* pool) {
  HttpRoute route;
  route.method = "GET";
  route.pattern = "/api/v1/oncall";
  route.role = "read";
  route.handle = [on_call, waiting = std::move(waiting), pool](HttpRequest request, Respond respond) {
    pool->Submit([on_call, waiting](const HttpRequest& taken) { return GetOnCall(*on_call->plan(), waiting(), taken); },
                 std::move(request), std::move(respond));
  };
  return route;
}

}  // namespace groundswell
