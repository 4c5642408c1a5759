#include "serve/api_groups.h"

#include <gtest/gtest.h>

#include "tests/serve/serve_testing.h"

namespace groundswell {
namespace {

using testing::Answer;
using testing::Get;
using testing::GroupIdText;
using testing::StoreFiller;

class ApiGroupsTest : public ::testing::Test {
 protected:
  // Call once the store is filled.
  void Load() {
    filler_.Commit();
    ASSERT_TRUE(model_.Load().ok());
    context_.store = filler_.store();
    context_.model = &model_;
  }
  // The last digits of the ids listed.
  std::string Listed(std::string_view query) {
    const Answer answer(ListGroups(context_, Get("/api/v1/groups?" + std::string(query))));
    EXPECT_EQ(answer.status(), 200) << answer.response().body;
    return Short(answer.Items("id"));
  }
  static std::string Short(const std::string& ids) {
    std::string digits;
    for (size_t i = 15; i < ids.size(); i += 17) digits += ids[i];
    return digits;
  }
  int ListStatus(std::string_view query) {
    return ListGroups(context_, Get("/api/v1/groups?" + std::string(query))).status;
  }
  Answer Posts(uint64_t group, std::string_view query = "") {
    return Answer(ListGroupPosts(context_, Get("/?" + std::string(query), {GroupIdText(group)})));
  }
  Answer Timeline(uint64_t group, std::string_view query = "") {
    return Answer(GetGroupTimeline(context_, Get("/?" + std::string(query), {GroupIdText(group)})));
  }

