// What a mapping can say, one behaviour a test.
#include "ingest/mapping_reader.h"

#include <gtest/gtest.h>

#include "tests/ingest/mapping_testing.h"

namespace groundswell {
namespace {

using testing_ingest::MapLines;
using testing_ingest::Mapped;
using testing_ingest::MappingOf;

constexpr std::string_view kChannel = "\n[channel]\nname = \"c\"\ntime_zone = \"+08:00\"\n[post]\n";

// The posts and refusals that a mapping, of which `head` and the fields are given, makes of a line.
std::string Map(std::string_view head, std::string_view fields, std::string_view lines) {
  const auto mapping = MappingOf(std::string(head).append(kChannel).append(fields));
  if (mapping == nullptr) return "";
  const Mapped mapped = MapLines(lines, mapping);
  std::string text;
  for (const std::string& post : mapped.posts) text += post + "\n";
  for (const MappedRefusal& refused : mapped.refused) text += RefusalText(refused) + "\n";
  return text;
}

constexpr std::string_view kPlain = "id = \"/id\"\ntime = \"/t\"\ntext = \"/x\"\n";

TEST(MappingReader, TheFirstAlternativeThatIsGivenCounts) {
  const std::string fields = "id = [\"/a\", \"/b/c\", \"d{/d}\"]\ntime = \"/t\"\ntext = \"/x\"\n";
  EXPECT_EQ(Map("", fields, R"({"a":" ","b":{"c":7},"t":0,"x":"hi"})"),
            "{\"id\":\"7\",\"channel\":\"c\",\"time\":\"1970-01-01T00:00:00.000Z\",\"text\":\"hi\"}\n");
  EXPECT_EQ(Map("", fields, R"({"a":null,"d":"9","t":0,"x":"hi"})"),
            "{\"id\":\"d9\",\"channel\":\"c\",\"time\":\"1970-01-01T00:00:00.000Z\",\"text\":\"hi\"}\n");
  EXPECT_EQ(Map("", fields, R"({"t":0,"x":"hi"})"), "/a: field id: nothing in any of /a, /b/c\n");
}

TEST(MappingReader, ItemsOfAnArrayAreTakenOneByOneAndSeeTheWholeRecord) {
  const std::string fields = "id = \"/id\"\ntime = \"^/at\"\ntext = \"/x\"\n";
  EXPECT_EQ(Map("each = \"/list\"", fields, R"({"list":[{"id":1,"x":"a"},{"x":"b"},{"id":3,"x":"c"}],"at":1000})"),
            "{\"id\":\"1\",\"channel\":\"c\",\"time\":\"1970-01-01T00:16:40.000Z\",\"text\":\"a\"}\n"
            "{\"id\":\"3\",\"channel\":\"c\",\"time\":\"1970-01-01T00:16:40.000Z\",\"text\":\"c\"}\n"
            "/list/1/id: field id: nothing in any of /id\n");
  EXPECT_EQ(Map("each = \"/list\"", fields, R"({"at":1})"), "/list: no items here\n");
  EXPECT_EQ(Map("each = \"/list\"", fields, R"({"list":[],"at":1})"), "");
  EXPECT_EQ(Map("each = \"/list\"\n[take]\n\"/k\" = \"p\"", fields, R"({"at":1})"), "/list: no items here\n");
  EXPECT_EQ(Map("each = \"/list\"\n[take]\n\"^/k\" = \"p\"", fields, R"({"at":1})"), "");
}

TEST(MappingReader, AnElementIsSelectedByItsKeyWhereverThatStands) {
  const std::string fields =
      "id = \"/id\"\ntime = \"/t\"\ntext = \"/x\"\nfollowers = \"^/users/[id=/by]/n\"\nproduct = \"/f/[k=color]/v\"\n";
  EXPECT_EQ(Map("each = \"/list\"", fields,
                R"({"users":[{"n":5,"id":"a"},{"id":"b","n":6},7],"list":[)"
                R"({"id":1,"t":0,"x":"p","by":"b","f":[{"v":"red","k":"color"},{"k":"size","v":"xl"}]},)"
                R"({"id":2,"t":0,"x":"q","by":"z","f":[{"k":"size","v":"xl"}]}]})"),
            "{\"id\":\"1\",\"channel\":\"c\",\"time\":\"1970-01-01T00:00:00.000Z\",\"text\":\"p\",\"product\":\"red\","
            "\"followers\":6}\n"
            "{\"id\":\"2\",\"channel\":\"c\",\"time\":\"1970-01-01T00:00:00.000Z\",\"text\":\"q\"}\n");
}

// The record's own list and that of an item may be read by one mapping, whichever is named first.
TEST(MappingReader, AListOfTheRecordAndOneOfItsItemsAreToldApart) {
  const std::string line = R"({"id":1,"t":0,"x":"p","f":[{"k":"a","v":"own"}]})";
  const std::string wanted =
      "{\"id\":\"1\",\"channel\":\"c\",\"time\":\"1970-01-01T00:00:00.000Z\",\"text\":\"p\",\"org\":\"own\","
      "\"product\":\"own\"}\n";
  const std::string outer = "org = \"^/f/[k=a]/v\"\n", inner = "product = \"/f/[k=a]/v\"\n";
  EXPECT_EQ(Map("each = [\"/list\", \"\"]", std::string(kPlain) + outer + inner, line), wanted);
  EXPECT_EQ(Map("each = [\"/list\", \"\"]", std::string(kPlain) + inner + outer, line), wanted);
  EXPECT_EQ(Map("each = [\"/list\", \"\"]", std::string(kPlain) + inner + outer,
                R"({"list":[{"id":1,"t":0,"x":"p","f":[{"k":"a","v":"item"}]}],"f":[{"k":"a","v":"whole"}]})"),
            "{\"id\":\"1\",\"channel\":\"c\",\"time\":\"1970-01-01T00:00:00.000Z\",\"text\":\"p\",\"org\":\"whole\","
            "\"product\":\"item\"}\n");
}

TEST(MappingReader, OfElementsWithOneKeyTheFirstCounts) {
  const std::string fields = std::string(kPlain) + std::string("org = \"^/users/[id=/by]/n\"\n");
  std::string line = "{\"users\":[";
  for (int i = 0; i < 3000; ++i)
    line += (i > 0 ? "," : "") + std::string(R"({"id":)") + std::to_string(i % 1000) + R"(,"n":"u)" +
            std::to_string(i) + "\"}";
  line += "],\"list\":[";
  for (int i = 0; i < 3000; ++i)
    line += (i > 0 ? "," : "") + std::string(R"({"id":)") + std::to_string(i) + R"(,"t":0,"x":"a","by":")" +
            std::to_string(i) + "\"}";
  const std::string posts = Map("each = \"/list\"", fields, line + "]}");
  EXPECT_NE(posts.find("{\"id\":\"0\",\"channel\":\"c\",\"time\":\"1970-01-01T00:00:00.000Z\",\"text\":\"a\",\"org\":"
                       "\"u0\"}\n"),
            posts.npos);
  EXPECT_NE(posts.find("\"text\":\"a\",\"org\":\"u999\"}\n"), posts.npos);
  EXPECT_EQ(posts.find("\"u1000\""), posts.npos);
}

