// Rhythm and OrdinaryTime: weeks, what is learned and what is not, what is planned, and bytes that come back.
#include "engine/baseline_rhythm.h"

#include <gtest/gtest.h>

#include "tests/engine/burst_simulation.h"

namespace groundswell {
namespace {

constexpr int64_t kWeekMs = 7 * kDayMs;

class RhythmTest : public ::testing::Test {
 protected:
  // Posts at the real rhythm, so many a day, `factor` times as many where planned.
  void Learn(Rhythm* rhythm, int days, double posts_a_day, const std::vector<PlannedSpan>& planned = {}) {
    for (int64_t pane = 0; pane < days * kSimPanesADay; ++pane) {
      const EventTime now{kSimStartMs + pane * kSimPaneMs};
      double rate = posts_a_day / kSimPanesADay * RealFactor(pane);
      for (const PlannedSpan& span : planned)
        if (span.from_ms <= now.ms && now.ms < span.to_ms) rate *= span.factor;
      if (const uint32_t posts = draws_.Poisson(rate); posts > 0) rhythm->Count(now, posts, planned, settings_);
    }
  }
  double At(const Rhythm& rhythm, int day, int hour) const {
    return rhythm.FactorAt({kSimStartMs + day * kDayMs + hour * kHourMs}, settings_);
  }

