// A group and an alert as JSON: golden texts, and what is absent.
#include "engine/group_json.h"

#include <gtest/gtest.h>

#include "tests/engine/posts.h"

namespace groundswell {
namespace {

class GroupJson : public ::testing::Test {
 protected:
  GroupJson() {
    group_.id = {0xabc};
    group_.org = "海桥银行";
    Add("a1", "ann", "海桥银行手机转账一直失败", false);
    Add("a2", "bob", "转账\"失败\"", false);
    Add("a3", "", "转账失败三天", false);
    Add("a4", "cat", "海桥银行手机转账一直失败", true);
    group_.level = Level::kWatch;
  }
  void Add(const std::string& id, const std::string& author, const std::string& text, bool copy) {
    PostSpec spec{.id = id, .author = author, .text = text};
    spec.time.ms += 60000 * group_.posts;
    if (!copy) spec.region = "上海";
    ScoredBatch batch;
    BuildBatch({spec}, &batch);
    Verdict verdict;
    verdict.complaint = true;
    verdict.copy = copy;
    if (!copy) verdict.complainant = TestPerson("weibo", author);
    verdict.nameless = author.empty();
    group_.Add(0, batch.posts[0], verdict, 0.5f, At(spec.time));
  }
  std::string Json() const {
    std::string text;
    JsonWriter json(&text);
    WriteGroup(group_, {"转账", "失败"}, {}, At({kTestStart.ms + 5 * 60000}), &json);
    return text;
  }
  GroupContext At(EventTime now) const {
    return {.settings = settings_,
            .now = now,
            .time = OrdinaryTime(rhythm_, {}, settings_.burst),
            .organisation = organisation_};
  }
  EngineSettings settings_ = TestSettings();
  Rhythm rhythm_;
  Baseline organisation_;
  Group group_;
};

constexpr const char* kGroup =
    R"({"id":"0000000000000abc","org":"海桥银行","title":"海桥银行手机转账一直失败","keywords":["转账","失败"],)"
    R"("level":"watch","status":"received","posts":4,"complainants":{"count":2,"low":2,"high":3,"joiners":0},)"
    R"("first_at":"2026-01-05T00:00:00.000Z","last_at":"2026-01-05T00:03:00.000Z","rate_per_hour":2,)"
    R"("baseline_per_hour":0.0188,"surprise":0,"severity":9.9754,)"
    R"("severity_parts":{"reach":3.9754,"mood":6},"urgency":14.75,"urgency_parts":{"growth":5.8984,)"
    R"("forecast":8.8516},"sentiment":{"mean":-0.75,"negative_share":1},)"
    R"("channels":{"weibo":4},"regions":{"上海":3},"reach":0,"organic_share":0.75,)"
    R"("authorship":{"verdict":"organic","organic":2,"copied":0,"coordinated":0,"templates":0,"signs":[]},)"
    R"("representatives":[)"
    R"({"id":"a1","channel":"weibo","text":"海桥银行手机转账一直失败"},)"
    R"({"id":"a2","channel":"weibo","text":"转账\"失败\""},{"id":"a3","channel":"weibo","text":"转账失败三天"}],)"
    R"("merged_from":[]})";

// What is forecast is tested where it is made.
std::string WithoutForecast(std::string json) {
  constexpr std::string_view kKey = "\"forecast\":{";
  const size_t begin = json.find(kKey);
  EXPECT_NE(begin, std::string::npos);
  return json.erase(begin, json.find("},", begin) + 2 - begin);
}

TEST_F(GroupJson, AGroupAsTheContractHasIt) { EXPECT_EQ(WithoutForecast(Json()), kGroup); }

TEST_F(GroupJson, TheForecastNamesTheThresholdItLeadsTo) {
  const std::string forecast = JsonField(Json(), "forecast");
  EXPECT_TRUE(forecast.starts_with(R"({"to":"emerging","complainants":5,"probability":0.)")) << forecast;
  EXPECT_NE(forecast.find("\"early\":\"2026-01-05T"), std::string::npos) << forecast;
}

TEST_F(GroupJson, AnUnknownOrganisationIsNull) {
  group_.org.clear();
  EXPECT_NE(Json().find(R"("org":null)"), std::string::npos);
}

TEST_F(GroupJson, AGroupThatIsOverHasNoComplainants) {
  group_.over = true;
  EXPECT_NE(Json().find(R"("complainants":{"count":0,"low":0,"high":0,"joiners":0})"), std::string::npos);
}

TEST_F(GroupJson, ATitleIsCutAtACharacter) {
  std::string text;
  for (int i = 0; i < 90; ++i) text += "账";
  group_.quotes[0].text = text;
  EXPECT_NE(Json().find("\"title\":\"" + text.substr(0, 120) + "\""), std::string::npos);
}

TEST_F(GroupJson, TheMainCauseIsToldWithTheWordsThatSayItAndWhatIsDemanded) {
  group_.causes = {{CauseClass::kCommunication, "", 3}, {CauseClass::kQuality, "app-failure", 2}};
  group_.demands[1] = 2;
  group_.quotes[1].cause_tag = "app-failure";
  group_.quotes[1].cause_evidence = "转账失败";
  EXPECT_NE(Json().find(R"("cause":{"class":"quality","tag":"app-failure","posts":2,"evidence":[)"
                        R"({"id":"a2","channel":"weibo","text":"转账失败"}]},"demands":{"compensation":2},"channels")"),
            std::string::npos)
      << Json();
}