TEST(MappingReader, ItemsMayLieInListsOfLists) {
  const std::string each = "each = [[\"/cards/*/blog\", \"/cards/*/group/*/blog\"], \"\"]";
  EXPECT_EQ(Map(each, kPlain,
                R"({"cards":[{"blog":{"id":1,"t":0,"x":"a"}},{"other":1},7,)"
                R"({"group":[{"blog":{"id":2,"t":0,"x":"b"}},{"blog":{"id":3,"x":"c"}}]}]})"),
            "{\"id\":\"1\",\"channel\":\"c\",\"time\":\"1970-01-01T00:00:00.000Z\",\"text\":\"a\"}\n"
            "{\"id\":\"2\",\"channel\":\"c\",\"time\":\"1970-01-01T00:00:00.000Z\",\"text\":\"b\"}\n"
            "/cards/3/group/1/blog/t: field time: nothing in any of /t\n");
  // A page without any is no record, and no fault.
  EXPECT_EQ(Map(each, kPlain, R"({"cards":[]})"), "");
  EXPECT_EQ(Map(each, kPlain, R"({"cards":[{"other":1}]})"), "");
}

TEST(MappingReader, AnOuterPlaceThatHoldsAnotherCountsWhereItIsAList) {
  const std::string each = "each = [\"/data/list\", \"/data\"]";
  const std::string wanted = "{\"id\":\"1\",\"channel\":\"c\",\"time\":\"1970-01-01T00:00:00.000Z\",\"text\":\"a\"}\n";
  EXPECT_EQ(Map(each, kPlain, R"({"data":{"list":[{"id":1,"t":0,"x":"a"}]}})"), wanted);
  EXPECT_EQ(Map(each, kPlain, R"({"data":[{"id":1,"t":0,"x":"a"}]})"), wanted);
}

