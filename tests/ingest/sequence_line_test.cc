// Lines of a sequence: what is written reads back to the bit, and nothing else is taken. The last test damages lines at
// random; each run has a new seed, which it prints, and GROUNDSWELL_TEST_SEED repeats one.
#include "ingest/sequence_line.h"

#include <gtest/gtest.h>

#include <bit>
#include <cstring>
#include <iostream>
#include <memory>
#include <random>

#include "ingest/limits.h"

namespace groundswell {
namespace {

// Reads from memory that ends where the padding ends.
class Reader {
 public:
  Result<SequenceLine> Read(std::string_view line) {
    memory_ = std::make_unique<char[]>(line.size() + kLinePaddingBytes);
    std::memcpy(memory_.get(), line.data(), line.size());
    return reader_.Read({memory_.get(), line.size()}, line.size() + kLinePaddingBytes);
  }

 private:
  std::unique_ptr<char[]> memory_;
  SequenceLineReader reader_;
};

ScoredPost FullPost() {
  ScoredPost post;
  post.id = "7";
  post.channel = "微博";
  post.text = "收款音箱不播报了 \"再见\"\\\n\x01 😀";
  post.title = "title";
  post.org = "海桥银行";
  post.product = "音箱";
  post.region = "上海";
  post.url = "https://example.org/a?b=c";
  post.reply_to = "6";
  post.person = {0x00ff00ff00ff00ffu};
  post.time = {1767571200123};
  post.edited_at = {1767571201001};
  post.followers = 0;
  post.reposts = INT64_MAX;
  post.likes = 12;
  post.kind = PostKind::kReview;
  post.is_ahead = post.by_organisation = true;
  post.text_hash = 0xfedcba9876543210u;
  post.scores = {Sentiment::kNegative, Lang::kChinese, -0.1f, 0.7f};
  post.reading = {CauseClass::kQuality, Emotion::kAnger, kRefund | kApology, kDanger, "fault", "不播报"};
  post.org_evidence = "海桥";
  return post;
}

std::string LineOf(const ScoredPost& post, RecordKind kind = RecordKind::kPost, Seq seq = 5) {
  std::string line;
  AppendSequenceRecord(seq, kind, post, &line);
  return line;
}

SequenceLine MustRead(Reader* reader, std::string_view line) {
  auto read = reader->Read(line);
  EXPECT_TRUE(read.ok()) << read.status().message() << "\n" << line;
  return read.ok() ? std::move(*read) : SequenceLine();
}

std::string WrittenAgain(const SequenceLine& line) {
  std::string again;
  ScoredPost post = line.post;
  if (line.record == RecordKind::kSettings) post.text = line.settings;
  if (line.kind == SequenceLineKind::kHead) AppendSequenceHead(line.head, &again);
  if (line.kind == SequenceLineKind::kMissing) AppendMissingRecords(line.missing, &again);
  const bool is_rule = line.kind == SequenceLineKind::kRecord && HoldsRule(line.record);
  if (is_rule) AppendSequenceRule(line.seq, line.record, line.rule, &again);
  if (line.kind == SequenceLineKind::kRecord && !is_rule) AppendSequenceRecord(line.seq, line.record, post, &again);
  return again;
}

std::string Replaced(std::string line, std::string_view what, std::string_view by) {
  const size_t at = line.find(what);
  EXPECT_NE(at, std::string::npos) << what;
  return line.replace(at, what.size(), by);
}

TEST(SequenceLine, APostComesBackWhole) {
  Reader reader;
  const ScoredPost post = FullPost();
  const SequenceLine line = MustRead(&reader, LineOf(post));
  EXPECT_EQ(line.kind, SequenceLineKind::kRecord);
  EXPECT_EQ(line.record, RecordKind::kPost);
  EXPECT_EQ(line.seq, 5u);
  EXPECT_EQ(line.post.text, post.text);
  EXPECT_EQ(line.post.person, post.person);
  EXPECT_EQ(line.post.time, post.time);
  EXPECT_EQ(line.post.edited_at, post.edited_at);
  EXPECT_EQ(line.post.reposts, INT64_MAX);
  EXPECT_EQ(line.post.kind, PostKind::kReview);
  EXPECT_TRUE(line.post.is_ahead);
  EXPECT_TRUE(line.post.by_organisation);
  EXPECT_FALSE(line.post.deleted);
  EXPECT_EQ(line.post.text_hash, post.text_hash);
  EXPECT_EQ(line.post.scores.sentiment_score, -0.1f);
  EXPECT_EQ(line.post.reading.cause, CauseClass::kQuality);
  EXPECT_EQ(line.post.reading.emotion, Emotion::kAnger);
  EXPECT_EQ(line.post.reading.demands, kRefund | kApology);
  EXPECT_EQ(line.post.reading.signs, kDanger);
  EXPECT_EQ(line.post.reading.cause_evidence, "不播报");
  EXPECT_EQ(line.post.org_evidence, "海桥");
  EXPECT_EQ(WrittenAgain(line), LineOf(post));
}

TEST(SequenceLine, WhatAPostLacksIsLeftOut) {
  Reader reader;
  ScoredPost post;
  post.id = "1";
  post.channel = "c";
  post.time = kEventTimeMin;
  EXPECT_EQ(LineOf(post, RecordKind::kUpdate, 0),
            R"({"seq":0,"record":"update","id":"1","channel":"c","time":"1970-01-01T00:00:00.000Z","text":"",)"
            R"("lang":"und","sentiment":"neutral","sentiment_score":0,"complaint":0,"text_hash":"0000000000000000"})");
  const SequenceLine line = MustRead(&reader, LineOf(post, RecordKind::kUpdate, 0));
  EXPECT_EQ(line.record, RecordKind::kUpdate);
  EXPECT_EQ(line.post.likes, kNoCount);
  EXPECT_FALSE(line.post.person.known());
  EXPECT_TRUE(line.post.edited_at.is_none());
}

TEST(SequenceLine, ARefreshHasFiguresAndNoWords) {
  Reader reader;
  const std::string text = LineOf(FullPost(), RecordKind::kRefresh);
  EXPECT_EQ(text.find("音箱"), std::string::npos) << text;
  EXPECT_EQ(text.find("person_hash"), std::string::npos) << text;
  const SequenceLine line = MustRead(&reader, text);
  EXPECT_EQ(line.record, RecordKind::kRefresh);
  EXPECT_EQ(line.post.likes, 12);
  EXPECT_EQ(line.post.edited_at, FullPost().edited_at);
  EXPECT_FALSE(line.post.deleted);
}

TEST(SequenceLine, ADeletionHasItsKeysAlone) {
  Reader reader;
  ScoredPost post = FullPost();
  post.time = EventTime::None();
  const std::string text = LineOf(post, RecordKind::kDeletion);
  EXPECT_EQ(text, R"({"seq":5,"record":"deletion","id":"7","channel":"微博"})");
  EXPECT_TRUE(MustRead(&reader, text).post.deleted);
}

TEST(SequenceLine, TicksAndSettingsComeBack) {
  Reader reader;
  ScoredPost control;
  control.time = {1767571200123};
  const SequenceLine tick = MustRead(&reader, LineOf(control, RecordKind::kTick));
  EXPECT_EQ(tick.record, RecordKind::kTick);
  EXPECT_EQ(tick.post.time, control.time);
  control.text = R"({"config_hash":"x","settings":{"a":0.1,"b":[1,"]}"]}})";
  const SequenceLine settings = MustRead(&reader, LineOf(control, RecordKind::kSettings));
  EXPECT_EQ(settings.record, RecordKind::kSettings);
  EXPECT_EQ(settings.settings, control.text) << "byte for byte";
}

