// What a receiver is told of the engine's own notices, without thread, network and clock.
#include "models/case.h"
#include "serve/message_events.h"
#include "serve/message_notice.h"
#include "serve/notices.h"
#include "tests/serve/notify_testing.h"

namespace groundswell {
namespace {

ReceiverSettings Named(const std::string& name, ReceiverKind kind = ReceiverKind::kWeCom, uint8_t level = 0) {
  ReceiverSettings settings;
  settings.name = name;
  settings.kind = kind;
  settings.level = level;
  return settings;
}

class NotifyNoticesTest : public ChatPipelineTest {
 protected:
  NotifyNoticesTest() { Begin(); }

  // Begins anew, as after a restart.
  void Begin() {
    auto made = Notices::Make(&store_, {.receivers = {Named("chat"), Named("other")},
                                        .watch_receivers = {},
                                        .keep = std::chrono::hours(24),
                                        .wake = {}});
    ASSERT_TRUE(made.ok()) << made.status().message();
    notices_ = std::move(*made);
    options_.notices = notices_.get();
    Restart();
  }

  Notice Make(const std::string& subject, NoticeKind kind = NoticeKind::kSourceQuiet) const {
    Notice notice;
    notice.kind = kind;
    notice.id = NoticeId(kind, subject, 0);
    notice.at_ms = now_ms_;
    notice.thread = subject;
    notice.zh = {"【值守】" + subject + " 静默", {{PartKind::kFact, 50, "平常", "每 5 分钟"}}};
    notice.en = {"[watch] " + subject + " is quiet", {{PartKind::kFact, 50, "Usually", "every 5 min"}}};
    return notice;
  }
  void Put(const std::string& subject) { ASSERT_TRUE(notices_->Put(Make(subject)).ok()); }
  std::string Headlines() const {
    std::string text;
    for (const Told& told : told_) text += told.body.substr(0, told.body.find('\n')) + "|";
    return text;
  }
  std::vector<std::string> NoticeRows() const {
    std::vector<std::string> rows;
    const Status scanned = memory_.ScanDeliveries(
        kNoticeDeliveries, [&](uint64_t number, std::string_view receiver, std::string_view json) {
          constexpr std::string_view kOutcome = "\"outcome\":\"";
          const size_t begin = json.find(kOutcome) + kOutcome.size();
          rows.push_back(std::to_string(number - kNoticeDeliveries) + " " + std::string(receiver) + " " +
                         std::string(json.substr(begin, json.find('"', begin) - begin)));
          return Status();
        });
    EXPECT_TRUE(scanned.ok());
    return rows;
  }
  using Rows = std::vector<std::string>;

