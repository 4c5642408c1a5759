// What a source's custom is taken to be, and when its silence is longer: whole weeks of it, without a clock.
#include "serve/source_pace.h"

#include <gtest/gtest.h>

namespace groundswell {
namespace {

constexpr int64_t kMondayMs = 1'772'409'600'000;  // 2026-03-02T00:00:00Z
constexpr int64_t kMinuteMs = 60'000;

class SourcePaceTest : public testing::Test {
 protected:
  // Minute by minute until `until_ms`; `brings` says whether something came in the minute.
  template <typename Brings>
  void Live(int64_t until_ms, const Brings& brings) {
    for (; now_ms_ < until_ms; now_ms_ += kMinuteMs) {
      pace_.Note(now_ms_, brings(now_ms_));
      const auto limit_ms = pace_.LimitMs(now_ms_);
      if (limit_ms && pace_.SilenceMs(now_ms_) >= *limit_ms) ++told_;
    }
  }
  static bool ByDay(int64_t ms) {
    const int64_t hour = ms / kHourMs % 24;
    return hour >= 8 && hour < 22;
  }
  static bool OnWeekdays(int64_t ms) { return (ms - kMondayMs) / kDayMs % 7 < 5; }

  SourcePace pace_{ZoneOffset{}};
  int64_t now_ms_ = kMondayMs;
  int told_ = 0;
};

TEST_F(SourcePaceTest, NothingIsToldBeforeADayWasWatched) {
  Live(kMondayMs + 6 * kHourMs, [](int64_t) { return true; });
  Live(kMondayMs + 23 * kHourMs, [](int64_t) { return false; });
  EXPECT_EQ(told_, 0);
  EXPECT_FALSE(pace_.LimitMs(now_ms_));
}

TEST_F(SourcePaceTest, SteadySourceThatFallsSilentIsToldOfAfterAQuarterOfAnHour) {
  Live(kMondayMs + 2 * kDayMs, [](int64_t) { return true; });
  EXPECT_EQ(told_, 0);
  Live(kMondayMs + 2 * kDayMs + 14 * kMinuteMs, [](int64_t) { return false; });
  EXPECT_EQ(told_, 0);
  Live(kMondayMs + 2 * kDayMs + 16 * kMinuteMs, [](int64_t) { return false; });
  EXPECT_GT(told_, 0);
}

TEST_F(SourcePaceTest, SourceThatSleepsAtNightAndAtWeekendsIsLeftToSleep) {
  const auto brings = [](int64_t ms) { return ByDay(ms) && OnWeekdays(ms); };
  Live(kMondayMs + 28 * kDayMs, brings);
  told_ = 0;
  Live(kMondayMs + 42 * kDayMs, brings);
  EXPECT_EQ(told_, 0);
  // On Monday the fortieth it breaks at noon, and that is told by one.
  Live(kMondayMs + 42 * kDayMs + 12 * kHourMs, brings);
  EXPECT_EQ(told_, 0);
  Live(kMondayMs + 42 * kDayMs + 13 * kHourMs, [](int64_t) { return false; });
  EXPECT_GT(told_, 0);
}

TEST_F(SourcePaceTest, OneBadDayMakesNoRule) {
  const auto steady = [](int64_t) { return true; };
  Live(kMondayMs + 15 * kDayMs, steady);
  const auto before = pace_.UsualMs(now_ms_ + 12 * kHourMs);
  Live(kMondayMs + 15 * kDayMs + 10 * kHourMs, steady);
  Live(kMondayMs + 15 * kDayMs + 16 * kHourMs, [](int64_t) { return false; });
  Live(kMondayMs + 16 * kDayMs, steady);
  EXPECT_EQ(pace_.UsualMs(now_ms_ + 12 * kHourMs), before);
}

TEST_F(SourcePaceTest, StandsAsItWasAfterSavingAndTheTimeBetweenIsNoSilence) {
  Live(kMondayMs + 8 * kDayMs, ByDay);
  std::string bytes;
  ByteWriter writer(&bytes);
  pace_.Save(&writer);
  SourcePace other{ZoneOffset{}};
  ByteReader reader(bytes);
  ASSERT_TRUE(other.Load(&reader));
  EXPECT_TRUE(reader.done());
  const int64_t noon_ms = now_ms_ + 12 * kHourMs;
  EXPECT_EQ(other.LimitMs(noon_ms), pace_.LimitMs(noon_ms));
  other.Begin(noon_ms);
  EXPECT_EQ(other.SilenceMs(noon_ms + kMinuteMs), kMinuteMs);
  ByteReader cut(std::string_view(bytes).substr(0, bytes.size() - 1));
  EXPECT_FALSE(other.Load(&cut));
}

}  // namespace
}  // namespace groundswell
