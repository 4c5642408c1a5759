#include "serve/api_trends.h"

#include <gtest/gtest.h>

#include "serve/series.h"
#include "tests/serve/serve_testing.h"

namespace groundswell {
namespace {

using testing::Answer;
using testing::Get;
using testing::StoreFiller;

class ApiTrendsTest : public ::testing::Test {
 protected:
  void Load() {
    filler_.Commit();
    ASSERT_TRUE(model_.Load().ok());
    context_.store = filler_.store();
    context_.model = &model_;
  }
  Answer Trends(std::string_view query = "") { return Answer(GetTrends(context_, Get("/?" + std::string(query)))); }
  Answer Mood(std::string_view query = "") { return Answer(GetSentiment(context_, Get("/?" + std::string(query)))); }

  StoreFiller filler_;
  ReadModel model_{filler_.store(), {}};
  ApiContext context_;
};

TEST_F(ApiTrendsTest, CountsByOrganisationUpToTheWatermark) {
  filler_.Post({.id = "1", .minute = -120});  // before the window
  filler_.Post({.id = "2", .minute = -25});
  filler_.Post({.id = "3", .minute = -24, .complaint = false, .sentiment = Sentiment::kPositive});
  filler_.Post({.id = "4", .org = "Northline", .minute = 5});
  Load();
  const Answer answer = Trends("window=30m&step=10m");
  EXPECT_EQ(answer.At("/by"), "org");
  EXPECT_EQ(answer.At("/watermark"), "2026-03-01T12:05:00.000Z");
  EXPECT_EQ(answer.At("/from"), "2026-03-01T11:40:00.000Z");
  EXPECT_EQ(answer.At("/to"), "2026-03-01T12:10:00.000Z");
  EXPECT_EQ(answer.At("/step_secs"), "600");
  EXPECT_EQ(answer.Items("name"), "Northline");
  const Answer wider = Trends("window=40m&step=10m");
  EXPECT_EQ(wider.Items("name"), "海桥银行 Northline");
  EXPECT_EQ(wider.At("/items/0/posts"), "[2,0,0,0]");
  EXPECT_EQ(wider.At("/items/0/complaints"), "[1,0,0,0]");
  EXPECT_EQ(wider.At("/items/0/negative"), "[1,0,0,0]");
  EXPECT_EQ(wider.At("/items/0/positive"), "[1,0,0,0]");
  EXPECT_EQ(wider.At("/items/0/sum"), R"({"posts":2,"complaints":1,"negative":1,"positive":1})");
  EXPECT_EQ(wider.At("/items/1/posts"), "[0,0,0,1]");
  EXPECT_EQ(wider.At("/other/posts"), "[0,0,0,0]");
}

TEST_F(ApiTrendsTest, AWindowMayEndBeforeTheWatermark) {
  filler_.Post({.id = "1", .minute = -120});
  filler_.Post({.id = "2", .org = "Northline", .minute = 5});
  Load();
  const Answer past = Trends("window=20m&step=10m&until=2026-03-01T10:10:00Z");
  EXPECT_EQ(past.At("/from"), "2026-03-01T09:50:00.000Z");
  EXPECT_EQ(past.At("/to"), "2026-03-01T10:10:00.000Z");  // the border itself is of the next bucket
  EXPECT_EQ(past.Items("name"), "海桥银行");
  EXPECT_EQ(past.At("/items/0/posts"), "[0,1]");
  EXPECT_EQ(past.At("/watermark"), "2026-03-01T12:05:00.000Z");
  EXPECT_EQ(Trends("window=20m&step=10m&until=2026-03-01T10:10:00.001Z").At("/to"), "2026-03-01T10:20:00.000Z");
  EXPECT_EQ(Trends("window=20m&step=10m&until=2100-01-01").At("/to"), "2026-03-01T12:10:00.000Z");
  EXPECT_EQ(Trends("window=400d&until=0").status(), 200);
  EXPECT_EQ(Mood("window=20m&step=10m&until=2026-03-01T10:10:00Z").At("/items/0/negative_share"), "[null,1]");
}

TEST_F(ApiTrendsTest, WhatIsBelowTheTopIsOneSum) {
  for (int org = 0; org < 5; ++org)
    for (int i = 0; i <= org; ++i)
      filler_.Post({.id = std::to_string(10 * org + i), .org = org == 4 ? "" : std::to_string(org)});
  Load();
  const Answer answer = Trends("window=10m&top=2");
  EXPECT_EQ(answer.Items("name"), "null 3");
  EXPECT_EQ(answer.At("/other/posts"), "[6]");
  EXPECT_EQ(answer.At("/other/sum/posts"), "6");
  EXPECT_EQ(Trends("window=10m&name=1").Items("name"), "1");
  EXPECT_EQ(Trends("window=10m&name=").At("/items/0/posts"), "[5]");
  EXPECT_EQ(Trends("window=10m&name=1").At("/other"), "(none)");
}

TEST_F(ApiTrendsTest, CountsByChannelAndRegion) {
  filler_.Post({.id = "1", .channel = "forum", .region = "广东"});
  filler_.Post({.id = "2"});
  filler_.Post({.id = "3"});
  Load();
  EXPECT_EQ(Trends("by=channel").Items("name"), "weibo forum");
  EXPECT_EQ(Trends("by=region").Items("name"), "广东");
}

TEST_F(ApiTrendsTest, CountsByCause) {
  filler_.Post({.id = "1", .cause = "unwanted-deduction"});
  filler_.Post({.id = "2", .complaint = false, .sentiment = Sentiment::kPositive, .cause = "late-refund"});
  filler_.Post({.id = "3", .cause = "late-refund"});
  filler_.Post({.id = "4"});
  Load();
  const Answer answer = Trends("by=cause");
  EXPECT_EQ(answer.At("/by"), "cause");
  EXPECT_EQ(answer.Items("name"), "late-refund unwanted-deduction");
  EXPECT_EQ(answer.At("/items/0/sum"), R"({"posts":2,"complaints":1,"negative":1,"positive":1})");
  EXPECT_EQ(Mood("by=cause&name=late-refund&window=10m").At("/items/0/balance"), "[0]");
}

TEST_F(ApiTrendsTest, WhatHasNoSeriesIsAmongTheOthers) {
  filler_.Post({.id = "1", .region = "广东"});
  filler_.Series(SeriesKind::kRegion, "", 7);
  Load();
  const Answer answer = Trends("by=region&window=10m");
  EXPECT_EQ(answer.Items("name"), "广东");
  EXPECT_EQ(answer.At("/other/posts"), "[7]");
  EXPECT_EQ(answer.At("/other/sum/posts"), "7");
  EXPECT_EQ(Trends("by=region&name=").At("/items"), "[]");
}

TEST_F(ApiTrendsTest, SharesOfNoPostsAreNull) {
  filler_.Post({.id = "1", .minute = -10, .sentiment = Sentiment::kPositive});
  filler_.Post({.id = "2", .minute = -10});
  filler_.Post({.id = "3", .minute = -10});
  filler_.Post({.id = "4", .org = "Northline", .minute = 0});
  Load();
  const Answer answer = Mood("window=20m&name=海桥银行");
  EXPECT_EQ(answer.At("/items/0/posts"), "[3,0]");
  EXPECT_EQ(answer.At("/items/0/negative_share"), "[0.6667,null]");
  EXPECT_EQ(answer.At("/items/0/positive_share"), "[0.3333,null]");
  EXPECT_EQ(answer.At("/items/0/balance"), "[-0.3333,null]");
}

TEST_F(ApiTrendsTest, AnEmptyEngineHasNoSeries) {
  Load();
  const Answer answer = Trends();
  EXPECT_EQ(answer.At("/items"), "[]");
  EXPECT_EQ(answer.At("/times"), "[]");
  EXPECT_EQ(answer.At("/watermark"), "(none)");
}

TEST_F(ApiTrendsTest, WrongParametersAreRefused) {
  filler_.Post({.id = "1"});
  Load();
  for (const auto* wrong : {"by=product", "window=0h", "window=401d", "step=15m", "step=1m", "top=0", "top=51",
                            "window=400d&step=10m", "level=watch", "window=24", "until=yesterday"})
    EXPECT_EQ(Trends(wrong).status(), 400) << wrong;
  EXPECT_EQ(Trends("window=400d&step=1d").status(), 200);
  EXPECT_EQ(Trends("window=400d").status(), 200);
  EXPECT_EQ(Trends("window=1m").status(), 200);  // a pane is the least
}

TEST(SeriesTest, StepsArePlain) {
  constexpr int64_t kPaneMs = 600'000;
  EXPECT_EQ(PlainStep(0, 60'000), 60'000);
  EXPECT_EQ(PlainStep(kHourMs, 60'000), 60'000);
  EXPECT_EQ(PlainStep(kHourMs, kPaneMs), kPaneMs);
  EXPECT_EQ(PlainStep(kDayMs, kPaneMs), kPaneMs);
  EXPECT_EQ(PlainStep(7 * kDayMs, kPaneMs), kHourMs);
  EXPECT_EQ(PlainStep(400 * kDayMs, kPaneMs), 7 * kDayMs);
  EXPECT_EQ(PlainStep(kDayMs, 7'000'000), 7'000'000);  // panes of an odd length
  EXPECT_LE(100'000 * kDayMs / PlainStep(100'000 * kDayMs, kPaneMs), 200);
}

}  // namespace
}  // namespace groundswell