TEST(SequenceLine, HeadAndMissingComeBack) {
  Reader reader;
  std::string text;
  AppendSequenceHead({3, 90, 7, R"({"a": 1})"}, &text);
  EXPECT_EQ(text, R"({"record":"sequence","version":1,"from_seq":3,"next_seq":90,"missing":7,"settings":{"a": 1}})");
  const SequenceLine head = MustRead(&reader, text);
  EXPECT_EQ(head.kind, SequenceLineKind::kHead);
  EXPECT_EQ(WrittenAgain(head), text);
  text.clear();
  AppendMissingRecords({4, 9, MissingReason::kDeleted}, &text);
  EXPECT_EQ(text, R"({"record":"missing","from":4,"to":9,"reason":"deleted"})");
  EXPECT_EQ(WrittenAgain(MustRead(&reader, text)), text);
}

TEST(SequenceLine, EveryScoreComesBackToTheBit) {
  Reader reader;
  std::mt19937_64 random(5);
  for (int i = 0; i < 20000; ++i) {
    // Any float between -1 and 1, the tiny ones and both zeros included.
    const auto bits = static_cast<uint32_t>(random() % 0x3f800001u);
    ScoredPost post = FullPost();
    post.scores.complaint = std::bit_cast<float>(bits);
    post.scores.sentiment_score = -std::bit_cast<float>(bits);
    const SequenceLine line = MustRead(&reader, LineOf(post));
    ASSERT_EQ(std::bit_cast<uint32_t>(line.post.scores.complaint), bits);
    ASSERT_EQ(std::bit_cast<uint32_t>(line.post.scores.sentiment_score), bits | 0x80000000u);
  }
}

