#include "serve/api.h"

#include <gtest/gtest.h>

#include <future>
#include <set>

#include "models/audit.h"
#include "models/case.h"
#include "serve/api_case_actions.h"
#include "serve/api_drills.h"
#include "serve/api_forget.h"
#include "serve/api_reports.h"
#include "serve/api_rules.h"
#include "serve/api_watchlist.h"
#include "serve/notices.h"
#include "serve/open_api.h"
#include "tests/serve/serve_testing.h"

namespace groundswell {
namespace {

using testing::Answer;
using testing::FakeStream;
using testing::Get;
using testing::StoreFiller;

class ApiTest : public ::testing::Test {
 protected:
  ApiTest() {
    filler_.Post({.id = "1"});
    filler_.Group(1, "watch", 1);
    filler_.Alert("a", 1, "opened", "watch", 1);
    filler_.Commit();
    EXPECT_TRUE(model_.Load().ok());
    Notice notice;
    notice.id = "n";
    EXPECT_TRUE(notices_->Put(notice).ok());
    ApiContext context;
    context.store = filler_.store();
    context.model = &model_;
    context.notices = notices_.get();
    context.readiness = &readiness_;
    context.version = "1.2.3";
    routes_ = ReadRoutes(context, &pool_, &metrics_, &events_);
  }
  HttpResponse Call(const HttpRoute& route, HttpRequest request) {
    std::promise<HttpResponse> answer;
    auto future = answer.get_future();
    route.handle(std::move(request), [&](HttpResponse response) { answer.set_value(std::move(response)); });
    return future.get();
  }

  StoreFiller filler_;
  std::unique_ptr<Notices> notices_ = std::move(*Notices::Make(filler_.store(), {}));
  ReadModel model_{filler_.store(), {}};
  EventStream events_{&model_, filler_.store(), {}};
  Readiness readiness_;
  MetricsPage metrics_;
  ReaderPool pool_{{}};
  std::vector<HttpRoute> routes_;
};

TEST_F(ApiTest, EveryRouteIsDescribedAndEveryDescriptionIsARoute) {
  std::set<std::string> described, routed = {"GET /",  // of other parts of the engine
                                             "GET /api/v1/me",
                                             "GET /api/v1/oncall",
                                             "POST /api/v1/posts",
                                             "POST /api/v1/feeds/{mapping}",
                                             "GET /api/v1/sources",
                                             "POST /api/v1/sources/{name}/pause",
                                             "POST /api/v1/sources/{name}/resume"};
  for (const HttpRoute& route : routes_) routed.insert(route.method + " " + route.pattern);
  for (const HttpRoute& route : ReportRoutes({}, nullptr)) routed.insert(route.method + " " + route.pattern);
  for (const HttpRoute& route : RuleRoutes({})) routed.insert(route.method + " " + route.pattern);
  for (const HttpRoute& route : DrillRoutes(nullptr, nullptr)) routed.insert(route.method + " " + route.pattern);
  for (const HttpRoute& route : CaseActionRoutes({}, {})) routed.insert(route.method + " " + route.pattern);
  routed.insert("POST " + CorrectionRoute({}).pattern);
  routed.insert("POST " + ForgetRoute({}).pattern);
  for (const HttpRoute& route : WatchlistRoutes({}, &pool_, &pool_, &pool_))
    routed.insert(route.method + " " + route.pattern);
  simdjson::dom::parser parser;
  simdjson::dom::element json;
  ASSERT_EQ(parser.parse(OpenApiJson()).get(json), simdjson::SUCCESS);
  simdjson::dom::object paths, operations;
  ASSERT_EQ(json["paths"].get(paths), simdjson::SUCCESS);
  for (const auto& [path, item] : paths) {
    ASSERT_EQ(item.get(operations), simdjson::SUCCESS);
    for (const auto& [method, operation] : operations)
      described.insert((method == "get"    ? "GET "
                        : method == "post" ? "POST "
                        : method == "put"  ? "PUT "
                                           : "? ") +
                       std::string(path));
  }
  EXPECT_EQ(described, routed);
}

TEST_F(ApiTest, EveryRouteAnswers) {
  // A case with one entry that pins evidence.
  Case one;
  one.group = {1};
  one.entries = {0};
  std::string row, entry;
  AuditHash hash = {};
  EncodeCase(one, &row);
  EncodeAudit({}, &hash, &entry);
  CommitBatch batch;
  batch.cases = {{one.group, row}};
  batch.audit = {{0, entry}};
  batch.evidence = {{0, "{}"}};
  batch.position = filler_.position;
  ASSERT_TRUE(filler_.store()->Commit(batch).ok());
  for (const HttpRoute& route : routes_) {
    std::vector<std::string> path_values;
    if (route.pattern.find("{id}") != std::string::npos)
      path_values.push_back(route.pattern.find("alerts") != std::string::npos    ? "a"
                            : route.pattern.find("notices") != std::string::npos ? "n"
                                                                                 : testing::GroupIdText(1));
    if (route.pattern.find("{entry}") != std::string::npos) path_values.push_back("0");
    HttpRequest request = Get(route.pattern, path_values);
    if (route.open_stream) {
      auto stream = std::make_shared<FakeStream>();
      route.open_stream(std::move(request), stream);
      EXPECT_EQ(stream->Head().status, 200);
      continue;
    }
    EXPECT_EQ(Call(route, std::move(request)).status, 200) << route.pattern;
  }
}

TEST_F(ApiTest, DataNeedsTheRoleOfAReaderAndLivenessNone) {
  for (const HttpRoute& route : routes_) {
    const bool is_open = route.pattern == "/healthz" || route.pattern == "/readyz";
    EXPECT_EQ(route.role, is_open ? "" : "read") << route.pattern;
    EXPECT_FALSE(route.takes_body);
  }
}

}  // namespace
}  // namespace groundswell
