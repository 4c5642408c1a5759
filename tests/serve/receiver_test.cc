// Receivers: what they send, how it is signed, and what each of their answers means.
#include "serve/receiver.h"

#include <gtest/gtest.h>

#include "serve/message_compose.h"
#include "serve/message_events.h"
#include "serve/receiver_sign.h"
#include "tests/serve/webhook_receiver.h"

namespace groundswell {
namespace {

constexpr int64_t kNowMs = 1'772'366'400'000;
constexpr char kAlert[] =
    R"({"id":"a1","event":"opened","level":"major","previous_level":"none","at":"2026-03-01T11:59:00.000Z",)"
    R"("group":{"id":"g1","org":"海桥银行","title":"退款","complainants":{"count":23},"cause":{"class":"quality","tag":"late-claim"}}})";

ReceiverSettings Settings(ReceiverKind kind, const std::string& url) {
  ReceiverSettings settings;
  settings.name = "duty";
  settings.kind = kind;
  settings.url = url;
  settings.allow_private = true;
  return settings;
}

class ReceiverTest : public testing::Test {
 protected:
  ReceiverTest() {
    AlertFactsReader reader;
    facts_ = {*reader.Read(1, kAlert)};
    alerts_ = {&facts_[0]};
    message_ = ComposeGroup(facts_, false,
                            {.language = MessageLanguage::kEnglish, .public_url = {}, .mentions = {}, .zone = {}});
  }
  std::unique_ptr<Receiver> Make(const ReceiverSettings& settings) {
    auto receiver = Receiver::Make(settings, "groundswell");
    EXPECT_TRUE(receiver.ok()) << receiver.status().message();
    return std::move(*receiver);
  }
  Dispatch Of(const AlertMessage& message) const {
    return {.message = &message, .alerts = alerts_, .newest_json = kAlert, .decided_ms = kNowMs, .from_ms = kNowMs};
  }
  FormedMessage Form(const ReceiverSettings& settings) { return Make(settings)->Form(Of(message_), false, kNowMs); }
  // Sends one message to a server that gives this answer.
  ReceiverVerdict Answered(ReceiverKind kind, WebhookReply reply, ReceiverSettings settings = {}) {
    WebhookReceiver server;
    server.AnswerAlways(std::move(reply));
    settings.name = "duty";
    settings.kind = kind;
    settings.url = server.url();
    settings.allow_private = true;
    settings.timeout_ms = 2'000;
    if (kind == ReceiverKind::kPagerDuty) settings.secret = "routing-key-1";
    if (kind == ReceiverKind::kWebhook) settings.secret = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
    const auto receiver = Make(settings);
    return receiver->Send(receiver->Form(Of(message_), false, kNowMs));
  }

