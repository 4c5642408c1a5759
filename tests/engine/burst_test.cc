// TestBurst: each window on its own case, and the simulated organisations: ordinary days are none, changes are found.
#include "engine/burst.h"

#include <gtest/gtest.h>

#include "tests/engine/burst_trials.h"

namespace groundswell {
namespace {

constexpr uint64_t kWatched = 100;

class BurstTest : public ::testing::Test {
 protected:
  static EventTime At(double days) { return {kSimStartMs + static_cast<int64_t>(days * kDayMs)}; }
  Baseline Steady(int days, double people_a_day) {
    Baseline baseline;
    baseline.Begin(At(0), {settings_.prior_people, settings_.prior_hours}, settings_);
    double due = 0;
    for (int64_t pane = 0; pane < days * kSimPanesADay; ++pane) {
      const int64_t from_ms = kSimStartMs + pane * kSimPaneMs;
      due += people_a_day / 24 * time_.HoursBetween(from_ms, from_ms + kSimPaneMs);
      const auto people = static_cast<uint32_t>(due);
      due -= people;
      if (people > 0) baseline.Add({from_ms}, people, time_);
    }
    baseline.AdvanceTo(At(days), time_);
    return baseline;
  }

  const BurstSettings settings_;
  const Rhythm rhythm_;
  const OrdinaryTime time_{rhythm_, {}, settings_};
};

TEST_F(BurstTest, AStreamThatGoesOnIsNone) { EXPECT_LT(TestBurst(Steady(20, 100), time_).surprise, 1); }

TEST_F(BurstTest, AnEmptyOneIsNone) {
  Baseline baseline;
  baseline.Begin(At(0), {settings_.prior_people, settings_.prior_hours}, settings_);
  EXPECT_EQ(TestBurst(baseline, time_).surprise, 0);
}

TEST_F(BurstTest, TooFewPeopleAreNone) {
  Baseline baseline = Steady(20, 0.04);
  baseline.Add(At(20), settings_.people_min - 1, time_);
  EXPECT_EQ(TestBurst(baseline, time_).surprise, 0);
}

TEST_F(BurstTest, ANewGroupThatBringsManyAtOnceIsSeenInItsFirstPane) {
  Baseline baseline;
  baseline.Begin(At(0.5), {settings_.prior_people, settings_.prior_hours}, settings_);
  for (int i = 0; i < 4; ++i) baseline.Add(At(0.5), 1, time_);
  const BurstFigures figures = TestBurst(baseline, time_);
  EXPECT_GT(figures.surprise, 6);
  EXPECT_EQ(figures.window, BurstWindow::kPane);
  EXPECT_EQ(figures.people, 4u);
}

TEST_F(BurstTest, APlannedEventIsNone) {
  Baseline baseline = Steady(20, 300);
  const PlannedSpan sale{At(20).ms, At(21).ms, 8};
  const OrdinaryTime planned(rhythm_, {&sale, 1}, settings_);
  baseline.Add(At(20.4), 24, planned);
  EXPECT_GT(TestBurst(baseline, time_).surprise, 5);
  EXPECT_LT(TestBurst(baseline, planned).surprise, 2);
}

TEST_F(BurstTest, WhatWasToldIsNoNewsForAWeek) {
  Baseline baseline = Steady(20, 24);
  for (int hour = 0; hour < 24; ++hour) baseline.Add({At(20).ms + hour * kHourMs}, 4, time_);
  EXPECT_GT(TestBurst(baseline, time_).surprise, 6);
  baseline.Tell(At(20.99), time_);
  for (int hour = 0; hour < 48; ++hour) {
    baseline.Add({At(21).ms + hour * kHourMs}, 4, time_);
    EXPECT_LT(TestBurst(baseline, time_).surprise, 4) << hour;
  }
}

TEST_F(BurstTest, ADailyBatchOfALateChannelIsSeenAsItArrives) {
  // The complaints of a day come in one pane of the next, whatever their event time.
  Baseline baseline;
  baseline.Begin(At(0.4), {settings_.prior_people, settings_.prior_hours}, settings_);
  baseline.Add(At(0.4), 1, time_);
  EXPECT_LT(TestBurst(baseline, time_).surprise, 4);
  baseline.Add(At(1.4), 8, time_);
  EXPECT_GT(TestBurst(baseline, time_).surprise, 6);
}

TEST_F(BurstTest, ByDaysAUsualDayThatComesAtOneMomentIsNone) {
  Baseline baseline;
  baseline.Begin(At(0), {settings_.prior_people, settings_.prior_hours}, settings_);
  for (int day = 1; day < 30; ++day) {
    baseline.Add(At(day), 10, time_);
    if (day < 9) continue;  // until it is known
    EXPECT_LT(TestBurst(baseline, time_, Precision::kDays).surprise, 2) << day;
  }
  baseline.Add(At(30), 60, time_);
  const BurstFigures figures = TestBurst(baseline, time_, Precision::kDays);
  EXPECT_GT(figures.surprise, 4) << "six times as many are one";
  EXPECT_GE(figures.window, BurstWindow::kDay);
}

TEST_F(BurstTest, ATestBeforeThePaneClosesNeverSaysMore) {
  Baseline baseline = Steady(20, 24);
  double last = 0;
  for (int minute = 0; minute < 10; ++minute) {
    baseline.Add({At(20).ms + minute * 60 * kSecondMs}, 1, time_);
    const double surprise = TestBurst(baseline, time_).surprise;
    EXPECT_GE(surprise, last);
    last = surprise;
  }
}

TEST_F(BurstTest, WindowsHaveNames) {
  EXPECT_EQ(BurstWindowName(BurstWindow::kPane), "pane");
  EXPECT_EQ(BurstWindowName(BurstWindow::kWeekFrozen), "7d_frozen");
}

// Stated for 100 known streams: 2.5 in 1,000 days of one stream.
constexpr double kStated = 2.5;

TEST(BurstSimulation, SteadyStreamsAreNeverBursts) {
  const FalseAlarms alarms = TrialOfFalseAlarms({20, 0, 0}, 60, 2, kWatched, 11);
  EXPECT_LE(alarms.learning, 2 * kStated);
  EXPECT_LE(alarms.later, kStated);
}

TEST(BurstSimulation, AChronicCauseHasOrdinaryDays) {
  const FalseAlarms alarms = TrialOfFalseAlarms({300, 0.05, 0.02}, 60, 2, kWatched, 12);
  EXPECT_LE(alarms.learning, 2 * kStated);
  EXPECT_LE(alarms.later, kStated);
}

TEST(BurstSimulation, OverDispersedStreamsAreKnownAsSuch) {
  const FalseAlarms alarms = TrialOfFalseAlarms({100, 0.2, 0.05}, 60, 3, kWatched, 13);
  EXPECT_LE(alarms.later, 2 * kStated);
}

TEST(BurstSimulation, AChronicCauseThatTriplesIsFoundWithinHoursAndToldOnce) {
  const Delays delays = TrialOfDelays(Step(300, 3), 1, kWatched, 14);
  EXPECT_LE(delays.missed, 1);
  EXPECT_LT(delays.Quantile(0.5), 12);
  EXPECT_LE(delays.further, 2);
}

TEST(BurstSimulation, TenfoldIsFoundAtOnce) {
  const Delays delays = TrialOfDelays(Step(20, 10), 1, kWatched, 15);
  EXPECT_EQ(delays.missed, 0);
  EXPECT_LT(delays.Quantile(0.5), 4);
  EXPECT_LT(delays.Quantile(0.9), 15);
}

TEST(BurstSimulation, ARampCannotTeachItsWayPast) {
  for (const double people : {5.0, 20.0}) {
    const Delays delays = TrialOfDelays(Ramp(people, 0.1), 1, kWatched, 16);
    EXPECT_EQ(delays.missed, 0);
    EXPECT_LT(delays.Quantile(0.5), 16 * 24) << people;  // by then it has grown fourfold
  }
  EXPECT_LE(TrialOfDelays(Ramp(20, 0.04), 1, kWatched, 17).missed, 1);
}

TEST(BurstSimulation, ABurstAfterASilentWeekIsFoundAtOnce) {
  const Delays delays = TrialOfDelays(AfterSilence(20, 3), 1, kWatched, 18);
  EXPECT_EQ(delays.missed, 0);
  EXPECT_LT(delays.Quantile(0.5), 3);
  EXPECT_LT(delays.Quantile(0.9), 9);
}

TEST(BurstSimulation, IsTheSameEveryTime) {
  const Delays a = TrialOfDelays(Step(20, 3), 1, kWatched, 19), b = TrialOfDelays(Step(20, 3), 1, kWatched, 19);
  EXPECT_EQ(a.hours, b.hours);
}

}  // namespace
}  // namespace groundswell
