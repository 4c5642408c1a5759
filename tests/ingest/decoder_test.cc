#include "ingest/decoder.h"

#include <gtest/gtest.h>

#include "tests/ingest/ingest_testing.h"

namespace groundswell {
namespace {

using testing_ingest::DecodeAll;
using testing_ingest::Decoded;

// Decodes a record of the given fields besides a sound id, time and text. Fields given here come first.
Decoded WithFields(const std::string& fields, const DecodeOptions& options = {}) {
  return DecodeAll("{" + fields + R"(, "id":"1","time":"2020-06-05T00:00:00Z","text":"x"})", options);
}

std::string RefusalOf(std::string_view line, const DecodeOptions& options = {}) {
  const Decoded decoded = DecodeAll(line, options);
  if (decoded.refused.size() != 1) return "taken";
  EXPECT_TRUE(decoded.batch.posts.empty());
  const Refusal& refusal = decoded.refused[0].refusal;
  return std::string(RejectReasonName(refusal.reason)) + ": " + refusal.text;
}

TEST(DecoderTest, EveryFieldGoesToItsPlace) {
  const Decoded decoded = DecodeAll(
      R"({"id":"i","channel":"c","text":"te","title":"ti","author":"a","person":"p","org":"o","product":"pr",)"
      R"("lang":"l","region":"r","url":"u","reply_to":"re","time":"1970-01-01T00:00:01Z","edited_at":2000,)"
      R"("followers":3,"reposts":4,"likes":5,"kind":"ticket","deleted":false})");
  ASSERT_EQ(decoded.batch.posts.size(), 1u);
  const Post& post = decoded.batch.posts[0];
  EXPECT_EQ(post.id, "i");
  EXPECT_EQ(post.channel, "c");
  EXPECT_EQ(post.text, "te");
  EXPECT_EQ(post.title, "ti");
  EXPECT_EQ(post.author, "a");
  EXPECT_EQ(post.person, "p");
  EXPECT_EQ(post.org, "o");
  EXPECT_EQ(post.product, "pr");
  EXPECT_EQ(post.lang, "l");
  EXPECT_EQ(post.region, "r");
  EXPECT_EQ(post.url, "u");
  EXPECT_EQ(post.reply_to, "re");
  EXPECT_EQ(post.time.ms, 1000);
  EXPECT_EQ(post.edited_at.ms, 2000);
  EXPECT_EQ(post.followers, 3);
  EXPECT_EQ(post.reposts, 4);
  EXPECT_EQ(post.likes, 5);
  EXPECT_EQ(post.kind, PostKind::kTicket);
  EXPECT_EQ(post.line, 1u);
  EXPECT_FALSE(post.deleted);
}

TEST(DecoderTest, ABareRecordHasTheDefaults) {
  const Decoded decoded = WithFields(R"("unknown":0)");
  ASSERT_EQ(decoded.batch.posts.size(), 1u);
  const Post& post = decoded.batch.posts[0];
  EXPECT_EQ(post.channel, "default");
  EXPECT_EQ(post.kind, PostKind::kPost);
  EXPECT_EQ(post.followers, kNoCount);
  EXPECT_TRUE(post.edited_at.is_none());
  EXPECT_TRUE(post.author.empty());
}

TEST(DecoderTest, NullAndEmptyMeanAbsent) {
  const Decoded decoded = WithFields(
      R"("channel":"","author":null,"org":null,"kind":null,"followers":null,"edited_at":null,"deleted":null,"url":"")");
  ASSERT_EQ(decoded.batch.posts.size(), 1u);
  EXPECT_EQ(decoded.batch.posts[0].channel, "default");
  EXPECT_EQ(decoded.batch.posts[0].followers, kNoCount);
}

TEST(DecoderTest, IdsAreReadAsTheirText) {
  const struct {
    const char *json, *id;
  } kCases[] = {
      {R"("a1")", "a1"},
      {R"("\u00e9\ud83d\ude00\n\/")", "é😀\n/"},
      {"7", "7"},
      {"-7", "-7"},
      {"0", "0"},
      {"9223372036854775807", "9223372036854775807"},
      {"18446744073709551615", "18446744073709551615"},
      {"123456789012345678901234567890123456789012", "123456789012345678901234567890123456789012"},
  };
  for (const auto& test : kCases) {
    const Decoded decoded =
        DecodeAll(R"({"time":1,"text":"x","reply_to":)" + std::string(test.json) + R"(, "id":)" + test.json + " }");
    ASSERT_EQ(decoded.batch.posts.size(), 1u) << test.json;
    EXPECT_EQ(decoded.batch.posts[0].id, test.id);
    EXPECT_EQ(decoded.batch.posts[0].reply_to, test.id);
  }
}

TEST(DecoderTest, TimesAreReadAsTheyAreWritten) {
  const struct {
    const char* json;
    int64_t ms;
  } kCases[] = {
      {R"("2020-06-05T00:00:00+08:00")", 1591286400000},
      {R"("2020-06-04T16:00:00.000Z")", 1591286400000},
      {R"("2020-06-04 16:00:00Z")", 1591286400000},
      {R"("2020-06-04T16:00:00.1239Z")", 1591286400123},
      {"1591286400000", 1591286400000},
      {"0", 0},
      {"253402300799999", 253402300799999},
      {R"("1970-01-01T00:00:00Z")", 0},
  };
  for (const auto& test : kCases) {
    const Decoded decoded = DecodeAll(R"({"id":1,"text":"x","time":)" + std::string(test.json) + "}");
    ASSERT_EQ(decoded.batch.posts.size(), 1u) << test.json;
    EXPECT_EQ(decoded.batch.posts[0].time.ms, test.ms) << test.json;
  }
}

TEST(DecoderTest, TheChannelsZoneIsUsedWhereverTheChannelStands) {
  DecodeOptions options;
  options.channel_zones = {{"cn", {480}}, {"default", {60}}};
  const struct {
    const char* line;
    int64_t ms;
  } kCases[] = {
      {R"({"id":1,"text":"x","time":"2020-06-05","channel":"cn"})", 1591286400000},
      {R"({"channel":"cn","id":1,"text":"x","time":"2020-06-05T00:00:00"})", 1591286400000},
      {R"({"channel":"cn","id":1,"text":"x","time":"2020-06-05T00:00:00Z"})", 1591315200000},
      {R"({"id":1,"text":"x","time":"2020-06-05T01:00"})", 1591315200000},
  };
  for (const auto& test : kCases) {
    const Decoded decoded = DecodeAll(test.line, options);
    ASSERT_EQ(decoded.batch.posts.size(), 1u) << test.line;
    EXPECT_EQ(decoded.batch.posts[0].time.ms, test.ms) << test.line;
  }
  EXPECT_TRUE(RefusalOf(R"({"channel":"us","id":1,"text":"x","time":"2020-06-05"})", options)
                  .starts_with("unreadable_time: field time: a time without offset"));
}

TEST(DecoderTest, EachFaultOfAFieldIsNamed) {
  const std::string long_name(257, 'n'), long_title(4097, 't'), long_text(256 * 1024 + 1, 'x');
  const struct {
    std::string line, refusal;
  } kCases[] = {
      {R"({})", "missing_field: field id: required"},
      {R"({"time":1,"text":"x"})", "missing_field: field id: required"},
      {R"({"id":"","time":1,"text":"x"})", "missing_field: field id: required"},
      {R"({"id":null,"time":1,"text":"x"})", "missing_field: field id: required"},
      {R"({"id":1.0,"time":1,"text":"x"})", "wrong_type: field id: not a string or an integer"},
      {R"({"id":1e3,"time":1,"text":"x"})", "wrong_type: field id: not a string or an integer"},
      {R"({"id":true,"time":1,"text":"x"})", "wrong_type: field id: not a string or an integer"},
      {R"({"id":{"a":[1]},"time":1,"text":"x"})", "wrong_type: field id: not a string or an integer"},
      {R"({"id":["a"],"time":1,"text":"x"})", "wrong_type: field id: not a string or an integer"},
      {R"({"id":"a\u0000b","time":1,"text":"x"})", "nul_character: field id: holds a NUL character"},
      {R"({"id":")" + long_name + R"(","time":1,"text":"x"})",
       "field_too_long: field id: 257 bytes, at most 256 are taken"},
      {R"({"id":)" + std::string(257, '1') + R"(,"time":1,"text":"x"})",
       "field_too_long: field id: 257 bytes, at most 256 are taken"},
      {R"({"id":1,"text":"x"})", "missing_field: field time: required"},
      {R"({"id":1,"time":null,"text":"x"})", "missing_field: field time: required"},
      {R"({"id":1,"time":"","text":"x"})", "unreadable_time: field time: empty"},
      {R"({"id":1,"time":"yesterday","text":"x"})",
       "unreadable_time: field time: not an RFC 3339 time such as 2026-01-31T08:00:00Z"},
      {R"({"id":1,"time":"2020-02-30T00:00:00Z","text":"x"})",
       "unreadable_time: field time: not an RFC 3339 time such as 2026-01-31T08:00:00Z"},
      {R"({"id":1,"time":-1,"text":"x"})", "unreadable_time: field time: outside the years 1970 to 9999"},
      {R"({"id":1,"time":253402300800000,"text":"x"})", "unreadable_time: field time: outside the years 1970 to 9999"},
      {R"({"id":1,"time":99999999999999999999,"text":"x"})",
       "unreadable_time: field time: outside the years 1970 to 9999"},
      {R"({"id":1,"time":1.5,"text":"x"})",
       "wrong_type: field time: not an RFC 3339 string or integer epoch milliseconds"},
      {R"({"id":1,"time":1,"text":"x","edited_at":"x"})",
       "unreadable_time: field edited_at: not an RFC 3339 time such as 2026-01-31T08:00:00Z"},
      {R"({"id":1,"time":1})", "missing_field: field text: required"},
      {R"({"id":1,"time":1,"title":"t"})", "missing_field: field text: required"},
      {R"({"id":1,"time":1,"text":null,"title":"t"})", "missing_field: field text: required"},
      {R"({"id":1,"time":1,"text":""})", "missing_field: field text: empty, and there is no title"},
      {R"({"id":1,"time":1,"text":7})", "wrong_type: field text: not a string"},
      {R"({"id":1,"time":1,"text":")" + long_text + R"("})",
       "field_too_long: field text: 262145 bytes, at most 262144 are taken"},
      {R"({"id":1,"time":1,"text":"x","title":")" + long_title + R"("})",
       "field_too_long: field title: 4097 bytes, at most 4096 are taken"},
      {R"({"id":1,"time":1,"text":"x","author":5})", "wrong_type: field author: not a string"},
      {R"({"id":1,"time":1,"text":"x","channel":"\u0000"})", "nul_character: field channel: holds a NUL character"},
      {R"({"id":1,"time":1,"text":"x","kind":"rant"})",
       "unknown_kind: field kind: not one of post, repost, reply, review, ticket"},
      {R"({"id":1,"time":1,"text":"x","kind":"Post"})",
       "unknown_kind: field kind: not one of post, repost, reply, review, ticket"},
      {R"({"id":1,"time":1,"text":"x","kind":1})", "wrong_type: field kind: not a string"},
      {R"({"id":1,"time":1,"text":"x","likes":-1})", "wrong_type: field likes: not a non-negative integer"},
      {R"({"id":1,"time":1,"text":"x","likes":"1"})", "wrong_type: field likes: not a non-negative integer"},
      {R"({"id":1,"time":1,"text":"x","likes":1.0})", "wrong_type: field likes: not a non-negative integer"},
      {R"({"id":1,"time":1,"text":"x","likes":9223372036854775808})",
       "wrong_type: field likes: not a non-negative integer"},
      {R"({"id":1,"time":1,"text":"x","deleted":1})", "wrong_type: field deleted: not true or false"},
      {R"({"id":1,"time":1,"text":"x","deleted":"true"})", "wrong_type: field deleted: not true or false"},
      {R"({"id":1,"time":1,"text":"x","id":2})", "duplicate_field: field id: given twice"},
      {R"({"id":1,"time":1,"text":"x","text":"x"})", "duplicate_field: field text: given twice"},
      {R"({"id":1,"time":1,"text":"x","org":null,"\u006frg":"o"})", "duplicate_field: field org: given twice"},
  };
  for (const auto& test : kCases) EXPECT_EQ(RefusalOf(test.line), test.refusal) << test.line.substr(0, 100);
}

TEST(DecoderTest, UnknownFieldsAreDroppedWhateverTheyHold) {
  for (const char* fields : {R"("x":1)", R"("x":[])", R"("x":{})", R"("x":[{"y":[null,true,false,"z",-0.5e-7]}],"x":2)",
                             R"("":"")", R"("x":1e999)", R"("x":-123456789012345678901234567890.5)", R"("Text":5)",
                             R"("text ":5)", R"("x\u0000":1)", R"("user":{"id":1,"id":2,"text":[],"time":"never"})",
                             R"("label":5,"labels":"x")", R"("cause":{},"sentiment":[1])", R"("x" : [ 1 , 2 ] )"}) {
    const Decoded decoded = WithFields(fields);
    EXPECT_EQ(decoded.batch.posts.size(), 1u) << fields;
    EXPECT_TRUE(decoded.batch.truths.empty());
  }
}

TEST(DecoderTest, ADeletionNeedsOnlyASoundIdAndChannel) {
  for (const char* line : {R"({"id":"d","deleted":true})", R"({"deleted":true,"id":"d","channel":null})",
                           R"({"id":"d","deleted":true,"time":"never","text":5,"author":[],"likes":-1})",
                           R"({"text":"a","text":"b","id":"d","deleted":true})"}) {
    const Decoded decoded = DecodeAll(line);
    ASSERT_EQ(decoded.batch.posts.size(), 1u) << line;
    EXPECT_EQ(decoded.batch.posts[0].id, "d");
    EXPECT_EQ(decoded.batch.posts[0].channel, "default");
    EXPECT_TRUE(decoded.batch.posts[0].deleted);
    EXPECT_TRUE(decoded.batch.posts[0].text.empty());
    EXPECT_TRUE(decoded.batch.posts[0].time.is_none());
  }
  EXPECT_EQ(RefusalOf(R"({"deleted":true})"), "missing_field: field id: required");
  EXPECT_EQ(RefusalOf(R"({"deleted":true,"id":1,"channel":5})"), "wrong_type: field channel: not a string");
  EXPECT_EQ(RefusalOf(R"({"deleted":true,"id":1,"id":2})"), "duplicate_field: field id: given twice");
  EXPECT_EQ(RefusalOf(R"({"deleted":true,"id":1,"deleted":false})"), "duplicate_field: field deleted: given twice");
  EXPECT_EQ(RefusalOf(R"({"text":5,"deleted":true,"id":[],"org":6})"),
            "wrong_type: field id: not a string or an integer");
}

TEST(DecoderTest, TimeIsOptionalWhereAsked) {
  const DecodeOptions options{.time_required = false};
  for (const char* line : {R"({"id":1,"text":"x"})", R"({"id":1,"text":"x","time":"Mon Jul 16 05:00:56 2018"})",
                           R"({"id":1,"text":"x","time":-5})"}) {
    const Decoded decoded = DecodeAll(line, options);
    ASSERT_EQ(decoded.batch.posts.size(), 1u) << line;
    EXPECT_TRUE(decoded.batch.posts[0].time.is_none());
  }
  EXPECT_EQ(DecodeAll(R"({"id":1,"text":"x","time":5})", options).batch.posts[0].time.ms, 5);
  EXPECT_TRUE(RefusalOf(R"({"id":1,"text":"x","time":[]})", options).starts_with("wrong_type"));
}

TEST(DecoderTest, TruthIsReadWhereAsked) {
  const DecodeOptions options{.want_truth = true};
  Decoded decoded = WithFields(R"("labels":["a","b"],"cause":"c","sentiment":"negative")", options);
  ASSERT_EQ(decoded.batch.truths.size(), 1u);
  EXPECT_EQ(decoded.batch.truths[0].labels, (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(decoded.batch.truths[0].cause, "c");
  EXPECT_EQ(decoded.batch.truths[0].sentiment, "negative");
  decoded = WithFields(R"("label":"a")", options);
  EXPECT_EQ(decoded.batch.truths[0].labels, std::vector<std::string>{"a"});
  decoded = WithFields(R"("label":null,"labels":[],"cause":null)", options);
  ASSERT_EQ(decoded.batch.truths.size(), 1u);
  EXPECT_TRUE(decoded.batch.truths[0].labels.empty());
  EXPECT_EQ(WithFields(R"("label":5)", options).refused[0].refusal.text, "field label: not a string");
  EXPECT_EQ(WithFields(R"("labels":["a",5])", options).refused[0].refusal.text, "field labels: not a list of strings");
  EXPECT_EQ(WithFields(R"("labels":[["a"]])", options).refused[0].refusal.text, "field labels: not a list of strings");
  EXPECT_EQ(WithFields(R"("sentiment":1)", options).refused[0].refusal.text, "field sentiment: not a string");
}

TEST(DecoderTest, TruthsStayBesideTheirPosts) {
  const Decoded decoded = DecodeAll(
      "{\"id\":1,\"time\":1,\"text\":\"x\",\"label\":\"one\"}\n{\"id\":2,\"label\":\"bad\"}\n"
      "{\"id\":3,\"time\":1,\"text\":\"x\"}\n{\"id\":4,\"deleted\":true,\"label\":\"four\"}\n",
      {.want_truth = true});
  ASSERT_EQ(decoded.batch.posts.size(), 3u);
  ASSERT_EQ(decoded.batch.truths.size(), 3u);
  EXPECT_EQ(decoded.batch.truths[0].labels.size(), 1u);
  EXPECT_TRUE(decoded.batch.truths[1].labels.empty());
}

TEST(DecoderTest, LimitsAreTakenToTheLastByte) {
  const std::string name(256, 'n'), title(4096, 't'), text(256 * 1024, 'x');
  const Decoded decoded = DecodeAll(R"({"id":")" + name + R"(","time":1,"title":")" + title + R"(","text":")" + text +
                                    R"(","author":")" + name + R"("})");
  ASSERT_EQ(decoded.batch.posts.size(), 1u);
  EXPECT_EQ(decoded.batch.posts[0].text.size(), text.size());
  std::string fields;
  for (int i = 0; i < kFieldsMax - 3; ++i) fields += "\"f" + std::to_string(i) + "\":0,";
  EXPECT_EQ(RefusalOf("{" + fields + R"("id":1,"time":1,"text":"x"})"), "taken");
  EXPECT_EQ(RefusalOf("{\"one\":1," + fields + R"("id":1,"time":1,"text":"x"})"),
            "too_many_fields: more than 256 fields");
  const auto nested = [](int depth) {
    return R"({"id":1,"time":1,"text":"x","n":)" + std::string(depth, '[') + std::string(depth, ']') + "}";
  };
  EXPECT_EQ(RefusalOf(nested(kDepthMax - 1)), "taken");
  EXPECT_EQ(RefusalOf(nested(kDepthMax)), "too_deep: nested deeper than 32 levels");
}

TEST(DecoderTest, BrokenLinesSayWhere) {
  const struct {
    std::string_view line, refusal;
  } kCases[] = {
      {"hello", "not_an_object: not a JSON object"},
      {"[1]", "not_an_object: not a JSON object"},
      {"\"id\"", "not_an_object: not a JSON object"},
      {"null", "not_an_object: not a JSON object"},
      {"7", "not_an_object: not a JSON object"},
      {R"({"id":1)", "invalid_json: at its end: not valid JSON: it stops before its end"},
      {R"({"id":"1)", "invalid_json: byte 7: not valid JSON: a string is not closed"},
      {"{\"id\":\"a\tb\"}", "invalid_json: byte 9: not valid JSON: a control character in a string is not escaped"},
      {R"({"id":01})", "invalid_json: byte 7: not valid JSON: neither a number nor true, false or null"},
      {R"({"id":1}{"id":2})", "invalid_json: byte 9: not valid JSON: something follows the object"},
      {"{\"id\":\"\xFF\"}", "invalid_utf8: byte 8: not valid UTF-8"},
  };
  for (const auto& test : kCases) EXPECT_EQ(RefusalOf(test.line), test.refusal) << test.line;
}

TEST(DecoderTest, BrokenJsonIsReportedBeforeABadField) {
  EXPECT_TRUE(RefusalOf(R"({"id":[],"time":1,"text":"x","z":tru})").starts_with("invalid_json"));
  EXPECT_TRUE(RefusalOf(R"({"id":1,"deleted":true,"z":tru})").starts_with("invalid_json"));
}

TEST(DecoderTest, ABatchKeepsItsStringsWhenTheDecoderGoesOn) {
  Decoder decoder;
  Decoded first = DecodeAll(R"({"id":"first","time":1,"text":"one"})", {}, &decoder);
  DecodeAll(R"({"id":"other","time":1,"text":"two"})", {}, &decoder);
  EXPECT_EQ(first.batch.posts[0].id, "first");
  EXPECT_EQ(first.batch.posts[0].text, "one");
}

}  // namespace
}  // namespace groundswell
