// The linear trainer on a handful of features: what it learns, and what vectors tell it of features it never met.
#include "models/linear_trainer.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace groundswell {
namespace {

constexpr uint32_t kGood = 10, kBad = 20, kShared = 30, kUnmetGood = 15, kUnmetBad = 25;

struct Problem {
  FeatureRows rows;
  std::vector<LinearExample> examples;
};

Problem GoodAndBad() {
  Problem problem;
  for (uint32_t i = 0; i < 20; ++i) {
    const bool positive = i % 2 == 0;
    problem.rows.Append(std::vector<uint32_t>{positive ? kGood : kBad, kShared});
    problem.examples.push_back({i, positive, 1});
  }
  return problem;
}

FeatureVectors Vectors() {
  return {2, {kGood, kUnmetGood, kBad, kUnmetBad}, {1, 0.1f, 0.9f, 0.1f, -1, 0.1f, -0.9f, 0.1f}};
}

float WeightOf(const LinearWeights& weights, uint32_t key) {
  const auto at = std::lower_bound(weights.keys.begin(), weights.keys.end(), key);
  EXPECT_TRUE(at != weights.keys.end() && *at == key) << key;
  return weights.weights[static_cast<size_t>(at - weights.keys.begin())];
}

TEST(LinearTrainerTest, FeaturesWeighAsTheyTell) {
  const Problem problem = GoodAndBad();
  const LinearWeights weights = TrainLinear(problem.rows, problem.examples, {}, {});
  EXPECT_EQ(weights.keys, (std::vector<uint32_t>{kGood, kBad, kShared}));
  EXPECT_GT(WeightOf(weights, kGood), 0.1f);
  EXPECT_LT(WeightOf(weights, kBad), -0.1f);
  EXPECT_NEAR(WeightOf(weights, kShared), 0, 0.05f);
}

TEST(LinearTrainerTest, AFeatureNeverMetIsJudgedByItsVector) {
  const Problem problem = GoodAndBad();
  const LinearWeights weights = TrainLinear(problem.rows, problem.examples, Vectors(), {});
  EXPECT_EQ(weights.keys, (std::vector<uint32_t>{kGood, kUnmetGood, kBad, kUnmetBad, kShared}));
  EXPECT_GT(WeightOf(weights, kUnmetGood), 0.05f);
  EXPECT_LT(WeightOf(weights, kUnmetBad), -0.05f);
  EXPECT_GT(WeightOf(weights, kGood), WeightOf(weights, kUnmetGood));
}

TEST(LinearTrainerTest, FeaturesOfTooFewTextsGetNoWeight) {
  Problem problem = GoodAndBad();
  problem.rows.Append(std::vector<uint32_t>{kShared, 99});
  problem.examples.push_back({20, true, 1});
  const LinearWeights weights = TrainLinear(problem.rows, problem.examples, {}, {});
  EXPECT_FALSE(std::binary_search(weights.keys.begin(), weights.keys.end(), 99u));
}

}  // namespace
}  // namespace groundswell
