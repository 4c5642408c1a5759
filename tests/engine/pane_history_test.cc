// PaneHistory: what is counted where, what fades, and surprise against a direct sum.
#include "engine/pane_history.h"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/engine/posts.h"

namespace groundswell {
namespace {

constexpr int64_t kPaneMs = 600 * kSecondMs;

// P(X >= count) of the negative binomial by summing its head, in long double.
long double DirectTail(uint32_t count, long double shape, long double exposure, long double hours) {
  const long double q = hours / (exposure + hours);
  long double head = 0;
  for (uint32_t k = 0; k < count; ++k)
    head += std::exp(std::lgamma(shape + k) - std::lgamma(shape) - std::lgamma(k + 1.0L) + shape * std::log1p(-q) +
                     k * std::log(q));
  return 1 - head;
}

TEST(BurstSurprise, IsThatOfADirectSum) {
  for (const uint32_t count : {1u, 2u, 4u, 8u, 20u})
    for (const double shape : {0.5, 1.0, 3.0, 20.0})
      for (const double exposure : {24.0, 200.0}) {
        const long double tail = DirectTail(count, shape, exposure, 1);
        if (tail < 1e-12L) continue;  // the head is then too near 1 to be taken from it
        EXPECT_NEAR(BurstSurprise(count, shape, exposure, 1), -std::log10(tail), 1e-5)
            << count << " " << shape << " " << exposure;
      }
}

TEST(BurstSurprise, OfNothingIsNothing) { EXPECT_EQ(BurstSurprise(0, 0.5, 24, 1), 0); }

TEST(BurstSurprise, GrowsWithTheCountAndFallsWithTheBaseline) {
  double last = 0;
  for (uint32_t count = 1; count < 5000; count += 37) {
    const double surprise = BurstSurprise(count, 2, 48, 1);
    EXPECT_GT(surprise, last) << count;
    EXPECT_TRUE(std::isfinite(surprise));
    last = surprise;
  }
  EXPECT_GT(BurstSurprise(6, 0.5, 24, 1), BurstSurprise(6, 5, 24, 1));
  EXPECT_NEAR(BurstSurprise(10, 1000, 24, 1), 0, 0.01);  // far fewer than usual
}

class PaneHistoryTest : public ::testing::Test {
 protected:
  EventTime At(int64_t pane) const { return {kTestStart.ms + pane * kPaneMs}; }
  EngineSettings settings_ = TestSettings();
  PaneHistory history_;
};

TEST_F(PaneHistoryTest, CountsTheLastPanesTheCurrentOneIncluded) {
  for (int64_t pane = 0; pane < 10; ++pane) history_.Add(At(pane), 1, At(pane), settings_);
  EXPECT_EQ(history_.Within(At(9), 1, settings_), 1u);
  EXPECT_EQ(history_.Within(At(9), 6, settings_), 6u);
  EXPECT_EQ(history_.Within(At(9), 144, settings_), 10u);
  EXPECT_EQ(history_.Within({At(10).ms - 1}, 1, settings_), 1u);
  EXPECT_EQ(history_.Within(At(10), 1, settings_), 0u);
  EXPECT_EQ(history_.Within(At(14), 6, settings_), 1u);
  EXPECT_EQ(history_.Within(At(15), 6, settings_), 0u);
}

TEST_F(PaneHistoryTest, ALatePostCountsInItsOwnPaneWhileThatIsKept) {
  history_.Add(At(100), 1, At(100), settings_);
  history_.Add(At(97), 1, At(100), settings_);
  history_.Add(At(97), 1, At(100), settings_);
  EXPECT_EQ(history_.Within(At(100), 1, settings_), 1u);
  EXPECT_EQ(history_.Within(At(100), 4, settings_), 3u);
}

TEST_F(PaneHistoryTest, APostLaterThanTheKeptPanesJoinsTheBaseline) {
  history_.Add(At(1000), 1, At(1000), settings_);
  const double before = history_.BaselinePerHour(At(1000), settings_);
  history_.Add(At(0), 1, At(1000), settings_);
  EXPECT_EQ(history_.Within(At(1000), 144, settings_), 1u);
  EXPECT_GT(history_.BaselinePerHour(At(1000), settings_), before);
}

TEST_F(PaneHistoryTest, AWithdrawalTakesBackFromItsPaneAndNeverBelowZero) {
  history_.Add(At(5), 2, At(5), settings_);
  history_.Add(At(5), -1, At(6), settings_);
  EXPECT_EQ(history_.Within(At(6), 6, settings_), 1u);
  history_.Add(At(5), -5, At(6), settings_);
  EXPECT_EQ(history_.Within(At(6), 6, settings_), 0u);
  history_.Add(At(5), -5, At(5000), settings_);
  EXPECT_GE(history_.BaselinePerHour(At(5000), settings_), 0);
}

TEST_F(PaneHistoryTest, WithoutHistoryTheBaselineIsThePrior) {
  EXPECT_DOUBLE_EQ(history_.BaselinePerHour(At(0), settings_), 0.5 / 24);
  EXPECT_EQ(history_.Surprise(At(0), settings_), 0);
}

TEST_F(PaneHistoryTest, ASteadyRateBecomesTheBaseline) {
  // Three an hour for sixty days.
  for (int64_t pane = 0; pane < 60 * 144; pane += 2) history_.Add(At(pane), 1, At(pane), settings_);
  const EventTime now = At(60 * 144 - 1);
  EXPECT_NEAR(history_.BaselinePerHour(now, settings_), 3, 0.4);
  EXPECT_LT(history_.Surprise(now, settings_), 1.5);
}

TEST_F(PaneHistoryTest, TheBaselineFadesByHalfInAHalfLifeOfSilence) {
  for (int64_t pane = 0; pane < 20 * 144; pane += 2) history_.Add(At(pane), 1, At(pane), settings_);
  const double busy = history_.BaselinePerHour(At(20 * 144), settings_);
  const double quiet = history_.BaselinePerHour(At(48 * 144), settings_);
  const double quieter = history_.BaselinePerHour(At(400 * 144), settings_);
  EXPECT_LT(quiet, 0.5 * busy);
  EXPECT_LT(quieter, 0.05 * busy);
  EXPECT_GE(quieter, 0);
}

TEST_F(PaneHistoryTest, AskingChangesNothing) {
  for (int64_t pane = 0; pane < 500; pane += 3) history_.Add(At(pane), 1, At(pane), settings_);
  std::string before, after;
  ByteWriter first(&before), second(&after);
  history_.Save(&first);
  history_.Surprise(At(5000), settings_);
  history_.BaselinePerHour(At(9000), settings_);
  history_.Within(At(9000), 6, settings_);
  history_.Save(&second);
  EXPECT_EQ(before, after);
}

TEST_F(PaneHistoryTest, ABurstSurprisesAndAChronicCauseDoesNot) {
  PaneHistory chronic;
  for (int64_t pane = 0; pane < 30 * 144; ++pane) chronic.Add(At(pane), 2, At(pane), settings_);
  const EventTime now = At(30 * 144);
  chronic.Add(now, 3, now, settings_);
  history_.Add(now, 5, now, settings_);
  EXPECT_GT(history_.Surprise(now, settings_), 5);
  EXPECT_LT(chronic.Surprise(now, settings_), 2);
}

TEST_F(PaneHistoryTest, AMergedHistoryHasTheCountsOfBoth) {
  PaneHistory other;
  for (int64_t pane = 0; pane < 6; ++pane) {
    history_.Add(At(pane), 1, At(pane), settings_);
    other.Add(At(pane), 2, At(pane), settings_);
  }
  history_.Merge(other, At(6), settings_);
  EXPECT_EQ(history_.Within(At(6), 144, settings_), 18u);
  EXPECT_EQ(other.Within(At(6), 144, settings_), 12u);
  // One that is old by now comes in by its baseline alone.
  PaneHistory late;
  late.Add(At(0), 7, At(0), settings_);
  const double before = history_.BaselinePerHour(At(1000), settings_);
  history_.Merge(late, At(1000), settings_);
  EXPECT_EQ(history_.Within(At(1000), 144, settings_), 0u);
  EXPECT_GT(history_.BaselinePerHour(At(1000), settings_), before);
}

TEST_F(PaneHistoryTest, ALoadedHistoryIsTheSavedOne) {
  for (int64_t pane = 0; pane < 400; pane += 7) history_.Add(At(pane), 1, At(pane), settings_);
  std::string bytes;
  ByteWriter writer(&bytes);
  history_.Save(&writer);
  PaneHistory loaded;
  ByteReader reader(bytes);
  ASSERT_TRUE(loaded.Load(&reader));
  EXPECT_TRUE(reader.done());
  EXPECT_EQ(loaded.Surprise(At(402), settings_), history_.Surprise(At(402), settings_));
  EXPECT_EQ(loaded.Within(At(402), 144, settings_), history_.Within(At(402), 144, settings_));
  for (size_t size = 0; size < bytes.size(); ++size) {
    ByteReader cut(std::string_view(bytes).substr(0, size));
    PaneHistory broken;
    EXPECT_FALSE(broken.Load(&cut)) << size;
  }
}

TEST_F(PaneHistoryTest, TheFirstPanesOf1970AreCountedLikeAnyOther) {
  history_.Add({0}, 1, {0}, settings_);
  history_.Add({kPaneMs}, 1, {kPaneMs}, settings_);
  EXPECT_EQ(history_.Within({kPaneMs}, 6, settings_), 2u);
  EXPECT_TRUE(std::isfinite(history_.Surprise({kPaneMs}, settings_)));
}

}  // namespace
}  // namespace groundswell
