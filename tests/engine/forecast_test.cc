// Forecast: what it says of simple streams, that its bands hold the truth often enough, and its edges.
#include "engine/forecast.h"

#include <gtest/gtest.h>

#include "tests/engine/forecast_feeds.h"

namespace groundswell {
namespace {

class ForecastTest : public ::testing::Test {
 protected:
  // One person each `minutes`, `count` of them after the first.
  EventTime Feed(int count, int minutes) {
    EventTime now{kSimStartMs};
    baseline_.Begin(now, {settings_.prior_people, settings_.prior_hours}, settings_);
    for (int i = 0; i < count; ++i) {
      now.ms += minutes * 60 * kSecondMs;
      baseline_.Add(now, 1, time_);
    }
    return now;
  }
  double HoursFrom(EventTime now, EventTime then) const { return static_cast<double>(then.ms - now.ms) / kHourMs; }

  const BurstSettings settings_;
  const Rhythm rhythm_;
  const OrdinaryTime time_{rhythm_, {}, settings_};
  Baseline baseline_;
};

TEST_F(ForecastTest, ASteadyStreamGoesOn) {
  const EventTime now = Feed(24 * 7, 60);
  const Forecast forecast = ForecastPassing(baseline_, now, 24 * 7, time_);  // by week, for days differ
  EXPECT_GT(forecast.pass_probability, 0.9);
  EXPECT_NEAR(HoursFrom(now, forecast.median), 24 * 7, 24);
  EXPECT_LT(forecast.early, forecast.median);
  EXPECT_LT(forecast.median, forecast.late);
}

TEST_F(ForecastTest, MorePeopleTakeLonger) {
  const EventTime now = Feed(20, 30);
  EventTime last = now;
  for (const uint64_t people : {1, 2, 5, 20, 60}) {
    const Forecast forecast = ForecastPassing(baseline_, now, people, time_);
    EXPECT_GT(forecast.median, last) << people;
    last = forecast.median;
  }
}

TEST_F(ForecastTest, FarMoreThanItBringsIsNever) {
  const EventTime now = Feed(5, 600);
  const Forecast forecast = ForecastPassing(baseline_, now, 100000, time_);
  EXPECT_LT(forecast.pass_probability, 0.01);
  EXPECT_TRUE(forecast.early.is_none() && forecast.median.is_none() && forecast.late.is_none());
}

TEST_F(ForecastTest, AStreamThatFadesMayNotPass) {
  EventTime now = Feed(40, 5);
  now.ms += 3 * kDayMs;
  baseline_.Add(now, 1, time_);
  const Forecast forecast = ForecastPassing(baseline_, now, 60, time_);
  EXPECT_LT(forecast.pass_probability, 0.7);
  EXPECT_TRUE(forecast.late.is_none());
}

TEST_F(ForecastTest, AtItsFirstPersonItSaysLittleAndIsFinite) {
  const EventTime now = Feed(0, 1);
  const Forecast forecast = ForecastPassing(baseline_, now, 4, time_);
  EXPECT_GE(forecast.pass_probability, 0);
  EXPECT_LE(forecast.pass_probability, 1);
}

TEST_F(ForecastTest, WhatIsPlannedComesSooner) {
  const EventTime now = Feed(24 * 4, 60);
  const PlannedSpan sale{now.ms, now.ms + 2 * kDayMs, 4};
  const OrdinaryTime planned(rhythm_, {&sale, 1}, settings_);
  EXPECT_LT(ForecastPassing(baseline_, now, 24, planned).median, ForecastPassing(baseline_, now, 24, time_).median);
}

TEST_F(ForecastTest, IsTheSameEveryTime) {
  const EventTime now = Feed(30, 17);
  const Forecast a = ForecastPassing(baseline_, now, 10, time_), b = ForecastPassing(baseline_, now, 10, time_);
  EXPECT_EQ(a.pass_probability, b.pass_probability);
  EXPECT_EQ(a.late, b.late);
}

TEST(ForecastCoverage, BandsHoldTheTruthInSeventyToNinetyOfAHundred) {
  for (const FeedShape& shape : FeedShapes()) {
    const Coverage coverage = FeedTrial(4).Run(shape, 120);
    EXPECT_GT(coverage.forecasts, 500) << shape.name;
    EXPECT_GE(coverage.share(), 0.70) << shape.name;
    EXPECT_LE(coverage.share(), 0.905) << shape.name;
    EXPECT_LT(coverage.squared_error / coverage.forecasts, 0.1) << shape.name;
  }
}

}  // namespace
}  // namespace groundswell
