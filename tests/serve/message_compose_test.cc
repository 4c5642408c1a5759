#include "serve/message_compose.h"

#include <gtest/gtest.h>

#include "serve/message_chat.h"
#include "serve/message_words.h"
#include "tests/serve/serve_testing.h"

namespace groundswell {
namespace {

// An alert with every field that a message speaks of.
constexpr char kFull[] = R"({"id":"g1-2","event":"escalated","level":"major","previous_level":"emerging",
"at":"2026-03-01T12:05:00.000Z","group":{"id":"00000000000000g1","org":"海桥银行","title":"理赔拖了三个月",
"level":"major","status":"received","posts":31,"complainants":{"count":23,"low":23,"high":25,"joiners":4},
"first_at":"2026-03-01T09:00:00.000Z","last_at":"2026-03-01T12:05:00.000Z","rate_per_hour":12.5,
"baseline_per_hour":0.0127,"severity":64.2,"urgency":72,"forecast":{"to":"crisis","complainants":50,
"probability":0.6,"horizon_days":14,"at":"2026-03-02T00:00:00.000Z"},"sentiment":{"mean":-0.8,"negative_share":0.92},
"cause":{"class":"quality","tag":"late-claim","posts":20},"demands":{"refund":12,"apology":3},
"channels":{"weibo":20,"forum":11},"regions":{"上海":9},"reach":120000,"organic_share":0.75,
"authorship":{"verdict":"coordinated"},"clocks":[{"name":"15 日答复","due":"2026-03-16T00:00:00.000Z"}],
"representatives":[{"id":"1","channel":"weibo","text":"理赔拖了三个月 @all 退钱"},{"id":"2","channel":"forum","text":""},
{"id":"3","channel":"forum","text":"still no payout"}]},"rule":{"name":"major_threshold"}})";

AlertFacts Facts(std::string_view json) {
  AlertFactsReader reader;
  const auto facts = reader.Read(7, json);
  EXPECT_TRUE(facts.ok()) << facts.status().message();
  return facts.ok() ? *facts : AlertFacts{};
}

ComposeOptions Options(MessageLanguage language) {
  ComposeOptions options;
  options.language = language;
  options.public_url = "https://gs.example";
  options.zone = ZoneOffset{480};
  options.tag_name = [](std::string_view tag, MessageLanguage) {
    return tag == "late-claim" ? "理赔拖延" : std::string(tag);
  };
  return options;
}

std::string Plain(std::string_view json, MessageLanguage language) {
  const std::vector<AlertFacts> alerts = {Facts(json)};
  return RenderPlain(ComposeGroup(alerts, false, Options(language)), 1 << 20).body;
}

TEST(ComposeGroup, SaysInChineseAllThatIsStored) {
  EXPECT_EQ(Plain(kFull, MessageLanguage::kChinese),
            "【重大】海桥银行：理赔拖了三个月\n"
            "事件：升级：升温 → 重大，2026-03-01 20:05 (+08:00)\n"
            "人数：23 位不同的投诉人（至多 25 位），其中 4 位附和，共 31 条帖子\n"
            "速度：每小时 12.5 人，平常 <0.1 人\n"
            "原因：理赔拖延（产品或服务质量）\n"
            "程度：严重度 64.2/100，紧迫度 72/100\n"
            "始于：2026-03-01 17:00 (+08:00)\n"
            "时限：15 日答复，截至 2026-03-16 08:00 (+08:00)\n"
            "渠道：weibo 20，forum 11\n"
            "地区：上海 9\n"
            "诉求：退款 12，道歉 3\n"
            "情绪：负面占 92%\n"
            "触达：120000 人次\n"
            "作者：自发占 75%，疑有组织\n"
            "预测：预计到“危机”级：2026-03-02 08:00 (+08:00)（概率 60%）\n"
            "> “理赔拖了三个月 ＠all 退钱” — weibo\n"
            "> “still no payout” — forum\n"
            "https://gs.example/#/groups/00000000000000g1");
}

TEST(ComposeGroup, SaysTheSameInEnglish) {
  EXPECT_EQ(Plain(kFull, MessageLanguage::kEnglish),
            "[major] 海桥银行: 理赔拖了三个月\n"
            "Event: up: emerging → major, 2026-03-01 20:05 (+08:00)\n"
            "People: 23 distinct complainants (at most 25), 4 of them joined; 31 posts\n"
            "Pace: 12.5 people an hour, usually <0.1\n"
            "Cause: 理赔拖延 (product or service quality)\n"
            "How bad: severity 64.2/100, urgency 72/100\n"
            "Since: 2026-03-01 17:00 (+08:00)\n"
            "Deadline: 15 日答复, due 2026-03-16 08:00 (+08:00)\n"
            "Channels: weibo 20, forum 11\n"
            "Regions: 上海 9\n"
            "Demands: refund 12, apology 3\n"
            "Mood: 92% negative\n"
            "Reach: 120000 accounts\n"
            "Authorship: 75% organic, looks coordinated\n"
            "Forecast: crisis by about 2026-03-02 08:00 (+08:00) (probability 60%)\n"
            "> \"理赔拖了三个月 ＠all 退钱\" — weibo\n"
            "> \"still no payout\" — forum\n"
            "https://gs.example/#/groups/00000000000000g1");
}

