// The notifier without thread, network and clock: what is told, in which order, and what each answer does.
#include "serve/outbox_delivery.h"

#include <gtest/gtest.h>

#include <deque>

#include "storage/memory_store.h"
#include "tests/storage/faulty_store.h"

namespace groundswell {
namespace {

constexpr int64_t kStartMs = 1'772'366'400'000;  // 2026-03-01T12:00:00Z
using Next = OutboxDelivery::Next;

struct Told {
  std::string id, body;
  int64_t now_secs;
};

class OutboxDeliveryTest : public testing::Test {
 protected:
  OutboxDeliveryTest() { Restart(); }

  void Restart() {
    delivery_ = std::make_unique<OutboxDelivery>(
        &store_, options_,
        [this](std::string_view id, std::string_view body, int64_t now_secs) {
          told_.push_back({std::string(id), std::string(body), now_secs});
          if (answers_.empty()) return WebhookAnswer{.status = 204, .retry_after_secs = {}, .error = {}};
          const WebhookAnswer answer = answers_.front();
          answers_.pop_front();
          return answer;
        },
        [this] { return now_ms_; }, [this](std::string_view line) { log_.emplace_back(line); });
  }

  // Commits an alert that is decided now; `is_told` puts it into the outbox.
  void Decide(const std::string& level, const std::string& previous_level = "none", bool is_told = true) {
    const uint64_t number = alerts_++;
    Row(number,
        "{\"id\":\"a" + std::to_string(number) + "\",\"event\":\"opened\",\"level\":\"" + level +
            "\",\"previous_level\":\"" + previous_level +
            "\",\"at\":\"2026-03-01T11:59:00.000Z\",\"group\":{\"id\":\"g\",\"org\":\"海桥银行\",\"title\":\"t" +
            std::to_string(number) + "\"}}",
        is_told);
  }
  void DecideCritical() {
    const uint64_t number = alerts_++;
    Row(number, "{\"id\":\"a" + std::to_string(number) +
                    "\",\"event\":\"critical_post\",\"level\":\"none\",\"previous_level\":\"none\","
                    "\"at\":\"2026-03-01T11:59:00.000Z\",\"group\":{\"id\":\"g\",\"org\":null,\"title\":\"t\"}}");
  }
  void Row(uint64_t number, const std::string& json, bool is_told = true) {
    CommitBatch batch;
    batch.alerts = {{number, json}};
    if (is_told) batch.outbox = {{number, now_ms_}};
    ASSERT_TRUE(memory_.Commit(batch).ok());
  }
  void Answer(int status, std::optional<int64_t> retry_after_secs = {}) {
    answers_.push_back(
        {.status = status, .retry_after_secs = retry_after_secs, .error = status == 0 ? "timed out" : ""});
  }
  // Steps until there is nothing to do at once.
  OutboxDelivery::Outcome Run() {
    OutboxDelivery::Outcome outcome = delivery_->Step();
    while (outcome.next == Next::kAgain) outcome = delivery_->Step();
    return outcome;
  }
  std::string Ids() const {
    std::string ids;
    for (const Told& told : told_) ids += (ids.empty() ? "" : " ") + told.id;
    return ids;
  }
  // The numbers in the outbox, in their order.
  std::vector<uint64_t> Outbox() const {
    std::vector<uint64_t> numbers;
    EXPECT_TRUE(
        memory_.ScanOutbox(0, [&](uint64_t number, int64_t) { return numbers.push_back(number), Status(); }).ok());
    return numbers;
  }
  std::string Mark() const { return memory_.ReadMark("receiver/webhook")->value_or("none"); }