  std::vector<AlertFacts> facts_;
  std::vector<const AlertFacts*> alerts_;
  AlertMessage message_;
};

// Computed with Python's hmac, hashlib, base64 and urllib.parse.
TEST(ReceiverSign, IsAsTheRobotsAskForIt) {
  EXPECT_EQ(SignDingTalk(1772366400000, "SEC0123456789abcdef"), "XzWwbRY3uVOroIDgF3O8tN+ru0bX4/t01LweNdaniD4=");
  EXPECT_EQ(SignDingTalk(1772366400123, "SECqweqwe"), "rto4Ml3rjg/HiMkaNqsoM1uW6En7ZnPy3xkALj+aKTM=");
  EXPECT_EQ(SignFeishu(1772366400, "feishu-secret"), "2MxgKJxwRuzpNlaWjWYcbS4vjhsqWI8WJz2jChWboT4=");
  EXPECT_EQ(SignFeishu(1599360473, "demo"), "l1N0gAcBjdwBvGm1xMjOF0XSyaLRpR7tuO5dHfhAYc8=");
}

TEST_F(ReceiverTest, DingTalkIsSignedInItsAddress) {
  ReceiverSettings settings = Settings(ReceiverKind::kDingTalk, "https://oapi.dingtalk.com/robot/send?access_token=t");
  EXPECT_EQ(Form(settings).outgoing.url, settings.url);
  settings.secret = "SEC0123456789abcdef";
  EXPECT_EQ(Form(settings).outgoing.url,
            settings.url + "&timestamp=1772366400000&sign=XzWwbRY3uVOroIDgF3O8tN%2Bru0bX4%2Ft01LweNdaniD4%3D");
}

TEST_F(ReceiverTest, FeishuIsSignedInItsBody) {
  ReceiverSettings settings = Settings(ReceiverKind::kFeishu, "https://open.feishu.cn/open-apis/bot/v2/hook/x");
  settings.secret = "feishu-secret";
  EXPECT_TRUE(Form(settings).outgoing.body.starts_with(
      R"({"timestamp":"1772366400","sign":"2MxgKJxwRuzpNlaWjWYcbS4vjhsqWI8WJz2jChWboT4=","msg_type":"interactive")"));
}

TEST_F(ReceiverTest, PagerDutyTriggersAndResolvesOneIncidentAGroup) {
  ReceiverSettings settings = Settings(ReceiverKind::kPagerDuty, "");
  settings.secret = "key";
  const FormedMessage formed = Form(settings);
  EXPECT_EQ(formed.outgoing.url, "https://events.pagerduty.com/v2/enqueue");
  EXPECT_TRUE(formed.outgoing.body.starts_with(
      R"({"routing_key":"key","event_action":"trigger","dedup_key":"groundswell-g1","client":"Groundswell",)"
      R"("payload":{"summary":"[major] 海桥银行: 退款","source":"海桥银行","severity":"error",)"
      R"("timestamp":"2026-03-01T11:59:00.000Z","class":"late-claim","custom_details":{"event":"opened","level":"major",)"
      R"("complainants":23,)"))
      << formed.outgoing.body;
  facts_[0].level = 0;
  facts_[0].event = "resolved";
  EXPECT_NE(Form(settings).outgoing.body.find(R"("event_action":"resolve","dedup_key":"groundswell-g1")"),
            std::string::npos);
  facts_[0].level = 2;
  facts_[0].event = "deescalated";
  facts_[0].status = "handling";
  EXPECT_NE(Form(settings).outgoing.body.find(R"("event_action":"acknowledge")"), std::string::npos);
}

TEST_F(ReceiverTest, AlertmanagerGetsTheGroupAsItStandsAndWhatItWasFiringAsAsOver) {
  const ReceiverSettings settings = Settings(ReceiverKind::kAlertmanager, "http://am.example:9093/");
  AlertFacts before = facts_[0];
  before.level = 2;
  before.cause_tag = "fees";
  const std::vector<const AlertFacts*> open = {&before, &facts_[0]};
  Dispatch dispatch = Of(message_);
  dispatch.open = open;
  const FormedMessage formed = Make(settings)->Form(dispatch, false, kNowMs);
  EXPECT_EQ(formed.outgoing.url, "http://am.example:9093/api/v2/alerts");
  const std::string& body = formed.outgoing.body;
  EXPECT_TRUE(body.starts_with(
      R"([{"labels":{"alertname":"GroundswellGroupComplaint","group":"g1","severity":"major","org":"海桥银行"},)"
      R"("annotations":{"summary":"[major] 海桥银行: 退款","cause":"late-claim","description":)"))
      << body;
  EXPECT_NE(body.find(R"("startsAt":"2026-03-01T11:59:59.999Z","endsAt":"2026-05-30T12:00:00.000Z"},{"labels":)"),
            std::string::npos)
      << body;
  EXPECT_NE(
      body.find(R"({"alertname":"GroundswellGroupComplaint","group":"g1","severity":"emerging","org":"海桥银行"})"),
      std::string::npos);
  EXPECT_TRUE(body.ends_with(R"("startsAt":"2026-03-01T11:59:59.999Z","endsAt":"2026-03-01T12:00:00.000Z"}])")) << body;
}

TEST_F(ReceiverTest, APostThatCannotWaitHasAnIncidentOfItsOwn) {
  facts_[0].event = "critical_post";
  ReceiverSettings settings = Settings(ReceiverKind::kPagerDuty, "");
  settings.secret = "key";
  EXPECT_NE(Form(settings).outgoing.body.find(R"("event_action":"trigger","dedup_key":"groundswell-g1-post")"),
            std::string::npos);
  Dispatch end = Of(message_);
  end.is_end = true;
  EXPECT_NE(Make(settings)
                ->Form(end, false, kNowMs)
                .outgoing.body.find(R"("event_action":"resolve","dedup_key":"groundswell-g1-post")"),
            std::string::npos);
  const std::string body = Form(Settings(ReceiverKind::kAlertmanager, "http://am.example:9093/")).outgoing.body;
  EXPECT_NE(body.find(R"("severity":"critical_post")"), std::string::npos) << body;
}

TEST_F(ReceiverTest, PagerDutyStaysWithinItsLimitsHoweverLongATextIs) {
  facts_[0].title = std::string(3'000, 'x');
  for (int i = 0; i < 3; ++i) facts_[0].quotes.push_back({"weibo", std::string(600'000, 'y')});
  message_ = ComposeGroup(facts_, false, {.language = MessageLanguage::kEnglish});
  message_.group = std::string(400, 'g');
  message_.headline = "退" + std::string(3'000, 'x');
  ReceiverSettings settings = Settings(ReceiverKind::kPagerDuty, "");
  settings.secret = "key";
  const std::string body = Form(settings).outgoing.body;
  EXPECT_LE(body.size(), kPagerDutyBytesMax);
  simdjson::dom::parser parser;
  std::string_view summary, key;
  ASSERT_EQ(parser.parse(body)["payload"]["summary"].get_string().get(summary), simdjson::SUCCESS);
  EXPECT_EQ(summary.size(), kPagerDutySummaryBytes);
  ASSERT_EQ(parser.parse(body)["dedup_key"].get_string().get(key), simdjson::SUCCESS);
  EXPECT_EQ(key.size(), kPagerDutyKeyBytes);
}

TEST_F(ReceiverTest, TeamsGetsTheseBytes) {
  message_.mentions = {"li@example.org"};
  message_.parts = {{PartKind::kNote, 1, {}, "note"}};
  message_.link = "https://gs.example/#/groups/g1";
  EXPECT_EQ(
      Form(Settings(ReceiverKind::kTeams, "https://teams.example/")).outgoing.body,
      R"({"type":"message","attachments":[{"contentType":"application/vnd.microsoft.card.adaptive","content":{)"
      R"("$schema":"http://adaptivecards.io/schemas/adaptive-card.json","type":"AdaptiveCard","version":"1.4","body":[)"
      R"({"type":"TextBlock","text":"［major］ 海桥银行: 退款","wrap":true,"weight":"bolder","size":"medium"},)"
      R"({"type":"TextBlock","text":"note\n\n<at>li@example.org</at>","wrap":true}],"actions":[)"
      R"({"type":"Action.OpenUrl","title":"Open the group","url":"https://gs.example/#/groups/g1"}],"msteams":{)"
      R"("entities":[{"type":"mention","text":"<at>li@example.org</at>","mentioned":{"id":"li@example.org",)"
      R"("name":"li@example.org"}}]}}}]})");
}

TEST_F(ReceiverTest, TemplateFillsAddressHeadersAndBody) {
  ReceiverSettings settings = Settings(ReceiverKind::kTemplate, "https://sms.example/send?to=1&text={{title}}");
  settings.method = "PUT";
  settings.headers = {"authorization: Bearer x", "content-type: text/plain"};
  settings.body = "{{id|none}} {{people|none}} {{org|none}}";
  const FormedMessage formed = Form(settings);
  EXPECT_EQ(
      formed.outgoing.url,
      "https://sms.example/send?to=1&text=%5Bmajor%5D%20%E6%B5%B7%E6%A1%A5%E9%93%B6%E8%A1%8C%3A%20%E9%80%80%E6%AC%BE");
  EXPECT_EQ(formed.outgoing.method, "PUT");
  EXPECT_EQ(formed.outgoing.headers, settings.headers);
  EXPECT_EQ(formed.outgoing.body, "a1 23 海桥银行");
}

TEST_F(ReceiverTest, TemplateSaysThatItIsJsonUnlessItsHeadersSayWhatElse) {
  ReceiverSettings settings = Settings(ReceiverKind::kTemplate, "https://sms.example/send");
  settings.headers = {"authorization: Bearer x"};
  EXPECT_EQ(Form(settings).outgoing.headers,
            (std::vector<std::string>{"content-type: application/json", "authorization: Bearer x"}));
  settings.headers = {"Content-Type: text/xml"};
  EXPECT_EQ(Form(settings).outgoing.headers, settings.headers);
}

TEST_F(ReceiverTest, TemplateListsAsManyGroupsOfADigestAsItsPlacesHold) {
  ReceiverSettings settings = Settings(ReceiverKind::kTemplate, "https://sms.example/send");
  const std::vector<DigestEntry> entries(20, {&facts_[0], 3});
  message_ = ComposeDigest(entries, 30, false, "digest", {.language = MessageLanguage::kEnglish});
  const auto lines = [&](const char* body) {
    settings.body = body;
    return Form(settings).lines;
  };
  EXPECT_EQ(lines("{{title}}"), 0u);
  EXPECT_GT(lines("{{short}}"), 0u);
  EXPECT_LT(lines("{{short}}"), 15u);
  EXPECT_EQ(lines("{{short}} {{text}}"), 20u);
}

TEST_F(ReceiverTest, SuccessIsTheReceiversOwn) {
  using enum AnswerMeaning;
  struct Case {
    ReceiverKind kind;
    int status;
    const char* body;
    AnswerMeaning meaning;
  };
  const Case cases[] = {{ReceiverKind::kWeCom, 200, R"({"errcode":0,"errmsg":"ok"})", kTaken},
                        {ReceiverKind::kWeCom, 200, R"({"errcode":40058,"errmsg":"too long"})", kRefused},
                        {ReceiverKind::kWeCom, 200, R"({"errcode":93000,"errmsg":"invalid key"})", kGone},
                        {ReceiverKind::kWeCom, 200, R"({"errcode":-1,"errmsg":"busy"})", kLater},
                        {ReceiverKind::kWeCom, 200, "<html>", kLater},
                        {ReceiverKind::kDingTalk, 200, R"({"errcode":0})", kTaken},
                        {ReceiverKind::kWeCom, 200, R"({"errcode":40014,"errmsg":"unheard of"})", kUnclear},
                        {ReceiverKind::kWeCom, 403, "", kUnclear},
                        {ReceiverKind::kWeCom, 408, "", kLater},
                        {ReceiverKind::kDingTalk, 200, R"({"errcode":310000,"errmsg":"sign not match"})", kUnclear},
                        {ReceiverKind::kDingTalk, 200, R"({"errcode":300001,"errmsg":"token is not exist"})", kGone},
                        {ReceiverKind::kFeishu, 200, R"({"code":0,"msg":"success"})", kTaken},
                        {ReceiverKind::kFeishu, 200, R"({"StatusCode":0,"StatusMessage":"success"})", kTaken},
                        {ReceiverKind::kFeishu, 200, R"({"code":19021,"msg":"sign match fail"})", kUnclear},
                        {ReceiverKind::kFeishu, 400, R"({"code":9499,"msg":"Bad Request"})", kRefused},
                        {ReceiverKind::kSlack, 200, "ok", kTaken},
                        {ReceiverKind::kSlack, 200, "invalid_token", kUnclear},
                        {ReceiverKind::kSlack, 400, "invalid_payload", kRefused},
                        {ReceiverKind::kSlack, 404, "no_service", kGone},
                        {ReceiverKind::kTeams, 202, "", kTaken},
                        {ReceiverKind::kTeams, 200, "endpoint returned HTTP error 429", kLater},
                        {ReceiverKind::kPagerDuty, 202, R"({"status":"success"})", kTaken},
                        {ReceiverKind::kPagerDuty, 200, "", kUnclear},
                        {ReceiverKind::kPagerDuty, 400, R"({"status":"invalid event"})", kRefused},
                        {ReceiverKind::kAlertmanager, 200, "", kTaken},
                        {ReceiverKind::kAlertmanager, 400, "bad", kRefused},
                        {ReceiverKind::kTemplate, 204, "", kTaken},
                        {ReceiverKind::kTemplate, 503, "", kLater},
                        {ReceiverKind::kWebhook, 200, "", kTaken},
                        {ReceiverKind::kWebhook, 400, "", kLater},
                        {ReceiverKind::kWebhook, 410, "", kGone},
                        {ReceiverKind::kWeCom, 302, "", kLater}};
  for (const Case& given : cases) {
    const ReceiverVerdict verdict = Answered(given.kind, {.status = given.status, .body = given.body});
    EXPECT_EQ(verdict.meaning, given.meaning)
        << TraitsOf(given.kind).name << " " << given.status << " " << given.body << ": " << verdict.why;
    EXPECT_EQ(verdict.why.empty(), given.meaning == kTaken);
  }
}

TEST_F(ReceiverTest, WaitsAreThoseThatTheReceiverAskedFor) {
  EXPECT_EQ(Answered(ReceiverKind::kSlack, {.status = 429, .headers = "Retry-After: 30\r\n"}).wait_ms, 30'000);
  EXPECT_EQ(Answered(ReceiverKind::kWebhook, {.status = 503, .headers = "Retry-After: 999999\r\n"}).wait_ms,
            86'400'000);
  EXPECT_EQ(Answered(ReceiverKind::kWeCom, {.status = 200, .body = R"({"errcode":45009})"}).wait_ms, 60'000);
  EXPECT_EQ(Answered(ReceiverKind::kDingTalk, {.status = 200, .body = R"({"errcode":130101})"}).wait_ms, 600'000);
  EXPECT_FALSE(Answered(ReceiverKind::kSlack, {.status = 500}).wait_ms.has_value());
}

TEST_F(ReceiverTest, TemplateMaySayWhatSuccessIs) {
  ReceiverSettings settings;
  settings.success_key = "code";
  settings.success_value = "OK";
  EXPECT_EQ(Answered(ReceiverKind::kTemplate, {.status = 200, .body = R"({"code":"OK"})"}, settings).meaning,
            AnswerMeaning::kTaken);
  EXPECT_EQ(Answered(ReceiverKind::kTemplate, {.status = 200, .body = R"({"code":7})"}, settings).why,
            "the answer's code is not OK");
  settings.success_value = "7";
  EXPECT_EQ(Answered(ReceiverKind::kTemplate, {.status = 200, .body = R"({"code":7})"}, settings).meaning,
            AnswerMeaning::kTaken);
}

TEST_F(ReceiverTest, EveryMisbehaviourIsSomethingToTryAgain) {
  for (const auto kind : {WebhookReply::Kind::kReset, WebhookReply::Kind::kSilence}) {
    const ReceiverVerdict verdict = Answered(ReceiverKind::kWeCom, {.headers = {}, .kind = kind});
    EXPECT_EQ(verdict.meaning, AnswerMeaning::kLater);
    EXPECT_NE(verdict.why, "");
  }
}

TEST_F(ReceiverTest, WhatIsSaidOfAFailureHoldsNoSecret) {
  ReceiverSettings settings =
      Settings(ReceiverKind::kWeCom, "https://qyapi.example/cgi-bin/webhook/send?key=693axxx6-7aoc-4bc4");
  settings.secret = "s3cr3t-pass";
  settings.headers = {"authorization: Bearer abcdefgh"};
  const TransportAnswer answer{
      .status = 500,
      .retry_after_secs = {},
      .body = "no 693axxx6-7aoc-4bc4, s3cr3t-pass, Bearer abcdefgh\n\x01" + std::string(500, 'x'),
      .error = {}};
  const std::string why = Judge(settings, answer).why;
  EXPECT_TRUE(why.starts_with("the receiver answered 500: no ***, ***, *** x")) << why;
  EXPECT_LE(why.size(), 130u);
}

TEST_F(ReceiverTest, ASecretIsMaskedBeforeTheWordsAreCut) {
  ReceiverSettings settings = Settings(ReceiverKind::kWeCom, "https://qyapi.example/send?key=693axxx6-7aoc-4bc4");
  settings.headers = {"authorization: Bearer abcdefgh"};
  const auto why = [&](const std::string& body) {
    return Judge(settings, {.status = 500, .retry_after_secs = {}, .body = body, .error = {}},
                 {.keys = {"c2lnbmF0dXJl+A/="}, .said = {}})
        .why;
  };
  for (size_t before = 80; before <= 100; ++before) {
    EXPECT_EQ(why(std::string(before, 'x') + "693axxx6-7aoc-4bc4").find("693"), std::string::npos) << before;
    EXPECT_EQ(why(std::string(before, 'x') + "abcdefgh").find("abc"), std::string::npos) << before;
  }
  EXPECT_EQ(why("no 693axxx6-7aoc"), "the receiver answered 500: no ***") << "the answer was cut within the key";
  EXPECT_EQ(why(R"(bad c2lnbmF0dXJl%2BA%2F%3D c2lnbmF0dXJl+A\/=)"), "the receiver answered 500: bad *** ***");
}

// A gateway that repeats what it was sent must not bring a post into the log, in whatever form it repeats it.
TEST_F(ReceiverTest, AnAnswerThatRepeatsTheMessageIsNotPutIntoTheLog) {
  facts_[0].quotes = {{"weibo", "张三说<快>退钱 @客服 please refund my money"}};
  message_ = ComposeGroup(facts_, false, {.language = MessageLanguage::kEnglish});
  for (const ReceiverKind kind : {ReceiverKind::kTemplate, ReceiverKind::kSlack, ReceiverKind::kTeams})
    for (const char* echo : {"cannot send: 张三说＜快＞退钱", "cannot send: 张三说&lt;快", R"(\u5f20\u4e09\u8bf4)",
                             "%E5%BC%A0%E4%B8%89%E8%AF%B4", "Please  Refund", R"({"text":"refund\nmy money"})"}) {
      ReceiverSettings settings;
      settings.body = "{{text}}";
      const std::string why = Answered(kind, {.status = 500, .body = echo}, settings).why;
      EXPECT_EQ(why, "the receiver answered 500: (its words repeat the message)") << TraitsOf(kind).name << " " << echo;
    }
  EXPECT_EQ(Answered(ReceiverKind::kSlack, {.status = 500, .body = "out of order"}).why,
            "the receiver answered 500: out of order");
}

TEST_F(ReceiverTest, WhatIsSaidOfAFailureIsUtf8WhateverTheReceiverSays) {
  EXPECT_EQ(Answered(ReceiverKind::kSlack, {.status = 500, .body = "no \xff\xe9\x80 \xe7\xa6"}).why,
            "the receiver answered 500: no ??? ??");
}

TEST(ReceiverMake, SettingsThatCannotBeUsedAreRefused) {
  const auto refusal = [](ReceiverKind kind, const std::string& url, auto... change) {
    ReceiverSettings settings = Settings(kind, url);
    (change(&settings), ...);
    return Receiver::Make(settings, "groundswell").status().message();
  };
  EXPECT_EQ(refusal(ReceiverKind::kPagerDuty, ""), "secret is missing: the integration's routing key");
  EXPECT_EQ(refusal(ReceiverKind::kWeCom, "ftp://x/"),
            "url is neither http nor https; write http:// or https://, the receiver's host, and its path");
  EXPECT_EQ(refusal(ReceiverKind::kEmail, "smtp://mail.example"), "from must be an address: alerts@example.org");
  EXPECT_EQ(refusal(ReceiverKind::kEmail, "smtp://mail.example", [](auto* settings) { settings->from = "a@b"; }),
            "to is missing: the addresses that mails go to");
  EXPECT_EQ(refusal(ReceiverKind::kTemplate, "https://x/", [](auto* settings) { settings->body = "{{what}}"; }),
            "body: {{what}} is no place; there are id, group, org, title, text, short, level, event, people, link and "
            "mention");
  EXPECT_EQ(refusal(ReceiverKind::kTemplate, "https://x/", [](auto* settings) { settings->method = "DELETE"; }),
            "method must be POST, PUT or GET");
}

}  // namespace
}  // namespace groundswell