  std::unique_ptr<Notices> notices_;
};

TEST_F(NotifyNoticesTest, NoticeIsToldInTheReceiversLanguageWithItsTimeAndLogged) {
  options_.compose.public_url = "https://gs.example";
  options_.compose.mentions = {"li"};
  Begin();
  Put("source/crawler");
  Run();
  ASSERT_EQ(told_.size(), 1u);
  EXPECT_EQ(told_[0].id, NoticeId(NoticeKind::kSourceQuiet, "source/crawler", 0));
  EXPECT_EQ(told_[0].body,
            "[watch] source/crawler is quiet\nUsually: every 5 min\nAt: 2026-03-01 12:00 UTC\nhttps://gs.example/");
  EXPECT_EQ(NoticeRows(), Rows({"0 chat sent"}));
  EXPECT_EQ(pipeline_->status().notices_delivered, 1u);
  EXPECT_EQ(*memory_.ReadMark("receiver/chat/notices"), "1 0");
  options_.compose.language = MessageLanguage::kChinese;
  Begin();
  Put("source/feed");
  Run();
  EXPECT_EQ(told_.back().body,
            "【值守】source/feed 静默\n平常：每 5 分钟\n时间：2026-03-01 12:00 UTC\nhttps://gs.example/");
}

TEST_F(NotifyNoticesTest, SameIdIsToldOnceAlsoAfterARestart) {
  Put("a");
  Put("a");
  Run();
  Begin();
  Put("a");
  Run();
  EXPECT_EQ(told_.size(), 1u);
}

TEST_F(NotifyNoticesTest, WhatIsForOthersIsNotTold) {
  Notice notice = Make("a");
  notice.receivers = {"other"};
  ASSERT_TRUE(notices_->Put(notice).ok());
  notice = Make("b");
  notice.not_to = "chat";
  ASSERT_TRUE(notices_->Put(notice).ok());
  Put("c");
  Run();
  EXPECT_EQ(Headlines(), "[watch] c is quiet|");
  EXPECT_EQ(NoticeRows(), Rows({"2 chat sent"}));
}

TEST_F(NotifyNoticesTest, ReceiverThatIsNotThereIsRefused) {
  Notice notice = Make("a");
  notice.receivers = {"nobody"};
  EXPECT_EQ(notices_->Put(notice).code(), Code::kInvalid);
  EXPECT_EQ(notices_->end(), 0u);
}

TEST_F(NotifyNoticesTest, FailedNoticeIsTriedAgainWithTheSameIdAndEverLater) {
  Put("a");
  int64_t last_ms = 0;
  for (int i = 0; i < 5; ++i) {
    Give(AnswerMeaning::kLater);
    const auto outcome = Run();
    EXPECT_EQ(outcome.next, Next::kWait);
    EXPECT_GE(outcome.wait_ms, last_ms) << i;
    last_ms = int64_t{500} << i;
    now_ms_ += outcome.wait_ms;
  }
  EXPECT_EQ(pipeline_->status().failing_since_ms, kPipelineStartMs);
  Run();
  ASSERT_EQ(told_.size(), 6u);
  for (const Told& told : told_) EXPECT_EQ(told.id, told_[0].id);
  EXPECT_EQ(pipeline_->status().failing_since_ms, 0);
  EXPECT_FALSE(pipeline_->status().is_failing);
}

TEST_F(NotifyNoticesTest, RefusedNoticeGoesOnceMoreInItsShortFormAndThenIntoTheLog) {
  Put("a");
  Put("b");
  Give(AnswerMeaning::kRefused, "too long");
  Give(AnswerMeaning::kRefused, "too long");
  Run();
  ASSERT_EQ(told_.size(), 3u);
  EXPECT_FALSE(told_[0].is_short);
  EXPECT_TRUE(told_[1].is_short);
  EXPECT_FALSE(told_[2].is_short);
  EXPECT_EQ(NoticeRows(), Rows({"0 chat failed", "1 chat sent"}));
}

TEST_F(NotifyNoticesTest, NoticeThatFailsAgainAndAgainWithoutAWordWhyIsTriedShort) {
  Put("a");
  for (int i = 0; i < 7; ++i) verdicts_.push_back({AnswerMeaning::kLater, {}, "the receiver answered 500", true});
  RunUntil(now_ms_ + 600'000);
  ASSERT_EQ(told_.size(), 8u);
  EXPECT_FALSE(told_[5].is_short);
  EXPECT_TRUE(told_[6].is_short);
}

TEST_F(NotifyNoticesTest, AlertsAndNoticesTakeTurns) {
  for (const char* subject : {"a", "b", "c"}) Put(subject);
  for (const char* group : {"g", "h"}) DecideAlert(Alert{.group = group});
  Run();
  std::string kinds;
  for (const Told& told : told_) kinds += told.alerts.empty() ? "n" : "a";
  EXPECT_EQ(kinds, "nanan");
}

TEST_F(NotifyNoticesTest, ManyNoticesAreOneMessageOfTheWorstFirstWithinTheLimitAndEachIsLogged) {
  for (int i = 0; i < 40; ++i) {
    Notice notice = Make("s" + std::to_string(i));
    notice.level = i == 30 ? 4 : 2;
    ASSERT_TRUE(notices_->Put(notice).ok());
  }
  RunUntil(now_ms_ + 60'000);
  EXPECT_LE(told_.size(), 20u);
  const std::string& last = told_.back().body;
  EXPECT_NE(last.find(" notices\n- [watch] s30 is quiet\n"), std::string::npos) << last;
  EXPECT_EQ(NoticeRows().size(), 40u);
  EXPECT_EQ(pipeline_->status().notices_delivered, 40u);
}

TEST_F(NotifyNoticesTest, MessageOfSeveralIsTheSameAfterADeath) {
  for (int i = 0; i < 40; ++i) Put("s" + std::to_string(i));
  while (told_.empty() || told_.back().body.find(" notices\n") == std::string::npos) {
    if (told_.size() == 9) Give(AnswerMeaning::kLater);
    pipeline_->Step();
    ASSERT_LT(told_.size(), 12u);
  }
  const std::string id = told_.back().id;
  Begin();
  Put("new");
  RunUntil(now_ms_ + 60'000);
  ASSERT_EQ(told_.size(), 12u);
  EXPECT_EQ(told_[10].id, id);
  EXPECT_EQ(told_[10].body.find("s39"), told_[9].body.find("s39"));
  EXPECT_EQ(Headlines().find("[watch] new is quiet|") == std::string::npos, false);
}

TEST_F(NotifyNoticesTest, NoticeWhoseTimeIsOverIsNotToldAndSaidSo) {
  Notice notice = Make("a");
  notice.expires_ms = now_ms_ + 1'000;
  ASSERT_TRUE(notices_->Put(notice).ok());
  notice = Make("b");
  notice.expires_ms = now_ms_ + 60'000;
  ASSERT_TRUE(notices_->Put(notice).ok());
  now_ms_ += 1'000;
  Give(AnswerMeaning::kLater);
  Run();
  now_ms_ += 60'000;
  EXPECT_EQ(Run().next, Next::kIdle);
  EXPECT_EQ(Headlines(), "[watch] b is quiet|");
  EXPECT_EQ(NoticeRows(), Rows({"0 chat expired", "1 chat expired"}));
  EXPECT_EQ(pipeline_->status().notices_expired, 2u);
}

TEST_F(NotifyNoticesTest, DeathBetweenAnswerAndMarkTellsTheSameAgain) {
  Put("a");
  Put("b");
  store_.RefuseMarks(true);
  EXPECT_EQ(pipeline_->Step().next, Next::kAgain);
  store_.RefuseMarks(false);
  Begin();
  Run();
  ASSERT_EQ(told_.size(), 3u);
  EXPECT_EQ(told_[0].id, told_[1].id);
  EXPECT_EQ(NoticeRows(), Rows({"0 chat sent", "1 chat sent"}));
}

TEST_F(NotifyNoticesTest, WhatTheStoreDoesNotTakeIsToldAllTheSameAndStoredLater) {
  store_.RefuseMarks(true);
  Put("full disk");
  Put("second");
  Run();
  EXPECT_EQ(Headlines(), "[watch] full disk is quiet|[watch] second is quiet|");
  store_.RefuseMarks(false);
  ASSERT_TRUE(notices_->Flush(now_ms_).ok());
  Put("third");
  Run();
  EXPECT_EQ(NoticeRows(), Rows({"0 chat sent", "1 chat sent", "2 chat sent"}));
  EXPECT_NE(notices_->Read(0)->value_or("").find("full disk"), std::string::npos);
}

TEST_F(NotifyNoticesTest, NumberOfANoticeThatWasToldAndNeverStoredIsNotUsedAgain) {
  store_.RefuseMarks(true);
  Put("lost");
  Run();
  store_.RefuseMarks(false);
  DecideAlert(Alert{});
  Put("lost");  // known
  EXPECT_EQ(Run().next, Next::kIdle);
  ASSERT_TRUE(memory_.PutMark("receiver/chat/notices", "1 0").ok());
  Begin();
  Put("next");
  Run();
  EXPECT_EQ(told_.back().body.substr(0, 24), "[watch] next is quiet\nUs");
}

TEST_F(NotifyNoticesTest, OldNoticesAreForgottenWithTheirRowsAndTheLastStays) {
  for (const char* subject : {"a", "b", "c"}) Put(subject);
  Run();
  ASSERT_TRUE(notices_->Flush(now_ms_ + 25 * kHourMs).ok());
  EXPECT_EQ(NoticeRows(), Rows({"2 chat sent"}));
  EXPECT_FALSE(notices_->Holds(NoticeId(NoticeKind::kSourceQuiet, "b", 0)));
  EXPECT_TRUE(notices_->Holds(NoticeId(NoticeKind::kSourceQuiet, "c", 0)));
  Begin();
  EXPECT_EQ(notices_->end(), 3u);
}

TEST_F(NotifyNoticesTest, NoticesThatAskAboutCasesAreToldOneByOneAlsoAtTheLimit) {
  for (int i = 0; i < 40; ++i)
    ASSERT_TRUE(notices_->Put(Make("s" + std::to_string(i), NoticeKind::kUnacknowledged)).ok());
  RunUntil(now_ms_ + 10 * 60'000);
  EXPECT_EQ(told_.size(), 40u);
}

TEST_F(NotifyNoticesTest, NobodyIsAskedAboutACaseThatWasTakenMeanwhile) {
  for (const uint64_t group : {1, 2, 3}) {
    Notice notice = Make("s" + std::to_string(group), NoticeKind::kUnacknowledged);
    notice.group = FormatGroupId({group});
    ASSERT_TRUE(notices_->Put(notice).ok());
  }
  Give(AnswerMeaning::kLater);
  pipeline_->Step();
  const auto take = [&](uint64_t group) {
    Case one;
    CaseAction action;
    action.kind = CaseActionKind::kAck;
    ApplyCaseAction(action, 0, {}, &one);
    std::string bytes;
    EncodeCase(one, &bytes);
    CommitBatch batch;
    batch.cases = {{{group}, bytes}};
    ASSERT_TRUE(memory_.Commit(batch).ok());
  };
  take(1);
  take(2);
  RunUntil(now_ms_ + 60'000);
  EXPECT_EQ(NoticeRows(), Rows({"0 chat expired", "1 chat expired", "2 chat sent"}));
}

TEST(NoticesTest, WhatAsksAboutACaseIsAnotherIncidentThanItsAlerts) {
  Notice notice;
  notice.kind = NoticeKind::kUnacknowledged;
  notice.id = "x";
  notice.group = FormatGroupId({1});
  notice.thread = "oncall/" + notice.group;
  for (const bool is_over : {false, true}) {
    notice.is_over = is_over;
    const AlertMessage message = ComposeNotice(notice, "pager", {}, {});
    const std::string key = "unacknowledged-" + notice.group;
    const std::string pager = RenderPagerDuty(message, {}, {});
    EXPECT_NE(pager.find("\"dedup_key\":\"groundswell-" + key + "\""), std::string::npos) << pager;
    EXPECT_NE(pager.find(is_over ? "\"resolve\"" : "\"trigger\""), std::string::npos) << pager;
    const std::string manager = RenderAlertmanager(message, {}, {}, 1'000, 2'000, {});
    EXPECT_NE(manager.find("\"group\":\"" + key + "\",\"severity\":\"emerging\""), std::string::npos) << manager;
  }
}

TEST(NoticesTest, ADeadlineOpensNoIncidentWhereAnybodyElseWatches) {
  MemoryStore store;
  const auto watching = [&](std::vector<std::string> names) {
    auto notices = Notices::Make(&store, {.receivers = {Named("chat"), Named("pager", ReceiverKind::kPagerDuty)},
                                          .watch_receivers = std::move(names)});
    Notice notice;
    notice.kind = NoticeKind::kClock;
    return *(*notices)->Settled(notice);
  };
  EXPECT_EQ(watching({"chat", "pager"}), std::vector<std::string>{"chat"});
  EXPECT_EQ(watching({"pager"}), std::vector<std::string>{"pager"});
}

TEST(NoticesTest, UnlessNamedIncidentSystemsAndThoseOfAHigherLevelDoNotWatch) {
  MemoryStore store;
  auto notices = Notices::Make(&store, {.receivers = {Named("chat"), Named("pager", ReceiverKind::kPagerDuty),
                                                      Named("sms", ReceiverKind::kTemplate, 4), Named("hook")}});
  ASSERT_TRUE(notices.ok());
  const auto receivers_of = [&](const std::string& id, uint8_t level, std::optional<std::vector<std::string>> named) {
    Notice notice;
    notice.id = id;
    notice.level = level;
    notice.receivers = std::move(named);
    EXPECT_TRUE((*notices)->Put(notice).ok());
    return *ParseNotice(**(*notices)->Read((*notices)->end() - 1))->receivers;
  };
  using Names = std::vector<std::string>;
  EXPECT_EQ(receivers_of("1", 2, {}), Names({"chat", "hook"}));
  EXPECT_EQ(receivers_of("2", 4, {}), Names({"chat", "sms", "hook"}));
  EXPECT_EQ(receivers_of("3", 0, Names{"pager", "sms"}), Names({"pager", "sms"}));
  notices = Notices::Make(
      &store, {.receivers = {Named("chat"), Named("pager", ReceiverKind::kPagerDuty)}, .watch_receivers = {"pager"}});
  EXPECT_EQ(receivers_of("4", 2, {}), Names({"pager"}));
  EXPECT_EQ(Notices::Make(&store, {.receivers = {Named("chat")}, .watch_receivers = {"x"}}).status().code(),
            Code::kInvalid);
}

TEST(NoticeTest, RowReadsBackAsItWas) {
  Notice notice;
  notice.kind = NoticeKind::kUnacknowledged;
  notice.id = NoticeId(notice.kind, "g", 7);
  notice.at_ms = kPipelineStartMs;
  notice.level = 3;
  notice.thread = "case/1";
  notice.is_over = true;
  notice.group = "00000000000000ff";
  notice.org = "海桥银行";
  notice.receivers = {"a", "b"};
  notice.mentions = {{"a", "zhang"}};
  notice.expires_ms = kPipelineStartMs + 5;
  notice.zh = {"标题", {{PartKind::kNote, 90, "", "说明"}}};
  notice.en = {"head", {{PartKind::kLine, 1, "", "line"}}};
  notice.data = R"({"secs":5})";
  const std::string row = NoticeJson(notice);
  const auto read = ParseNotice(row);
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(NoticeJson(*read), row);
  EXPECT_TRUE(row.starts_with(R"({"at":"2026-03-01T12:00:00.000Z","id":"unacknowledged-)"));
  EXPECT_EQ(ParseNotice("[]").status().code(), Code::kCorrupt);
  EXPECT_EQ(ParseNotice(R"({"id":"x","kind":"later"})").status().code(), Code::kCorrupt);
}

}  // namespace
}  // namespace groundswell