  StoreFiller filler_;
  ReadModel model_{filler_.store(), {}};
  ApiContext context_;
};

TEST_F(ApiGroupsTest, ListsTheMostUrgentFirstAndGoesOnByCursor) {
  for (uint64_t id = 1; id <= 9; ++id) filler_.Group(id, id % 3 == 0 ? "major" : "watch", static_cast<int64_t>(id));
  Load();
  EXPECT_EQ(Listed(""), "963875421");
  std::string all, cursor;
  int pages = 0;
  do {
    const Answer page(ListGroups(context_, Get("/?limit=2&" + cursor)));
    all += Short(page.Items("id"));
    cursor = page.NextCursor();
    ++pages;
  } while (!cursor.empty());
  EXPECT_EQ(all, "963875421");
  EXPECT_EQ(pages, 5);
}

TEST_F(ApiGroupsTest, AFullLastPageHasNoCursor) {
  filler_.Group(1, "watch", 1);
  filler_.Group(2, "watch", 2);
  Load();
  EXPECT_EQ(Answer(ListGroups(context_, Get("/?limit=2"))).NextCursor(), "");
  EXPECT_NE(Answer(ListGroups(context_, Get("/?limit=1"))).NextCursor(), "");
  EXPECT_EQ(Answer(ListGroups(context_, Get("/"))).At("/next_cursor"), "null");
}

TEST_F(ApiGroupsTest, EachFilterTakesItsGroups) {
  filler_.Group(1, "watch", 5);
  filler_.Group(2, "emerging", 10, "Northline", "Refund is LATE");
  filler_.Group(3, "crisis", 20, "");
  filler_.Group(4, "none", 1, "海桥银行", "转账失败", ",\"status\":\"handling\",\"urgency\":12.5");
  Load();
  EXPECT_EQ(Listed(""), "3214");
  EXPECT_EQ(Listed("org=Northline"), "2");
  EXPECT_EQ(Listed("org="), "3");
  EXPECT_EQ(Listed("org=Nobody"), "");
  EXPECT_EQ(Listed("level=crisis,watch"), "31");
  EXPECT_EQ(Listed("level=none"), "4");
  EXPECT_EQ(Listed("status=handling,answered"), "4");
  EXPECT_EQ(Listed("status=received"), "");
  EXPECT_EQ(Listed("channel=weibo"), "3214");
  EXPECT_EQ(Listed("channel=weib"), "");
  EXPECT_EQ(Listed("channel=forum&level=emerging"), "2");
  EXPECT_EQ(Listed("q=refund"), "2");
  EXPECT_EQ(Listed("q=late refund"), "2");
  EXPECT_EQ(Listed("q=轉賬"), "4");
  EXPECT_EQ(Listed("q=northline"), "2");
  EXPECT_EQ(Listed("q=refund apology"), "");
  EXPECT_EQ(Listed("since=2026-03-01T12:10:00Z"), "32");
  EXPECT_EQ(Listed("until=2026-03-01T12:00:00Z"), "");
  EXPECT_EQ(Listed("since=2026-03-01T12:20:00Z&until=2026-03-02"), "3");
}

TEST_F(ApiGroupsTest, ARoleTakesTheGroupsOfItsOrganisations) {
  filler_.Group(1, "watch", 5, "A");
  filler_.Group(2, "watch", 6, "B");
  filler_.Group(3, "watch", 7, "");
  filler_.Group(4, "watch", 8, "C");
  Load();
  EXPECT_EQ(Listed("role=own"), "4321") << "without a watchlist all are own";
  context_.role_of = [](std::string_view org) {
    return org == "B" ? EntryRole::kCompetitor : org == "C" ? EntryRole::kIndustry : EntryRole::kOwn;
  };
  EXPECT_EQ(Listed(""), "4321");
  EXPECT_EQ(Listed("role=own"), "31");
  EXPECT_EQ(Listed("role=competitor"), "2");
  EXPECT_EQ(Listed("role=industry"), "4");
  EXPECT_EQ(Listed("role=own&org=B"), "");
  EXPECT_EQ(ListStatus("role=voice"), 400);
}

TEST_F(ApiGroupsTest, WrongParametersAreRefused) {
  Load();
  for (const auto* wrong : {"limit=0", "limit=501", "level=loud", "status=open", "since=x", "until=x", "cursor=x",
                            "cursor=", "order=asc", "level=watch&level=major"})
    EXPECT_EQ(ListStatus(wrong), 400) << wrong;
  EXPECT_EQ(ListStatus("limit=500"), 200);
}

TEST_F(ApiGroupsTest, ACursorOfAnotherListIsRefused) {
  filler_.Group(1, "watch", 1);
  for (const auto* id : {"1", "2"}) filler_.Post({.id = id});
  Load();
  const std::string cursor = Posts(1, "limit=1").NextCursor();
  ASSERT_NE(cursor, "");
  EXPECT_EQ(ListStatus(cursor), 400);
  EXPECT_EQ(Posts(1, cursor).status(), 200);
}

TEST_F(ApiGroupsTest, AGroupIsItsRow) {
  filler_.Group(0xabc, "watch", 1);
  Load();
  const Answer answer(GetGroup(context_, Get("/", {"0000000000000abc"})));
  EXPECT_EQ(answer.status(), 200);
  EXPECT_EQ(answer.At("/id"), "0000000000000abc");
  EXPECT_EQ(answer.At("/level"), "watch");
  EXPECT_EQ(GetGroup(context_, Get("/?x=1", {"0000000000000abc"})).status, 400);
  for (const auto* id : {"0000000000000abd", "abc", "0000000000000ABC", "000000000000000g", ""})
    EXPECT_EQ(GetGroup(context_, Get("/", {id})).status, 404) << id;
}

TEST_F(ApiGroupsTest, AMergedGroupLeadsToTheOneItLivesOnIn) {
  filler_.Group(1, "watch", 1);
  filler_.Merge(2, 1);
  filler_.Merge(3, 2, false);
  Load();
  for (const uint64_t merged : {2, 3}) {
    const Answer answer(GetGroup(context_, Get("/", {GroupIdText(merged)})));
    EXPECT_EQ(answer.status(), 308);
    EXPECT_EQ(answer.HeaderValue("Location"), "/api/v1/groups/0000000000000001");
    EXPECT_EQ(answer.At("/merged_into"), "0000000000000001");
  }
  const Answer posts(ListGroupPosts(context_, Get("/?limit=7", {GroupIdText(3)})));
  EXPECT_EQ(posts.HeaderValue("Location"), "/api/v1/groups/0000000000000001/posts?limit=7");
  const Answer timeline(GetGroupTimeline(context_, Get("/?since=2026-03-01T20:00:00+08:00", {GroupIdText(2)})));
  EXPECT_EQ(timeline.HeaderValue("Location"),
            "/api/v1/groups/0000000000000001/timeline?since=2026-03-01T20%3A00%3A00%2B08%3A00");
  EXPECT_EQ(Listed(""), "1");
}

TEST_F(ApiGroupsTest, ACircleOfMergesIsADamagedStore) {
  filler_.Merge(1, 2);
  filler_.Merge(2, 1);
  Load();
  EXPECT_EQ(GetGroup(context_, Get("/", {GroupIdText(1)})).status, 500);
}

TEST_F(ApiGroupsTest, PostsOfAllGroupsThatMergedAreOneListTheNewestFirst) {
  filler_.Group(1, "watch", 1);
  std::string expected;
  for (int i = 0; i < 60; ++i) {
    filler_.Post({.id = std::to_string(i), .group = 1 + static_cast<uint64_t>(i % 4)});
    if (i % 4 != 3) expected = std::to_string(i) + (expected.empty() ? "" : " ") + expected;
  }
  filler_.Merge(2, 1);
  filler_.Merge(3, 2, false);
  Load();
  EXPECT_EQ(Posts(1, "limit=100").Items("id"), expected);
  EXPECT_EQ(Posts(1, "limit=100").At("/items/0/group"), GroupIdText(1));
  std::string paged, cursor;
  do {
    const Answer page = Posts(1, "limit=7&" + cursor);
    paged += (paged.empty() ? "" : " ") + page.Items("id");
    cursor = page.NextCursor();
  } while (!cursor.empty());
  EXPECT_EQ(paged, expected);
}

TEST_F(ApiGroupsTest, DeletedAndReplacedPostsAreNotShown) {
  filler_.Group(1, "watch", 1);
  for (const auto* id : {"a", "b", "c"}) filler_.Post({.id = id});
  filler_.Commit();
  filler_.Edit({.id = "a", .text = "已经修好了", .complaint = false});
  filler_.Delete("b");
  Load();
  const Answer answer = Posts(1);
  EXPECT_EQ(answer.Items("id"), "a c");
  EXPECT_EQ(answer.At("/items/0/text"), "已经修好了");
  EXPECT_EQ(answer.At("/items/0/is_complaint"), "false");
}

TEST_F(ApiGroupsTest, TheTimelineCountsPeopleOnce) {
  filler_.Group(1, "watch", 1);
  filler_.Post({.id = "1", .minute = 0, .person = 7});
  filler_.Post({.id = "2", .minute = 2, .person = 7});
  filler_.Post({.id = "3", .minute = 2, .group = 2, .person = 8});
  filler_.Post({.id = "4", .minute = 1, .complaint = false});
  filler_.Merge(2, 1);
  Load();
  const Answer answer = Timeline(1, "step=1m");
  EXPECT_EQ(answer.At("/step_secs"), "60");
  EXPECT_EQ(answer.At("/from"), "2026-03-01T12:00:00.000Z");
  EXPECT_EQ(answer.At("/to"), "2026-03-01T12:03:00.000Z");
  EXPECT_EQ(answer.At("/times/2"), "2026-03-01T12:02:00.000Z");
  EXPECT_EQ(answer.At("/posts"), "[1,1,2]");
  EXPECT_EQ(answer.At("/complaints"), "[1,0,2]");
  EXPECT_EQ(answer.At("/new_complainants"), "[1,0,1]");
  EXPECT_EQ(answer.At("/complainants"), "[1,1,2]");
  EXPECT_EQ(answer.At("/complete"), "true");
  const Answer later = Timeline(1, "step=1m&since=2026-03-01T12:01:00Z&until=2026-03-01T12:03:00Z");
  EXPECT_EQ(later.At("/posts"), "[1,2]");
  EXPECT_EQ(later.At("/complainants"), "[1,2]");
}

TEST_F(ApiGroupsTest, TheTimelineHasAtMostTwoThousandBuckets) {
  filler_.Group(1, "watch", 1);
  filler_.Post({.id = "1", .minute = 0});
  filler_.Post({.id = "2", .minute = 60 * 24 * 30});
  Load();
  EXPECT_EQ(Timeline(1, "step=1m").status(), 400);
  EXPECT_EQ(Timeline(1, "step=1h").status(), 200);
  EXPECT_EQ(Timeline(1).At("/step_secs"), "21600");
  for (const auto* wrong : {"step=x", "step=0s", "since=2026-03-02&until=2026-03-01", "limit=3"})
    EXPECT_EQ(Timeline(1, wrong).status(), 400) << wrong;
}

TEST_F(ApiGroupsTest, AGroupWithoutPostsHasAnEmptyTimeline) {
  filler_.Group(1, "none", 1);
  Load();
  EXPECT_EQ(Timeline(1).At("/posts"), "[]");
  EXPECT_EQ(Posts(1).At("/items"), "[]");
}

}  // namespace
}  // namespace groundswell