TEST(ComposeGroup, AbsentFieldsGiveNoSentence) {
  EXPECT_EQ(Plain(R"({"id":"a","event":"opened","level":"emerging"})", MessageLanguage::kEnglish),
            "[emerging] unknown organisation\nEvent: new, emerging\nhttps://gs.example/");
  EXPECT_EQ(Plain(R"({"id":"a","event":"opened","level":"emerging"})", MessageLanguage::kChinese),
            "【升温】未知机构\n事件：新出现，升温\nhttps://gs.example/");
}

TEST(ComposeGroup, PostThatCannotWaitSaysItsSigns) {
  const std::string text =
      Plain(R"({"id":"a","event":"critical_post","level":"none","group":{"id":"g","org":"海桥银行"},
      "rule":{"signs":["danger","voice"]}})",
            MessageLanguage::kEnglish);
  EXPECT_TRUE(
      text.starts_with("[critical post] 海桥银行\nEvent: critical post\n"
                       "Signs: danger to life, a voice with a large audience\n"))
      << text;
}

TEST(ComposeGroup, PostThatCannotWaitIsItselfTheHeadlineAndTheFirstQuote) {
  AlertFacts critical = Facts(R"({"id":"a","event":"critical_post","level":"watch","group":{"id":"g","org":"海桥银行",
      "title":"等了3天","complainants":{"count":1},"posts":1,
      "representatives":[{"channel":"weibo","text":"等了3天"},{"channel":"weibo","text":"明天去总行门口拉横幅"}]},
      "rule":{"signs":["gathering"],"channel":"weibo","post":"p9"}})");
  EXPECT_EQ(critical.critical_id, "p9");
  critical.critical.text = "明天去总行门口拉横幅";
  const ComposeOptions options = Options(MessageLanguage::kEnglish);
  EXPECT_EQ(RenderPlain(ComposeGroup(std::span(&critical, 1), false, options), 1 << 20).body,
            "[critical post] 海桥银行: 明天去总行门口拉横幅\n"
            "Event: critical post, watch\n"
            "Signs: a planned gathering\n"
            "People: 1 distinct complainant; 1 post\n"
            "> \"明天去总行门口拉横幅\" — weibo\n"
            "> \"等了3天\" — weibo\n"
            "https://gs.example/#/groups/g");
  // What follows it takes nothing of it away.
  const std::vector<AlertFacts> alerts = {
      critical, Facts(R"({"id":"b","event":"opened","level":"emerging","previous_level":"watch",
                          "group":{"id":"g","org":"海桥银行","title":"等了3天",
                                   "representatives":[{"channel":"weibo","text":"等了3天"}]}})")};
  const std::string both = RenderPlain(ComposeGroup(alerts, false, options), 1 << 20).body;
  EXPECT_TRUE(both.starts_with("[critical post · emerging] 海桥银行: 明天去总行门口拉横幅\n")) << both;
  EXPECT_LT(both.rfind("明天去总行门口拉横幅"), both.rfind("等了3天")) << both;
}

TEST(ComposeGroup, PostThatCannotWaitInAGroupWithoutComplaintsTellsOfNobodyAndNoLevel) {
  AlertFacts critical = Facts(R"({"id":"a","event":"critical_post","level":"none","group":{"id":"g","org":"恒泰超市",
      "complainants":{"count":0},"posts":1},"rule":{"signs":["danger"],"channel":"weibo","post":"p9"}})");
  critical.critical.text = "奶粉中毒";
  const std::vector<AlertFacts> alerts = {critical, critical};
  const std::string text = RenderPlain(ComposeGroup(alerts, false, Options(MessageLanguage::kChinese)), 1 << 20).body;
  EXPECT_EQ(text,
            "【危急帖】恒泰超市：奶粉中毒\n"
            "事件：危急帖\n"
            "经过：危急帖 → 危急帖\n"
            "紧急信号：人身安全\n"
            "> “奶粉中毒” — weibo\n"
            "https://gs.example/#/groups/g");
}

