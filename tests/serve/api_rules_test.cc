// Rules about groups over HTTP: what a body must be, what is handed on, and what the engine's answer becomes.
#include "serve/api_rules.h"

#include <gtest/gtest.h>

#include "tests/serve/serve_testing.h"

namespace groundswell {
namespace {

using testing::Answer;

constexpr std::string_view kId = "00000000000000aa";

// Asks the route whose pattern ends so; the engine would answer with `outcome`.
struct Asked {
  std::vector<GroupRule> taken;
  HttpResponse response;
};
Asked Ask(std::string_view end, std::string_view body, Result<RuleOutcome> outcome = RuleOutcome{{1}, {2}, 3},
          std::string_view id = kId) {
  Asked asked;
  for (const HttpRoute& route : RuleRoutes([&](GroupRule rule, RuleTold told) {
         asked.taken.push_back(std::move(rule));
         told(outcome);
       })) {
    EXPECT_EQ(route.method, "POST");
    EXPECT_EQ(route.role, "operate");
    EXPECT_TRUE(route.takes_body);
    if (!route.pattern.ends_with(end)) continue;
    HttpRequest request;
    request.path_values = {std::string(id)};
    request.body = body;
    route.handle(std::move(request), [&](HttpResponse response) { asked.response = std::move(response); });
  }
  return asked;
}

TEST(ApiRules, AMergeIsHandedOnWhole) {
  const Asked asked = Ask("/merge", R"({"with":"00000000000000bb","by":"ann","reason":"同一件事","lifts_split":true})");
  ASSERT_EQ(asked.taken.size(), 1u);
  GroupRule want;
  want.group = {0xaa};
  want.other = {0xbb};
  want.lifts_split = true;
  want.by = "ann";
  want.reason = "同一件事";
  EXPECT_EQ(asked.taken[0], want);
  const Answer answer(asked.response);
  EXPECT_EQ(answer.status(), 200);
  EXPECT_EQ(asked.response.body, R"({"id":"0000000000000001","merged":"0000000000000002"})");
}

TEST(ApiRules, ASplitNamesItsPosts) {
  const Asked asked = Ask("/split", R"({"by":"bo","posts":[{"id":"1"},{"channel":"weibo","id":"2"}]})");
  ASSERT_EQ(asked.taken.size(), 1u);
  EXPECT_EQ(asked.taken[0].posts, (std::vector<GroupRule::Post>{{"default", "1"}, {"weibo", "2"}}));
  EXPECT_EQ(asked.response.body, R"({"id":"0000000000000001","part":"0000000000000002","posts":3})");
}

TEST(ApiRules, AWrongBodyIsRefusedWithTheFieldThatIsWrong) {
  const struct {
    std::string_view end, body, named;
  } kCases[] = {
      {"/merge", "", "JSON object"},
      {"/merge", "[]", "JSON object"},
      {"/merge", R"({"with":"00000000000000bb"})", "by"},
      {"/merge", R"({"by":"ann"})", "with"},
      {"/merge", R"({"by":"ann","with":"bb"})", "with"},
      {"/merge", R"({"by":"ann","with":12})", "with"},
      {"/merge", R"({"by":"","with":"00000000000000bb"})", "by"},
      {"/merge", R"({"by":"ann","with":"00000000000000bb","lifts_split":1})", "lifts_split"},
      {"/merge", R"({"by":"ann","with":"00000000000000bb","posts":[]})", "posts"},
      {"/split", R"({"by":"ann"})", "posts"},
      {"/split", R"({"by":"ann","posts":[]})", "posts"},
      {"/split", R"({"by":"ann","posts":["1"]})", "posts"},
      {"/split", R"({"by":"ann","posts":[{"channel":"c"}]})", "posts"},
      {"/split", R"({"by":"ann","posts":[{"id":"1","text":"x"}]})", "posts"},
      {"/split", R"({"by":"ann","posts":[{"id":""}]})", "posts"},
      {"/split", R"({"by":"ann","posts":[{"id":"1"}],"with":"00000000000000bb"})", "with"},
  };
  for (const auto& c : kCases) {
    const Asked asked = Ask(c.end, c.body);
    EXPECT_TRUE(asked.taken.empty()) << c.body;
    const Answer answer(asked.response);
    EXPECT_EQ(answer.status(), 400) << c.body;
    EXPECT_NE(answer.At("/detail").find(c.named), std::string::npos) << c.body << " " << answer.At("/detail");
  }
  EXPECT_EQ(Ask("/merge", "{}", RuleOutcome(), "x").response.status, 404) << "no id of a group";
}

TEST(ApiRules, MorePostsThanASplitTakesAreRefused) {
  std::string posts;
  for (size_t i = 0; i <= kSplitPostsMax; ++i) posts += (i == 0 ? "" : ",") + std::string(R"({"id":"1"})");
  EXPECT_EQ(Ask("/split", R"({"by":"ann","posts":[)" + posts + "]}").response.status, 400);
}

TEST(ApiRules, WhatTheEngineRefusesIsTold) {
  const std::string body = R"({"with":"00000000000000bb","by":"ann"})";
  EXPECT_EQ(Ask("/merge", body, NotFound("not there")).response.status, 404);
  EXPECT_EQ(Ask("/merge", body, Conflict("kept apart")).response.status, 409);
  EXPECT_NE(Ask("/merge", body, Conflict("kept apart")).response.body.find("kept apart"), std::string::npos);
  const Asked busy = Ask("/merge", body, Exhausted("busy"));
  EXPECT_EQ(busy.response.status, 503);
  EXPECT_EQ(Answer(busy.response).HeaderValue("Retry-After"), "5");
}

}  // namespace
}  // namespace groundswell
