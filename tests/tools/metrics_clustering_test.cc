// Known values come from hand computation where small, else from an independent implementation (scikit-learn 1.x).
#include "tools/metrics_clustering.h"

#include <gtest/gtest.h>

#include <chrono>
#include <cmath>
#include <vector>

namespace groundswell {
namespace {

using Ids = std::vector<uint64_t>;

struct Case {
  const char* name;
  Ids labels, clusters;
  double nmi, nmi_arithmetic, ari, ami, b3_precision, b3_recall, b3_f1;
};

const Case kCases[] = {
    {"halves against thirds",
     {0, 0, 0, 1, 1, 1},
     {0, 0, 1, 1, 2, 2},
     0.5295405780575618,
     0.5158037429793889,
     0.24242424242424243,
     0.2987924581708901,
     5. / 6,
     5. / 9,
     2. / 3},
    {"one label split", {0, 0, 1, 1}, {0, 0, 1, 2}, 0.8164965809277259, 0.8, 4. / 7, 4. / 7, 1, 0.75, 6. / 7},
    {"one label, posts alone", {0, 0, 0, 0}, {0, 1, 2, 3}, 0, 0, 0, 0, 1, 0.25, 0.4},
    {"the truth under other names", {0, 0, 1, 1}, {7, 7, 3, 3}, 1, 1, 1, 1, 1, 1, 1},
    {"every post alone on both sides", {0, 1, 2, 3}, {3, 2, 1, 0}, 1, 1, 1, 1, 1, 1, 1},
    {"one group on both sides", {0, 0, 0}, {5, 5, 5}, 1, 1, 1, 1, 1, 1, 1},
    {"three of seventeen",
     {1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 3, 3, 3, 3, 3},
     {1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 3, 1, 3, 3, 3, 2, 2},
     0.3783688635905903,
     0.37834992787204075,
     0.2669404517453799,
     0.2782096465726981,
     0.5784313725490197,
     0.584313725490196,
     0.5813576695433654},
};

TEST(MetricsClustering, GivesTheKnownValues) {
  for (const Case& c : kCases) {
    SCOPED_TRACE(c.name);
    const ClusteringScores scores = ScoreClustering(c.labels, c.clusters);
    EXPECT_NEAR(scores.nmi, c.nmi, 1e-9);
    EXPECT_NEAR(scores.nmi_arithmetic, c.nmi_arithmetic, 1e-9);
    EXPECT_NEAR(scores.ari, c.ari, 1e-9);
    EXPECT_NEAR(scores.ami, c.ami, 1e-9);
    EXPECT_NEAR(scores.b3_precision, c.b3_precision, 1e-9);
    EXPECT_NEAR(scores.b3_recall, c.b3_recall, 1e-9);
    EXPECT_NEAR(scores.b3_f1, c.b3_f1, 1e-9);
  }
}

TEST(MetricsClustering, MatchesTheIndependentImplementationOnALargerCase) {
  Ids labels, clusters;
  uint64_t s = 1;
  const auto next = [&s] { return s = (s * 1103515245 + 12345) % (uint64_t{1} << 31); };
  for (int i = 0; i < 2000; ++i) {
    const uint64_t a = (next() >> 8) % 17, b = (next() >> 8) % 5;
    labels.push_back(a);
    clusters.push_back(b < 3 ? a * 2 : (s >> 12) % 40);
  }
  const ClusteringScores scores = ScoreClustering(labels, clusters);
  EXPECT_EQ(scores.labels, 17u);
  EXPECT_NEAR(scores.nmi, 0.4724162687826321, 1e-9);
  EXPECT_NEAR(scores.nmi_arithmetic, 0.4702244154677071, 1e-9);
  EXPECT_NEAR(scores.ari, 0.41143387913303203, 1e-9);
  EXPECT_NEAR(scores.ami, 0.4389711169617743, 1e-9);
  EXPECT_NEAR(scores.b3_f1, 0.4168273631004702, 1e-9);
}

TEST(MetricsClustering, ChanceScoresZeroOnceAdjusted) {
  Ids labels, clusters;
  for (uint64_t i = 0; i < 4000; ++i) labels.push_back(i % 8), clusters.push_back(i / 8 % 50);
  const ClusteringScores scores = ScoreClustering(labels, clusters);
  EXPECT_NEAR(scores.ami, 0, 0.1);
  EXPECT_NEAR(scores.ari, 0, 0.01);
}

TEST(MetricsClustering, NoPostScoresAsTheTruth) { EXPECT_EQ(ScoreClustering({}, {}).nmi, 1); }

// Sizes as uneven as 100,000 posts in some 20,000 clusters allow; it takes a second or so, and never a minute.
TEST(MetricsClustering, LargeUnevenClusteringsAreScored) {
  Ids labels, clusters;
  for (uint64_t i = 0; i < 100'000; ++i) {
    labels.push_back(static_cast<uint64_t>(std::sqrt(static_cast<double>(2 * i))));
    clusters.push_back(i < 80'000 ? 100'000 + static_cast<uint64_t>(std::sqrt(static_cast<double>(2 * i))) : i);
  }
  const auto start = std::chrono::steady_clock::now();
  const ClusteringScores scores = ScoreClustering(labels, clusters);
  EXPECT_GT(scores.clusters, 20'000u);
  EXPECT_GT(scores.ami, 0.5);
  EXPECT_LT(scores.ami, 1);
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::minutes(1));
}

}  // namespace
}  // namespace groundswell
