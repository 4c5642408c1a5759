// Whom a message calls, and which messages carry links.
#include "serve/duty_call.h"

#include <gtest/gtest.h>

#include "serve/message_chat.h"
#include "serve/message_mail.h"
#include "storage/memory_store.h"
#include "tests/serve/on_call_testing.h"
#include "tests/storage/temp_folder.h"

namespace groundswell {
namespace {

constexpr int64_t kNowMs = 1'790'000'000'000;

class DutyCallTest : public ::testing::Test {
 protected:
  DutyCallTest() {
    keys_ = std::move(*LinkKeys::Open(folder_.path() + "/link.key"));
    Become(true);
    desk_ = std::make_unique<LinkDesk>(LinkParts{.keys = keys_.get(),
                                                 .on_call = &on_call_,
                                                 .store = &store_,
                                                 .receivers = {"chat"},
                                                 .public_url = "https://g.example",
                                                 .zone = {}});
    alert_.event = "opened";
    alert_.group = "00000000000000aa";
    alert_.level = 2;
  }
  void Become(bool has_links) {
    RotaParts parts;
    parts.people = {Person("an"), Person("bo")};
    parts.people[0].slack = "U1";
    parts.people[1].slack = "U2";
    parts.shifts.push_back(AllDay({0}));
    OnCallPlan plan;
    plan.rota = std::make_shared<const Rota>(std::move(parts));
    plan.has_links = has_links;
    plan.link_ms = 12 * kHourMs;
    on_call_.Become(std::make_shared<const OnCallPlan>(std::move(plan)));
  }
  AlertMessage Completed(ReceiverKind kind, int64_t decided_ms = kNowMs, const Notice* notice = nullptr) const {
    AlertMessage message;
    message.headline = "h";
    message.mentions = {"static"};
    const ReceiverSettings receiver = Chat("chat", kind, {"static"});
    DutyCall(&on_call_, desk_.get())
        .Complete(receiver,
                  {.newest = notice == nullptr ? &alert_ : nullptr,
                   .notice = notice,
                   .decided_ms = decided_ms,
                   .now_ms = kNowMs},
                  &message);
    return message;
  }
  static size_t Links(const AlertMessage& message) {
    size_t links = 0;
    for (const MessagePart& part : message.parts) links += part.kind == PartKind::kLink;
    return links;
  }

  using Ids = std::vector<std::string>;
  TempFolder folder_;
  MemoryStore store_;
  OnCall on_call_{std::make_shared<const OnCallPlan>()};
  std::unique_ptr<LinkKeys> keys_;
  std::unique_ptr<LinkDesk> desk_;
  AlertFacts alert_;
};

TEST_F(DutyCallTest, ThePersonOnDutyIsCalledAndMayTakeTheCase) {
  const AlertMessage message = Completed(ReceiverKind::kSlack);
  EXPECT_EQ(message.mentions, Ids{"U1"});
  EXPECT_EQ(Links(message), 2u);
  EXPECT_NE(message.parts[0].text, message.parts[1].text);
  EXPECT_EQ(Completed(ReceiverKind::kSlack).parts[0].text, message.parts[0].text) << "a retry carries the same";
}

TEST_F(DutyCallTest, LinksAreForPeopleForCasesThatNobodyTookAndForTheirTime) {
  for (const ReceiverKind kind : {ReceiverKind::kWebhook, ReceiverKind::kPagerDuty, ReceiverKind::kAlertmanager})
    EXPECT_EQ(Links(Completed(kind)), 0u);
  for (const ReceiverKind kind : {ReceiverKind::kWeCom, ReceiverKind::kEmail, ReceiverKind::kTemplate})
    EXPECT_EQ(Links(Completed(kind)), 2u);
  EXPECT_EQ(Links(Completed(ReceiverKind::kSlack, kNowMs - 12 * kHourMs)), 0u) << "they would have expired";
  alert_.status = "registered";
  EXPECT_EQ(Links(Completed(ReceiverKind::kSlack)), 0u) << "somebody has it";
  alert_.status = "received";
  alert_.level = 1;
  EXPECT_EQ(Links(Completed(ReceiverKind::kSlack)), 0u) << "below oncall.level";
  alert_.event = "critical_post";
  EXPECT_EQ(Links(Completed(ReceiverKind::kSlack)), 2u);
  Become(false);
  EXPECT_EQ(Links(Completed(ReceiverKind::kSlack)), 0u);
}

TEST_F(DutyCallTest, ANoticeOfACaseCallsWhomItAsks) {
  Notice notice;
  notice.kind = NoticeKind::kUnacknowledged;
  notice.group = alert_.group;
  notice.data = R"({"asked":"bo"})";
  AlertMessage message = Completed(ReceiverKind::kSlack, kNowMs, &notice);
  EXPECT_EQ(message.mentions, Ids{"U2"});
  EXPECT_EQ(Links(message), 2u);
  notice.data = R"({"asked":"gone"})";
  EXPECT_EQ(Completed(ReceiverKind::kSlack, kNowMs, &notice).mentions, Ids{"static"});
}

TEST_F(DutyCallTest, OtherNoticesCallWhoeverIsOnDutyOnlyWhereTheyCallAnybody) {
  Notice notice;
  notice.kind = NoticeKind::kDrill;
  notice.id = NoticeId(NoticeKind::kDrill, "x", 0);
  EXPECT_EQ(Completed(ReceiverKind::kSlack, kNowMs, &notice).mentions, Ids{"U1"});
  EXPECT_EQ(Links(Completed(ReceiverKind::kSlack, kNowMs, &notice)), 1u) << "to confirm the drill";
  notice.is_over = true;
  EXPECT_EQ(Links(Completed(ReceiverKind::kSlack, kNowMs, &notice)), 0u);
  notice = {};
  notice.kind = NoticeKind::kSignOfLife;
  notice.level = 1;
  EXPECT_EQ(Completed(ReceiverKind::kSlack, kNowMs, &notice).mentions, Ids{"static"});
  notice.level = 3;
  notice.mentions = {{"chat", "U9"}};
  EXPECT_EQ(Completed(ReceiverKind::kSlack, kNowMs, &notice).mentions, Ids{"static"}) << "it says itself whom";
}

TEST_F(DutyCallTest, LinksAreShownWholeInEveryChatAndInMail) {
  const AlertMessage message = Completed(ReceiverKind::kSlack);
  const std::string url = message.parts[0].text;
  EXPECT_NE(RenderSlack(message, {}).body.find("<" + url + "|Acknowledge>"), std::string::npos);
  EXPECT_NE(RenderWeCom(message, {}).body.find("[Acknowledge](" + url + ")"), std::string::npos);
  EXPECT_NE(RenderDingTalk(message, {}).body.find("[Acknowledge](" + url + ")"), std::string::npos);
  EXPECT_NE(RenderFeishu(message, {}).body.find("[Acknowledge](" + url + ")"), std::string::npos);
  EXPECT_NE(RenderTeams(message, {}).body.find("[Acknowledge](" + url + ")"), std::string::npos);
  EXPECT_NE(RenderPlain(message, 4'000).body.find("Acknowledge: " + url), std::string::npos);
  // What has too little room for a link has none, and no front of one.
  EXPECT_EQ(RenderPlain(message, 100).body.find("/l/"), std::string::npos);
}

}  // namespace
}  // namespace groundswell
