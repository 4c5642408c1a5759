#include "serve/api_drills.h"

#include "serve/act_body.h"
#include "serve/api_context.h"
#include "serve/parameters.h"

namespace groundswell {
namespace {

constexpr size_t kTextBytesMax = 500, kByBytesMax = 128, kReceiversNamedMax = 32;

HttpResponse OneDrill(const Drills& drills, std::string_view id) {
  std::string body;
  JsonWriter json(&body);
  const auto written = drills.Write(id, &json);
  if (!written.ok()) return StoreFailure(written.status());
  return *written ? JsonAnswer(std::move(body)) : Problem(404, "no such drill");
}

HttpResponse ListDrills(const Drills& drills, const HttpRequest& request) {
  Parameters parameters(request, {"limit"});
  const size_t limit = parameters.Limit();
  if (parameters.error()) return *parameters.error();
  ListAnswer answer;
  const Status written = drills.WriteAll(limit, answer.item());
  return written.ok() ? answer.Answer({}) : StoreFailure(written);
}

void TakeReceivers(ActBody::Value value, ActBody* body, DrillOrder* order) {
  simdjson::dom::array names;
  if (value.get(names) != simdjson::SUCCESS || names.size() == 0 || names.size() > kReceiversNamedMax)
    return body->Wrong("receivers", "must be 1 to 32 names of receivers");
  order->receivers.emplace();
  for (const ActBody::Value name : names)
    body->TakeText("receivers", name, 1, kByBytesMax, &order->receivers->emplace_back());
}

HttpResponse StartDrill(Drills* drills, const HttpRequest& request) {
  ActBody body(request);
  DrillOrder order;
  body.Read([&](std::string_view name, ActBody::Value value) {
    if (name == "receivers") {
      TakeReceivers(value, &body, &order);
    } else if (name == "level") {
      std::string_view text;
      const int level = value.get(text) == simdjson::SUCCESS ? IndexOf(kLevelNames, text) : -1;
      if (level < kLevelWatch) body.Wrong(name, "must be one of watch, emerging, major, crisis");
      order.level = static_cast<uint8_t>(std::max<int>(level, kLevelWatch));
    } else if (name == "text") {
      body.TakeText(name, value, 0, kTextBytesMax, &order.text);
    } else if (name == "by") {
      body.TakeText(name, value, 1, kByBytesMax, &order.by);
    } else if (name == "wait_secs") {
      int64_t secs = 0;
      if (value.get(secs) != simdjson::SUCCESS || secs < 1 || secs > kDrillWaitMaxMs / kSecondMs)
        body.Wrong(name, "must be a whole number of seconds, at most 86400");
      order.wait_ms = secs * kSecondMs;
    } else {
      return false;
    }
    return true;
  });
  if (order.by.empty()) body.Wrong("by", "required: who calls for it");
  if (body.failed()) return *body.TakeError();
  const auto id = drills->Start(order, request.arrived_ms);
  return id.ok() ? OneDrill(*drills, *id) : ActRefusal(id.status());
}

HttpResponse AcknowledgeDrill(Drills* drills, const HttpRequest& request) {
  ActBody body(request);
  std::string by;
  body.Read([&](std::string_view name, ActBody::Value value) {
    if (name != "by") return false;
    body.TakeText(name, value, 1, kByBytesMax, &by);
    return true;
  });
  if (by.empty()) body.Wrong("by", "required: who confirms it");
  if (body.failed()) return *body.TakeError();
  const std::string& id = request.path_values.at(0);
  const Status done = drills->Acknowledge(id, by, "api", request.arrived_ms);
  return done.ok() ? OneDrill(*drills, id) : ActRefusal(done);
}

HttpRoute Route(std::string_view method, std::string_view pattern, ReaderPool* pool,
                std::function<HttpResponse(const HttpRequest&)> answer) {
  HttpRoute route;
  route.method = method;
  route.pattern = pattern;
  route.role = method == "GET" ? "read" : "operate";
  route.takes_body = method == "POST";
  route.handle = [pool, answer = std::move(answer)](HttpRequest request, Respond respond) {
    pool->Submit(answer, std::move(request), std::move(respond));
  };
  return route;
}

}  // namespace

std::vector<HttpRoute> DrillRoutes(Drills* drills, ReaderPool* pool) {
  std::vector<HttpRoute> routes;
  routes.push_back(Route("GET", "/api/v1/drills", pool,
                         [drills](const HttpRequest& request) { return ListDrills(*drills, request); }));
  routes.push_back(Route("POST", "/api/v1/drills", pool,
                         [drills](const HttpRequest& request) { return StartDrill(drills, request); }));
  routes.push_back(Route("GET", "/api/v1/drills/{id}", pool, [drills](const HttpRequest& request) {
    Parameters parameters(request, {});
    return parameters.error() ? *parameters.error() : OneDrill(*drills, request.path_values.at(0));
  }));
  routes.push_back(Route("POST", "/api/v1/drills/{id}/ack", pool,
                         [drills](const HttpRequest& request) { return AcknowledgeDrill(drills, request); }));
  return routes;
}

}  // namespace groundswell
