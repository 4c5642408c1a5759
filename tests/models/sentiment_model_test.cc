// The trained sentiment model on texts whose mood nobody doubts, its shape, and its accuracy where the data sets are.
#include "models/sentiment_model.h"

#include <gtest/gtest.h>

#include <cmath>
#include <thread>

#include "tests/models/trained_models.h"

namespace groundswell {
namespace {

class SentimentModelTest : public testing::Test {
 protected:
  void SetUp() override { ASSERT_TRUE(models_.scorer().ok()) << models_.scorer().status().message(); }
  float Mood(std::string_view text) { return models_.Score(text).sentiment_score; }
  TrainedModels models_;
};

TEST_F(SentimentModelTest, ChinesePraise) {
  EXPECT_EQ(models_.Score("非常满意，质量很好，强烈推荐").sentiment, Sentiment::kPositive);
}
TEST_F(SentimentModelTest, ChineseAnger) {
  EXPECT_EQ(models_.Score("垃圾，太差了，再也不买").sentiment, Sentiment::kNegative);
}
TEST_F(SentimentModelTest, ChineseNews) {
  EXPECT_EQ(models_.Score("央行今日开展逆回购操作").sentiment, Sentiment::kNeutral);
}
TEST_F(SentimentModelTest, ChineseNegation) {
  EXPECT_EQ(models_.Score("一点都不好吃").sentiment, Sentiment::kNegative);
}
TEST_F(SentimentModelTest, EnglishPraise) {
  EXPECT_EQ(models_.Score("I love it, great service, thank you!").sentiment, Sentiment::kPositive);
}
TEST_F(SentimentModelTest, EnglishAnger) {
  EXPECT_EQ(models_.Score("Worst airline ever, rude and useless").sentiment, Sentiment::kNegative);
}
// Both moods may be beyond all doubt against neutral; which of them it is still counts.
TEST(SentimentModelDecide, AMoodFarFromNeutralKeepsItsSign) {
  SentimentParameters parameters;
  parameters.polarity_scale = 1;
  parameters.lines = {{.negative = {60, -1, 0, 0}, .positive = {60, 1, 0, 0}}};
  const SentimentModel model(parameters);
  EXPECT_GT(model.Decide(1, 0, 1, {}).score, 0.5f);
  EXPECT_LT(model.Decide(-1, 0, 1, {}).score, -0.5f);
}

TEST_F(SentimentModelTest, ANegationTurnsTheMood) {
  EXPECT_LT(Mood("这家店不好吃"), Mood("这家店好吃"));
  EXPECT_LT(Mood("服务没有想象中好"), Mood("服务比想象中好"));
  EXPECT_LT(Mood("the food is not good"), Mood("the food is good"));
  EXPECT_LT(Mood("i don't like this app"), Mood("i like this app"));
  EXPECT_LT(Mood("never happy with them"), Mood("always happy with them"));
}
TEST_F(SentimentModelTest, EmojiColourTheMood) {
  EXPECT_GT(Mood("今天出门了😍"), Mood("今天出门了😡"));
  EXPECT_GT(Mood("landed in denver 😍"), Mood("landed in denver 😡"));
}
TEST_F(SentimentModelTest, EmoticonsColourTheMood) {
  EXPECT_GT(Mood("back at work :)"), Mood("back at work"));
  EXPECT_LT(Mood("back at work :("), Mood("back at work"));
  EXPECT_GT(Mood("back at work :-D"), Mood("back at work :-("));
}
TEST_F(SentimentModelTest, MarksInBracketsColourTheMood) {
  EXPECT_LT(Mood("又下雨了[怒]"), Mood("又下雨了[心]"));
  EXPECT_LT(Mood("到家了[泪]"), Mood("到家了[爱你]"));
}
TEST_F(SentimentModelTest, PraiseBesideAFailureIsNoPraise) {
  EXPECT_EQ(models_.Score("服务真好，等了三小时").sentiment, Sentiment::kNegative);
  EXPECT_EQ(models_.Score("服务真好，等位的时候还送水果").sentiment, Sentiment::kPositive);
}
TEST_F(SentimentModelTest, TraditionalCharactersScoreAsSimplified) {
  EXPECT_EQ(models_.Score("質量很好，非常滿意").sentiment_score, models_.Score("质量很好，非常满意").sentiment_score);
}
TEST_F(SentimentModelTest, LetterCaseDoesNotMatter) {
  EXPECT_EQ(models_.Score("TERRIBLE Service").sentiment_score, models_.Score("terrible service").sentiment_score);
}
TEST_F(SentimentModelTest, NothingIsNeutral) {
  const Scores scores = models_.Score("");
  EXPECT_EQ(scores.sentiment, Sentiment::kNeutral);
  EXPECT_EQ(scores.sentiment_score, 0);
  EXPECT_EQ(scores.complaint, 0);
}
TEST_F(SentimentModelTest, ScoresStayWithinTheirBounds) {
  std::string long_text;
  for (int i = 0; i < 3000; ++i) long_text += i % 2 == 0 ? "垃圾" : "great ";
  for (const std::string& text : {long_text, std::string("\xFF\xFE"), std::string("😀"), std::string("a")}) {
    const Scores scores = models_.Score(text);
    EXPECT_LE(std::fabs(scores.sentiment_score), 1);
    EXPECT_TRUE(scores.complaint >= 0 && scores.complaint <= 1);
  }
}

TEST_F(SentimentModelTest, ThreadsShareOneModel) {
  const float expected = models_.Score("宽带又断了").sentiment_score;
  std::vector<std::thread> threads;
  std::vector<float> seen(4);
  for (size_t i = 0; i < seen.size(); ++i) {
    threads.emplace_back([&, i] {
      NgramScratch scratch;
      seen[i] = models_.scorer()->Score("宽带又断了", &scratch).sentiment_score;
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(seen, std::vector<float>(4, expected));
}

TEST(SentimentDecisionTest, TheLikeliestClassDecidesAndTheSignStays) {
  SentimentParameters parameters;
  parameters.polarity_scale = parameters.neutrality_scale = 1;
  parameters.lines = {{.negative = {0, -1, 0, -1}, .positive = {0, 1, 0, -1}}};
  const SentimentModel model(parameters);
  EXPECT_EQ(model.Decide(-2, 1, 1, {}).sentiment, Sentiment::kNegative);
  EXPECT_EQ(model.Decide(-2, 3, 1, {}).sentiment, Sentiment::kNeutral);
  EXPECT_LT(model.Decide(-2, 3, 1, {}).score, 0);
  EXPECT_EQ(model.Decide(2, 0, 1, {}).sentiment, Sentiment::kPositive);
}

TEST(SentimentDecisionTest, TheScoreIsTheDifferenceOfTheProbabilities) {
  SentimentParameters parameters;
  parameters.polarity_scale = 1;
  parameters.lines = {{.negative = {std::log(1.0f), 0, 0, 0}, .positive = {std::log(2.0f), 0, 0, 0}}};
  EXPECT_FLOAT_EQ(SentimentModel(parameters).Decide(1, 0, 1, {}).score, 0.25f);
}

// Of two origins one says positive and one negative: the likelier one decides, and one far behind has no say.
TEST(SentimentDecisionTest, OriginsWeighAsTheyAreLikely) {
  SentimentParameters parameters;
  parameters.lines = {{.negative = {-5}, .positive = {5}}, {.negative = {5}, .positive = {-5}}};
  const SentimentModel model(parameters);
  const auto score = [&](float first, float second) {
    NetAnswers net;
    net.origins[0] = first;
    net.origins[1] = second;
    return model.Decide(0, 0, 1, net).score;
  };
  EXPECT_NEAR(score(1, 1), 0, 1e-6);
  EXPECT_GT(score(2, 1), 0.3f);
  EXPECT_LT(score(1, 2), -0.3f);
  EXPECT_EQ(score(9, -9), score(8, -9));
}

TEST(SentimentParametersTest, SurviveTheFile) {
  SentimentParameters parameters;
  parameters.polarity_scale = 2;
  parameters.lines = {{.negative = {1, 2, 3, 4}, .positive = {5, 6, 7, 8}}, {}};
  const auto read = SentimentParameters::FromFloats(parameters.ToFloats());
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(read->ToFloats(), parameters.ToFloats());
  EXPECT_FALSE(SentimentParameters::FromFloats({1, 2, 3}).ok());
  std::vector<float> odd = parameters.ToFloats();
  odd[5] = std::nanf("");
  EXPECT_FALSE(SentimentParameters::FromFloats(odd).ok());
}

}  // namespace
}  // namespace groundswell
