// Clusterer with meanings: what a post is about counts beside its words, and survives a checkpoint.
#include <gtest/gtest.h>

#include <random>

#include "engine/clusterer.h"
#include "tests/engine/posts.h"

namespace groundswell {
namespace {

using Meaning = std::vector<float>;

// One of two fields that lie at right angles, with some noise of its own.
Meaning MeaningOf(int field, std::mt19937* random) {
  DenseVector vector;
  std::normal_distribution<float> noise(0, 0.03f);
  for (float& value : vector) value = noise(*random);
  vector[static_cast<size_t>(field)] += 1;
  Normalize(&vector);
  return {vector.begin(), vector.end()};
}

class MeaningStream {
 public:
  explicit MeaningStream(const ClusterSettings& settings = {}) : clusterer(settings) {}

  Clusterer::Placement Add(const std::string& text, const Meaning& meaning, float share = 1) {
    PostSpec spec;
    spec.text = text;
    BuildBatch({spec}, &batch_);
    const auto placement = clusterer.Assign(batch_.posts[0].terms, 0, meaning, share);
    clusterer.Maintain(&changes_);
    return placement;
  }
  // Posts of both fields in words of their own, so that the means know both.
  void AddBoth(std::mt19937* random) {
    for (int i = 0; i < 12; ++i) {
      Add("refund money never came back " + std::to_string(i), MeaningOf(0, random));
      Add("screen broken after one week " + std::to_string(i), MeaningOf(1, random));
    }
  }

  Clusterer clusterer;

 private:
  ScoredBatch batch_;
  Clusterer::Changes changes_;
};

// The likeness that a post with one shared word reaches, by what it means.
float LikenessByMeaning(int field) {
  std::mt19937 random(3);
  MeaningStream stream;
  stream.AddBoth(&random);
  return stream.Add("refund outstanding", MeaningOf(field, &random)).likeness;
}

TEST(ClustererMeaning, TheSameMeaningMakesLiker) { EXPECT_GT(LikenessByMeaning(0), LikenessByMeaning(1) + 0.05f); }

TEST(ClustererMeaning, WhatIsForgottenCountsForNothing) {
  std::mt19937 random(3);
  MeaningStream stream;
  stream.AddBoth(&random);
  stream.clusterer.ForgetMeanings();
  const Meaning same = MeaningOf(0, &random), other = MeaningOf(1, &random);
  MeaningStream twin;
  std::mt19937 again(3);
  twin.AddBoth(&again);
  twin.clusterer.ForgetMeanings();
  EXPECT_EQ(stream.Add("refund outstanding", same).likeness, twin.Add("refund outstanding", other).likeness);
}

TEST(ClustererMeaning, WithoutWeightItChangesNothing) {
  ClusterSettings settings;
  settings.meaning_weight = settings.merge_meaning_weight = 0;
  std::mt19937 random(5);
  MeaningStream with(settings), without(settings);
  for (int i = 0; i < 40; ++i) {
    const std::string text = "order " + std::to_string(i % 7) + " never came " + std::to_string(i % 3);
    const auto a = with.Add(text, MeaningOf(i % 2, &random)), b = without.Add(text, {}, 0);
    EXPECT_EQ(a.slot, b.slot);
    EXPECT_EQ(a.likeness, b.likeness);
  }
}

TEST(ClustererMeaning, APostWithoutMeaningIsPlacedByItsWords) {
  std::mt19937 random(7);
  MeaningStream stream;
  stream.AddBoth(&random);
  EXPECT_FALSE(stream.Add("refund money never came back", {}, 0).is_new);
  EXPECT_FALSE(stream.Add("screen broken after one week", Meaning(kDense, 0.f), 0).is_new);
}

TEST(ClustererMeaning, ALoadedOneGoesOnLikeTheSavedOne) {
  std::mt19937 random(9);
  MeaningStream saved, loaded;
  saved.AddBoth(&random);
  std::string bytes;
  ByteWriter writer(&bytes);
  saved.clusterer.Save(&writer);
  ByteReader reader(bytes);
  ASSERT_TRUE(loaded.clusterer.Load(&reader));
  for (int i = 0; i < 30; ++i) {
    const std::string text = (i % 2 == 0 ? "refund missing " : "screen dark ") + std::to_string(i % 4);
    const Meaning meaning = MeaningOf(i % 2, &random);
    const auto a = saved.Add(text, meaning), b = loaded.Add(text, meaning);
    EXPECT_EQ(a.slot, b.slot) << i;
    EXPECT_EQ(a.likeness, b.likeness) << i;
  }
}

}  // namespace
}  // namespace groundswell
