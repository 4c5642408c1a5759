// Files of pairs, and how a table of vectors is judged by them.
#include "tools/eval_pairs.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "models/embedding_file.h"
#include "tools/pair_file.h"

namespace groundswell {
namespace {

class PairFileTest : public ::testing::Test {
 protected:
  void TearDown() override { std::filesystem::remove(path_); }
  Result<std::vector<MeaningPair>> Read(std::string_view bytes) {
    std::ofstream(path_, std::ios::binary) << bytes;
    return ReadPairFile(path_);
  }
  const std::string path_ =
      ::testing::TempDir() + "pairs-" + ::testing::UnitTest::GetInstance()->current_test_info()->name() + ".jsonl";
};

TEST_F(PairFileTest, TextsAreCleanedAndFolded) {
  const auto pairs = Read("{\"a\":\"ＡＰＰ打不開\",\"b\":\"b\",\"same\":1}\n");
  ASSERT_TRUE(pairs.ok());
  EXPECT_EQ(pairs->front().a, "app打不开");
  EXPECT_TRUE(pairs->front().same);
}

TEST_F(PairFileTest, SameMayBeABool) {
  const auto pairs = Read("{\"a\":\"x\",\"b\":\"y\",\"same\":false}");
  ASSERT_TRUE(pairs.ok());
  EXPECT_FALSE(pairs->front().same);
}

TEST_F(PairFileTest, ALineThatIsNoPairIsNamed) {
  for (const char* line : {"{", "[]", "7", "{\"a\":\"x\",\"b\":\"y\"}", "{\"a\":1,\"b\":\"y\",\"same\":1}",
                           "{\"a\":\"x\",\"b\":\"y\",\"same\":2}"}) {
    const auto pairs = Read(std::string("{\"a\":\"x\",\"b\":\"y\",\"same\":1}\n") + line + "\n");
    EXPECT_EQ(pairs.status().code(), Code::kInvalid) << line;
    EXPECT_NE(pairs.status().message().find("line 2"), std::string::npos) << line;
  }
}

TEST_F(PairFileTest, AMissingFileIsNotFound) {
  EXPECT_EQ(ReadPairFile(path_ + ".none").status().code(), Code::kNotFound);
}

TEST(EvalPairsTest, BothLikenessesAreJudged) {
  EmbeddingFile file;
  file.dims = kMeaningDims;
  const auto embedding = Embedding::Parse(EncodeEmbeddingFile(file));
  ASSERT_TRUE(embedding.ok());
  const std::vector<MeaningPair> pairs = {{"退款慢", "退款慢", true}, {"退款慢", "屏幕黑", false}};
  const PairScores scores = ScorePairs(pairs, *embedding);
  EXPECT_EQ(scores.pairs, 2u);
  EXPECT_EQ(scores.positive_share, 0.5);
  EXPECT_EQ(scores.auc, 0.5);  // the empty table finds all texts alike
  EXPECT_EQ(scores.auc_tfidf, 1);
  EXPECT_EQ(scores.known_share, 0);
}

}  // namespace
}  // namespace groundswell
