// What a running engine offers over HTTP: its routes, its metrics, who may call.
#include <fmt/format.h>

#include <iterator>
#include <utility>

#include "serve/api_watchlist.h"
#include "serve/notifier_metrics.h"
#include "serve/page.h"
#include "tools/access.h"
#include "tools/act_text.h"
#include "tools/config_keys.h"
#include "tools/live_metrics.h"
#include "tools/serve_live.h"
#include "tools/source_routes.h"

namespace groundswell {
namespace {

// A link's form has no fields.
constexpr size_t kLinkBodyBytesMax = 4096;
constexpr size_t kLinkConnectionsMax = 256;

// The names under which a browser on this machine may address a loopback engine.
std::vector<std::string> HostsOf(const ServeSettings& settings) {
  std::vector<std::string> hosts = settings.hosts;
  if (IsLoopback(settings.listen))
    hosts.insert(hosts.end(), {"localhost", "127.0.0.1", "::1", settings.listen.substr(0, settings.listen.rfind(':'))});
  return hosts;
}

void Append(std::vector<HttpRoute> more, std::vector<HttpRoute>* routes) {
  routes->insert(routes->end(), std::move_iterator(more.begin()), std::move_iterator(more.end()));
}

}  // namespace

Status Live::Listen() {
  HttpServerOptions http;
  http.listen = settings_.listen;
  http.body_bytes_max = settings_.body_bytes_max;
  http.inflight_bytes_max = settings_.inflight_bytes_max;
  http.connections_max = settings_.connections_max;
  // All callers behind a proxy have its address.
  if (settings_.tls_by_proxy) http.connections_per_peer_max = http.connections_max;
  http.request_secs = settings_.request_secs;
  http.idle_secs = settings_.idle_secs;
  http.hosts = HostsOf(settings_);
  const auto access = std::make_shared<const Access>(settings_.tokens);
  http.authorize = [access](const HttpRequest& request, const HttpRoute& route) {
    return access->Refusal(request, route);
  };
  std::vector<HttpRoute> routes = Routes();
  routes.push_back(MeRoute(access));
  server_ = std::make_unique<HttpServer>(std::move(http), std::move(routes));
  for (auto& source :
       {ReadModelMetrics(read_model_.get()), HttpMetrics(&server_->counts()), ReaderMetrics(readers_.get()),
        EventStreamMetrics(events_.get()), ReadinessMetrics(&readiness_, GROUNDSWELL_VERSION),
        IntakeMetrics(&intake_->counts()), LiveEngineMetrics(&engine_->counts()), SourceMetrics(sources_.get()),
        ReloadMetrics(reload_.get()), ChannelClockMetrics(intake_.get()), ProcessMetrics()})
    metrics_.Add(source);
  if (notifier_) metrics_.Add(NotifierMetrics(notifier_.get()));
  metrics_.Add(on_call_->Metrics());
  metrics_.Add(WatchMetrics(keeper_.get(), settings_.data_dir));
  if (silences_) metrics_.Add(SilenceMetrics(silences_.get()));
  GROUNDSWELL_TRY(server_->Start());
  const std::string host = settings_.listen.substr(0, settings_.listen.rfind(':'));
  Say(fmt::format("listening on http://{}:{}", host, server_->port()));
  return ListenForLinks();
}

std::vector<HttpRoute> Live::LinkRoutes() {
  return on_call_->LinkRoutes(
      readers_.get(), [this](CaseAction action, CaseTold told) { cases_->Take(std::move(action), std::move(told)); },
      drills_.get());
}

Status Live::ListenForLinks() {
  if (settings_.links_listen.empty()) return {};
  HttpServerOptions http;
  http.listen = settings_.links_listen;
  http.body_bytes_max = kLinkBodyBytesMax;
  http.connections_max = kLinkConnectionsMax;
  if (settings_.tls_by_proxy) http.connections_per_peer_max = http.connections_max;
  links_server_ = std::make_unique<HttpServer>(std::move(http), LinkRoutes());
  GROUNDSWELL_TRY(links_server_->Start().Annotate("links.listen"));
  const std::string host = settings_.links_listen.substr(0, settings_.links_listen.rfind(':'));
  Say(fmt::format("signed links on http://{}:{}", host, links_server_->port()));
  return {};
}

std::vector<HttpRoute> Live::Routes() {
  std::vector<HttpRoute> routes = ReadRoutes(context_, readers_.get(), &metrics_, events_.get(), slow_readers_.get());
  Append(WatchlistRoutes(
             {.context = &context_,
              .book = book_.get(),
              .enforce = [this](const auto& entries) { return reload_->ChangeWatchlist(entries); },
              .clean = [patterns = BlockScorerOptionsOf(config_).patterns](
                           size_t bytes_max, std::string* text) { KeepStored(patterns.get(), bytes_max, text); },
              .keep_name = KeepName},
             readers_.get(), slow_readers_.get(), edits_.get()),
         &routes);
  Append(PageRoutes(), &routes);
  Append(ReportRoutes(reports_, report_readers_.get()), &routes);
  Append(SourceRoutes(intake_.get(), feeds_.get(), sources_.get()), &routes);
  Append(RuleRoutes([this](GroupRule rule, RuleTold told) { rules_->Take(std::move(rule), std::move(told)); }),
         &routes);
  Append(
      CaseActionRoutes(NotifyZoneOf(config_),
                       [this](CaseAction action, CaseTold told) { cases_->Take(std::move(action), std::move(told)); }),
      &routes);
  routes.push_back(CorrectionRoute(
      [this](AskedCorrection asked, CorrectionTold told) { cases_->Correct(std::move(asked), std::move(told)); }));
  routes.push_back(on_call_->Route(readers_.get()));
  Append(LinkRoutes(), &routes);
  Append(DrillRoutes(drills_.get(), readers_.get()), &routes);
  routes.push_back(ForgetRoute(
      [this](AskedForgetting asked, ForgettingTold told) { forget_->Take(std::move(asked), std::move(told)); }));
  routes.push_back({.method = "POST",
                    .pattern = "/api/v1/posts",
                    .role = "ingest",
                    .takes_body = true,
                    .handle = [this](HttpRequest request,
                                     Respond respond) { intake_->Handle(std::move(request), std::move(respond)); },
                    .open_stream = {}});
  return routes;
}

}  // namespace groundswell
