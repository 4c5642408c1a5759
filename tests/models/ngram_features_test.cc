// Which texts share features, and that no input is too odd for the extractor.
#include "models/ngram_features.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "models/weight_table.h"

namespace groundswell {
namespace {

std::multiset<uint32_t> Features(std::string_view text) {
  NgramScratch scratch;
  const auto features = ExtractFeatures(text, &scratch);
  return {features.begin(), features.end()};
}
size_t Shared(std::string_view a, std::string_view b) {
  const auto of_a = Features(a), of_b = Features(b);
  std::vector<uint32_t> both;
  std::set_intersection(of_a.begin(), of_a.end(), of_b.begin(), of_b.end(), std::back_inserter(both));
  return both.size();
}

TEST(NgramFeaturesTest, ChineseTextHasItsCharactersPairsAndTriples) {
  EXPECT_EQ(Features("车身异响").size(), 4u + 3u + 2u);
}
TEST(NgramFeaturesTest, EmptyTextHasNone) { EXPECT_TRUE(Features("").empty()); }
TEST(NgramFeaturesTest, SpacesAloneHaveNone) { EXPECT_TRUE(Features(" \t\n　").empty()); }
TEST(NgramFeaturesTest, SpacesBetweenChineseAreNothing) { EXPECT_EQ(Features("车身 异响"), Features("车身异响")); }
TEST(NgramFeaturesTest, WhatIsRepeatedCountsOnce) {
  ASSERT_EQ(Features("响").size(), 1u);
  EXPECT_EQ(Features("异响。异响").count(*Features("响").begin()), 1u);
  const auto features = Features("too late, too late, too late");
  EXPECT_EQ(std::set<uint32_t>(features.begin(), features.end()).size(), features.size());
}
TEST(NgramFeaturesTest, MentionsAreAlike) { EXPECT_EQ(Features("@united late"), Features("@jetblue late")); }
TEST(NgramFeaturesTest, LinksAreAlike) { EXPECT_EQ(Features("see http://a.b/c"), Features("see https://t.co/xyz")); }
TEST(NgramFeaturesTest, NumbersOfOneLengthAreAlike) { EXPECT_EQ(Features("等了45分钟"), Features("等了30分钟")); }
TEST(NgramFeaturesTest, LongRunsAreCut) { EXPECT_EQ(Features("哈哈哈哈哈哈"), Features("哈哈哈")); }
TEST(NgramFeaturesTest, DrawnOutWordsAreCut) { EXPECT_EQ(Features("soooooo"), Features("sooo")); }
TEST(NgramFeaturesTest, FormsOfAWordShareLetters) { EXPECT_GT(Shared("delayed", "delays"), 8u); }
TEST(NgramFeaturesTest, ANegationMarksWhatFollows) {
  EXPECT_GT(Features("not good").size(), Features("now good").size());
  EXPECT_GT(Features("不怎么好吃").size(), Features("又怎么好吃").size());
}
TEST(NgramFeaturesTest, ACurlyApostropheIsAnApostrophe) { EXPECT_EQ(Features("don’t go"), Features("don't go")); }
TEST(NgramFeaturesTest, EmoticonsAreUnits) {
  EXPECT_EQ(Features(":-("), Features(":("));
  EXPECT_EQ(Features(":)))"), Features(":]"));
  EXPECT_NE(Features(":)"), Features(":("));
  EXPECT_EQ(Features(":)").size(), 1u);
  EXPECT_GT(Features("note:done").size(), 2u);
}
TEST(NgramFeaturesTest, AReusedScratchGivesTheSame) {
  NgramScratch scratch;
  ExtractFeatures("a much longer text than the next one, 还有一些汉字", &scratch);
  const auto again = ExtractFeatures("车身异响", &scratch);
  EXPECT_EQ(std::multiset<uint32_t>(again.begin(), again.end()), Features("车身异响"));
}

TEST(NgramFeaturesTest, NoBytesAreTooOdd) {
  std::mt19937 random(7);
  const std::string alphabet = "ab1 '@.!-n\xE4\xB8\x8D\xE6\xB2\xA1\xF0\x9F\x98\x80\xC3\xFF";
  NgramScratch scratch;
  for (int round = 0; round < 3000; ++round) {
    std::string text;
    for (size_t i = random() % 200; i > 0; --i) text += alphabet[random() % alphabet.size()];
    for (uint32_t feature : ExtractFeatures(text, &scratch)) ASSERT_LT(feature, 1u << kFeatureBits) << "seed 7";
  }
  EXPECT_FALSE(ExtractFeatures(std::string(100000, 'a') + " b", &scratch).empty());
}

// The plain twin of WeightTable::Sum.
TEST(WeightTableTest, SumsWhatWasAdded) {
  WeightTable table;
  table.Add(5, {1, 2, 0});
  table.Add(5, {0, 0, -3});
  table.Add(5 + 256, {-100, 0, 0});
  const std::vector<uint32_t> features = {5, 5, 5 + 256, 6, 99999};
  EXPECT_EQ(table.Sum(features), (WeightTable::Sums{2 * 1 - 10000, 2 * 4, 2 * -9}));
}

TEST(WeightTableTest, AFullSetKeepsTheGreatestWeights) {
  WeightTable table;
  for (uint32_t i = 1; i <= 6; ++i) table.Add(i, {static_cast<int8_t>(i), 0, 0});
  for (uint32_t i = 1; i <= 6; ++i) {
    const std::vector<uint32_t> one = {i};
    EXPECT_EQ(table.Sum(one)[0], i <= 2 ? 0 : static_cast<int32_t>(i * i)) << i;
  }
}

TEST(NgramFeaturesTest, UnitsStandInTheOrderOfTheText) {
  NgramScratch scratch;
  ExtractFeatures("a longer text before", &scratch);
  ExtractFeatures("不好!", &scratch);
  const std::vector<uint32_t> expected = {0x4E0D, 0x597D, '!'};
  EXPECT_EQ(std::vector<uint32_t>(scratch.Units().begin(), scratch.Units().end()), expected);
}

}  // namespace
}  // namespace groundswell