TEST(MappingReader, WhatDecidesOnARecordMustBeSaidOnce) {
  const std::string head = "each = [\"/list\", \"\"]\n[delete]\n\"^/event\" = \"gone\"\n";
  EXPECT_EQ(Map(head, kPlain, R"({"event":"new","id":1,"t":0,"x":"a","event":"gone"})"), "/event: given twice\n");
  EXPECT_EQ(Map(head, kPlain, R"({"list":[{"id":1,"t":0,"x":"a"}],"list":[{"id":2,"t":0,"x":"b"}]})"),
            "/list: given twice\n");
}

TEST(MappingReader, MarkupThatLeavesNothingIsNothing) {
  const std::string fields = "id = \"/id\"\ntime = \"/t\"\ntext = [{ from = \"/h\", html = true }, \"/x\"]\n";
  EXPECT_EQ(Map("", fields, R"({"id":1,"t":0,"h":"<p><br></p>","x":"plain"})"),
            "{\"id\":\"1\",\"channel\":\"c\",\"time\":\"1970-01-01T00:00:00.000Z\",\"text\":\"plain\"}\n");
}

TEST(MappingReader, JsonInATextIsReadAsIfItStoodThere) {
  const std::string fields = "id = \"/m/id\"\ntime = \"/m/t\"\ntext = [\"/m/x\", \"/m\"]\n";
  EXPECT_EQ(Map("nested = \"/m\"", fields, R"({"m":"{\"id\":\"1\",\"t\":0,\"x\":\"a\\nb\"}"})"),
            "{\"id\":\"1\",\"channel\":\"c\",\"time\":\"1970-01-01T00:00:00.000Z\",\"text\":\"a\\nb\"}\n");
  EXPECT_EQ(Map("nested = \"/m\"\neach = \"/m\"", "id = \"/id\"\ntime = \"/t\"\ntext = \"/x\"\n",
                R"({"m":"{\"id\":\"1\",\"t\":0,\"x\":\"a\"}"})"),
            "{\"id\":\"1\",\"channel\":\"c\",\"time\":\"1970-01-01T00:00:00.000Z\",\"text\":\"a\"}\n");
}

TEST(MappingReader, ConditionsTakeSkipAndDelete) {
  const std::string head =
      "[take]\n\"/kind\" = [\"post\", \"gone\"]\n[skip]\n\"/hidden\" = true\n\"/of\" = \"x.*\"\n"
      "[delete]\n\"/kind\" = \"gone\"\n";
  EXPECT_EQ(Map(head, kPlain, R"({"kind":"like"})"), "");
  EXPECT_EQ(Map(head, kPlain, R"({"kind":"post","hidden":true,"id":1})"), "");
  EXPECT_EQ(Map(head, kPlain, R"({"kind":"post","of":"x.y"})"), "");
  EXPECT_EQ(Map(head, kPlain, R"({"kind":"gone","id":1})"), "{\"id\":\"1\",\"channel\":\"c\",\"deleted\":true}\n");
  EXPECT_EQ(Map(head, kPlain, R"({"kind":"gone","t":"soon","x":{}})"), "/id: field id: nothing in any of /id\n");
  EXPECT_EQ(Map(head, kPlain, R"({"kind":"post","hidden":false,"of":"y","id":1,"t":0,"x":"a"})"),
            "{\"id\":\"1\",\"channel\":\"c\",\"time\":\"1970-01-01T00:00:00.000Z\",\"text\":\"a\"}\n");
}