  MemoryStore memory_;
  FaultyStore store_{&memory_, {}};
  DeliveryOptions options_;
  int64_t now_ms_ = kStartMs;
  uint64_t alerts_ = 0;
  std::deque<WebhookAnswer> answers_;
  std::vector<Told> told_;
  std::vector<std::string> log_;
  std::unique_ptr<OutboxDelivery> delivery_;
};

TEST_F(OutboxDeliveryTest, NothingInTheOutboxIsNothingToTellOrToRemember) {
  EXPECT_EQ(Run().next, Next::kIdle);
  EXPECT_EQ(Ids(), "");
  EXPECT_EQ(Mark(), "none");
}

TEST_F(OutboxDeliveryTest, AlertIsToldAsItStandsInTheStore) {
  Decide("emerging");
  now_ms_ += 40;
  EXPECT_EQ(Run().next, Next::kIdle);
  ASSERT_EQ(Ids(), "a0");
  EXPECT_EQ(told_[0].body,
            R"({"type":"alert.opened","timestamp":"2026-03-01T12:00:00.000Z","data":{"id":"a0","event":"opened",)"
            R"("level":"emerging","previous_level":"none","at":"2026-03-01T11:59:00.000Z",)"
            R"("group":{"id":"g","org":"海桥银行","title":"t0"}}})");
  EXPECT_EQ(told_[0].now_secs, kStartMs / 1000);
  const DeliveryStatus status = delivery_->status();
  EXPECT_EQ(status.delivered, 1u);
  EXPECT_EQ(status.messages, 1u);
  EXPECT_EQ(status.latency_counts[2], 1u);  // above 25 ms, at most 50
  EXPECT_DOUBLE_EQ(status.latency_sum_secs, 0.04);
}

TEST_F(OutboxDeliveryTest, ToldAlertsLeaveTheOutboxAndTheMarkIsBehindThem) {
  for (int i = 0; i < 3; ++i) Decide("major");
  Run();
  EXPECT_EQ(Ids(), "a0 a1 a2");
  EXPECT_EQ(Mark(), "3 0");
  EXPECT_EQ(Outbox().size(), 0u);
  Decide("major");
  Run();
  EXPECT_EQ(Ids(), "a0 a1 a2 a3");
}

TEST_F(OutboxDeliveryTest, OnlyWhatRoseToOrFellFromTheReceiversLevelIsTold) {
  Decide("watch");
  Decide("emerging");
  Decide("watch", "emerging");
  Decide("none", "watch");
  Decide("none", "crisis");
  Decide("crisis", "none", false);  // not to be delivered at all
  Run();
  EXPECT_EQ(Ids(), "a1 a2 a4");
  EXPECT_EQ(Mark(), "5 0");
}

TEST_F(OutboxDeliveryTest, APostThatCannotWaitIsToldAtAnyLevel) {
  Decide("watch");
  DecideCritical();
  Run();
  EXPECT_EQ(Ids(), "a1");
}

TEST_F(OutboxDeliveryTest, FailedAttemptIsRepeatedWithTheSameIdAndBodyAndTheOthersWait) {
  Decide("emerging");
  Decide("emerging");
  Answer(500);
  Answer(0);
  Answer(404);
  for (int i = 0; i < 3; ++i) EXPECT_EQ(Run().next, Next::kWait);
  EXPECT_EQ(Mark(), "none");
  EXPECT_TRUE(delivery_->status().is_failing);
  EXPECT_EQ(delivery_->status().failed_attempts, 3u);
  EXPECT_EQ(delivery_->status().last_error, "alert a0 was not taken: the receiver answered 404");
  now_ms_ += 5000;
  EXPECT_EQ(Run().next, Next::kIdle);
  EXPECT_EQ(Ids(), "a0 a0 a0 a0 a1");
  EXPECT_EQ(told_[3].body, told_[0].body);
  EXPECT_EQ(told_[3].now_secs, told_[0].now_secs + 5);
  EXPECT_FALSE(delivery_->status().is_failing);
}

TEST_F(OutboxDeliveryTest, BackOffDoublesWithJitterUpToItsBound) {
  Decide("emerging");
  int64_t most = 1'000;
  for (int attempt = 0; attempt < 40; ++attempt) {
    Answer(500);
    const auto outcome = Run();
    EXPECT_EQ(outcome.next, Next::kWait);
    EXPECT_LE(outcome.wait_ms, most) << attempt;
    EXPECT_GE(outcome.wait_ms, most / 2) << attempt;
    most = std::min<int64_t>(most * 2, 300'000);
  }
  // The first, and then ever fewer of them.
  EXPECT_EQ(log_.size(), 6u);
}

TEST_F(OutboxDeliveryTest, SuccessBeginsTheBackOffAnew) {
  Decide("emerging");
  for (int i = 0; i < 8; ++i) Answer(500);
  for (int i = 0; i < 8; ++i) Run();
  Run();
  EXPECT_EQ(log_.back(), "the receiver takes alerts again after 8 failed attempts");
  Decide("emerging");
  Answer(500);
  EXPECT_LE(Run().wait_ms, 1'000);
}

TEST_F(OutboxDeliveryTest, RetryAfterIsObeyedWithin429And503) {
  Decide("emerging");
  Answer(429, 30);
  EXPECT_EQ(Run().wait_ms, 30'000);
  Answer(503, 7200);
  EXPECT_EQ(Run().wait_ms, 7'200'000);
  Answer(503, int64_t{1} << 40);
  EXPECT_EQ(Run().wait_ms, 86'400'000);
  Answer(429, 0);
  EXPECT_EQ(Run().wait_ms, 1'000);
  Answer(500, 30);
  EXPECT_LE(Run().wait_ms, 16'000);
}

TEST_F(OutboxDeliveryTest, GoneReceiverGetsNothingMoreUntilARestart) {
  Decide("emerging");
  Answer(410);
  EXPECT_EQ(Run().next, Next::kDisabled);
  EXPECT_TRUE(delivery_->status().is_disabled);
  EXPECT_EQ(log_.back(),
            "alert a0 was not taken: the receiver answered 410: it is gone and gets nothing more until a restart");
  Decide("emerging");
  EXPECT_EQ(Run().next, Next::kDisabled);
  EXPECT_EQ(Ids(), "a0");
  Restart();
  Run();
  EXPECT_EQ(Ids(), "a0 a0 a1");
}

TEST_F(OutboxDeliveryTest, RedirectSaysWhatToDo) {
  Decide("emerging");
  Answer(301);
  Run();
  EXPECT_EQ(
      delivery_->status().last_error,
      "alert a0 was not taken: the receiver answered 301, and redirects are not followed: give its final address");
}

TEST_F(OutboxDeliveryTest, DeathBetweenAnswerAndMarkTellsTheSameAgainAndLosesNothing) {
  for (int i = 0; i < 3; ++i) Decide("emerging");
  EXPECT_EQ(delivery_->Step().next, Next::kAgain);
  store_.RefuseMarks(true);
  EXPECT_EQ(delivery_->Step().next, Next::kAgain);
  EXPECT_EQ(log_.back(), "the mark 'receiver/webhook' was not written: marks fail by design");
  store_.RefuseMarks(false);
  Restart();
  Run();
  EXPECT_EQ(Ids(), "a0 a1 a1 a2");
  EXPECT_EQ(told_[1].body, told_[2].body);
  EXPECT_EQ(Mark(), "3 0");
}

TEST_F(OutboxDeliveryTest, MarkThatWasNotWrittenIsWrittenLaterAndTheAlertIsNotToldAgain) {
  Decide("emerging");
  store_.RefuseMarks(true);
  EXPECT_EQ(Run().next, Next::kWait);
  EXPECT_TRUE(delivery_->status().is_failing);
  store_.RefuseMarks(false);
  EXPECT_EQ(Run().next, Next::kIdle);
  EXPECT_EQ(Mark(), "1 0");
  EXPECT_EQ(Ids(), "a0");
  EXPECT_FALSE(delivery_->status().is_failing);
}

TEST_F(OutboxDeliveryTest, LateAlertsAreToldTogetherWorstFirstAndFreshOnesAfterThemSingly) {
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
  EXPECT_EQ(delivery_->status().delivered, 5u);
  EXPECT_EQ(delivery_->status().late, 4u);
  EXPECT_EQ(delivery_->status().messages, 2u);
  EXPECT_EQ(Mark(), "6 0");
  EXPECT_EQ(log_.back(), "4 late alerts were told in one message");
}

TEST_F(OutboxDeliveryTest, AlertExactlyAsOldAsAllowedIsTold) {
  Decide("emerging");
  now_ms_ += options_.max_age_ms;
  Run();
  EXPECT_EQ(Ids(), "a0");
}

TEST_F(OutboxDeliveryTest, OldAlertsBelowTheLevelMakeNoCatchUp) {
  Decide("watch");
  Decide("watch");
  now_ms_ += 2 * options_.max_age_ms;
  EXPECT_EQ(Run().next, Next::kIdle);
  EXPECT_EQ(Ids(), "");
  EXPECT_EQ(Mark(), "2 0");
}

TEST_F(OutboxDeliveryTest, CatchUpIsTheSameWhenItIsToldAgainThoughMoreAlertsHaveGrownOld) {
  Decide("emerging");
  Decide("emerging");
  now_ms_ += options_.max_age_ms + 1;
  Decide("emerging");
  Answer(0);
  EXPECT_EQ(Run().next, Next::kWait);
  EXPECT_EQ(Mark(), "0 2");
  now_ms_ += options_.max_age_ms + 1;
  Answer(0);
  EXPECT_EQ(Run().next, Next::kWait);
  Restart();
  Run();
  EXPECT_EQ(Ids(), "catch-up-a0-a1 catch-up-a0-a1 catch-up-a0-a1 catch-up-a2-a2");
  EXPECT_EQ(told_[0].body, told_[1].body);
  EXPECT_EQ(told_[0].body, told_[2].body);
  EXPECT_EQ(Mark(), "3 0");
}

TEST_F(OutboxDeliveryTest, AlertThatGrowsOldWhileItsReceiverFailsIsCaughtUp) {
  Decide("emerging");
  Answer(500);
  Run();
  now_ms_ += options_.max_age_ms + 1;
  Run();
  EXPECT_EQ(Ids(), "a0 catch-up-a0-a0");
}

TEST_F(OutboxDeliveryTest, CatchUpListsTheWorstHundredAndCountsAll) {
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

TEST_F(OutboxDeliveryTest, WhatADeletionBlankedMeanwhileIsToldBlank) {
  Row(alerts_++, R"({"id":"a0","event":"opened","level":"major","group":{"title":"secret"}})");
  Answer(500);
  Run();
  Row(0, R"({"id":"a0","event":"opened","level":"major","group":{"title":""}})");
  Run();
  EXPECT_NE(told_[0].body.find("secret"), std::string::npos);
  EXPECT_EQ(told_[1].body.find("secret"), std::string::npos);
}

TEST_F(OutboxDeliveryTest, AlertThatCannotBeReadIsLeftOutAndSaid) {
  Row(alerts_++, "{broken");
  Row(alerts_++, R"({"event":"opened","level":"major"})");
  Decide("emerging");
  CommitBatch batch;
  batch.outbox = {{alerts_++, now_ms_}};  // never stored
  ASSERT_TRUE(memory_.Commit(batch).ok());
  Answer(500);
  Run();
  EXPECT_EQ(Run().next, Next::kIdle);
  EXPECT_EQ(Ids(), "a2 a2");
  EXPECT_EQ(delivery_->status().unreadable, 3u);
  EXPECT_EQ(log_[0], "an alert is left out: alert 0 is no JSON object; run `groundswell store verify`");
  EXPECT_EQ(log_[1], "an alert is left out: alert 1 has no id or no event; run `groundswell store verify`");
  EXPECT_EQ(Mark(), "4 0");
}

TEST_F(OutboxDeliveryTest, DamagedMarkIsSaidAndNothingIsTold) {
  for (const char* mark : {"", "7", "7 ", "x 0", "7 0 ", "-1 0"}) {
    ASSERT_TRUE(memory_.PutMark("receiver/webhook", mark).ok());
    Restart();
    Decide("emerging");
    EXPECT_EQ(Run().next, Next::kWait) << mark;
    EXPECT_EQ(delivery_->status().last_error,
              "the mark 'receiver/webhook' cannot be read; run `groundswell store verify`");
  }
  EXPECT_EQ(Ids(), "");
}

TEST_F(OutboxDeliveryTest, LongQueueIsErasedOnTheWay) {
  for (int i = 0; i < 1500; ++i) Decide("emerging");
  for (int i = 0; i < 1100; ++i) EXPECT_EQ(delivery_->Step().next, Next::kAgain);
  EXPECT_EQ(Outbox()[0], 1024u);
}

}  // namespace
}  // namespace groundswell
