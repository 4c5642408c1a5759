#include "serve/notify_throttle.h"

#include <gtest/gtest.h>

#include <random>

#include "serve/notify_cursor.h"

namespace groundswell {
namespace {

TEST(Throttle, NoWindowEverHoldsMoreThanTheLimit) {
  for (const auto& [per_minute, per_second] : {std::pair(20, 0), {1, 0}, {100, 5}, {0, 1}, {7, 2}, {3, 0}}) {
    SCOPED_TRACE(std::to_string(per_minute) + " a minute, " + std::to_string(per_second) + " a second");
    Throttle throttle(per_minute, per_second);
    std::mt19937 random(7);
    std::vector<int64_t> sent;
    for (int64_t now_ms = 1; now_ms < 400'000; now_ms += 1 + random() % 300) {
      if (throttle.WaitMs(now_ms) > 0) continue;
      throttle.Take(now_ms);
      sent.push_back(now_ms);
    }
    ASSERT_GT(sent.size(), 5u);
    for (size_t i = 0, minute = 0, second = 0; i < sent.size(); ++i) {
      while (sent[minute] <= sent[i] - 60'000) ++minute;
      while (sent[second] <= sent[i] - 1'000) ++second;
      if (per_minute > 0) {
        EXPECT_LE(i - minute + 1, static_cast<size_t>(per_minute));
      }
      if (per_second > 0) {
        EXPECT_LE(i - second + 1, static_cast<size_t>(per_second));
      }
    }
  }
}

TEST(Throttle, BurstGoesAtOnceAndTheRestAtAnEvenPace) {
  Throttle throttle(20, 0);
  EXPECT_EQ(throttle.Available(1), 10);
  for (int i = 0; i < 10; ++i) throttle.Take(1);
  EXPECT_EQ(throttle.Available(1), 0);
  EXPECT_EQ(throttle.WaitMs(1), 6'000);
  EXPECT_EQ(throttle.WaitMs(4'001), 2'000);
  EXPECT_EQ(throttle.WaitMs(6'001), 0);
  EXPECT_DOUBLE_EQ(throttle.Room(6'001, 12'000), 3);
}

TEST(Throttle, WithoutLimitsNothingWaits) {
  Throttle throttle(0, 0);
  for (int i = 0; i < 1000; ++i) throttle.Take(1);
  EXPECT_EQ(throttle.WaitMs(1), 0);
  EXPECT_EQ(throttle.ToText(), "-");
}

TEST(Throttle, WhatTheReceiverAsksForHoldsBesideTheLimitsAndOverARestart) {
  for (const int per_minute : {0, 20}) {
    Throttle before(per_minute, 0), after(per_minute, 0);
    before.HoldUntil(90'000);
    EXPECT_EQ(before.WaitMs(1'000), 89'000);
    after.FromText(before.ToText());
    EXPECT_EQ(after.WaitMs(31'000), 59'000);
    EXPECT_EQ(after.WaitMs(90'000), 0);
    after.HoldUntil(90'000 + 2 * kHoldMsMax);
    EXPECT_EQ(after.WaitMs(90'000), kHoldMsMax);
  }
}

TEST(Throttle, StateOutlivesARestart) {
  Throttle before(20, 0), after(20, 0);
  for (int i = 0; i < 10; ++i) before.Take(1'000);
  after.FromText(before.ToText());
  EXPECT_EQ(after.WaitMs(1'000), 6'000);
  after.FromText("nonsense");
  EXPECT_EQ(after.WaitMs(1'000), 6'000);
}

TEST(Throttle, WallThatIsSetBackFillsNothing) {
  Throttle throttle(20, 0);
  for (int i = 0; i < 10; ++i) throttle.Take(100'000);
  EXPECT_EQ(throttle.WaitMs(50'000), 6'000);
  EXPECT_EQ(throttle.WaitMs(53'000), 3'000);
}

TEST(NotifyCursor, IsReadAsItWasWritten) {
  NotifyCursor cursor;
  cursor.seen = 12;
  cursor.flight_kind = FlightKind::kDigest;
  cursor.flight = {8, 11};
  cursor.waiting = {8, 10, 11};
  cursor.open = {{3, 77}, {8, 1'772'366'400'000}};
  cursor.throttle = "5 1.000000 2.000000";
  EXPECT_EQ(cursor.Format(), "v3 12 d 8,11 8,10,11 3@77,8@1772366400000 5 1.000000 2.000000");
  const auto read = NotifyCursor::Parse(cursor.Format());
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(read->Format(), cursor.Format());
  EXPECT_EQ(read->open, cursor.open);
  EXPECT_EQ(NotifyCursor::Parse(NotifyCursor{}.Format())->seen, 0u);
  const auto before = NotifyCursor::Parse("v2 7 d 8,11 9,10 5 1.000000 2.000000");
  ASSERT_TRUE(before.ok());
  EXPECT_EQ(before->seen, 7u);
  EXPECT_EQ(before->done, (std::set<uint64_t>{9, 10}));
  EXPECT_EQ(before->throttle, cursor.throttle);
}

}  // namespace
}  // namespace groundswell