TEST(AlertFacts, ACriticalPostSaysWhatTheStoreHasOfItNow) {
  testing::StoreFiller filler;
  filler.Post({.id = "p9", .text = "奶粉中毒，孩子送医院了", .channel = "forum"});
  filler.Commit();
  CommitBatch batch;
  const std::string row_of_alert = R"({"id":"a","event":"critical_post","level":"none","group":{"id":"g"},)"
                                   R"("rule":{"signs":["danger"],"channel":"forum","post":"p9"}})";
  batch.alerts = {{7, row_of_alert}};
  ASSERT_TRUE(filler.store()->Commit(batch).ok());
  AlertFactsReader reader;
  std::string row;
  const auto facts = reader.ReadStored(*filler.store(), 7, &row);
  ASSERT_TRUE(facts.ok()) << facts.status().message();
  EXPECT_EQ(facts->critical.channel, "forum");
  EXPECT_EQ(facts->critical.text, "奶粉中毒，孩子送医院了");
  EXPECT_TRUE(row.starts_with("{\"id\":\"a\""));
  filler.Edit({.id = "p9", .text = "没事了", .channel = "forum"});
  filler.Commit();
  EXPECT_EQ(reader.ReadStored(*filler.store(), 7)->critical.text, "没事了");
  filler.Delete("p9", "forum");
  filler.Commit();
  EXPECT_EQ(reader.ReadStored(*filler.store(), 7)->critical.text, "");
  EXPECT_EQ(reader.ReadStored(*filler.store(), 8).status().code(), Code::kCorrupt);
}

TEST(ComposeGroup, IsOfTheNewestAlertAndItsIdAndOneSubjectForTheGroup) {
  const std::vector<AlertFacts> alerts = {
      Facts(R"({"id":"g-1","event":"opened","level":"emerging","group":{"id":"g"}})"),
      Facts(R"({"id":"g-2","event":"resolved","level":"none",
                                                    "previous_level":"emerging","group":{"id":"g"}})")};
  const AlertMessage both = ComposeGroup(alerts, false, Options(MessageLanguage::kEnglish));
  const AlertMessage first = ComposeGroup(std::span(alerts).first(1), false, Options(MessageLanguage::kEnglish));
  EXPECT_EQ(both.id, "g-2");
  EXPECT_EQ(both.headline, "[over] unknown organisation");
  EXPECT_EQ(both.subject, first.subject);
  EXPECT_EQ(both.group, "g");
}

TEST(ComposeDigest, CountsWhatItDoesNotList) {
  std::vector<AlertFacts> facts;
  for (int i = 0; i < 60; ++i)
    facts.push_back(Facts(R"({"id":"a","event":"opened","level":"emerging","group":{"id":"g","org":"组织)" +
                          std::to_string(i) +
                          R"(","title":"很长很长很长很长很长很长很长很长很长很长很长很长的标题"}})"));
  std::vector<DigestEntry> entries;
  for (const AlertFacts& alert : facts) entries.push_back({&alert, alert.level});
  const AlertMessage message = ComposeDigest(entries, 500, false, "digest-1", Options(MessageLanguage::kChinese));
  const Rendered text = RenderPlain(message, 2'000);
  EXPECT_LE(text.body.size(), 2'000u);
  EXPECT_GE(text.body.size(), 1'800u);
  EXPECT_GT(text.lines, 5u);
  EXPECT_NE(text.body.find("组织0"), std::string::npos);
  EXPECT_NE(text.body.find("另有 " + std::to_string(500 - text.lines) + " 个群组未列出"), std::string::npos)
      << text.body;
  EXPECT_TRUE(text.body.starts_with("500 个群组有变化")) << text.body;
}

TEST(ComposeTest, SaysThatItIsATest) {
  const AlertMessage message = ComposeTest("duty", "test-1", Options(MessageLanguage::kChinese));
  const std::string text = RenderPlain(message, 1'000).body;
  EXPECT_TRUE(text.starts_with("【测试】")) << text;
  EXPECT_NE(text.find("duty"), std::string::npos);
}

TEST(AlertFactsReader, RowThatIsNoAlertIsCorrupt) {
  AlertFactsReader reader;
  for (const char* row : {"", "[]", "{broken", R"({"event":"opened"})", R"({"id":"a"})"})
    EXPECT_EQ(reader.Read(3, row).status().code(), Code::kCorrupt) << row;
}

TEST(MessageWords, SmallFiguresAreNotNothing) {
  EXPECT_EQ(FigureText(0), "0");
  EXPECT_EQ(FigureText(0.01), "<0.1");
  EXPECT_EQ(FigureText(0.25), "0.2");
  EXPECT_EQ(FigureText(3.04), "3");
  EXPECT_EQ(FigureText(1234.56), "1235");
  EXPECT_EQ(TimeText({0}, ZoneOffset{-570}), "1970-01-01 00:00 (-09:30)");
}

}  // namespace
}  // namespace groundswell
