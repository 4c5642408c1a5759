#include "models/stemmer.h"

#include <gtest/gtest.h>

namespace groundswell {
namespace {

std::string StemOf(std::string_view word) {
  char buffer[kStemBytesMax];
  return std::string(Stem(word, buffer));
}

TEST(Stem, FormsOfOneWordMeet) {
  struct Case {
    const char *word, *stem;
  };
  const Case kCases[] = {{"delays", "delay"},        {"delayed", "delay"}, {"delaying", "delay"},
                         {"flights", "flight"},      {"arrive", "arriv"},  {"arrived", "arriv"},
                         {"arriving", "arriv"},      {"stopped", "stop"},  {"stopping", "stop"},
                         {"batteries", "battery"},   {"applied", "apply"}, {"boxes", "box"},
                         {"customer's", "customer"}, {"crashes", "crash"}};
  for (const Case& c : kCases) EXPECT_EQ(StemOf(c.word), c.stem) << c.word;
}

TEST(Stem, OtherWordsAreLeftAlone) {
  for (const char* word : {"bus", "this", "miss", "is", "gas", "sing", "bed", "b2b", "2024", "status", "naïve"})
    EXPECT_EQ(StemOf(word), word);
}

TEST(Stem, AWordLongerThanItsBufferIsItsOwnStem) {
  const std::string word(kStemBytesMax + 1, 's');
  EXPECT_EQ(StemOf(word), word);
}

TEST(IsStopWord, KnowsFunctionWordsAlone) {
  for (const char* word : {"a", "the", "don't", "yours", "because"}) EXPECT_TRUE(IsStopWord(word)) << word;
  for (const char* word : {"", "refund", "flight", "zzz"}) EXPECT_FALSE(IsStopWord(word)) << word;
}

}  // namespace
}  // namespace groundswell
