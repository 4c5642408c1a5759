// Training of word vectors on a made-up language of a few words.
#include "models/train_embedding.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numeric>

#include "base/bytes.h"
#include "models/embedding.h"

namespace groundswell {
namespace {

// Two topics, each with two words for each of its things; raw texts never mix the topics.
constexpr const char* kTopics[2][4] = {{"退款", "返钱", "迟迟", "不到"}, {"屏幕", "黑屏", "花屏", "闪烁"}};

EmbeddingTrainingData SmallData() {
  EmbeddingTrainingData data;
  for (int i = 0; i < 400; ++i) {
    const auto& words = kTopics[i % 2];
    data.texts.push_back(std::string(words[i / 2 % 4]) + "，" + words[i / 8 % 4] + "，" + words[i / 32 % 4]);
    const std::string a = std::string(words[i / 2 % 2]) + words[2 + i / 4 % 2];
    data.pairs.push_back({a, std::string(words[1 - i / 2 % 2]) + words[2 + i / 8 % 2], true});
    data.pairs.push_back({a, std::string(kTopics[1 - i % 2][i / 2 % 4]), false});
  }
  data.english.dims = kMeaningDims;
  data.english.words = {"refund", "refunds", "slow"};
  data.english.scales = {0.1f, 0.1f, 0.2f};
  data.english.entries.assign(3 * kMeaningDims, 0);
  data.english.entries[0] = 100;
  data.english.entries[kMeaningDims + 1] = 100;
  data.english.entries[2 * kMeaningDims + 2] = 50;
  return data;
}

EmbeddingTrainOptions SmallOptions() {
  EmbeddingTrainOptions options;
  options.contrast.batch_pairs = 32;
  return options;
}

std::string Trained(const EmbeddingTrainingData& data) {
  auto bytes = TrainEmbedding(data, SmallOptions(), [](std::string_view) {});
  CHECK(bytes.ok());
  return std::move(*bytes);
}

float LikenessOf(const Embedding& embedding, std::string_view a, std::string_view b) {
  EmbeddingScratch scratch;
  std::vector<float> left(kMeaningDims), right(kMeaningDims);
  embedding.Embed(a, &scratch, left);
  embedding.Embed(b, &scratch, right);
  return std::inner_product(left.begin(), left.end(), right.begin(), 0.f);
}

TEST(TrainEmbeddingTest, OtherWordsForTheSameLieCloserThanOtherTopics) {
  const auto embedding = Embedding::Parse(Trained(SmallData()));
  ASSERT_TRUE(embedding.ok());
  EXPECT_GT(LikenessOf(*embedding, "退款迟迟", "返钱不到"), LikenessOf(*embedding, "退款迟迟", "黑屏闪烁") + 0.3f);
}

TEST(TrainEmbeddingTest, TheSameDataGiveTheSameBytes) { EXPECT_EQ(Trained(SmallData()), Trained(SmallData())); }

TEST(TrainEmbeddingTest, EnglishWordsOfOneStemAreAveraged) {
  const auto embedding = Embedding::Parse(Trained(SmallData()));
  ASSERT_TRUE(embedding.ok());
  EmbeddingScratch scratch;
  std::vector<float> vector(kMeaningDims);
  EXPECT_EQ(embedding->Embed("refunds", &scratch, vector), 1);
  EXPECT_NEAR(vector[0], std::sqrt(0.5f), 1e-3);
  EXPECT_NEAR(vector[1], std::sqrt(0.5f), 1e-3);
}

TEST(TrainEmbeddingTest, NothingToTrainOnIsRefused) {
  EmbeddingTrainingData data = SmallData();
  data.pairs.clear();
  EXPECT_EQ(TrainEmbedding(data, SmallOptions(), [](std::string_view) {}).status().code(), Code::kInvalid);
}

TEST(TrainEmbeddingTest, EnglishOfAnotherLengthIsRefused) {
  EmbeddingTrainingData data = SmallData();
  data.english.dims = 64;
  EXPECT_EQ(TrainEmbedding(data, SmallOptions(), [](std::string_view) {}).status().code(), Code::kInvalid);
}

std::string WordFile(std::string_view words, std::vector<float> scales, size_t entries) {
  std::string bytes = "GSWORDS1";
  ByteWriter writer(&bytes);
  writer.Number(uint32_t{2});
  writer.Text(words);
  writer.Array(scales);
  writer.Text(std::string(entries, '\1'));
  return bytes;
}

TEST(WordVectorsTest, AreRead) {
  const auto words = ParseWordVectors(WordFile("a\nbb", {1, 2}, 4));
  ASSERT_TRUE(words.ok());
  EXPECT_EQ(words->words, (std::vector<std::string>{"a", "bb"}));
  EXPECT_EQ(words->scales, (std::vector<float>{1, 2}));
  EXPECT_EQ(words->entries.size(), 4u);
}

TEST(WordVectorsTest, OfUnequalPartsAreRefused) {
  EXPECT_FALSE(ParseWordVectors(WordFile("a\nbb", {1}, 4)).ok());
  EXPECT_FALSE(ParseWordVectors(WordFile("a\nbb", {1, 2}, 3)).ok());
  EXPECT_FALSE(ParseWordVectors(WordFile("a", {std::numeric_limits<float>::quiet_NaN()}, 2)).ok());
  EXPECT_FALSE(ParseWordVectors("GSWORDS2").ok());
}

TEST(WordVectorsTest, EveryCutIsRefused) {
  const std::string bytes = WordFile("a\nbb", {1, 2}, 4);
  for (size_t size = 0; size < bytes.size(); ++size)
    EXPECT_FALSE(ParseWordVectors(std::string_view(bytes).substr(0, size)).ok()) << size;
}

TEST(RankingAucTest, IsTheShareOfPairsInOrder) {
  EXPECT_EQ(RankingAuc({{0.1f, false}, {0.9f, true}}), 1);
  EXPECT_EQ(RankingAuc({{0.9f, false}, {0.1f, true}}), 0);
  EXPECT_EQ(RankingAuc({{0.5f, false}, {0.5f, true}}), 0.5);
  EXPECT_EQ(RankingAuc({{0.1f, false}, {0.2f, true}, {0.3f, false}, {0.4f, true}}), 0.75);
  EXPECT_EQ(RankingAuc({{0.1f, true}}), 0);
}

}  // namespace
}  // namespace groundswell