  const BurstSettings settings_;
  Draws draws_{1};
};

TEST_F(RhythmTest, AWeekHasItsHours) {
  Rhythm rhythm;
  EXPECT_NEAR(rhythm.HoursBetween(kSimStartMs, kSimStartMs + kWeekMs, settings_), kWeekHours, 1e-3);
  EXPECT_NEAR(rhythm.HoursBetween(kSimStartMs + 12345678, kSimStartMs + 12345678 + 9 * kWeekMs, settings_),
              9 * kWeekHours, 1e-3);
  Learn(&rhythm, 20, 500);
  EXPECT_NEAR(rhythm.HoursBetween(kSimStartMs + kHourMs, kSimStartMs + kHourMs + kWeekMs, settings_), kWeekHours, 1e-3);
}

TEST_F(RhythmTest, HoursAddUp) {
  const Rhythm rhythm;
  const int64_t a = kSimStartMs + 777'777, b = a + 5 * kDayMs + 999'999, c = b + 17 * kHourMs;
  EXPECT_NEAR(rhythm.HoursBetween(a, b, settings_) + rhythm.HoursBetween(b, c, settings_),
              rhythm.HoursBetween(a, c, settings_), 1e-9);
  EXPECT_EQ(rhythm.HoursBetween(b, a, settings_), 0);
}

TEST_F(RhythmTest, TheShippedOneHasNightsAndWeekends) {
  const Rhythm rhythm;
  EXPECT_LT(At(rhythm, 1, 3), 0.5);
  EXPECT_GT(At(rhythm, 1, 10), 1.2);
  EXPECT_LT(At(rhythm, 5, 10), At(rhythm, 0, 10));
}

TEST_F(RhythmTest, FollowsTheZone) {
  const Rhythm rhythm;
  BurstSettings utc;
  utc.zone_minutes = 0;
  EXPECT_EQ(rhythm.FactorAt({kSimStartMs + 8 * kHourMs}, utc), rhythm.FactorAt({kSimStartMs}, settings_));
}

TEST_F(RhythmTest, IsDrawnToTheOrganisationsOwn) {
  Rhythm rhythm;
  Learn(&rhythm, 42, 500);
  for (int day = 0; day < 7; ++day)
    for (int hour = 0; hour < 24; ++hour)
      EXPECT_NEAR(At(rhythm, day, hour), RealFactor((day * 24 + hour) * 6), 0.25 * At(rhythm, day, hour) + 0.08)
          << day << " " << hour;
}

TEST_F(RhythmTest, FewPostsTeachLittle) {
  Rhythm rhythm;
  const double before = At(rhythm, 0, 9);
  Learn(&rhythm, 14, 1);
  EXPECT_NEAR(At(rhythm, 0, 9), before, 0.1 * before);
}

TEST_F(RhythmTest, ABurstAtNightTeachesLittle) {
  Rhythm quiet, burst;
  Learn(&quiet, 21, 200);
  draws_ = Draws(1);
  Learn(&burst, 21, 200);
  const int64_t night_ms = kSimStartMs + 21 * kDayMs + 3 * kHourMs;
  burst.Count({night_ms}, 50000, {}, settings_);
  burst.Count({night_ms + 2 * kHourMs}, 1, {}, settings_);
  quiet.Count({night_ms + 2 * kHourMs}, 1, {}, settings_);
  EXPECT_LT(At(burst, 0, 3), 1.4 * At(quiet, 0, 3));
}

TEST_F(RhythmTest, WhatIsPlannedTeachesNothing) {
  Rhythm rhythm;
  std::vector<PlannedSpan> saturdays;
  for (int week = 0; week < 6; ++week)
    saturdays.push_back({kSimStartMs + (week * 7 + 5) * kDayMs, kSimStartMs + (week * 7 + 6) * kDayMs, 5});
  Learn(&rhythm, 42, 500, saturdays);
  EXPECT_NEAR(At(rhythm, 5, 12), At(rhythm, 6, 12), 0.15);
}

TEST_F(RhythmTest, LoadsWhatItSavedAndGoesOnAlike) {
  Rhythm rhythm, loaded;
  Learn(&rhythm, 10, 300);
  std::string bytes;
  ByteWriter writer(&bytes);
  rhythm.Save(&writer);
  ByteReader reader(bytes);
  ASSERT_TRUE(loaded.Load(&reader) && reader.done());
  const EventTime later{kSimStartMs + 11 * kDayMs};
  for (Rhythm* each : {&rhythm, &loaded}) each->Count(later, 7, {}, settings_);
  std::string again, loaded_again;
  ByteWriter a(&again), b(&loaded_again);
  rhythm.Save(&a);
  loaded.Save(&b);
  EXPECT_EQ(again, loaded_again);
  for (int hour = 0; hour < kWeekHours; ++hour) EXPECT_EQ(At(rhythm, 0, hour), At(loaded, 0, hour));
  ByteReader short_reader(std::string_view(bytes).substr(0, 20));
  EXPECT_FALSE(loaded.Load(&short_reader));
}

TEST_F(RhythmTest, ALongSilenceEndsSoon) {
  Rhythm rhythm;
  Learn(&rhythm, 3, 300);
  rhythm.Count({kSimStartMs + 4000 * kDayMs}, 1, {}, settings_);
  rhythm.Count({kSimStartMs + 4001 * kDayMs}, 1, {}, settings_);
  EXPECT_GT(At(rhythm, 0, 9), 0);
}

TEST_F(RhythmTest, OrdinaryTimeMultipliesWhatIsPlanned) {
  const Rhythm rhythm;
  const std::vector<PlannedSpan> planned = {{kSimStartMs + kDayMs, kSimStartMs + 2 * kDayMs, 3},
                                            {kSimStartMs + 2 * kDayMs, kSimStartMs + 3 * kDayMs, 0.5}};
  const OrdinaryTime time(rhythm, planned, settings_);
  const auto plain = [&](int from, int to) {
    return rhythm.HoursBetween(kSimStartMs + from * kDayMs, kSimStartMs + to * kDayMs, settings_);
  };
  EXPECT_NEAR(time.HoursBetween(kSimStartMs, kSimStartMs + 4 * kDayMs),
              plain(0, 1) + 3 * plain(1, 2) + 0.5 * plain(2, 3) + plain(3, 4), 1e-9);
  EXPECT_NEAR(time.HoursBetween(kSimStartMs + kDayMs, kSimStartMs + 2 * kDayMs), 3 * plain(1, 2), 1e-9);
}

TEST_F(RhythmTest, AfterIsTheInverse) {
  const Rhythm rhythm;
  const PlannedSpan sale{kSimStartMs + kDayMs, kSimStartMs + 2 * kDayMs, 3};
  const OrdinaryTime time(rhythm, {&sale, 1}, settings_);
  for (const double hours : {0.001, 0.5, 7.0, 40.0, 500.0}) {
    const int64_t then = time.After(kSimStartMs + 333, hours);
    EXPECT_GE(time.HoursBetween(kSimStartMs + 333, then), hours);
    EXPECT_LT(time.HoursBetween(kSimStartMs + 333, then - 1), hours);
  }
  EXPECT_EQ(time.After(kSimStartMs, 0), kSimStartMs);
}

}  // namespace
}  // namespace groundswell
