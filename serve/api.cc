#include "serve/api.h"

#include <memory>
#include <string_view>

#include "serve/api_alerts.h"
#include "serve/api_cases.h"
#include "serve/api_deliveries.h"
#include "serve/api_draft.h"
#include "serve/api_feeds.h"
#include "serve/api_groups.h"
#include "serve/api_notices.h"
#include "serve/api_posts.h"
#include "serve/api_rejects.h"
#include "serve/api_similar.h"
#include "serve/api_status.h"
#include "serve/api_trends.h"
#include "serve/export.h"

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
    {"/api/v1/groups/{id}/similar", ListSimilarGroups},
    {"/api/v1/posts", ListPosts},
    {"/api/v1/alerts", ListAlerts},
    {"/api/v1/alerts/{id}", GetAlert},
    {"/api/v1/alerts/{id}/deliveries", ListDeliveries},
    {"/api/v1/notices", ListNotices},
    {"/api/v1/notices/{id}", GetNotice},
    {"/api/v1/notices/{id}/deliveries", ListNoticeDeliveries},
    {"/api/v1/alerts.atom", GetAlertsAtom},
    {"/api/v1/alerts.feed.json", GetAlertsJsonFeed},
    {"/api/v1/groups.atom", GetGroupsAtom},
    {"/api/v1/groups.feed.json", GetGroupsJsonFeed},
    {"/api/v1/deliveries", ListAllDeliveries},
    {"/api/v1/cases", ListCases},
    {"/api/v1/cases/{id}", GetCase},
    {"/api/v1/cases/{id}/evidence/{entry}", GetCaseEvidence},
    {"/api/v1/cases/{id}/draft", GetCaseDraft},
    {"/api/v1/rejects", ListRejects},
    {"/api/v1/rejects/counts", CountRejects},
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

using Context = std::shared_ptr<const ApiContext>;

// A list that may be asked for as a table, too.
HttpRoute TableRoute(const PooledRoute& pooled, const ExportTable* table, Context context, ReaderPool* pool,
                     ReaderPool* exports, std::shared_ptr<ExportPlaces> places) {
  return Route(pooled.pattern, kReadRole,
               [context = std::move(context), pool, exports, places = std::move(places), table, read = pooled.read](
                   HttpRequest request, Respond respond) {
                 auto asked = TakeFormat(&request);
                 if (auto* refusal = std::get_if<HttpResponse>(&asked)) return respond(std::move(*refusal));
                 const auto format = std::get<std::optional<ExportFormat>>(asked);
                 if (!format)
                   return pool->Submit([context, read](const HttpRequest& taken) { return read(*context, taken); },
                                       std::move(request), std::move(respond));
                 const auto make = [context, table, places, format = *format](const HttpRequest& taken) {
                   return places->Within([&] { return Export(*context, *table, format, taken); });
                 };
                 exports->Submit(make, std::move(request), std::move(respond));
               });
}

HttpRoute PlainRoute(const PooledRoute& pooled, Context context, ReaderPool* pool) {
  return Route(pooled.pattern, kReadRole,
               [context = std::move(context), pool, read = pooled.read](HttpRequest request, Respond respond) {
                 pool->Submit([context, read](const HttpRequest& taken) { return read(*context, taken); },
                              std::move(request), std::move(respond));
               });
}

// Feed readers and spreadsheets know no bearer tokens.
bool TakesPassword(std::string_view pattern, const ExportTable* table) {
  return table != nullptr || pattern.ends_with(".atom") || pattern.ends_with(".feed.json");
}

}  // namespace

std::vector<HttpRoute> ReadRoutes(ApiContext given, ReaderPool* pool, const MetricsPage* metrics, EventStream* events,
                                  ReaderPool* exports) {
  const auto context = std::make_shared<const ApiContext>(std::move(given));
  const auto places = std::make_shared<ExportPlaces>();
  std::vector<HttpRoute> routes;
  for (const PooledRoute& pooled : kPooledRoutes) {
    const ExportTable* table = FindExportTable(pooled.pattern);
    routes.push_back(table != nullptr
                         ? TableRoute(pooled, table, context, pool, exports != nullptr ? exports : pool, places)
                         : PlainRoute(pooled, context, pool));
    routes.back().takes_password = TakesPassword(pooled.pattern, table);
  }
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