TEST_F(GroupJson, WhatADeletedPostSaidIsBlankedWhereverItIsQuoted) {
  group_.causes = {{CauseClass::kQuality, "app-failure", 2}};
  group_.quotes[0].cause_tag = "app-failure";
  group_.quotes[0].cause_evidence = "一直失败";
  std::string json = Json();
  EXPECT_TRUE(BlankMarked(QuoteMark("weibo", "a1"), &json));
  EXPECT_EQ(json.find("一直失败"), std::string::npos) << json;
  EXPECT_NE(json.find("\"keywords\":[],"), std::string::npos) << "they are cut from quotes: " << json;
  EXPECT_FALSE(BlankMarked(QuoteMark("weibo", "a9"), &json));
}

TEST_F(GroupJson, AnAlertCarriesItsGroupItsRuleAndItsEvidence) {
  Alert alert;
  alert.id = "0000000000000abc-1";
  alert.event = AlertEvent::kOpened;
  alert.level = Level::kWatch;
  alert.previous_level = Level::kNone;
  alert.at = {kTestStart.ms + 5 * 60000};
  alert.rule = Rule::kDefinition;
  alert.figures = group_.Figures(At(alert.at));
  EXPECT_EQ(WithoutForecast(AlertJson(alert, group_, {"转账", "失败"}, {}, "c0ffee", At(alert.at))),
            std::string(R"({"id":"0000000000000abc-1","event":"opened","level":"watch","previous_level":"none",)"
                        R"("at":"2026-01-05T00:05:00.000Z","group":)") +
                kGroup +
                R"(,"rule":{"name":"definition","profile":"default","complainants":2,"threshold":2},)"
                R"("evidence":["a1","a2","a3"],"config_hash":"c0ffee"})");
}

TEST_F(GroupJson, EachRuleTellsItsFigures) {
  struct Case {
    Rule rule;
    const char* json;
  };
  const Case kCases[] = {
      {Rule::kDefinition, R"({"name":"definition","profile":"default","complainants":21,"threshold":2})"},
      {Rule::kGroupThreshold, R"({"name":"group_threshold","profile":"default","complainants":21,"threshold":5})"},
      {Rule::kMajorThreshold, R"({"name":"major_threshold","profile":"default","complainants":21,"threshold":20})"},
      {Rule::kBurst,
       R"({"name":"burst","profile":"default","complainants":21,"window":"6h","window_complainants":7,"expected":0.5,"surprise":8.1235})"},
      {Rule::kSurge,
       R"({"name":"surge","profile":"default","complainants":21,"window":"6h","window_complainants":7,"expected":0.5,"surprise":8.1235})"},
      {Rule::kOrganisationSurge,
       R"({"name":"organisation_surge","profile":"default","complainants":21,"window":"6h","window_complainants":7,"expected":0.5,"surprise":8.1235})"},
      {Rule::kCriticalPost,
       R"({"name":"critical_post","profile":"default","complainants":21,"signs":["danger","voice"],"channel":"weibo","post":"p9"})"},
      {Rule::kWithdrawn, R"({"name":"withdrawn","profile":"default","complainants":21,"withdrawn":4})"},
      {Rule::kSpreading,
       R"({"name":"spreading","profile":"default","complainants":21,"window_complainants":22,"window_hours":24})"},
      {Rule::kBelow, R"({"name":"below_threshold","profile":"default","complainants":21})"},
      {Rule::kIdle, R"({"name":"idle","profile":"default","complainants":21})"},
  };
  for (const Case& c : kCases) {
    Alert alert{.id = "x",
                .event = AlertEvent::kEscalated,
                .level = Level::kMajor,
                .previous_level = Level::kWatch,
                .at = kTestStart,
                .rule = c.rule,
                .figures = {.complainants = 21,
                            .withdrawn = 4,
                            .crisis_complainants = 22,
                            .burst = {8.12345, BurstWindow::kSixHours, 7, 0.5}},
                .critical = {kDanger | kVoiceSign, "weibo", "p9"}};
    EXPECT_EQ(JsonField(AlertJson(alert, group_, {}, {}, "", At(kTestStart)), "rule"), c.json);
  }
}

TEST(FormatGroupId, IsSixteenHexDigits) {
  EXPECT_EQ(FormatGroupId({0}), "0000000000000000");
  EXPECT_EQ(FormatGroupId({0xfedcba9876543210}), "fedcba9876543210");
}

TEST(AlertEventName, NamesEveryEvent) {
  EXPECT_EQ(AlertEventName(AlertEvent::kOpened), "opened");
  EXPECT_EQ(AlertEventName(AlertEvent::kEscalated), "escalated");
  EXPECT_EQ(AlertEventName(AlertEvent::kDeescalated), "deescalated");
  EXPECT_EQ(AlertEventName(AlertEvent::kResolved), "resolved");
  EXPECT_EQ(AlertEventName(AlertEvent::kReopened), "reopened");
}

}  // namespace
}  // namespace groundswell
