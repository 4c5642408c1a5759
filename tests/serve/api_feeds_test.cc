// Feeds for other readers: well-formed whatever the texts are, the same ids for ever, and quiet while nothing is new.
#include "serve/api_feeds.h"

#include <gtest/gtest.h>

#include "serve/feed.h"
#include "tests/serve/serve_testing.h"

namespace groundswell {
namespace {

using testing::Answer;
using testing::Get;
using testing::GroupIdText;
using testing::StoreFiller;

class ApiFeedsTest : public ::testing::Test {
 protected:
  void Load() {
    filler_.Commit();
    ASSERT_TRUE(model_.Load().ok());
    context_.store = filler_.store();
    context_.model = &model_;
    context_.public_url = "https://pr.example";
  }

  StoreFiller filler_;
  ReadModel model_{filler_.store(), {}};
  ApiContext context_;
};

std::string EtagIn(const HttpResponse& response) {
  for (const HttpHeader& header : response.headers)
    if (header.name == "ETag") return header.value;
  return {};
}

TEST_F(ApiFeedsTest, AlertsComeAsEntriesWithTheListsOwnFilters) {
  filler_.Alert("a", 1, "opened", "watch", 1);
  filler_.Alert("b", 1, "escalated", "major", 2);
  filler_.Alert("c", 2, "opened", "major", 3, "Northline");
  Load();
  const Answer feed(GetAlertsJsonFeed(context_, Get("/api/v1/alerts.feed.json?level=major&lang=zh-CN")));
  EXPECT_EQ(feed.response().content_type, "application/feed+json");
  EXPECT_EQ(feed.At("/version"), "https://jsonfeed.org/version/1.1");
  EXPECT_EQ(feed.At("/feed_url"), "https://pr.example/api/v1/alerts.feed.json?level=major&lang=zh-CN");
  EXPECT_EQ(feed.At("/items/0/url"), "https://pr.example/#/groups/" + GroupIdText(2));
  EXPECT_EQ(feed.At("/items/0/date_published"), "2026-03-01T12:03:00.000Z");
  EXPECT_EQ(feed.At("/items/1/tags/0"), "escalated");
  EXPECT_EQ(feed.At("/items/2"), "(none)");
  EXPECT_EQ(GetAlertsJsonFeed(context_, Get("/api/v1/alerts.feed.json?status=received")).status, 400);
  EXPECT_EQ(GetAlertsAtom(context_, Get("/api/v1/alerts.atom?cursor=x")).status, 400);
}

TEST_F(ApiFeedsTest, AFeedIsQuietUntilSomethingIsNew) {
  filler_.Alert("a", 1, "opened", "watch", 1);
  Load();
  const HttpResponse first = GetAlertsAtom(context_, Get("/api/v1/alerts.atom"));
  HttpRequest again = Get("/api/v1/alerts.atom");
  again.headers.push_back({"If-None-Match", "W/" + EtagIn(first)});
  const HttpResponse quiet = GetAlertsAtom(context_, again);
  EXPECT_EQ(quiet.status, 304);
  EXPECT_EQ(quiet.body, "");
  filler_.Alert("b", 1, "escalated", "major", 2);
  filler_.Commit(&model_);
  EXPECT_EQ(GetAlertsAtom(context_, again).status, 200);
}

TEST_F(ApiFeedsTest, GroupsThatAreOverAreNoRisingOnes) {
  filler_.Group(1, "major", 3);
  filler_.Group(2, "none", 4);
  Load();
  const Answer feed(GetGroupsJsonFeed(context_, Get("/api/v1/groups.feed.json")));
  EXPECT_EQ(feed.At("/items/0/id"), UrnOf("group\n" + GroupIdText(1)));
  EXPECT_EQ(feed.At("/items/0/title"), "[major] 海桥银行: 音箱不播报");
  EXPECT_EQ(feed.At("/items/1"), "(none)");
}

TEST_F(ApiFeedsTest, WithoutAnAddressLinksLeadToTheHostThatALocalReaderAsked) {
  filler_.Alert("a", 1, "opened", "watch", 1);
  Load();
  context_.public_url.clear();
  HttpRequest request = Get("/api/v1/alerts.feed.json");
  request.headers.push_back({"Host", "127.0.0.1:8686"});
  const Answer local(GetAlertsJsonFeed(context_, request));
  EXPECT_EQ(local.At("/feed_url"), "http://127.0.0.1:8686/api/v1/alerts.feed.json");
  EXPECT_EQ(local.At("/home_page_url"), "http://127.0.0.1:8686/");
  EXPECT_EQ(local.At("/items/0/url"), "http://127.0.0.1:8686/#/groups/" + GroupIdText(1));
  request.headers.back().value = "evil.example";
  EXPECT_EQ(Answer(GetAlertsJsonFeed(context_, request)).At("/items/0/url"), "(none)");
}

TEST_F(ApiFeedsTest, AnEmptyFeedIsOfTheDayOnWhichItWasAskedFor) {
  Load();
  HttpRequest request = Get("/api/v1/alerts.atom?lang=zh-CN");
  request.arrived_ms = testing::kNoonMs;
  const HttpResponse feed = GetAlertsAtom(context_, request);
  EXPECT_NE(feed.body.find("<updated>2026-03-01T00:00:00.000Z</updated>"), std::string::npos) << feed.body;
  EXPECT_NE(feed.body.find("<title>Groundswell：告警</title>"), std::string::npos) << feed.body;
  request.arrived_ms += 3600'000;
  EXPECT_EQ(EtagIn(GetAlertsAtom(context_, request)), EtagIn(feed));
}

TEST(FeedTest, IdsAreUuidsThatDependOnTheNameAlone) {
  const std::string urn = UrnOf("alert\na");
  EXPECT_EQ(urn, UrnOf("alert\na"));
  EXPECT_NE(urn, UrnOf("alert\nb"));
  EXPECT_EQ(urn.size(), std::string("urn:uuid:12345678-1234-8234-8234-123456789012").size());
  EXPECT_EQ(urn[9 + 14], '8');
  EXPECT_NE(std::string("89ab").find(urn[9 + 19]), std::string::npos);
}

TEST(FeedTest, MarkupAndControlCharactersAreNoMarkup) {
  Feed feed;
  feed.id = UrnOf("x");
  feed.title = "a";
  FeedEntry entry;
  entry.id = UrnOf("y");
  entry.title = "<script>alert(1)</script> & \"x\" ]]>";
  entry.text = std::string("a\x01\x1f\x00z\r\n", 7) + "\xEF\xBF\xBE";
  entry.published = entry.updated = EventTime{0};
  entry.tags = {"a\"b<c"};
  feed.entries = {entry};
  const std::string atom = AtomOf(feed);
  EXPECT_NE(atom.find("<title>&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;x&quot; ]]&gt;</title>"),
            std::string::npos)
      << atom;
  EXPECT_NE(atom.find("<content type=\"text\">a\uFFFD\uFFFD\uFFFDz&#13;\n\uFFFD</content>"), std::string::npos) << atom;
  EXPECT_NE(atom.find("<category term=\"a&quot;b&lt;c\"/>"), std::string::npos) << atom;
  EXPECT_NE(atom.find("<updated>1970-01-01T00:00:00.000Z</updated>"), std::string::npos) << atom;
}

}  // namespace
}  // namespace groundswell
