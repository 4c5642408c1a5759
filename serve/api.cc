#include "serve/api.h"

#include <memory>
#include <string_view>

#include "serve/api_alerts.h"
#include "serve/api_cases.h"
#include "serve/api_groups.h"
#include "serve/api_posts.h"
#include "serve/api_status.h"
#include "serve/api_trends.h"

namespace groundswell {
namespace {

using Read = HttpResponse (*)(const ApiContext&, const HttpRequest&);

constexpr std::string_view kReadRole = "read";

struct PooledRoute {
  std::string_view pattern;
  Read read;
};
constexpr PooledRoute kPooledRoutes[] = {
    {"/api/v1/groups", ListGroups},
    {"/api/v1/groups/{id}", GetGroup},
    {"/api/v1/groups/{id}/posts", ListGroupPosts},
    {"/api/v1/groups/{id}/timeline", GetGroupTimeline},
    {"/api/v1/posts", ListPosts},
    {"/api/v1/alerts", ListAlerts},
    {"/api/v1/alerts/{id}", GetAlert},
    {"/api/v1/alerts/{id}/deliveries", ListDeliveries},
    {"/api/v1/cases", ListCases},
    {"/api/v1/cases/{id}", GetCase},
    {"/api/v1/cases/{id}/evidence/{entry}", GetCaseEvidence},
    {"/api/v1/trends", GetTrends},
    {"/api/v1/sentiment", GetSentiment},
};

HttpRoute Route(std::string_view pattern, std::string_view role, std::function<void(HttpRequest, Respond)> handle) {
  HttpRoute route;
  route.method = "GET";
  route.pattern = pattern;
  route.role = role;
  route.handle = std::move(handle);
  return route;
}

}  // namespace

std::vector<HttpRoute> ReadRoutes(ApiContext given, ReaderPool* pool, const MetricsPage* metrics, EventStream* events) {
  const auto context = std::make_shared<const ApiContext>(std::move(given));
  std::vector<HttpRoute> routes;
  for (const PooledRoute& pooled : kPooledRoutes)
    routes.push_back(
        Route(pooled.pattern, kReadRole, [context, pool, read = pooled.read](HttpRequest request, Respond respond) {
          pool->Submit([context, read](const HttpRequest& taken) { return read(*context, taken); }, std::move(request),
                       std::move(respond));
        }));
  routes.push_back(Route("/metrics", kReadRole, [metrics, pool](HttpRequest request, Respond respond) {
    pool->Submit([metrics](const HttpRequest&) { return metrics->Answer(); }, std::move(request), std::move(respond));
  }));
  routes.push_back(Route("/api/v1/status", kReadRole,
                         [context](HttpRequest request, Respond respond) { respond(GetStatus(*context, request)); }));
  routes.push_back(
      Route("/api/v1/openapi.json", kReadRole, [](HttpRequest, Respond respond) { respond(GetOpenApi()); }));
  routes.push_back(Route("/healthz", "", [](HttpRequest, Respond respond) { respond(GetHealth()); }));
  routes.push_back(
      Route("/readyz", "", [context](HttpRequest, Respond respond) { respond(GetReadiness(*context->readiness)); }));
  if (events == nullptr) return routes;
  HttpRoute& stream = routes.emplace_back(Route("/api/v1/stream", kReadRole, nullptr));
  stream.open_stream = [events](HttpRequest request, std::shared_ptr<HttpStream> connection) {
    events->Open(request, std::move(connection));
  };
  return routes;
}

}  // namespace groundswell
