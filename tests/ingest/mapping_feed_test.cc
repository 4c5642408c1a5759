// Feeds as they are and as they should not be.
#include "tests/ingest/mapping_testing.h"

namespace groundswell {
namespace {

using testing_ingest::BuiltIn;
using testing_ingest::Framed;
using testing_ingest::MapAll;
using testing_ingest::Mapped;

std::string Item(const std::string& id, const std::string& more = "") {
  return "<item><guid>" + id + "</guid><title>t</title><pubDate>Sun, 01 Mar 2026 09:00:00 GMT</pubDate>" + more +
         "</item>";
}
std::string Rss(const std::string& items) { return "<rss><channel>" + items + "</channel></rss>"; }
std::string LinesOf(const std::string& feed) { return Framed(feed, *BuiltIn("feed")); }
bool Has(const std::string& text, std::string_view part) { return text.find(part) != text.npos; }

// Items that cannot be used, each between two good ones.
TEST(MappingFeed, ItemsOfAFeedAreRefusedOneByOne) {
  for (const std::string& bad :
       {std::string("<item><title>t</title></item>"), std::string("<item/>"),
        std::string("<item><guid>1</guid><pubDate>Sun, 01 Mar 2026 09:00:00 GMT</pubDate></item>"),
        std::string("<item><guid>1</guid><title>t</title><pubDate>today</pubDate></item>"),
        std::string("<item><guid>1</guid><title>t</title><pubDate>Sun, 31 Feb 2026 09:00:00 GMT</pubDate></item>"),
        std::string("<item><guid>1</guid><title>t</title><pubDate>Sun, 01 Mar 2026 09:00:00</pubDate></item>"),
        Item("1", "<description>" + std::string(kLineBytesMax + 1, 'x') + "</description>"),
        Item("1", "<description>" + std::string(kTextBytesMax + 1, 'x') + "</description>"),
        Item("1", "<dc:creator>" + std::string(kNameBytesMax + 1, 'x') + "</dc:creator>")}) {
    const Mapped mapped = MapAll(Rss(Item("a") + bad + Item("b")), BuiltIn("feed"));
    EXPECT_EQ(mapped.posts.size(), 2u) << bad.substr(0, 200);
    ASSERT_EQ(mapped.refused.size(), 1u) << bad.substr(0, 200);
    EXPECT_EQ(mapped.refused[0].line.number, 2u);
  }
}

TEST(MappingFeed, ItemsBeforeADamageAreGivenAndItIsTold) {
  for (const std::string bad : {"<item><guid>", "</channel></channel>", "<item><title>a < b</title></item>",
                                "<item><b></i></item>", "<!DOCTYPE x>"}) {
    const Mapped mapped = MapAll(
        Rss(Item("a") + Item("b") + bad).substr(0, Rss(Item("a") + Item("b") + bad).size() - 3), BuiltIn("feed"));
    EXPECT_TRUE(mapped.status.ok());
    EXPECT_EQ(mapped.posts.size(), 2u) << bad;
    ASSERT_EQ(mapped.refused.size(), 1u) << bad;
    EXPECT_TRUE(Has(mapped.refused[0].refusal.text, "the feed is damaged: line 1"));
  }
}

TEST(MappingFeed, WhatIsNoFeedIsSaid) {
  for (const std::string none : {"<html><body>Log in</body></html>", "{\"a\":1}", "text", "<html><br></html>"}) {
    const Mapped mapped = MapAll(none, BuiltIn("feed"));
    ASSERT_EQ(mapped.refused.size(), 1u) << none;
    EXPECT_TRUE(Has(mapped.refused[0].refusal.text, "neither RSS nor Atom")) << mapped.refused[0].refusal.text;
  }
  EXPECT_TRUE(MapAll("", BuiltIn("feed")).refused.empty());
  EXPECT_TRUE(MapAll(Rss(""), BuiltIn("feed")).refused.empty());
}

TEST(MappingFeed, AnAmpersandThatBeginsNoEntityStandsForItself) {
  const std::string feed = Rss(
      "<item><title>a & b &amp; c&d; &#38;&#x4e00;&#0;&#xD800;&; &1; &e</title><link>https://f.example/?a=1&b=2</link>"
      "<description><![CDATA[a & b]]> & c</description></item>" +
      Item("b"));
  const std::string lines = LinesOf(feed);
  EXPECT_TRUE(Has(lines, "\"title\":\"a & b & c&d; &一&#0;&#xD800;&; &1; &e\"")) << lines;
  EXPECT_TRUE(Has(lines, "\"link\":\"https://f.example/?a=1&b=2\"")) << lines;
  EXPECT_TRUE(Has(lines, "\"summary\":\"a & b & c\"")) << lines;
  EXPECT_TRUE(Has(lines, "\"id\":\"b\""));
  EXPECT_TRUE(Has(LinesOf(Rss("<item a=\"x & y\"><title>t</title></item>") + " &"), "{\"title\":\"t\"}"));
}

TEST(MappingFeed, EntitiesAreNotExpandedAndNothingIsFetched) {
  const std::string declares = "<!DOCTYPE rss [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;\">]>";
  const Mapped bomb = MapAll(declares + Rss(Item("&b;")), BuiltIn("feed"));
  EXPECT_TRUE(bomb.posts.empty());
  ASSERT_EQ(bomb.refused.size(), 1u);
  EXPECT_TRUE(Has(bomb.refused[0].refusal.text, "declares entities"));
  const Mapped outside =
      MapAll("<!DOCTYPE rss [<!ENTITY f SYSTEM \"file:///etc/passwd\">]>" + Rss(Item("&f;")), BuiltIn("feed"));
  EXPECT_TRUE(outside.posts.empty());
  EXPECT_TRUE(Has(LinesOf(Rss(Item("1", "<description>a&nbsp;&#x4e00;&lt;b&gt;</description>"))),
                  "\"summary\":\"a&nbsp;一<b>\""));
}

TEST(MappingFeed, LimitsHold) {
  std::string deep = "<rss>";
  for (int i = 0; i < 300; ++i) deep += "<a>";
  EXPECT_TRUE(Has(LinesOf(deep), "nested too deep"));
  EXPECT_TRUE(Has(LinesOf("<rss><a b=\"" + std::string(6 << 20, 'x')), "too long"));
}

// It stands in each item, and there may be many.
TEST(MappingFeed, WhatAFeedSaysOfItselfIsNoLongerThanAPostMaySay) {
  const std::string link = "<link>https://f.example/</link>";
  const std::string known = LinesOf(Rss("<title>" + std::string(kTitleBytesMax, 't') + "</title>" + link + "<item/>"));
  EXPECT_TRUE(Has(known, "{\"feed\":{\"title\":\"tt"));
  EXPECT_EQ(LinesOf(Rss("<title>" + std::string(kTitleBytesMax + 1, 't') + "</title>" + link + "<item/>")),
            "{\"feed\":{\"link\":\"https://f.example/\"}}\n");
  EXPECT_EQ(LinesOf(Rss("<language>" + std::string(kNameBytesMax + 1, 'l') + "</language><link>" +
                        std::string(kUrlBytesMax + 1, 'l') + "</link><item/>")),
            "{}\n");
  EXPECT_EQ(LinesOf("<feed xml:lang=\"" + std::string(kNameBytesMax + 1, 'l') + "\"><entry/></feed>"), "{}\n");
}

TEST(MappingFeed, CharacterSetsAreThoseThatTheFeedNames) {
  const std::string gbk =
      "<?xml version=\"1.0\" encoding=\"gb2312\"?>" + Rss(Item("1", "<description>\xD2\xF8</description>"));
  EXPECT_TRUE(Has(LinesOf(gbk), "\"summary\":\"银\""));
  const std::string plain = "\xEF\xBB\xBF" + Rss(Item("1", "<description>\xFF银\x0B</description>"));
  EXPECT_TRUE(Has(LinesOf(plain), "\"summary\":\"\xEF\xBF\xBD银\"")) << LinesOf(plain);
  std::string wide = "\xFF\xFE";
  for (const char c : Rss(Item("1"))) wide += std::string{c, '\0'};
  EXPECT_TRUE(Has(LinesOf(wide), "\"id\":\"1\""));
}

TEST(MappingFeed, FeedsMayFollowEachOther) {
  const std::string head = "<?xml version=\"1.0\"?>";
  const Mapped mapped = MapAll(head + Rss(Item("1")) + "\n<!-- end -->\n", BuiltIn("feed"));
  EXPECT_EQ(mapped.posts.size(), 1u);
  EXPECT_TRUE(mapped.refused.empty()) << "a remark is no record";
  const Mapped two = MapAll(head + Rss(Item("1")) + "\n" + head + Rss(Item("2")) + "\n", BuiltIn("feed"));
  EXPECT_EQ(two.posts.size(), 2u);
  EXPECT_TRUE(two.refused.empty());
}

TEST(MappingFeed, AnUpdatedEntryIsAnEditAndPiecesOfAnyExtentAreRead) {
  const std::string entry =
      "<feed xmlns=\"http://www.w3.org/2005/Atom\"><entry><id>1</id><title>t</title>"
      "<published>2026-03-01T09:00:00Z</published><updated>2026-03-01T10:00:00Z</updated></entry></feed>";
  EXPECT_TRUE(Has(MapAll(entry, BuiltIn("feed")).posts.at(0), "\"edited_at\":\"2026-03-01T10:00:00.000Z\""));
  std::string prefixed = entry;
  for (const std::string name : {"feed", "entry", "id", "title", "published", "updated"}) {
    for (const std::string open : {"<", "</"})
      for (size_t at = prefixed.find(open + name); at != prefixed.npos; at = prefixed.find(open + name, at + 1))
        prefixed.insert(at + open.size(), "a:");
  }
  EXPECT_EQ(MapAll(prefixed, BuiltIn("feed")).posts.size(), 1u) << prefixed;
}

}  // namespace
}  // namespace groundswell
