// Baseline: what is counted where, what it learns, and what nobody can teach it.
#include "engine/baseline.h"

#include <gtest/gtest.h>

#include "tests/engine/burst_simulation.h"

namespace groundswell {
namespace {

class BaselineTest : public ::testing::Test {
 protected:
  static EventTime At(double days) { return {kSimStartMs + static_cast<int64_t>(days * kDayMs)}; }
  RateEvidence Prior() const { return {settings_.prior_people, settings_.prior_hours}; }
  Baseline Begun(double days = 0) const {
    Baseline baseline;
    baseline.Begin(At(days), Prior(), settings_);
    return baseline;
  }
  // Every pane of the days, people in proportion to ordinary time, `rate(day)` a day.
  template <typename Rate>
  void Feed(Baseline* baseline, int from_day, int to_day, const Rate& rate) {
    for (int64_t pane = from_day * kSimPanesADay; pane < to_day * kSimPanesADay; ++pane) {
      const int64_t from_ms = kSimStartMs + pane * kSimPaneMs;
      const double hours = time_.HoursBetween(from_ms, from_ms + kSimPaneMs);
      const double a_day = rate(static_cast<double>(pane) / kSimPanesADay);
      const uint32_t people = draws_.Poisson(a_day / 24 * hours);
      if (people > 0) baseline->Add({from_ms}, people, time_);
    }
    baseline->AdvanceTo(At(to_day), time_);
  }
  static std::string BytesOf(const Baseline& baseline) {
    std::string bytes;
    ByteWriter writer(&bytes);
    baseline.Save(&writer);
    return bytes;
  }
  double AnchorADay(const Baseline& baseline) const { return baseline.anchor().rate() * 24; }