TEST(SequenceLine, AnyTextComesBack) {
  Reader reader;
  std::string text;
  for (int c = 0; c < 0x80; ++c) text.push_back(static_cast<char>(c));
  ScoredPost post = FullPost();
  post.text = text += "\u0080\u2028\ufffd\U0010ffff";
  EXPECT_EQ(MustRead(&reader, LineOf(post)).post.text, text);
}

TEST(SequenceLine, FieldsMayStandInAnyOrderAndWithSpaces) {
  Reader reader;
  const SequenceLine line =
      MustRead(&reader, R"( { "reason" : "deleted", "to" : 3 , "from":3,"record" : "missing" } )");
  EXPECT_EQ(line.missing.reason, MissingReason::kDeleted);
}

struct WrongLine {
  std::string line, reason;
};

TEST(SequenceLine, WhatIsNotWrittenSoIsCorrupt) {
  const std::string post = LineOf(FullPost());
  const std::string tick = R"({"seq":1,"record":"tick","time":"2026-01-05T00:00:00.000Z"})";
  const std::string head = R"({"record":"sequence","version":1,"from_seq":0,"next_seq":9,"missing":0})";
  const std::string missing = R"({"record":"missing","from":3,"to":4,"reason":"expired"})";
  const std::vector<WrongLine> wrong = {
      {"", "nothing in it"},
      {"[]", "not a JSON object"},
      {"{}", "field record: required"},
      {post.substr(0, post.size() - 1), "not valid JSON"},
      {post + "}", "something follows"},
      {post + post, "something follows"},
      {Replaced(post, "海桥", "\xff"), "not valid UTF-8"},
      {Replaced(post, "\"post\"", "\"posts\""), "field record"},
      {Replaced(post, "\"seq\":5,", ""), "field seq: required"},
      {Replaced(post, "\"seq\":5,", "\"seq\":5,\"seq\":5,"), "field seq: given twice"},
      {Replaced(post, "\"seq\":5", "\"seq\":-1"), "field seq"},
      {Replaced(post, "\"seq\":5", "\"seq\":5.5"), "field seq"},
      {Replaced(post, "\"seq\":5", "\"seq\":\"5\""), "field seq"},
      {Replaced(post, "\"seq\":5", "\"seq\":9223372036854775808"), "field seq"},
      {Replaced(post, "\"id\":\"7\"", "\"id\":\"\""), "field id"},
      {Replaced(post, "\"id\":\"7\"", "\"id\":7"), "field id"},
      {Replaced(post, "\"id\":\"7\"", "\"id\":\"\\u0000\""), "field id"},
      {Replaced(post, "\"id\":\"7\"", "\"id\":\"" + std::string(257, 'x') + "\""), "field id"},
      {Replaced(post, "\"id\":\"7\"", "\"id\":[\"7\"]"), "field id"},
      {Replaced(post, "\"id\":\"7\"", "\"author\":\"7\""), "field author: unknown"},
      {Replaced(post, "\"title\":\"title\"", "\"title\":null"), "field title"},
      {Replaced(post, "2026-01-05T", "2026-01-5T"), "field time"},
      {Replaced(post, ".123Z", ".123"), "field time"},
      {Replaced(post, "2026-01-05T", "1969-01-05T"), "field time"},
      {Replaced(post, "00ff00ff00ff00ff", "0000000000000000"), "field person_hash"},
      {Replaced(post, "00ff00ff00ff00ff", "ff00ff00ff00ff"), "field person_hash"},
      {Replaced(post, "00ff00ff00ff00ff", "00ff00ff00ff00fg"), "field person_hash"},
      {Replaced(post, ",\"hashed\":true", ""), "field hashed"},
      {Replaced(post, "\"hashed\":true", "\"hashed\":false"), "field hashed"},
      {Replaced(post, "\"is_ahead\":true", "\"is_ahead\":1"), "field is_ahead"},
      {Replaced(post, "\"review\"", "\"rant\""), "field kind"},
      {Replaced(post, "\"likes\":12", "\"likes\":-1"), "field likes"},
      {Replaced(post, "\"zh\"", "\"de\""), "field lang"},
      {Replaced(post, "\"negative\"", "\"angry\""), "field sentiment"},
      {Replaced(post, "-0.1", "-1.1"), "field sentiment_score"},
      {Replaced(post, "-0.1", "1e999"), "field sentiment_score"},
      {Replaced(post, "-0.1", "null"), "field sentiment_score"},
      {Replaced(post, "0.7", "-0.7"), "field complaint"},
      {Replaced(post, "\"complaint\":0.7,", ""), "field complaint: required"},
      {Replaced(tick, "\"time\"", "\"text\":\"x\",\"time\""), "field text: no field of a tick"},
      {Replaced(tick, ",\"time\":\"2026-01-05T00:00:00.000Z\"", ""), "field time: required"},
      {R"({"seq":1,"record":"settings","settings":"x"})", "field settings"},
      {R"({"seq":1,"record":"settings","settings":[]})", "field settings"},
      {R"({"seq":1,"record":"settings","settings":{"a":1)", "not valid JSON"},
      {Replaced(head, "\"version\":1", "\"version\":2"), "a sequence of version 2"},
      {Replaced(head, "\"version\":1", "\"version\":2,\"new\":true"), "a sequence of version 2"},
      {Replaced(head, "\"version\":1", "\"version\":0"), "field version"},
      {Replaced(head, "\"from_seq\":0", "\"from_seq\":10"), "field next_seq"},
      {Replaced(head, "\"missing\":0", "\"missing\":10"), "field next_seq"},
      {Replaced(missing, "\"to\":4", "\"to\":2"), "field to"},
      {Replaced(missing, "expired", "lost"), "field reason"},
  };
  Reader reader;
  for (const auto& [line, reason] : wrong) {
    const auto read = reader.Read(line);
    ASSERT_FALSE(read.ok()) << line;
    EXPECT_EQ(read.status().code(), Code::kCorrupt) << line;
    EXPECT_NE(read.status().message().find(reason), std::string::npos) << read.status().message() << "\n" << line;
  }
}

