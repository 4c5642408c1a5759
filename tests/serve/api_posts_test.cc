#include "serve/api_posts.h"

#include <gtest/gtest.h>

#include "tests/serve/serve_testing.h"

namespace groundswell {
namespace {

using testing::Answer;
using testing::Get;
using testing::GroupIdText;
using testing::StoreFiller;

class ApiPostsTest : public ::testing::Test {
 protected:
  void Load() {
    filler_.Commit();
    ASSERT_TRUE(model_.Load().ok());
    context_.store = filler_.store();
    context_.model = &model_;
  }
  Answer Posts(std::string_view query = "") {
    return Answer(ListPosts(context_, Get("/api/v1/posts?" + std::string(query))));
  }
  std::string Ids(std::string_view query = "") { return Posts(query).Items("id"); }

  StoreFiller filler_;
  ReadModel model_{filler_.store(), {}};
  ApiContext context_;
};

TEST_F(ApiPostsTest, APostIsShownAsItIsStored) {
  filler_.Post({.id = "9", .text = "不播报 \"了\"", .region = "广东", .minute = 3, .group = 17, .person = 5});
  Load();
  const Answer answer = Posts();
  EXPECT_EQ(answer.response().content_type, "application/json");
  EXPECT_EQ(answer.At("/items/0/id"), "9");
  EXPECT_EQ(answer.At("/items/0/channel"), "weibo");
  EXPECT_EQ(answer.At("/items/0/time"), "2026-03-01T12:03:00.000Z");
  EXPECT_EQ(answer.At("/items/0/text"), "不播报 \"了\"");
  EXPECT_EQ(answer.At("/items/0/org"), "海桥银行");
  EXPECT_EQ(answer.At("/items/0/region"), "广东");
  EXPECT_EQ(answer.At("/items/0/kind"), "post");
  EXPECT_EQ(answer.At("/items/0/lang"), "zh");
  EXPECT_EQ(answer.At("/items/0/sentiment"), "negative");
  EXPECT_EQ(answer.At("/items/0/sentiment_score"), "-0.5");
  EXPECT_EQ(answer.At("/items/0/complaint"), "0.9");
  EXPECT_EQ(answer.At("/items/0/is_complaint"), "true");
  EXPECT_EQ(answer.At("/items/0/is_complainant"), "true");
  EXPECT_EQ(answer.At("/items/0/group"), GroupIdText(17));
  for (const auto* absent : {"title", "product", "url", "author", "person", "likes", "edited_at"})
    EXPECT_EQ(answer.At("/items/0/" + std::string(absent)), "(none)") << absent;
  EXPECT_EQ(answer.At("/next_cursor"), "null");
}

TEST_F(ApiPostsTest, EachFilterTakesItsPosts) {
  filler_.Post({.id = "1", .text = "Refund is LATE", .org = "Northline", .channel = "reviews", .lang = Lang::kEnglish});
  filler_.Post({.id = "2", .text = "退款很慢", .org = "", .minute = 10});
  filler_.Post({.id = "3", .minute = 20, .complaint = false, .sentiment = Sentiment::kPositive});
  Load();
  EXPECT_EQ(Ids(), "3 2 1");
  EXPECT_EQ(Ids("org=Northline"), "1");
  EXPECT_EQ(Ids("org="), "2");
  EXPECT_EQ(Ids("channel=weibo"), "3 2");
  EXPECT_EQ(Ids("q=refund late"), "1");
  EXPECT_EQ(Ids("q=退款"), "2");
  EXPECT_EQ(Ids("q=refund on time"), "");
  EXPECT_EQ(Ids("lang=en"), "1");
  EXPECT_EQ(Ids("sentiment=positive"), "3");
  EXPECT_EQ(Ids("complaint=true"), "2 1");
  EXPECT_EQ(Ids("complaint=false"), "3");
  EXPECT_EQ(Ids("since=2026-03-01T12:10:00Z"), "3 2");
  EXPECT_EQ(Ids("until=2026-03-01T12:10:00Z"), "1");
  for (const auto* wrong : {"lang=fr", "sentiment=bad", "complaint=yes", "cursor=x", "limit=0", "since=x", "who=me"})
    EXPECT_EQ(Posts(wrong).status(), 400) << wrong;
}

TEST_F(ApiPostsTest, RegionsAndCausesAreMetExactlyAndMayBeNone) {
  filler_.Post({.id = "1", .region = "广东"});
  filler_.Post({.id = "2", .region = "广东省", .cause = "late-refund"});
  filler_.Post({.id = "3"});
  Load();
  EXPECT_EQ(Ids("region=广东"), "1");
  EXPECT_EQ(Ids("region="), "3");
  EXPECT_EQ(Ids("cause=late-refund"), "2");
  EXPECT_EQ(Ids("cause=late"), "");
  EXPECT_EQ(Ids("cause="), "3 1");
  EXPECT_EQ(Ids("region=广东省&cause=late-refund"), "2");
  EXPECT_EQ(Posts("region=" + std::string(257, 'x')).status(), 400);
}

TEST_F(ApiPostsTest, WhatDoesNotStandIsNotShown) {
  for (const auto* id : {"a", "b", "c"}) filler_.Post({.id = id});
  filler_.Commit();
  filler_.Edit({.id = "a", .text = "已经修好了"});
  filler_.Delete("b");
  Load();
  EXPECT_EQ(Ids(), "a c");
  EXPECT_EQ(Posts().At("/items/0/text"), "已经修好了");
}

TEST_F(ApiPostsTest, TheGroupIsTheOneAPostIsInNow) {
  filler_.Post({.id = "1", .group = 3});
  filler_.Merge(3, 2);
  filler_.Merge(2, 1);
  Load();
  EXPECT_EQ(Posts().At("/items/0/group"), GroupIdText(1));
}

TEST_F(ApiPostsTest, PagesAddUpToTheList) {
  std::string expected;
  for (int i = 0; i < 500; ++i) {
    filler_.Post({.id = std::to_string(i), .org = i % 7 == 0 ? "Northline" : "海桥银行"});
    if (i % 7 == 0) expected = std::to_string(i) + (expected.empty() ? "" : " ") + expected;
  }
  Load();
  std::string paged, cursor;
  do {
    const Answer page = Posts("org=Northline&limit=4&" + cursor);
    if (!page.Items("id").empty()) paged += (paged.empty() ? "" : " ") + page.Items("id");
    cursor = page.NextCursor();
  } while (!cursor.empty());
  EXPECT_EQ(paged, expected);
}

TEST_F(ApiPostsTest, ARequestLooksAtSoManyRecordsAndHandsOnACursor) {
  filler_.Post({.id = "wanted", .org = "Northline"});
  for (Seq i = 0; i < kPostsLookedAtMax; ++i) {
    filler_.Post({.id = std::to_string(i)});
    if (i % 1'000 == 0) filler_.Commit();
  }
  Load();
  const Answer first = Posts("org=Northline");
  EXPECT_EQ(first.Items("id"), "");
  ASSERT_NE(first.NextCursor(), "");
  const Answer second = Posts("org=Northline&" + first.NextCursor());
  EXPECT_EQ(second.Items("id"), "wanted");
  EXPECT_EQ(second.NextCursor(), "");
}

TEST_F(ApiPostsTest, ASearchSinceADayEndsWhereThatDayBegan) {
  filler_.Post({.id = "old", .minute = -5 * 1440});
  filler_.Post({.id = "new", .minute = 0});
  CommitBatch buckets;
  const int64_t today = testing::kNoonMs / kDayMs;
  buckets.buckets = {{today - 5, 0}, {today, 1}};
  filler_.Commit();
  buckets.position = filler_.position;
  ASSERT_TRUE(filler_.store()->Commit(buckets).ok());
  Load();
  const Answer page = Posts("since=2026-03-01&limit=1");
  EXPECT_EQ(page.Items("id"), "new");
  const Answer rest = Posts("since=2026-03-01&" + page.NextCursor());
  EXPECT_EQ(rest.Items("id"), "");
  EXPECT_EQ(rest.NextCursor(), "");
}

}  // namespace
}  // namespace groundswell