  const BurstSettings settings_;
  const Rhythm rhythm_;
  const OrdinaryTime time_{rhythm_, {}, settings_};
  Draws draws_{1};
};

TEST_F(BaselineTest, CountsByPaneHourAndDay) {
  Baseline baseline = Begun();
  baseline.Add(At(0), 1, time_);
  baseline.Add({At(0).ms + 30 * 60 * kSecondMs}, 2, time_);
  baseline.Add({At(0).ms + 5 * kHourMs}, 4, time_);
  EXPECT_EQ(baseline.Panes(1, settings_).people, 4u);
  EXPECT_EQ(baseline.Panes(12, settings_).people, 4u);
  EXPECT_EQ(baseline.Hours(1).people, 4u);
  EXPECT_EQ(baseline.Hours(6).people, 7u);
  EXPECT_EQ(baseline.Days(8).people, 7u);
  baseline.AdvanceTo(At(2), time_);
  EXPECT_EQ(baseline.Hours(24).people, 0u);
  EXPECT_EQ(baseline.Days(3).people, 7u);
  baseline.AdvanceTo(At(9), time_);
  EXPECT_EQ(baseline.Days(8).people, 0u);
}

TEST_F(BaselineTest, WindowsDoNotReachBehindTheBeginning) {
  const Baseline baseline = Begun(3);
  EXPECT_EQ(baseline.Days(8).from_ms, baseline.begun_ms());
  EXPECT_EQ(baseline.Hours(24).from_ms, baseline.begun_ms());
  EXPECT_EQ(baseline.Panes(6, settings_).from_ms, baseline.begun_ms());
}

TEST_F(BaselineTest, TheFirstPersonIsNotCounted) { EXPECT_EQ(Begun().Days(8).people, 0u); }

TEST_F(BaselineTest, PeopleTakenBackLeaveTheirWindows) {
  Baseline baseline = Begun();
  baseline.Add(At(0.1), 5, time_);
  baseline.Add(At(1.1), 3, time_);
  baseline.Withdraw(At(0.1), 2, settings_);
  EXPECT_EQ(baseline.Days(8).people, 6u);
  baseline.Withdraw(At(1.1), 9, settings_);
  EXPECT_EQ(baseline.Days(1).people, 0u);
  EXPECT_EQ(baseline.Panes(1, settings_).people, 0u);
  baseline.AdvanceTo(At(30), time_);
  baseline.Withdraw(At(0.1), 1, settings_);
  EXPECT_EQ(baseline.Days(8).people, 0u);
}

TEST_F(BaselineTest, ManyPeopleInAPaneAreHeldAtTheLimit) {
  Baseline baseline = Begun();
  baseline.Add(At(0), 100000, time_);
  EXPECT_EQ(baseline.Panes(1, settings_).people, 65535u);
  EXPECT_EQ(baseline.Hours(1).people, 100000u);
}

TEST_F(BaselineTest, TheWeekIsTheRateOfTheWeek) {
  Baseline baseline = Begun();
  Feed(&baseline, 0, 20, [](double) { return 60; });
  EXPECT_NEAR(baseline.WeekWithout(baseline.Hours(1), time_).rate() * 24, 60, 8);
}

TEST_F(BaselineTest, WithoutAHistoryItIsThePrior) {
  const Baseline baseline = Begun();
  EXPECT_DOUBLE_EQ(baseline.WeekWithout(baseline.Panes(1, settings_), time_).rate(), Prior().rate());
}

TEST_F(BaselineTest, TheAnchorIsTheFirstWeekAndARampDoesNotMoveIt) {
  Baseline baseline = Begun();
  Feed(&baseline, 0, 10, [](double) { return 30; });
  const double frozen = AnchorADay(baseline);
  EXPECT_NEAR(frozen, 30, 6);
  Feed(&baseline, 10, 30, [](double day) { return 30 * std::pow(1.1, day - 10); });
  EXPECT_LT(AnchorADay(baseline), 1.12 * frozen);
  EXPECT_GT(baseline.WeekWithout(baseline.Hours(1), time_).rate() * 24, 2.5 * frozen);
}

TEST_F(BaselineTest, TheAnchorFollowsAQuietTime) {
  Baseline baseline = Begun();
  Feed(&baseline, 0, 10, [](double) { return 100; });
  Feed(&baseline, 10, 40, [](double) { return 10; });
  EXPECT_LT(AnchorADay(baseline), 15);
  EXPECT_GT(AnchorADay(baseline), 6);
}

TEST_F(BaselineTest, OnlyAnAlertRaisesTheAnchor) {
  Baseline told = Begun(), untold = Begun();
  Feed(&told, 0, 10, [](double) { return 30; });
  untold = told;
  Feed(&told, 10, 11, [](double) { return 90; });
  told.Tell(At(11), time_);
  Feed(&told, 11, 13, [](double) { return 90; });
  Feed(&untold, 10, 13, [](double) { return 90; });
  EXPECT_TRUE(told.is_told());
  EXPECT_FALSE(untold.is_told());
  EXPECT_GT(AnchorADay(told), 75);
  EXPECT_LT(AnchorADay(untold), 45);
  told.AdvanceTo(At(20), time_);
  EXPECT_FALSE(told.is_told());
}

TEST_F(BaselineTest, LearnsHowMuchAStreamVaries) {
  for (const double dispersion : {0.0, 0.3}) {
    Baseline baseline = Begun();
    double factor = 1;
    for (int64_t hour = 0; hour < 40 * 24; ++hour) {
      const int64_t from_ms = kSimStartMs + hour * kHourMs;
      factor = dispersion > 0 ? draws_.Gamma(dispersion) : 1;
      baseline.Add({from_ms}, draws_.Poisson(10 * factor * time_.HoursBetween(from_ms, from_ms + kHourMs)), time_);
    }
    EXPECT_NEAR(baseline.hour_dispersion(settings_), dispersion, 0.1) << dispersion;
    EXPECT_LT(baseline.day_dispersion(settings_), 0.06) << dispersion;
  }
}

TEST_F(BaselineTest, MergingAddsCountsAndRates) {
  Baseline a = Begun(), b = Begun();
  Feed(&a, 0, 12, [](double) { return 30; });
  Feed(&b, 0, 12, [](double) { return 60; });
  const double anchors = AnchorADay(a) + AnchorADay(b);
  const uint64_t week = a.Days(8).people + b.Days(8).people;
  const uint64_t hours = a.Hours(24).people + b.Hours(24).people;
  a.Merge(b, At(12), time_);
  EXPECT_EQ(a.Days(8).people, week);
  EXPECT_EQ(a.Hours(24).people, hours);
  EXPECT_NEAR(AnchorADay(a), anchors, 1e-9);
}

TEST_F(BaselineTest, MergingWithOneThatLagsBehindOrHasNotBegun) {
  Baseline a = Begun(), old = Begun(), none;
  a.Add(At(6), 3, time_);
  old.Add(At(5), 2, time_);
  old.Add(At(0), 0, time_);
  a.Merge(old, At(6), time_);
  EXPECT_EQ(a.Days(8).people, 6u);  // of two who each began one, one has joined the other
  EXPECT_EQ(a.Days(1).people, 3u);
  const std::string before = BytesOf(a);
  a.Merge(none, At(6), time_);
  EXPECT_EQ(BytesOf(a), before);
  none.Merge(a, At(6), time_);
  EXPECT_EQ(BytesOf(none), before);
}

TEST_F(BaselineTest, LoadsWhatItSavedAndGoesOnAlike) {
  Baseline baseline = Begun(), loaded;
  Feed(&baseline, 0, 9, [](double) { return 40; });
  baseline.Tell(At(9), time_);
  const std::string bytes = BytesOf(baseline);
  ByteReader reader(bytes);
  ASSERT_TRUE(loaded.Load(&reader) && reader.done());
  for (Baseline* each : {&baseline, &loaded}) each->Add(At(11), 3, time_);
  EXPECT_EQ(BytesOf(baseline), BytesOf(loaded));
  for (size_t size = 0; size < bytes.size(); size += 7) {
    ByteReader short_reader(std::string_view(bytes).substr(0, size));
    EXPECT_FALSE(loaded.Load(&short_reader));
  }
}

TEST_F(BaselineTest, AdvancingInStepsOrAtOnceIsTheSame) {
  Baseline steps = Begun(), once = Begun();
  steps.Add(At(0.5), 4, time_);
  once.Add(At(0.5), 4, time_);
  for (double day = 0.6; day < 30; day += 0.1) steps.AdvanceTo(At(day), time_);
  steps.AdvanceTo(At(30), time_);
  once.AdvanceTo(At(30), time_);
  EXPECT_EQ(BytesOf(steps), BytesOf(once));
}

TEST_F(BaselineTest, AGapOfYearsEndsSoon) {
  Baseline baseline = Begun();
  Feed(&baseline, 0, 9, [](double) { return 40; });
  baseline.Add(At(5000), 1, time_);
  EXPECT_EQ(baseline.Days(8).people, 1u);
  EXPECT_LT(AnchorADay(baseline), 1);
}

TEST_F(BaselineTest, PanesOfAnotherLengthBeginAnew) {
  Baseline baseline = Begun();
  baseline.Add(At(1), 3, time_);
  BurstSettings longer;
  longer.pane_secs = 3600;
  const OrdinaryTime time(rhythm_, {}, longer);
  baseline.Add({At(1).ms + 60 * kSecondMs}, 2, time);
  EXPECT_EQ(baseline.Panes(1, longer).people, 2u);
  EXPECT_EQ(baseline.Hours(1).people, 5u);
  EXPECT_EQ(baseline.pane_end_ms(longer), At(1).ms + kHourMs);
}

TEST_F(BaselineTest, APriorIsAShareOfTheOrganisationAndNeverBelowTheShipped) {
  Baseline organisation;
  EXPECT_DOUBLE_EQ(PriorUnder(organisation, 0.01, time_).rate(), Prior().rate());
  organisation = Begun();
  Feed(&organisation, 0, 10, [](double) { return 2400; });
  EXPECT_NEAR(PriorUnder(organisation, 0.01, time_).rate() * 24, 24, 2);
  EXPECT_DOUBLE_EQ(PriorUnder(organisation, 0.01, time_).people, settings_.prior_people);
  EXPECT_DOUBLE_EQ(PriorUnder(organisation, 1e-6, time_).rate(), Prior().rate());
}

TEST(BaselineSize, AHundredThousandFit) { EXPECT_EQ(sizeof(Baseline), 256u); }

}  // namespace
}  // namespace groundswell