TEST(SequenceLine, ASequenceIsKnownByItsFirstLine) {
  EXPECT_TRUE(LooksLikeSequenceHead(R"({"record":"sequence","version":1)"));
  EXPECT_TRUE(LooksLikeSequenceHead(R"({ "record": "sequence", "vers)"));
  EXPECT_FALSE(LooksLikeSequenceHead(LineOf(FullPost())));
  EXPECT_TRUE(LooksLikeSequenceLine(LineOf(FullPost())));
  EXPECT_TRUE(LooksLikeSequenceLine(R"({"record":"missing","from":1)"));
  for (const std::string post : {"", "{}", R"({"id":"1","text":"\"record\":\"sequence\""})", R"({"seq":1,"id":"2"})",
                                 R"({"seq":1,"text":",\"record\":\"post\""})", R"({"record":"7","id":"7"})"}) {
    EXPECT_FALSE(LooksLikeSequenceHead(post)) << post;
    EXPECT_FALSE(LooksLikeSequenceLine(post)) << post;
  }
}

GroupRule FullRule(bool is_split) {
  GroupRule rule;
  rule.group = {0xfedcba9876543210u};
  if (is_split) rule.posts = {{"微博", "7"}, {"c", "\"8\""}};
  if (!is_split) rule.other = {1}, rule.lifts_split = true;
  rule.by = "安";
  rule.reason = "一件\n事";
  return rule;
}

std::string LineOf(const GroupRule& rule) {
  std::string line;
  AppendSequenceRule(5, rule.is_split() ? RecordKind::kGroupSplit : RecordKind::kGroupMerge, rule, &line);
  return line;
}

