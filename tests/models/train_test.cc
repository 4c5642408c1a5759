// The trainer on a small set: it learns what is there to learn, gives the same bytes each time, and says what is
// missing.
#include "models/train.h"

#include <gtest/gtest.h>

#include "models/text_scorer.h"

namespace groundswell {
namespace {

TrainingData SmallData() {
  TrainingData data;
  data.set_names = {"zh", "en"};
  const auto add = [&](const std::string& text, uint16_t set, Sentiment sentiment, bool complaint, int copies) {
    for (int i = 0; i < copies; ++i) {
      data.texts.push_back(
          {text + std::string(static_cast<size_t>(i % 3), '!'), set, sentiment, complaint, 1, 1, false, i % 5 == 0});
    }
  };
  add("很好很满意", 0, Sentiment::kPositive, false, 20);
  add("太差了不满意", 0, Sentiment::kNegative, true, 20);
  add("今日股市开盘", 0, Sentiment::kNeutral, false, 20);
  add("great service", 1, Sentiment::kPositive, false, 20);
  add("awful service", 1, Sentiment::kNegative, true, 20);
  add("opens at noon", 1, Sentiment::kNeutral, false, 20);
  return data;
}

TEST(TrainTest, LearnsItsTexts) {
  const auto models = TrainModels(SmallData(), {}, {});
  ASSERT_TRUE(models.ok()) << models.status().message();
  const auto scorer = TextScorer::Parse(models->sentiment_file, models->complaint_file);
  ASSERT_TRUE(scorer.ok()) << scorer.status().message();
  NgramScratch scratch;
  EXPECT_GT(scorer->Score("很好很满意", &scratch).sentiment_score, 0);
  EXPECT_LT(scorer->Score("awful service", &scratch).sentiment_score, 0);
  EXPECT_GT(scorer->Score("太差了", &scratch).complaint, scorer->Score("很好", &scratch).complaint);
}

TEST(TrainTest, TheSameTextsGiveTheSameBytes) {
  const auto once = TrainModels(SmallData(), {}, {}), again = TrainModels(SmallData(), {}, {});
  ASSERT_TRUE(once.ok() && again.ok());
  EXPECT_EQ(once->sentiment_file, again->sentiment_file);
  EXPECT_EQ(once->complaint_file, again->complaint_file);
}

TEST(TrainTest, OneLabelIsNotEnough) {
  TrainingData data = SmallData();
  for (TrainingText& text : data.texts) text.complaint = true;
  EXPECT_EQ(TrainModels(data, {}, {}).status().code(), Code::kInvalid);
}

}  // namespace
}  // namespace groundswell
