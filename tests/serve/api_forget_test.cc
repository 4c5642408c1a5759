// POST /api/v1/forget: what a body must name, and what is handed on of it.
#include "serve/api_forget.h"

#include <gtest/gtest.h>

#include "tests/serve/serve_testing.h"

namespace groundswell {
namespace {

struct Asked {
  std::vector<AskedForgetting> taken;
  HttpResponse response;
};
Asked Ask(std::string_view body, Result<ForgettingOutcome> outcome = ForgettingOutcome{2, 3, 1, 0, 7}) {
  Asked asked;
  const HttpRoute route = ForgetRoute([&](AskedForgetting one, ForgettingTold told) {
    asked.taken.push_back(std::move(one));
    told(outcome);
  });
  EXPECT_EQ(route.role, "operate");
  HttpRequest request;
  request.body = body;
  request.arrived_ms = 1'790'000'000'000;
  route.handle(std::move(request), [&](HttpResponse response) { asked.response = std::move(response); });
  return asked;
}

TEST(ApiForget, WhatIsNamedIsHandedOn) {
  Asked asked = Ask(R"({"by":"ann","channel":"weibo","author":"张三","reason":"本人要求"})");
  ASSERT_EQ(asked.taken.size(), 1u);
  EXPECT_EQ(asked.taken[0].channel, "weibo");
  EXPECT_EQ(asked.taken[0].author, "张三");
  EXPECT_EQ(asked.taken[0].forgetting.reason, "本人要求");
  EXPECT_EQ(asked.taken[0].forgetting.at_ms, 1'790'000'000'000);
  EXPECT_EQ(asked.response.status, 200);
  EXPECT_EQ(asked.response.body, R"({"posts":2,"quotes":3,"people":1,"words":0,"entry":7})");
  EXPECT_EQ(Ask(R"({"by":"ann","person":"00000000000000ab"})").taken.at(0).forgetting.person.value, 0xabu);
  EXPECT_EQ(Ask(R"({"by":"ann","customer":"K-1"})").taken.at(0).customer, "K-1");
  EXPECT_EQ(Ask(R"({"by":"ann","post":"7"})").taken.at(0).forgetting.post, (GroupRule::Post{"default", "7"}));
  EXPECT_EQ(Ask(R"({"by":"ann","entry":0})").taken.at(0).forgetting.entries, std::vector<uint64_t>{0});
}

TEST(ApiForget, ABodyThatNamesNothingOrSeveralIsRefused) {
  for (const std::string_view body :
       {R"({"by":"ann"})", R"({"entry":1})", R"({"by":"ann","entry":-1})", R"({"by":"ann","entry":"1"})",
        R"({"by":"ann","post":"7","entry":1})", R"({"by":"ann","author":"a","customer":"b"})",
        R"({"by":"ann","person":"xyz"})", R"({"by":"ann","person":"0000000000000000"})",
        R"({"by":"ann","customer":"b","channel":"c"})", R"({"by":"ann","post":"7","more":1})", "[]"}) {
    const Asked asked = Ask(body);
    EXPECT_EQ(asked.response.status, 400) << body;
    EXPECT_TRUE(asked.taken.empty()) << body;
  }
}

TEST(ApiForget, WhatReachesNothingHasNoEntry) {
  EXPECT_EQ(Ask(R"({"by":"ann","entry":1})", ForgettingOutcome()).response.body,
            R"({"posts":0,"quotes":0,"people":0,"words":0})");
  EXPECT_EQ(Ask(R"({"by":"ann","entry":1})", Exhausted("not now")).response.status, 503);
}

}  // namespace
}  // namespace groundswell
