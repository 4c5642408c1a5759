// Another embedding than before: what the engine has learned of meanings by the old one counts for nothing.
#include <gtest/gtest.h>

#include "tests/engine/posts.h"

namespace groundswell {
namespace {

// The state after two posts in words of their own, which mean `first` and `second`, and a change of settings.
std::string StateAfter(size_t first, size_t second, uint64_t next_embedding) {
  EngineSettings settings = TestSettings();
  settings.meaning = 1;
  Engine engine(settings, "test");
  ScoredBatch batch;
  BuildBatch(
      {{.id = "1", .author = "ann", .text = "转账失败三天"}, {.id = "2", .author = "bob", .text = "刹车抖动异响"}},
      &batch);
  std::vector<float> meanings(2 * kMeaningDims);
  meanings[first] = meanings[kMeaningDims + second] = 1;
  std::vector<Record> records;
  for (size_t i = 0; i < 2; ++i) {
    batch.posts[i].meaning = {meanings.data() + i * kMeaningDims, kMeaningDims};
    batch.posts[i].meaning_share = 1;
    records.push_back({i, RecordKind::kPost, &batch.posts[i], nullptr});
  }
  StepResult result;
  engine.Step(records, &result);
  settings.meaning = next_embedding;
  EXPECT_TRUE(engine.ChangeSettings(settings, "test").ok());
  std::string bytes;
  engine.Save(&bytes);
  return bytes;
}

TEST(MeaningChange, UnderTheSameEmbeddingMeaningsStay) { EXPECT_NE(StateAfter(3, 9, 1), StateAfter(40, 70, 1)); }

TEST(MeaningChange, UnderAnotherEmbeddingTheyAreForgotten) { EXPECT_EQ(StateAfter(3, 9, 2), StateAfter(40, 70, 2)); }

}  // namespace
}  // namespace groundswell
