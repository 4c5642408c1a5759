// Vocabulary: terms keep their index, and forgetting takes the rarest that nothing holds.
#include "engine/vocabulary.h"

#include <gtest/gtest.h>

#include <map>
#include <random>

namespace groundswell {
namespace {

uint32_t Learn(Vocabulary* vocabulary, uint32_t hash, uint32_t posts) {
  const uint32_t term = vocabulary->Intern(hash);
  vocabulary->posts(term) += posts;
  vocabulary->mean_sum(term) += 0.5f * static_cast<float>(posts);
  return term;
}

TEST(Vocabulary, ATermKeepsItsIndex) {
  Vocabulary vocabulary(100);
  // 0 and the greatest hash are terms like any other.
  for (const uint32_t hash : {0u, 7u, 0xffffffffu}) {
    EXPECT_EQ(vocabulary.Find(hash), Vocabulary::kNone);
    const uint32_t term = vocabulary.Intern(hash);
    EXPECT_EQ(vocabulary.Intern(hash), term);
    EXPECT_EQ(vocabulary.Find(hash), term);
    EXPECT_EQ(vocabulary.hash(term), hash);
  }
  EXPECT_EQ(vocabulary.size(), 3u);
}

TEST(Vocabulary, NothingIsForgottenWhileThereIsRoom) {
  Vocabulary vocabulary(100);
  for (uint32_t hash = 0; hash < 90; ++hash) Learn(&vocabulary, hash, 1);
  vocabulary.MakeRoom(10);
  EXPECT_EQ(vocabulary.size(), 90u);
  EXPECT_EQ(vocabulary.TakeForgottenSquares(), 0);
}

TEST(Vocabulary, TheRarestGoFirstAndTheirShareOfTheMeanIsTold) {
  Vocabulary vocabulary(100);
  for (uint32_t hash = 0; hash < 120; ++hash) Learn(&vocabulary, hash, hash < 60 ? 1 : 10);
  vocabulary.MakeRoom(0);
  EXPECT_EQ(vocabulary.size(), 75u);
  for (uint32_t hash = 60; hash < 120; ++hash) EXPECT_NE(vocabulary.Find(hash), Vocabulary::kNone) << hash;
  EXPECT_DOUBLE_EQ(vocabulary.TakeForgottenSquares(), 45 * 0.25);
  EXPECT_EQ(vocabulary.TakeForgottenSquares(), 0);
}

TEST(Vocabulary, AForgottenTermComesBackAsNew) {
  Vocabulary vocabulary(4);
  for (uint32_t hash = 0; hash < 6; ++hash) {
    const uint32_t term = Learn(&vocabulary, hash, 1);
    vocabulary.context(term)[0] = 5;
    vocabulary.context_scale(term) = 2;
  }
  vocabulary.MakeRoom(0);
  EXPECT_EQ(vocabulary.size(), 3u);
  for (uint32_t hash = 0; hash < 6; ++hash) {
    if (vocabulary.Find(hash) != Vocabulary::kNone) continue;
    const uint32_t term = vocabulary.Intern(hash);
    EXPECT_EQ(vocabulary.posts(term), 0u);
    EXPECT_EQ(vocabulary.mean_sum(term), 0);
    EXPECT_EQ(vocabulary.context_scale(term), 0);
    EXPECT_EQ(vocabulary.context(term), Context{});
    EXPECT_TRUE(vocabulary.postings(term).empty());
  }
}

// Random streams of terms, some held by posting lists that come and go.
TEST(Vocabulary, ForgettingNeverTakesAHeldTermAndKeepsTheBound) {
  for (const uint64_t seed : {1, 2, 3, 4}) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937_64 random(seed);
    constexpr uint32_t kMax = 64;
    Vocabulary vocabulary(kMax);
    std::map<uint32_t, uint32_t> held;  // hash -> term
    for (int round = 0; round < 5000; ++round) {
      const uint32_t hash = static_cast<uint32_t>(random() % 1000);
      const uint32_t term = Learn(&vocabulary, hash, 1);
      if (held.contains(hash)) {
        ASSERT_EQ(held[hash], term);
      }
      if (held.size() < kMax / 2 && random() % 2 == 0) {
        if (vocabulary.postings(term).empty()) vocabulary.postings(term).push_back({7, 1});
        held[hash] = term;
      } else if (!held.empty() && random() % 4 == 0) {
        vocabulary.postings(held.begin()->second).clear();
        held.erase(held.begin());
      }
      if (round % 10 != 0) continue;
      vocabulary.MakeRoom(0);
      ASSERT_LE(vocabulary.size(), kMax);
      for (const auto& [kept, index] : held) ASSERT_EQ(vocabulary.Find(kept), index);
    }
  }
}

TEST(Vocabulary, WhenEverythingIsHeldNothingIsForgotten) {
  Vocabulary vocabulary(10);
  for (uint32_t hash = 0; hash < 20; ++hash) vocabulary.postings(Learn(&vocabulary, hash, 1)).push_back({1, 1});
  vocabulary.MakeRoom(0);
  EXPECT_EQ(vocabulary.size(), 20u);
}

TEST(Vocabulary, ALoadedVocabularyGoesOnLikeTheSavedOne) {
  std::mt19937_64 random(17);
  Vocabulary vocabulary(64);
  const auto work = [](Vocabulary* target, std::mt19937_64 source) {
    for (int i = 0; i < 500; ++i) {
      Learn(target, static_cast<uint32_t>(source() % 300), 1);
      if (i % 20 == 0) target->MakeRoom(0), target->TakeForgottenSquares();
    }
  };
  work(&vocabulary, random);
  std::string bytes;
  ByteWriter writer(&bytes);
  vocabulary.Save(&writer);
  Vocabulary loaded(64);
  ByteReader reader(bytes);
  ASSERT_TRUE(loaded.Load(&reader));
  EXPECT_TRUE(reader.done());
  random.seed(18);
  work(&vocabulary, random);
  work(&loaded, random);
  std::string after, loaded_after;
  ByteWriter first(&after), second(&loaded_after);
  vocabulary.Save(&first);
  loaded.Save(&second);
  EXPECT_EQ(after, loaded_after);
}

TEST(Vocabulary, ATermThatWasSeenAndNotLearnedGivesWay) {
  Vocabulary vocabulary(100);
  const uint32_t kept = Learn(&vocabulary, 7, 50);
  for (uint32_t hash = 1000; hash < 6000; ++hash) {
    vocabulary.Intern(hash);
    vocabulary.MakeRoom(0);
    ASSERT_LE(vocabulary.size(), 100u);
  }
  EXPECT_EQ(vocabulary.Find(7), kept);
}

TEST(Vocabulary, ATermThatKeepsToOneClusterIsNotScattered) {
  for (const bool together : {false, true}) {
    Vocabulary vocabulary(100);
    const uint32_t term = vocabulary.Intern(1);
    EXPECT_EQ(vocabulary.ScatteredSquares(term), 0);
    // Twenty posts have it with weight 1/2, each in a cluster of its own or all in one.
    for (int post = 0; post < 20; ++post) {
      vocabulary.mean_sum(term) += 0.5f;
      vocabulary.squares(term) += 0.25f;
      vocabulary.squares_together(term) += together ? 0.5f * static_cast<float>(post) + 0.25f : 0.25f;
    }
    EXPECT_NEAR(vocabulary.ScatteredSquares(term), together ? 0 : 5, 0.1f);
  }
}

TEST(Vocabulary, HalvingKeepsTheShareThatIsScattered) {
  Vocabulary vocabulary(100);
  // Eight posts in two clusters of four.
  const uint32_t term = Learn(&vocabulary, 1, 8);
  vocabulary.squares(term) = 8 * 0.25f;
  vocabulary.squares_together(term) = 2 * (4 * 0.5f) * (4 * 0.5f);
  const float before = vocabulary.ScatteredSquares(term) / vocabulary.squares(term);
  vocabulary.Halve();
  EXPECT_NEAR(vocabulary.ScatteredSquares(term) / vocabulary.squares(term), before, 0.03f);
}

}  // namespace
}  // namespace groundswell
