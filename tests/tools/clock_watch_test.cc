// ClockWatch: which delays are a wrong clock and which are a late source, and what is said of it.
#include "tools/clock_watch.h"

#include <gtest/gtest.h>

#include <random>

#include "tests/engine/posts.h"

namespace groundswell {
namespace {

constexpr int64_t kMinuteMs = 60 * kSecondMs;

class ClockWatchTest : public ::testing::Test {
 protected:
  // `count` posts of the channel, `step_ms` apart by the wall, each told by a clock that is `error_ms` ahead and
  // `delay()` on its way.
  template <typename Delay>
  void Send(const std::string& channel, int count, int64_t step_ms, int64_t error_ms, const Delay& delay) {
    for (int i = 0; i < count; ++i, now_ms_ += step_ms) SendOne(channel, now_ms_ - delay() + error_ms);
  }
  void SendOne(const std::string& channel, int64_t time_ms, Outcome outcome = Outcome::kAccepted) {
    InputBlock block;
    BuildBatch({{.id = "x", .time = {time_ms}, .channel = channel}}, &block.posts);
    block.ahead_ms = {time_ms - now_ms_};
    block.outcomes = {outcome};
    watch_.Note(block, now_ms_);
  }
  int64_t Error(std::string_view channel) const {
    for (const ClockError& error : watch_.Errors())
      if (error.channel == channel) return error.error_secs;
    return 0;
  }
  int64_t Between(int64_t low_ms, int64_t high_ms) {
    return low_ms + static_cast<int64_t>(random_() % static_cast<uint64_t>(high_ms - low_ms));
  }

  std::mt19937_64 random_{7};
  int64_t now_ms_ = kTestStart.ms;
  std::vector<std::string> said_;
  ClockWatch watch_{"source s",
                    {{"dates", {.date_only = true}}, {"slow", {.expected_lag_secs = 9 * 3600}}},
                    [this](std::string_view line) { said_.emplace_back(line); },
                    4};
};

TEST_F(ClockWatchTest, ARightClockIsNotSpokenOf) {
  Send("weibo", 300, 5000, 0, [&] { return Between(0, 4 * kMinuteMs); });
  Send("mail", 300, 60000, 0, [&] { return Between(0, 6 * kHourMs); });
  Send("skewed", 300, 5000, kMinuteMs, [&] { return Between(0, 20000); });
  EXPECT_TRUE(watch_.Errors().empty());
  EXPECT_TRUE(said_.empty());
}

TEST_F(ClockWatchTest, AnEarlyZoneIsNamedOnceAndTakenBackWhenItIsMended) {
  Send("weibo", 200, 5000, 8 * kHourMs, [&] { return Between(0, kMinuteMs); });
  EXPECT_EQ(Error("weibo"), 8 * 3600);
  ASSERT_EQ(said_.size(), 1u);
  EXPECT_EQ(said_[0], "source s: its times are 8 h ahead of their arrival: is the time zone of channel weibo right?");
  EXPECT_EQ(watch_.Errors()[0].message, said_[0].substr(10));
  Send("weibo", 200, 5000, 0, [&] { return Between(0, kMinuteMs); });
  EXPECT_TRUE(watch_.Errors().empty());
  ASSERT_EQ(said_.size(), 2u);
  EXPECT_EQ(said_[1], "source s: the times of channel weibo agree with their arrival again");
}

TEST_F(ClockWatchTest, ALateZoneIsNamedWhetherItsPostsTrickleInOrComeAtOnce) {
  Send("weibo", 100, 10000, -8 * kHourMs, [&] { return Between(0, 4 * kMinuteMs); });
  EXPECT_EQ(Error("weibo"), -8 * 3600);
  Send("india", 100, 0, -(5 * kHourMs + 30 * kMinuteMs), [&] { return Between(0, 20000); });
  EXPECT_EQ(Error("india"), -(5 * 3600 + 1800));
  ASSERT_EQ(said_.size(), 2u);
  EXPECT_EQ(said_[1],
            "source s: its times are 5 h 30 min behind their arrival: is the time zone of channel india right?");
}

TEST_F(ClockWatchTest, AClockThatIsSlowByAnyTimeIsNamedOnceItIsSure) {
  Send("till", 40, 20000, -47 * kMinuteMs, [&] { return Between(0, kMinuteMs); });
  EXPECT_EQ(Error("till"), 0) << "it may be one batch";
  Send("till", 100, 20000, -47 * kMinuteMs, [&] { return Between(0, kMinuteMs); });
  EXPECT_NEAR(static_cast<double>(Error("till")), -47 * 60, 60);
  EXPECT_NE(said_.at(0).find("47 min behind their arrival: is the clock of channel till right, or"), std::string::npos);
}

TEST_F(ClockWatchTest, ArchivesAndBackfillsAreNoClocks) {
  // Years ago, at its own pace; a day of posts at once; the last hours of an outage; an old recording at even pace.
  Send("years", 200, 10, -900 * kDayMs, [&] { return Between(0, kDayMs); });
  Send("day", 200, 10, 0, [&] { return Between(0, kDayMs); });
  int64_t behind_ms = 8 * kHourMs;
  Send("outage", 200, 10, 0, [&] { return behind_ms -= 2 * kMinuteMs; });
  Send("recording", 200, 20000, -100 * kDayMs, [] { return 0; });
  EXPECT_TRUE(watch_.Errors().empty());
  EXPECT_TRUE(said_.empty());
}

TEST_F(ClockWatchTest, OneOddPostIsNoClock) {
  Send("weibo", 60, 5000, 0, [&] { return Between(0, kMinuteMs); });
  SendOne("weibo", now_ms_ + 40000 * kDayMs);
  Send("weibo", 60, 5000, 0, [&] { return Between(0, kMinuteMs); });
  EXPECT_TRUE(said_.empty());
}

TEST_F(ClockWatchTest, AFloodFromTheFarFutureIsAWrongClock) {
  Send("weibo", 60, 10, 400 * kDayMs, [] { return 0; });
  EXPECT_EQ(Error("weibo"), 400 * 86400);
  EXPECT_EQ(said_.at(0),
            "source s: its times are 400 days ahead of their arrival: is the clock of channel weibo right?");
}

TEST_F(ClockWatchTest, AChannelIsAllowedTheLagItIsExpectedToHaveAndDatesAreNeverBehind) {
  Send("slow", 200, 20000, -8 * kHourMs, [&] { return Between(0, kMinuteMs); });
  Send("dates", 200, 10, -8 * kHourMs, [] { return 0; });
  EXPECT_TRUE(said_.empty());
  Send("dates", 200, 10, 8 * kHourMs, [] { return 0; });
  EXPECT_EQ(Error("dates"), 8 * 3600) << "but no date lies ahead";
}

TEST_F(ClockWatchTest, WhatWasThereBeforeSaysNothing) {
  for (int i = 0; i < 200; ++i) SendOne("weibo", now_ms_ - 8 * kHourMs, Outcome::kDuplicate);
  for (int i = 0; i < 200; ++i) SendOne("weibo", now_ms_ + 8 * kHourMs, Outcome::kUpdated);
  EXPECT_TRUE(said_.empty());
}

TEST_F(ClockWatchTest, SoManyChannelsAreWatchedAndNoMore) {
  for (const char* channel : {"a", "b", "c", "d", "e"}) Send(channel, 60, 10, 8 * kHourMs, [] { return 0; });
  EXPECT_EQ(watch_.Errors().size(), 4u);
  EXPECT_EQ(WorstErrorSecs({{"a", -10, ""}, {"b", 5, ""}}), -10);
}

}  // namespace
}  // namespace groundswell
