// Acts on cases and corrections over HTTP: what a body must be, what is handed on, and what the engine's answer
// becomes.
#include "serve/api_case_actions.h"

#include <gtest/gtest.h>

#include "tests/serve/serve_testing.h"

namespace groundswell {
namespace {

using testing::Answer;

constexpr std::string_view kId = "00000000000000aa";
const LocalZone kZone = ZoneOffset{480};

struct Asked {
  std::vector<CaseAction> taken;
  HttpResponse response;
};
Asked Ask(std::string_view act, std::string_view body, std::string_view id = kId,
          Result<CaseOutcome> outcome = CaseOutcome{{0xaa}, CaseStatus::kRegistered, 7}, LocalZone zone = kZone) {
  Asked asked;
  bool found = false;
  for (const HttpRoute& route : CaseActionRoutes(zone, [&](CaseAction action, CaseTold told) {
         asked.taken.push_back(std::move(action));
         told(outcome);
       })) {
    EXPECT_EQ(route.method, "POST");
    EXPECT_EQ(route.role, "operate");
    EXPECT_TRUE(route.takes_body);
    if (route.pattern != "/api/v1/groups/{id}/" + std::string(act)) continue;
    found = true;
    HttpRequest request;
    request.path_values = {std::string(id)};
    request.body = body;
    request.arrived_ms = 1'790'000'000'000;
    route.handle(std::move(request), [&](HttpResponse response) { asked.response = std::move(response); });
  }
  EXPECT_TRUE(found) << act;
  return asked;
}

TEST(ApiCaseActions, AnActIsHandedOnWhole) {
  const Asked asked = Ask("resolve", R"({"by":"ann","cause":"停机","measure":"已修"})");
  ASSERT_EQ(asked.taken.size(), 1u);
  CaseAction want;
  want.kind = CaseActionKind::kResolve;
  want.group = {0xaa};
  want.by = "ann";
  want.value = "停机";
  want.text = "已修";
  want.at_ms = 1'790'000'000'000;
  EXPECT_EQ(asked.taken[0], want);
  EXPECT_EQ(asked.response.status, 200);
  EXPECT_EQ(asked.response.body, R"({"id":"00000000000000aa","status":"registered","entry":7})");
}

TEST(ApiCaseActions, TimesWithoutAnOffsetAreOfTheTeamsClockAndADateLastsItsDay) {
  const auto until = [](std::string_view act, std::string_view field, std::string_view given) {
    const Asked asked =
        Ask(act, R"({"by":"ann","text":"x",")" + std::string(field) + R"(":")" + std::string(given) + "\"}");
    return asked.taken.empty() ? asked.response.body : FormatEventTime({asked.taken[0].until_ms});
  };
  EXPECT_EQ(until("promise", "due", "2026-11-24T18:00:00"), "2026-11-24T10:00:00.000Z");
  EXPECT_EQ(until("promise", "due", "2026-11-24T18:00:00Z"), "2026-11-24T18:00:00.000Z");
  EXPECT_EQ(until("promise", "due", "2026-11-24"), "2026-11-24T15:59:59.999Z");
  EXPECT_EQ(until("follow-up", "at", "2026-11-24"), "2026-11-23T16:00:00.000Z");
  EXPECT_NE(until("promise", "due", "1970-01-01").find("\"detail\""), std::string::npos) << "before all times there";
}

TEST(ApiCaseActions, TheLastDayOfAllTimesEndsWithThemEverywhere) {
  for (const int minutes : {-300, 0, 480}) {
    const Asked asked = Ask("promise", R"({"by":"ann","text":"x","due":"9999-12-31"})", kId,
                            CaseOutcome{{0xaa}, CaseStatus::kRegistered, 7}, ZoneOffset{minutes});
    ASSERT_EQ(asked.taken.size(), 1u);
    EXPECT_LE(asked.taken[0].until_ms, kEventTimeMax.ms) << minutes;
  }
}

TEST(ApiCaseActions, EveryActTakesItsFields) {
  const struct {
    std::string_view act, body;
  } kCases[] = {
      {"ack", R"({"by":"ann"})"},
      {"ack", R"({"by":"ann","text":""})"},
      {"assign", R"({"by":"ann","to":"bo","text":"x"})"},
      {"note", R"({"by":"ann","text":"x"})"},
      {"link", R"({"by":"ann","link":"T-1"})"},
      {"analyse", R"({"by":"ann","cause":"x"})"},
      {"handle", R"({"by":"ann","measure":"x"})"},
      {"answer", R"({"by":"ann","text":"x","link":"https://a.example"})"},
      {"review", R"({"by":"ann","text":"x"})"},
      {"reopen", R"({"by":"ann","reason":"x"})"},
      {"dismiss", R"({"by":"ann","reason":"x"})"},
      {"silence", R"({"by":"ann","reason":"x","until":"4h","scope":"org"})"},
      {"person", R"({"by":"ann","state":"settled","post":"77","channel":"weibo","link":"T"})"},
      {"person", R"({"by":"ann","state":"followed_up","person":"00000000000000ff","text":"满意"})"},
      {"follow-up", R"({"by":"ann","at":"2026-12-01"})"},
  };
  for (const auto& c : kCases) {
    const Asked asked = Ask(c.act, c.body);
    EXPECT_EQ(asked.taken.size(), 1u) << c.act << c.body << asked.response.body;
  }
}

TEST(ApiCaseActions, TimesAreFromNowOrTheirOwn) {
  const auto until = [](std::string_view text) {
    const Asked asked = Ask("silence", R"({"by":"a","reason":"x","until":")" + std::string(text) + "\"}");
    return asked.taken.empty() ? 0 : asked.taken[0].until_ms;
  };
  EXPECT_EQ(until("90m"), 1'790'000'000'000 + 90 * 60'000);
  EXPECT_EQ(until("7d"), 1'790'000'000'000 + 7 * kDayMs);
  EXPECT_EQ(until("1970-01-02"), 2 * kDayMs - 8 * kHourMs - 1);
  EXPECT_EQ(until("1970-01-02T08:00:00+08:00"), kDayMs);
  for (const std::string_view wrong : {"", "h", "4", "-4h", "4y", "99999999d", "tomorrow"}) EXPECT_EQ(until(wrong), 0);
}

TEST(ApiCaseActions, AWrongBodyIsRefusedWithTheFieldThatIsWrong) {
  const struct {
    std::string_view act, body, named;
  } kCases[] = {
      {"ack", "", "JSON object"},
      {"ack", "[]", "JSON object"},
      {"ack", "{}", "by"},
      {"ack", R"({"by":""})", "by"},
      {"ack", R"({"by":7})", "by"},
      {"ack", R"({"by":"ann","to":"bo"})", "to"},
      {"assign", R"({"by":"ann"})", "to"},
      {"assign", R"({"by":"ann","to":""})", "to"},
      {"note", R"({"by":"ann"})", "text"},
      {"resolve", R"({"by":"ann","cause":"x"})", "measure"},
      {"silence", R"({"by":"ann","until":"4h"})", "reason"},
      {"silence", R"({"by":"ann","reason":"x"})", "until"},
      {"silence", R"({"by":"ann","reason":"x","until":"4h","scope":"all"})", "scope"},
      {"person", R"({"by":"ann","state":"settled"})", "post"},
      {"person", R"({"by":"ann","post":"1"})", "state"},
      {"person", R"({"by":"ann","post":"1","state":"happy"})", "state"},
      {"person", R"({"by":"ann","state":"settled","person":"xx"})", "person"},
      {"person", R"({"by":"ann","state":"settled","person":"0000000000000000"})", "person"},
      {"person", R"({"by":"ann","state":"settled","person":"00000000000000ff","channel":"weibo"})", "channel"},
  };
  for (const auto& c : kCases) {
    const Asked asked = Ask(c.act, c.body);
    EXPECT_TRUE(asked.taken.empty()) << c.act << c.body;
    const Answer answer(asked.response);
    EXPECT_EQ(answer.status(), 400) << c.act << c.body;
    EXPECT_NE(answer.At("/detail").find(c.named), std::string::npos) << c.body << " " << answer.At("/detail");
  }
  EXPECT_EQ(Ask("ack", R"({"by":"ann"})", "x").response.status, 404) << "no id of a group";
  EXPECT_EQ(Ask("note", R"({"by":"ann","text":")" + std::string(5000, 'x') + "\"}").response.status, 400);
}

TEST(ApiCaseActions, WhatTheEngineRefusesIsTold) {
  const std::string_view body = R"({"by":"ann"})";
  EXPECT_EQ(Ask("ack", body, kId, NotFound("not there")).response.status, 404);
  EXPECT_EQ(Ask("ack", body, kId, Conflict("closed")).response.status, 409);
  EXPECT_EQ(Ask("ack", body, kId, Invalid("no name")).response.status, 400);
  const Asked busy = Ask("ack", body, kId, Exhausted("busy"));
  EXPECT_EQ(busy.response.status, 503);
  EXPECT_EQ(Answer(busy.response).HeaderValue("Retry-After"), "5");
}

struct AskedCorrect {
  std::vector<AskedCorrection> taken;
  HttpResponse response;
};
AskedCorrect AskCorrect(std::string_view body, Result<CorrectionOutcome> outcome = CorrectionOutcome{3, 9}) {
  AskedCorrect asked;
  const HttpRoute route = CorrectionRoute([&](AskedCorrection correction, CorrectionTold told) {
    asked.taken.push_back(std::move(correction));
    told(outcome);
  });
  EXPECT_EQ(route.role, "operate");
  HttpRequest request;
  request.path_values = {"weibo", "77"};
  request.body = body;
  route.handle(std::move(request), [&](HttpResponse response) { asked.response = std::move(response); });
  return asked;
}

TEST(ApiCorrection, WhatIsSaidIsHandedOnAndWhatIsNotIsAbsent) {
  const AskedCorrect asked =
      AskCorrect(R"({"by":"ann","reason":"r","sentiment":"positive","complaint":false,"org":null,"cause":"fees"})");
  ASSERT_EQ(asked.taken.size(), 1u) << asked.response.body;
  const Correction& correction = asked.taken[0].correction;
  EXPECT_EQ(correction.channel, "weibo");
  EXPECT_EQ(correction.id, "77");
  EXPECT_EQ(correction.reading.sentiment, Sentiment::kPositive);
  EXPECT_EQ(correction.reading.complaint, false);
  EXPECT_EQ(correction.reading.org, "");
  EXPECT_EQ(asked.taken[0].cause, "fees");
  EXPECT_EQ(asked.response.body, R"({"posts":3,"entry":9})");
  const AskedCorrect one = AskCorrect(R"({"by":"ann","complaint":true})");
  ASSERT_EQ(one.taken.size(), 1u);
  EXPECT_FALSE(one.taken[0].correction.reading.sentiment || one.taken[0].correction.reading.org || one.taken[0].cause);
}

TEST(ApiCorrection, AWrongBodyIsRefused) {
  for (const std::string_view body :
       {R"({"by":"ann"})", R"({"complaint":true})", R"({"by":"ann","complaint":"yes"})",
        R"({"by":"ann","sentiment":"bad"})", R"({"by":"ann","org":7})", R"({"by":"ann","complaint":true,"text":"x"})"})
    EXPECT_EQ(AskCorrect(body).response.status, 400) << body;
  EXPECT_EQ(AskCorrect(R"({"by":"ann","complaint":true})", NotFound("gone")).response.status, 404);
}

}  // namespace
}  // namespace groundswell