TEST(MappingReader, ValuesAreCutNamedAndHashed) {
  const std::string fields =
      "id = { from = \"/u\", after = \"/view/\", before = \"/\" }\ntime = { from = \"/t\", before = \"于\" }\n"
      "text = { from = \"/x\", html = true }\nkind = { from = \"/k\", values = { R = \"review\" }, none = \"-\" }\n"
      "lang = { from = \"en\", if = \"/l=1\" }\n";
  EXPECT_EQ(Map("", fields,
                R"({"u":"http://a/view/17/?b","t":"2026-03-01 09:00 于此","x":"<p>a &amp; b</p>","k":"R","l":1})"),
            "{\"id\":\"17\",\"channel\":\"c\",\"time\":\"2026-03-01T01:00:00.000Z\",\"kind\":\"review\",\"text\":\"a & "
            "b\",\"lang\":\"en\"}\n");
  EXPECT_EQ(Map("", fields, R"({"u":"http://a/view/17","t":"2026-03-01 09:00 于此","x":"a","k":"-","l":2})"),
            "{\"id\":\"17\",\"channel\":\"c\",\"time\":\"2026-03-01T01:00:00.000Z\",\"text\":\"a\"}\n");
  EXPECT_EQ(Map("", fields, R"({"u":"/view/1","t":"2026-03-01 09:00 于此","x":"a","k":"Q"})"),
            "/k: field kind: not one of post, repost, reply, review, ticket\n");
  const std::string other = std::string(kPlain) + "author = { from = \"/a\", if = \"/s!=no\" }\n";
  for (const std::string more : {"", ",\"s\":null", ",\"s\":\"yes\"", ",\"s\":\"no\""}) {
    const std::string post = Map("", other, "{\"id\":1,\"t\":0,\"x\":\"a\",\"a\":\"zoe\"" + more + "}");
    EXPECT_EQ(post.find("zoe") == post.npos, more.ends_with("no\"")) << more;
  }
  EXPECT_EQ(Map("", "id = \"{/t} {/x}\"\ntime = \"/t\"\ntext = \"/t\"\n", R"({"t":0,"x":{}})"),
            "/x: field id: not a text\n");
  const std::string hashed = "id = { from = \"{/t} {/x}\", hash = true }\ntime = \"/t\"\ntext = \"/x\"\n";
  const std::string one = Map("", hashed, R"({"t":0,"x":"a"})");
  EXPECT_EQ(one, Map("", hashed, R"({"x":"a","t":0})"));
  EXPECT_NE(one.substr(0, 24), Map("", hashed, R"({"t":0,"x":"b"})").substr(0, 24));
}

TEST(MappingReader, APostDoesNotAnswerItself) {
  EXPECT_EQ(
      Map("", std::string(kPlain) + "reply_to = [\"/p\", \"/q\"]\n", R"({"id":1,"t":0,"x":"a","p":1,"q":2})"),
      "{\"id\":\"1\",\"channel\":\"c\",\"time\":\"1970-01-01T00:00:00.000Z\",\"text\":\"a\",\"reply_to\":\"2\"}\n");
}

TEST(MappingReader, PlaceholderAuthorsAreNobody) {
  const auto mapping = MappingOf(
      "[channel]\nname = \"c\"\nplaceholder_authors = [\"匿名用户\"]\n[post]\nid = \"/id\"\ntime = \"/t\"\n"
      "text = \"/x\"\nauthor = \"/a\"\nperson = \"/a\"\n");
  const Mapped mapped = MapLines(
      "{\"id\":1,\"t\":0,\"x\":\"p\",\"a\":\"匿名用户\"}\n{\"id\":2,\"t\":0,\"x\":\"p\",\"a\":\"ann\"}\n", mapping);
  ASSERT_EQ(mapped.posts.size(), 2u);
  EXPECT_EQ(mapped.posts[0].find("author"), std::string::npos);
  // Else all of them would be one person.
  EXPECT_EQ(mapped.posts[0].find("person"), std::string::npos);
  EXPECT_NE(mapped.posts[1].find("\"author\":\"ann\""), std::string::npos);
}

TEST(MappingReader, TheConfiguredZoneOfAChannelWinsOverTheMappings) {
  const auto mapping = MappingOf(std::string(kChannel).append(kPlain));
  MappingReader reader(mapping, {.channel_zones = {{"c", ZoneOffset{0}}}});
  Mapped mapped;
  MemorySource source("{\"id\":1,\"t\":\"2026-03-01 09:00\",\"x\":\"p\"}\n");
  testing_ingest::MapSource(&source, &reader, &mapped);
  ASSERT_EQ(mapped.posts.size(), 1u);
  EXPECT_NE(mapped.posts[0].find("2026-03-01T09:00:00.000Z"), std::string::npos);
}

TEST(MappingReader, ARecordOfTooManyItemsIsRefusedWhole) {
  std::string line = "{\"list\":[";
  for (size_t i = 0; i <= kItemsMax; ++i) line += "{},";
  line.back() = ']';
  EXPECT_EQ(Map("each = \"/list\"", kPlain, line + "}"), "more than 20000 items in one record\n");
}

TEST(MappingSpec, AWrongFileIsRefusedWithItsLineAndWhatToDo) {
  const std::string good = std::string(kChannel).append(kPlain);
  const std::pair<std::string, std::string_view> kCases[] = {
      {"x = 1" + good, "line 1: a mapping has no key `x`; it may have name, about"},
      {"input = \"xml\"" + good, "`input` is one of json, sse, bulk, csv, email"},
      {"each = \"list\"" + good, "a pointer begins with `/`"},
      {"each = \"^/list\"" + good, "`each` takes plain pointers"},
      {good + "colour = \"/c\"\n", "a post has no field `colour`"},
      {good + "label = \"/c\"\n", "a post has no field `label`"},
      {good + "author = \"\"\n", "1 to 512 bytes"},
      {good + "author = []\n", "an empty list"},
      {good + "author = \"name\"\n", "`author` would be \"name\" in every post; a pointer begins with `/`"},
      {"[channel]\nname = \"c\"\n[post]\nid = { from = \"id\", if = \"/x\" }\n", "`id` would be \"id\""},
      {good + "author = { froms = \"/a\" }\n", "a field has no key `froms`"},
      {good + "author = { if = \"/a\" }\n", "`from` is missing"},
      {good + "author = \"a{/b\"\n", "never closed"},
      {good + "author = \"/a~2\"\n", "`~` must be followed"},
      {good + "author = \"/a/[b]/c\"\n", "[key=value]"},
      {good + "author = { from = \"/a\", html = true }\n", "`html` is for"},
      {good + "author = { from = \"/a\", hash = true }\n", "`hash` is for"},
      {good + "author = { from = \"/a\", epoch = \"s\" }\n", "`epoch` is the unit"},
      {good + "likes = [\"/f/[a=1]/x\", \"/f/[b=1]/x\"]\n", "selected by one key"},
      {good + "likes = [\"/f/0/x\", \"/f/[b=1]/x\"]\n", "by a value or by their numbers"},
      {"each = [\"/l\", \"/l\"]" + good, "names /l twice"},
      {"each = [\"/l\", \"/l/*/m\"]" + good, "lies inside of the items of /l"},
      {"each = \"/l\"" + good + "org = \"^/l/0/o\"\n", "pointer ^/l/0/o lies inside of the items"},
      {"[channel]\nname = \"c\"\n", "[post] is missing"},
      {"[post]\nid = \"/a\"\n", "[channel] is missing"},
      {"[channel]\nname = \"\"\n[post]\n", "needs a `name`"},
      {"[channel]\nname = \"c\"\ntime_zone = \"CET\"\n[post]\n", "`time_zone` is an offset"},
      {"[channel]\nname = \"c\"\nexpected_lag_secs = -1\n[post]\n", "`expected_lag_secs` is a whole number"},
      {"[channel]\nname = \"c\"\n[post]\nid = \"/a\"\ntext = \"/b\"\n", "needs `id` and `time`"},
      {"[channel]\nname = \"c\"\n[post]\nid = \"/a\"\ntime = \"/b\"\n", "needs `text` or `title`"},
      {"[channel\n", "line 1: "},
      {std::string(kMappingBytesMax + 1, '#'), "at most"}};
  for (const auto& [toml, wanted] : kCases) {
    const auto mapping = Mapping::Parse(toml, "m.toml");
    ASSERT_FALSE(mapping.ok()) << toml;
    EXPECT_EQ(mapping.status().code(), Code::kInvalid);
    EXPECT_NE(mapping.status().message().find(wanted), std::string::npos) << mapping.status().message();
    EXPECT_TRUE(mapping.status().message().starts_with("m.toml: ")) << mapping.status().message();
  }
}

TEST(MappingSpec, TheBuiltInMappingsAreInOrderAndOfOneNameEach) {
  std::string_view last;
  for (const BuiltInMapping& built_in : BuiltInMappings()) {
    EXPECT_LT(last, built_in.name);
    last = built_in.name;
    EXPECT_FALSE(testing_ingest::BuiltIn(built_in.name)->about().empty());
  }
  EXPECT_EQ(LoadMapping("no-such").status().code(), Code::kInvalid);
  EXPECT_EQ(LoadMapping("/no/such.toml").status().code(), Code::kInvalid);
}

}  // namespace
}  // namespace groundswell