TEST(SequenceLine, RulesAboutGroupsComeBackWhole) {
  Reader reader;
  for (const bool is_split : {false, true}) {
    const SequenceLine line = MustRead(&reader, LineOf(FullRule(is_split)));
    EXPECT_EQ(line.record, is_split ? RecordKind::kGroupSplit : RecordKind::kGroupMerge);
    EXPECT_EQ(line.rule, FullRule(is_split));
  }
  const std::string move = LineOf(FullPost(), RecordKind::kMove);
  EXPECT_EQ(move, R"({"seq":5,"record":"move","id":"7","channel":"微博"})");
  EXPECT_EQ(MustRead(&reader, move).record, RecordKind::kMove);
}

TEST(SequenceLine, PostsOfASplitAreChannelsAndIds) {
  Reader reader;
  for (const std::string posts :
       {"[]", R"(["a"])", R"(["a","b","c"])", R"(["a",1])", R"(["a",""])", R"([["a","b"]])", R"("a","b")", "1", "{}"}) {
    const std::string line = R"({"seq":5,"record":"group_split","group":"0000000000000001","posts":)" + posts + "}";
    EXPECT_FALSE(reader.Read(line).ok()) << line;
  }
}

std::vector<std::string> GoodLines() {
  ScoredPost control;
  control.time = {1767571200123};
  control.text = R"({"config_hash":"x","settings":{"a":0.1,"b":[1,"]}"]}})";
  std::vector<std::string> lines = {LineOf(FullPost()),
                                    LineOf(FullPost(), RecordKind::kUpdate),
                                    LineOf(FullPost(), RecordKind::kRefresh),
                                    LineOf(FullPost(), RecordKind::kDeletion),
                                    LineOf(control, RecordKind::kTick),
                                    LineOf(control, RecordKind::kSettings),
                                    LineOf(FullPost(), RecordKind::kMove),
                                    LineOf(FullRule(false)),
                                    LineOf(FullRule(true))};
  AppendSequenceHead({3, 90, 7, R"({"a":1})"}, &lines.emplace_back());
  AppendMissingRecords({4, 9, MissingReason::kExpired}, &lines.emplace_back());
  return lines;
}

TEST(SequenceLine, DamagedLinesAreCorruptOrReadAsWhatTheySay) {
  constexpr std::string_view kPieces[] = {"{",    "}",    "[",    "]",         ",",      ":",       "\"", "\\",
                                          "null", "true", "\x80", "\"seq\":1", "1e9",    "-",       "0",  "中",
                                          " ",    "post", "tick", "\\ud800",   "record", "expired", "\r", "9"};
  const char* given = std::getenv("GROUNDSWELL_TEST_SEED");
  const uint64_t seed = given != nullptr ? std::strtoull(given, nullptr, 10) : std::random_device()();
  std::cout << "GROUNDSWELL_TEST_SEED=" << seed << "\n";
  std::mt19937_64 random(seed);
  const std::vector<std::string> lines = GoodLines();
  Reader reader;
  size_t taken = 0;
  for (int i = 0; i < 40000; ++i) {
    std::string line = lines[random() % lines.size()];
    for (size_t changes = 1 + random() % 3; changes > 0; --changes) {
      const size_t place = random() % (line.size() + 1), length = random() % 12;
      switch (random() % 5) {
        case 0:
          line.resize(place);
          break;
        case 1:
          line.erase(place, length);
          break;
        case 2:
          line.insert(place, kPieces[random() % std::size(kPieces)]);
          break;
        case 3:
          line.insert(place, line.substr(random() % (line.size() + 1), length));
          break;
        default:
          if (place < line.size()) line[place] = static_cast<char>(random());
      }
    }
    const auto read = reader.Read(line);
    if (!read.ok()) {
      EXPECT_EQ(read.status().code(), Code::kCorrupt);
      continue;
    }
    ++taken;
    // What was taken is what would be written.
    const std::string again = WrittenAgain(*read);
    const auto twice = reader.Read(again);
    ASSERT_TRUE(twice.ok()) << line << "\n" << again << "\n" << twice.status().message();
    EXPECT_EQ(WrittenAgain(*twice), again) << line;
  }
  EXPECT_GT(taken, 100u) << "damage inside texts is no damage";
}

}  // namespace
}  // namespace groundswell
