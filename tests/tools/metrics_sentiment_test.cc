#include "tools/metrics_sentiment.h"

#include <gtest/gtest.h>

#include <vector>

namespace groundswell {
namespace {

constexpr Sentiment kNeg = Sentiment::kNegative, kNeu = Sentiment::kNeutral, kPos = Sentiment::kPositive;
using Judgements = std::vector<SentimentJudgement>;

TEST(MetricsSentiment, ThreeClassesAreJudgedAsPredicted) {
  const SentimentScores scores = ScoreSentiment(
      Judgements{{kNeg, kNeg, -1}, {kNeg, kNeu, -0.1f}, {kNeu, kNeu, 0}, {kPos, kNeu, 0.2f}, {kPos, kPos, 0.9f}});
  ASSERT_EQ(scores.classes.size(), 3u);
  EXPECT_DOUBLE_EQ(scores.accuracy, 0.6);
  EXPECT_DOUBLE_EQ(scores.classes[0].precision, 1);
  EXPECT_DOUBLE_EQ(scores.classes[0].recall, 0.5);
  EXPECT_DOUBLE_EQ(scores.classes[1].precision, 1. / 3);
  EXPECT_DOUBLE_EQ(scores.classes[1].recall, 1);
  EXPECT_DOUBLE_EQ(scores.macro_f1, (2. / 3 + 1. / 2 + 2. / 3) / 3);
}

TEST(MetricsSentiment, TwoPolesAreDecidedByTheSignOfTheScore) {
  const SentimentScores scores =
      ScoreSentiment(Judgements{{kNeg, kNeu, -0.1f}, {kNeg, kNeu, 0.1f}, {kPos, kNeu, 0.1f}, {kPos, kPos, 0.5f}});
  ASSERT_EQ(scores.classes.size(), 2u);
  EXPECT_DOUBLE_EQ(scores.accuracy, 0.75);
  EXPECT_DOUBLE_EQ(scores.classes[0].recall, 0.5);
  EXPECT_DOUBLE_EQ(scores.classes[1].precision, 2. / 3);
}

TEST(MetricsSentiment, AnAbsentPoleCountsAsNeutral) {
  const SentimentScores scores = ScoreSentiment(Judgements{{kNeg, kNeg, -1}, {kNeu, kPos, 1}});
  EXPECT_DOUBLE_EQ(scores.accuracy, 1);
}

TEST(MetricsSentiment, OneClassIsJudgedAsPredicted) {
  EXPECT_DOUBLE_EQ(ScoreSentiment(Judgements{{kPos, kPos, 1}, {kPos, kNeg, -1}}).accuracy, 0.5);
}

TEST(MetricsSentiment, AClassNeverPredictedHasNoPrecision) {
  const SentimentScores scores = ScoreSentiment(Judgements{{kPos, kNeu, 0}, {kNeg, kNeu, 0}, {kNeu, kNeu, 0}});
  EXPECT_DOUBLE_EQ(scores.classes[2].precision, 0);
  EXPECT_DOUBLE_EQ(scores.classes[2].f1, 0);
}

TEST(MetricsSentiment, NoPostGivesNoClass) { EXPECT_TRUE(ScoreSentiment({}).classes.empty()); }

}  // namespace
}  // namespace groundswell
