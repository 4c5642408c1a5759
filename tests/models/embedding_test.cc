// What an embedding file gives back and refuses, which terms a text has, and what its vector is.
#include "models/embedding.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <numeric>
#include <random>

#include "base/hash.h"
#include "models/embedding_file.h"
#include "models/meaning_terms.h"

namespace groundswell {
namespace {

using Keys = std::vector<uint32_t>;

uint32_t WordKey(std::string_view stem) { return static_cast<uint32_t>(Hash64(stem)); }
uint32_t CharacterKey(char32_t character) { return scan::HanHash(character, 0); }
uint32_t PairKey(char32_t first, char32_t second) { return scan::HanHash(first, second); }

Keys TermsOf(std::string_view folded) {
  Keys keys;
  ForEachMeaningTerm(folded, [&](MeaningTermKind, uint32_t key) { keys.push_back(key); });
  return keys;
}

// Terms by their key, each with a vector of its own direction.
EmbeddingFile FileOf(Keys keys) {
  std::sort(keys.begin(), keys.end());
  EmbeddingFile file;
  file.about = "a few terms";
  file.dims = kMeaningDims;
  file.keys = keys;
  for (size_t i = 0; i < keys.size(); ++i) {
    file.scales.push_back(0.5f + static_cast<float>(i));
    for (size_t k = 0; k < kMeaningDims; ++k) file.entries.push_back(k == i ? 127 : 0);
  }
  return file;
}

Embedding TableOf(const Keys& keys) {
  auto embedding = Embedding::Parse(EncodeEmbeddingFile(FileOf(keys)));
  CHECK(embedding.ok());
  return std::move(*embedding);
}

struct Meaning {
  std::vector<float> vector;
  float share = 0;
};

Meaning MeaningOf(const Embedding& embedding, std::string_view folded) {
  EmbeddingScratch scratch;
  Meaning meaning{std::vector<float>(kMeaningDims, 7), 0};
  meaning.share = embedding.Embed(folded, &scratch, meaning.vector);
  return meaning;
}

float SquareOf(const Meaning& meaning) {
  return std::inner_product(meaning.vector.begin(), meaning.vector.end(), meaning.vector.begin(), 0.f);
}

// A file whose payload is changed and whose checksum is right again.
std::string Resealed(std::string bytes, size_t at, char to) {
  constexpr size_t kHead = 8 + 8 + 8;
  bytes[kHead + at] = to;
  const uint64_t checksum = Hash64(std::string_view(bytes).substr(kHead));
  std::memcpy(bytes.data() + 16, &checksum, sizeof(checksum));
  return bytes;
}

TEST(MeaningTermsTest, ChineseGivesCharactersAndPairs) {
  EXPECT_EQ(TermsOf("退款慢"), (Keys{CharacterKey(U'退'), PairKey(U'退', U'款'), CharacterKey(U'款'),
                                     PairKey(U'款', U'慢'), CharacterKey(U'慢')}));
}

TEST(MeaningTermsTest, PairsDoNotReachAcrossPunctuation) {
  EXPECT_EQ(TermsOf("退，款"), (Keys{CharacterKey(U'退'), CharacterKey(U'款')}));
}

TEST(MeaningTermsTest, ARepeatedPairIsNotJoined) {
  EXPECT_EQ(TermsOf("退款 退款").size(), 6u);
  EXPECT_EQ(TermsOf("退退退").size(), 5u);
}

TEST(MeaningTermsTest, WordsAreStemmedAsTheTokenizerDoes) {
  EXPECT_EQ(TermsOf("refunds arrived"), (Keys{WordKey("refund"), WordKey("arriv")}));
}

TEST(MeaningTermsTest, AnyBytesAreRead) {
  std::mt19937 random(7);
  for (int round = 0; round < 2000; ++round) {
    std::string bytes(random() % 40, '\0');
    for (char& byte : bytes) byte = static_cast<char>(random());
    EXPECT_LE(TermsOf(bytes).size(), 2 * bytes.size());
  }
}

TEST(EmbeddingTest, AVectorHasLengthOne) {
  const Embedding table = TableOf({WordKey("refund"), WordKey("slow")});
  EXPECT_NEAR(SquareOf(MeaningOf(table, "slow slow refund")), 1, 1e-6);
}

TEST(EmbeddingTest, AllTermsKnownIsAShareOfOne) {
  EXPECT_EQ(MeaningOf(TableOf({WordKey("refund"), WordKey("slow")}), "slow refund").share, 1);
}

TEST(EmbeddingTest, UnknownTermsLowerTheShareAlone) {
  const Embedding table = TableOf({WordKey("refund")});
  EXPECT_EQ(MeaningOf(table, "refund xyzzy").share, 0.5f);
  EXPECT_EQ(MeaningOf(table, "refund xyzzy").vector, MeaningOf(table, "refund").vector);
}

TEST(EmbeddingTest, NothingKnownIsTheZeroVector) {
  for (const char* text : {"", "xyzzy", "未知", "\xff\xfe"}) {
    const Meaning meaning = MeaningOf(TableOf({WordKey("refund")}), text);
    EXPECT_EQ(meaning.share, 0) << text;
    EXPECT_EQ(SquareOf(meaning), 0) << text;
  }
}

TEST(EmbeddingTest, AWordAmongChineseIsAnotherTerm) {
  const Embedding table = TableOf({WordKey("app"), CharacterKey(U'卡')});
  EXPECT_EQ(MeaningOf(table, "app").share, 1);
  EXPECT_EQ(MeaningOf(table, "app卡").share, 0.5f);
  EXPECT_EQ(MeaningOf(TableOf({ChineseWordKey(WordKey("app")), CharacterKey(U'卡')}), "app卡").share, 1);
}

TEST(EmbeddingTest, TheOrderOfWordsDoesNotCount) {
  const Embedding table = TableOf({WordKey("refund"), WordKey("slow"), WordKey("bank")});
  EXPECT_EQ(MeaningOf(table, "slow bank refund").vector, MeaningOf(table, "refund slow bank").vector);
}

TEST(EmbeddingTest, RowsAreAddedAsThePlainLoopDoes) {
  std::mt19937 random(11);
  std::vector<int8_t> entries(5 * kMeaningDims);
  for (int8_t& entry : entries) entry = static_cast<int8_t>(random());
  const std::vector<float> scales = {0.37f, 1.5f, 0.01f, 0.9f, 0.2f};
  const std::vector<uint32_t> rows = {3, 0, 4, 3};
  std::array<float, kMeaningDims> sum, plain = {};
  SumRows(entries.data(), scales.data(), rows, sum);
  for (const uint32_t row : rows)
    for (size_t k = 0; k < kMeaningDims; ++k)
      plain[k] += scales[row] * static_cast<float>(entries[row * kMeaningDims + k]);
  EXPECT_EQ(sum, plain);
}

TEST(EmbeddingFileTest, ParsesWhatItEncodes) {
  const EmbeddingFile file = FileOf({5, 9, 70000, 0xffffffff});
  const auto parsed = ParseEmbeddingFile(EncodeEmbeddingFile(file));
  ASSERT_TRUE(parsed.ok()) << parsed.status().message();
  EXPECT_EQ(parsed->about, file.about);
  EXPECT_EQ(parsed->keys, file.keys);
  EXPECT_EQ(parsed->scales, file.scales);
  EXPECT_EQ(parsed->entries, file.entries);
}

TEST(EmbeddingFileTest, AnEmptyTableKnowsNothing) { EXPECT_EQ(MeaningOf(TableOf({}), "refund").share, 0); }

TEST(EmbeddingFileTest, RefusesEveryCut) {
  const std::string bytes = EncodeEmbeddingFile(FileOf({5, 9}));
  for (size_t size = 0; size < bytes.size(); ++size)
    EXPECT_EQ(Embedding::Parse(std::string_view(bytes).substr(0, size)).status().code(), Code::kCorrupt) << size;
  EXPECT_FALSE(Embedding::Parse(bytes + "x").ok());
}

TEST(EmbeddingFileTest, RefusesEveryChangedByte) {
  const std::string bytes = EncodeEmbeddingFile(FileOf({5, 9}));
  for (size_t at = 0; at < bytes.size(); ++at) {
    std::string changed = bytes;
    changed[at] = static_cast<char>(changed[at] ^ 0x10);
    EXPECT_FALSE(Embedding::Parse(changed).ok()) << at;
  }
}

TEST(EmbeddingFileTest, BytesThatWereSealedAgainAreReadOrRefusedWithoutHarm) {
  const std::string bytes = EncodeEmbeddingFile(FileOf({5, 9}));
  for (size_t at = 0; at + 24 < bytes.size(); ++at)
    for (const int to : {0, 1, 0x7f, 0x80, 0xff})
      if (const auto embedding = Embedding::Parse(Resealed(bytes, at, static_cast<char>(to))); embedding.ok())
        MeaningOf(*embedding, "refund 退款");
}

TEST(EmbeddingFileTest, RefusesVectorsOfAnotherLength) {
  EmbeddingFile file = FileOf({5});
  file.dims = 64;
  file.entries.resize(64);
  EXPECT_TRUE(ParseEmbeddingFile(EncodeEmbeddingFile(file)).ok());
  EXPECT_EQ(Embedding::Parse(EncodeEmbeddingFile(file)).status().code(), Code::kCorrupt);
}

}  // namespace
}  // namespace groundswell
