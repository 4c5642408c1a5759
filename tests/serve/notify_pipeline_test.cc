// The pipeline of a receiver in order, without thread, network and clock: what is told, and what each verdict does.
#include "serve/notify_pipeline.h"

#include "tests/serve/notify_testing.h"

namespace groundswell {
namespace {

class NotifyPipelineTest : public PipelineTest {
 protected:
  void Fail(std::optional<int64_t> wait_ms = {}) { Give(AnswerMeaning::kLater, "the receiver answered 500", wait_ms); }
};

TEST_F(NotifyPipelineTest, NothingInTheOutboxIsNothingToTellOrToRemember) {
  EXPECT_EQ(Run().next, Next::kIdle);
  EXPECT_EQ(Ids(), "");
  EXPECT_EQ(Mark(), "none");
}

TEST_F(NotifyPipelineTest, AlertIsToldAsItStandsInTheStore) {
  Decide("emerging");
  now_ms_ += 40;
  EXPECT_EQ(Run().next, Next::kIdle);
  ASSERT_EQ(Ids(), "a0");
  EXPECT_EQ(told_[0].body,
            R"({"type":"alert.opened","timestamp":"2026-03-01T12:00:00.000Z","data":{"id":"a0","event":"opened",)"
            R"("level":"emerging","previous_level":"none","at":"2026-03-01T11:59:00.000Z",)"
            R"("group":{"id":"g","org":"海桥银行","title":"t0","severity":50,"urgency":0}}})");
  EXPECT_EQ(told_[0].now_ms, kPipelineStartMs + 40);
  const DeliveryStatus status = pipeline_->status();
  EXPECT_EQ(status.delivered, 1u);
  EXPECT_EQ(status.messages, 1u);
  EXPECT_EQ(status.latency_counts[2], 1u);  // above 25 ms, at most 50
  EXPECT_DOUBLE_EQ(status.latency_sum_secs, 0.04);
}

TEST_F(NotifyPipelineTest, AlertThatCannotBeReadNowIsReadAgain) {
  Decide("crisis");
  Decide("major");
  store_.FailAlertReads(1);
  RunUntil(now_ms_ + 60'000);
  EXPECT_EQ(Ids(), "a0 a1");
}

TEST_F(NotifyPipelineTest, ToldAlertsLeaveTheOutboxAndTheMarkIsBehindThem) {
  for (int i = 0; i < 3; ++i) Decide("major");
  Run();
  EXPECT_EQ(Ids(), "a0 a1 a2");
  EXPECT_EQ(Mark(), "v3 3 - - - - -");
  Decide("major");
  Run();
  EXPECT_EQ(Ids(), "a0 a1 a2 a3");
}

TEST_F(NotifyPipelineTest, OnlyWhatRoseToOrFellFromTheReceiversLevelIsTold) {
  Decide("watch");
  Decide("emerging");
  Decide("watch", "emerging");
  Decide("none", "watch");
  Decide("none", "crisis");
  Decide("crisis", "none", false);  // not to be delivered at all
  Run();
  EXPECT_EQ(Ids(), "a1 a2 a4");
  EXPECT_EQ(Mark(), "v3 5 - - - - -");
}

TEST_F(NotifyPipelineTest, APostThatCannotWaitIsToldAtAnyLevel) {
  Decide("watch");
  DecideCritical();
  Run();
  EXPECT_EQ(Ids(), "a1");
}

TEST_F(NotifyPipelineTest, FailedAttemptIsRepeatedWithTheSameIdAndBodyAndTheOthersWait) {
  Decide("emerging");
  Decide("emerging");
  Fail();
  Fail();
  Fail();
  for (int i = 0; i < 3; ++i) EXPECT_EQ(Run().next, Next::kWait);
  EXPECT_EQ(Mark(), "none");
  EXPECT_TRUE(pipeline_->status().is_failing);
  EXPECT_EQ(pipeline_->status().failed_attempts, 3u);
  EXPECT_EQ(pipeline_->status().last_error, "message a0 was not taken: the receiver answered 500");
  now_ms_ += 5000;
  EXPECT_EQ(Run().next, Next::kIdle);
  EXPECT_EQ(Ids(), "a0 a0 a0 a0 a1");
  EXPECT_EQ(told_[3].body, told_[0].body);
  EXPECT_EQ(told_[3].now_ms, told_[0].now_ms + 5000);
  EXPECT_FALSE(pipeline_->status().is_failing);
}

TEST_F(NotifyPipelineTest, BackOffDoublesWithJitterUpToItsBound) {
  Decide("emerging");
  int64_t most = 1'000;
  for (int attempt = 0; attempt < 40; ++attempt) {
    Fail();
    const auto outcome = Run();
    EXPECT_EQ(outcome.next, Next::kWait);
    EXPECT_LE(outcome.wait_ms, most) << attempt;
    EXPECT_GE(outcome.wait_ms, most / 2) << attempt;
    most = std::min<int64_t>(most * 2, 300'000);
  }
  // The first, and then ever fewer of them.
  EXPECT_EQ(log_.size(), 6u);
}

TEST_F(NotifyPipelineTest, SuccessBeginsTheBackOffAnew) {
  Decide("emerging");
  for (int i = 0; i < 8; ++i) Fail();
  for (int i = 0; i < 8; ++i) Run();
  Run();
  EXPECT_EQ(log_.back(), "the receiver takes alerts again after 8 failed attempts");
  Decide("emerging");
  Fail();
  EXPECT_LE(Run().wait_ms, 1'000);
}

TEST_F(NotifyPipelineTest, WaitThatTheReceiverAskedForIsObeyed) {
  Decide("emerging");
  Fail(30'000);
  EXPECT_EQ(Run().wait_ms, 30'000);
  Restart();
  EXPECT_EQ(Run().wait_ms, 30'000) << "a restart does not forget it";
  EXPECT_EQ(Ids(), "a0");
  now_ms_ += 30'000;
  Fail(0);
  EXPECT_EQ(Run().wait_ms, 1'000);
  now_ms_ += 1'000;
  Fail();
  EXPECT_LE(Run().wait_ms, 4'000);
}

TEST_F(NotifyPipelineTest, GoneReceiverGetsNothingMoreUntilARestart) {
  Decide("emerging");
  Give(AnswerMeaning::kGone, "the receiver answered 410");
  EXPECT_EQ(Run().next, Next::kDisabled);
  EXPECT_TRUE(pipeline_->status().is_disabled);
  EXPECT_EQ(log_.back(),
            "message a0 was not taken: the receiver answered 410: it is gone and gets nothing more until a restart");
  Decide("emerging");
  EXPECT_EQ(Run().next, Next::kDisabled);
  EXPECT_EQ(Ids(), "a0");
  Restart();
  Run();
  EXPECT_EQ(Ids(), "a0 a0 a1");
}

TEST_F(NotifyPipelineTest, DeathBetweenAnswerAndMarkTellsTheSameAgainAndLosesNothing) {
  for (int i = 0; i < 3; ++i) Decide("emerging");
  EXPECT_EQ(pipeline_->Step().next, Next::kAgain);
  store_.RefuseMarks(true);
  EXPECT_EQ(pipeline_->Step().next, Next::kAgain);
  EXPECT_EQ(log_.back(), "the mark 'receiver/webhook' was not written: marks fail by design");
  store_.RefuseMarks(false);
  Restart();
  Run();
  EXPECT_EQ(Ids(), "a0 a1 a1 a2");
  EXPECT_EQ(told_[1].body, told_[2].body);
  EXPECT_EQ(Mark(), "v3 3 - - - - -");
}

TEST_F(NotifyPipelineTest, MarkThatWasNotWrittenIsWrittenLaterAndTheAlertIsNotToldAgain) {
  Decide("emerging");
  store_.RefuseMarks(true);
  EXPECT_EQ(Run().next, Next::kWait);
  EXPECT_TRUE(pipeline_->status().is_failing);
  store_.RefuseMarks(false);
  EXPECT_EQ(Run().next, Next::kIdle);
  EXPECT_EQ(Mark(), "v3 1 - - - - -");
  EXPECT_EQ(Ids(), "a0");
  EXPECT_FALSE(pipeline_->status().is_failing);
}

TEST_F(NotifyPipelineTest, LateAlertsAreToldTogetherWorstFirstAndFreshOnesAfterThemSingly) {
  Decide("watch");
  Decide("emerging");
  now_ms_ += 1000;
  Decide("crisis", "major");
  Decide("none", "crisis");
  Decide("emerging");
  now_ms_ += options_.max_age_ms + 1;
  Decide("major");
  Run();
  ASSERT_EQ(Ids(), "catch-up-a1-a4 a5");
  EXPECT_EQ(told_[0].body,
            R"({"type":"alerts.catch_up","timestamp":"2026-03-01T12:00:01.000Z","data":{"late":true,"count":4,)"
            R"("from":"2026-03-01T12:00:00.000Z","to":"2026-03-01T12:00:01.000Z","alerts":[)"
            R"({"id":"a2","event":"opened","level":"crisis","org":"海桥银行","title":"t2","group":"g",)"
            R"("at":"2026-03-01T11:59:00.000Z"},)"
            R"({"id":"a4","event":"opened","level":"emerging","org":"海桥银行","title":"t4","group":"g",)"
            R"("at":"2026-03-01T11:59:00.000Z"},)"
            R"({"id":"a1","event":"opened","level":"emerging","org":"海桥银行","title":"t1","group":"g",)"
            R"("at":"2026-03-01T11:59:00.000Z"},)"
            R"({"id":"a3","event":"opened","level":"none","org":"海桥银行","title":"t3","group":"g",)"
            R"("at":"2026-03-01T11:59:00.000Z"}]}})");
  EXPECT_EQ(pipeline_->status().delivered, 5u);
  EXPECT_EQ(pipeline_->status().late, 4u);
  EXPECT_EQ(pipeline_->status().messages, 2u);
  EXPECT_EQ(Mark(), "v3 6 - - - - -");
  EXPECT_EQ(log_.back(), "4 late alerts were told in one message");
}

TEST_F(NotifyPipelineTest, AlertExactlyAsOldAsAllowedIsTold) {
  Decide("emerging");
  now_ms_ += options_.max_age_ms;
  Run();
  EXPECT_EQ(Ids(), "a0");
}

TEST_F(NotifyPipelineTest, OldAlertsBelowTheLevelMakeNoCatchUp) {
  Decide("watch");
  Decide("watch");
  now_ms_ += 2 * options_.max_age_ms;
  EXPECT_EQ(Run().next, Next::kIdle);
  EXPECT_EQ(Ids(), "");
  EXPECT_EQ(Mark(), "v3 2 - - - - -");
}

TEST_F(NotifyPipelineTest, CatchUpIsTheSameWhenItIsToldAgainThoughMoreAlertsHaveGrownOld) {
  Decide("emerging");
  Decide("emerging");
  now_ms_ += options_.max_age_ms + 1;
  Decide("emerging");
  Fail();
  EXPECT_EQ(Run().next, Next::kWait);
  EXPECT_EQ(Mark(), "v3 3 l 0,1 0,1,2 - -");
  now_ms_ += options_.max_age_ms + 1;
  Fail();
  EXPECT_EQ(Run().next, Next::kWait);
  Restart();
  Run();
  EXPECT_EQ(Ids(), "catch-up-a0-a1 catch-up-a0-a1 catch-up-a0-a1 catch-up-a2-a2");
  EXPECT_EQ(told_[0].body, told_[1].body);
  EXPECT_EQ(told_[0].body, told_[2].body);
  EXPECT_EQ(Mark(), "v3 3 - - - - -");
}

TEST_F(NotifyPipelineTest, AlertThatGrowsOldWhileItsReceiverFailsIsCaughtUp) {
  Decide("emerging");
  Fail();
  Run();
  now_ms_ += options_.max_age_ms + 1;
  Run();
  EXPECT_EQ(Ids(), "a0 catch-up-a0-a0");
}

TEST_F(NotifyPipelineTest, CatchUpListsTheWorstHundredAndCountsAll) {
  for (int i = 0; i < 250; ++i) Decide(i == 3 ? "crisis" : i % 2 == 0 ? "major" : "emerging");
  now_ms_ += options_.max_age_ms + 1;
  Run();
  ASSERT_EQ(Ids(), "catch-up-a0-a249");
  const std::string& body = told_[0].body;
  EXPECT_NE(body.find("\"count\":250,"), std::string::npos);
  size_t lines = 0;
  for (size_t at = body.find("\"title\""); at != std::string::npos; at = body.find("\"title\"", at + 1)) ++lines;
  EXPECT_EQ(lines, 100u);
  EXPECT_NE(body.find("\"alerts\":[{\"id\":\"a3\""), std::string::npos);
  EXPECT_EQ(body.find("emerging"), std::string::npos);
}

TEST_F(NotifyPipelineTest, WhatADeletionBlankedMeanwhileIsToldBlank) {
  Row(alerts_++, R"({"id":"a0","event":"opened","level":"major","group":{"title":"secret"}})");
  Fail();
  Run();
  Row(0, R"({"id":"a0","event":"opened","level":"major","group":{"title":""}})");
  Run();
  EXPECT_NE(told_[0].body.find("secret"), std::string::npos);
  EXPECT_EQ(told_[1].body.find("secret"), std::string::npos);
}

TEST_F(NotifyPipelineTest, AlertThatCannotBeReadIsLeftOutAndSaid) {
  Row(alerts_++, "{broken");
  Row(alerts_++, R"({"event":"opened","level":"major"})");
  Decide("emerging");
  CommitBatch batch;
  batch.outbox = {{alerts_++, now_ms_}};  // never stored
  ASSERT_TRUE(memory_.Commit(batch).ok());
  Fail();
  Run();
  EXPECT_EQ(Run().next, Next::kIdle);
  EXPECT_EQ(Ids(), "a2 a2");
  EXPECT_EQ(pipeline_->status().unreadable, 3u);
  EXPECT_EQ(log_[0], "an alert is left out: alert 0 is no JSON object; run `groundswell store verify`");
  EXPECT_EQ(log_[1], "an alert is left out: alert 1 has no id or no event; run `groundswell store verify`");
  EXPECT_EQ(Mark(), "v3 4 - - - - -");
}

TEST_F(NotifyPipelineTest, DamagedMarkIsSaidAndNothingIsTold) {
  for (const char* mark : {"", "7", "7 ", "x 0", "7 0 ", "-1 0", "v2", "v2 1 - -", "v2 1 x - - -", "v2 1 d 3,2 - -",
                           "v3 1 - - 1 - -", "v3 1 - - - 0 -", "v3 9 - - 2,1 - -"}) {
    ASSERT_TRUE(memory_.PutMark("receiver/webhook", mark).ok());
    Restart();
    Decide("emerging");
    EXPECT_EQ(Run().next, Next::kWait) << mark;
    EXPECT_EQ(pipeline_->status().last_error,
              "receiver/webhook: the mark of a receiver cannot be read; run `groundswell store verify`");
  }
  EXPECT_EQ(Ids(), "");
}

TEST_F(NotifyPipelineTest, MarkOfTheFormBeforeIsTakenUp) {
  for (int i = 0; i < 3; ++i) Decide("emerging");
  ASSERT_TRUE(memory_.PutMark("receiver/webhook", "1 0").ok());
  Restart();
  Run();
  EXPECT_EQ(Ids(), "a1 a2");
}

TEST_F(NotifyPipelineTest, MarkOfTheSecondFormIsTakenUpWithWhatWasDoneOutOfOrder) {
  for (int i = 0; i < 5; ++i) Decide("emerging");
  ASSERT_TRUE(memory_.PutMark("receiver/webhook", "v2 1 - - 2,3 -").ok());
  Restart();
  Run();
  EXPECT_EQ(Ids(), "a1 a4");
  EXPECT_EQ(Mark(), "v3 5 - - - - -");
}

// What is erased from the outbox must be marked as told, or its row of the log is lost with the process.
TEST_F(NotifyPipelineTest, TheOutboxMayBeErasedOnlyUpToTheMark) {
  Decide("emerging");
  store_.RefuseMarks(true);
  Run();
  EXPECT_EQ(pipeline_->status().delivered, 1u);
  EXPECT_EQ(pipeline_->status().next, 0u);
  store_.RefuseMarks(false);
  Run();
  EXPECT_EQ(pipeline_->status().next, 1u);
}

TEST_F(NotifyPipelineTest, EveryAlertHasARowInTheLogThatSaysWhatBecameOfIt) {
  Decide("emerging");
  Decide("watch");
  Decide("major");
  now_ms_ += 250;
  Fail();
  Run();
  Run();
  std::string row;
  ASSERT_TRUE(memory_
                  .ScanDeliveries(0,
                                  [&](uint64_t number, std::string_view receiver, std::string_view json) {
                                    if (number == 0) row = std::string(receiver) + " " + std::string(json);
                                    return Status();
                                  })
                  .ok());
  EXPECT_EQ(row,
            "webhook {\"at\":\"2026-03-01T12:00:00.250Z\",\"receiver\":\"webhook\",\"alert\":\"a0\",\"group\":\"g\","
            "\"level\":\"emerging\",\"outcome\":\"sent\",\"message\":\"a0\",\"attempts\":2,\"latency_ms\":250}");
  EXPECT_EQ(LogRows(), (std::vector<std::string>{"0 sent", "2 sent"}));
  EXPECT_EQ(pipeline_->status().unrouted, 1u);
  ExpectEveryAlertIsAccountedFor();
}

}  // namespace
}  // namespace groundswell
