// Hostile input: whatever a line is, the good lines around it are taken, and it is taken or refused with a place and a
// reason. The first cases always run; those of public collections run where the data sets are.
#include <gtest/gtest.h>
#include <simdjson.h>

#include "base/json_writer.h"
#include "ingest/reject_log.h"
#include "ingest/utf8.h"
#include "tests/ingest/ingest_testing.h"

namespace groundswell {
namespace {

using testing_ingest::DataFolder;
using testing_ingest::DecodeAll;
using testing_ingest::Decoded;
using testing_ingest::ReadFile;

constexpr std::string_view kBefore = R"({"id":"before","time":1,"text":"a good line"})";
constexpr std::string_view kBehind = R"({"id":"behind","time":2,"text":"another good line"})";

// A sound record whose last field is unknown and holds `value`.
std::string Holding(std::string_view value) {
  return R"({"id":"held","time":3,"text":"x","unknown":)" + std::string(value) + "}";
}
std::string Repeat(std::string_view piece, int times) {
  std::string text;
  for (int i = 0; i < times; ++i) text += piece;
  return text;
}

bool IsJson(const std::string& text) {
  simdjson::dom::parser parser;
  simdjson::dom::element element;
  return parser.parse(text).get(element) == simdjson::SUCCESS;
}

// Every refusal says which line and why, and its row is JSON in valid UTF-8 of bounded size.
void CheckRefusals(const Decoded& decoded) {
  RejectLog log;
  for (size_t i = 0; i < decoded.refused.size(); ++i) {
    const auto& [line, refusal] = decoded.refused[i];
    EXPECT_TRUE(refusal.refused());
    EXPECT_FALSE(refusal.text.empty());
    EXPECT_GE(line.number, 2u);
    EXPECT_LT(line.number, decoded.progress.lines);
    const std::string row(log.Add(line.number, refusal, decoded.refused_bytes[i]));
    EXPECT_TRUE(IsJson(row)) << row;
    EXPECT_TRUE(row.starts_with("{\"line\":" + std::to_string(line.number) + ",\"code\":\""));
    std::string shown;
    AppendShownBytes(decoded.refused_bytes[i], &shown);
    EXPECT_LE(shown.size(), kRejectShownBytesMax);
  }
}

enum class Fate { kTaken, kRefused, kSkipped, kMixed };

// Puts `bytes` between two good lines and says what became of its own lines.
Fate FateOf(std::string_view bytes) {
  static Decoder decoder;  // one for all, so that state left by one line would show in the next
  const std::string input = std::string(kBefore) + "\n" + std::string(bytes) + "\n" + std::string(kBehind) + "\n";
  const Decoded decoded = DecodeAll(input, {}, &decoder);
  EXPECT_TRUE(decoded.status.ok());
  const auto& posts = decoded.batch.posts;
  EXPECT_GE(posts.size(), 2u);
  if (posts.size() < 2) return Fate::kMixed;
  EXPECT_EQ(posts.front().id, "before");
  EXPECT_EQ(posts.back().id, "behind");
  EXPECT_EQ(posts.back().text, "another good line");
  CheckRefusals(decoded);
  if (posts.size() == 2) return decoded.refused.empty() ? Fate::kSkipped : Fate::kRefused;
  return decoded.refused.empty() ? Fate::kTaken : Fate::kMixed;
}

TEST(HostileTest, SoundButStrangeLinesAreTaken) {
  const std::string kCases[] = {
      Holding(R"("\u0000")"),
      Holding(R"("\ud83d\ude00")"),
      Holding(R"("\uFFFE\uFFFF\uFDD0")"),
      Holding("\"\xEF\xBB\xBF\""),
      Holding("\"\xF4\x8F\xBF\xBF\""),
      Holding("\"\x7F\xC2\x80\xE2\x80\xA8\xE2\x80\xAE\""),
      Holding(R"("\"\\\/\b\f\n\r\t")"),
      Holding("-0"),
      Holding("1e400"),
      Holding("-1E-400"),
      Holding("0.0000000000000000000000000000000000000000000000000000000000000000000001"),
      Holding(std::string(5000, '9')),
      Holding("1." + std::string(5000, '9') + "e+99999999999999999999"),
      Holding(Repeat("[", 31) + Repeat("]", 31)),
      Holding(Repeat("{\"a\":", 31) + "1" + Repeat("}", 31)),
      Holding("[" + Repeat("[],", 10'000) + "{}]"),
      Holding("\"" + std::string(900'000, 'y') + "\""),
      Holding("\"" + Repeat("\\u4e2d", 100'000) + "\""),
      Holding(R"({"a":1,"a":1,"":{"":""}})"),
      Holding(" \t [ 1 ,\t2 ] \t"),
      "\t  " + Holding("1") + " \t ",
      R"({"id":"x","time":3,"text":"\u0000"})",
      R"({"id":"x","time":3,"text":" "})",
      R"({"\u0069\u0064":"x","time":3,"text":"x"})",
      R"({"id":")" + Repeat("\\u00e9", 128) + R"(","time":3,"text":"x"})",
      R"({"id":"x","time":3,"text":")" + Repeat("\\n", 262'144) + R"("})",
  };
  for (const std::string& line : kCases) EXPECT_EQ(FateOf(line), Fate::kTaken) << line.substr(0, 120);
}

TEST(HostileTest, UnsoundLinesAreRefused) {
  const std::string whole = Holding(R"([1,{"a":"b\n"}])");
  const std::string kCases[] = {
      // Cut, or with something too much.
      "{",
      "}",
      "[",
      "]",
      "\"",
      "{}",
      "[]",
      "{{}}",
      "[{}]",
      "{]",
      "[}",
      "{\"",
      "{\"a",
      "{\"a\"",
      "{\"a\":",
      "{\"a\":}",
      "{,}",
      "{:}",
      "{\"a\":1,}",
      "{\"a\" 1}",
      "{\"a\":1 \"b\":2}",
      "{a:1}",
      "{'a':1}",
      "{1:1}",
      "{null:1}",
      "{\"a\":1}}",
      "{\"a\":1}]",
      whole + "x",
      whole + whole,
      whole + ",",
      "," + whole,
      "[" + whole + "]",
      whole + "//c",
      "/*c*/" + whole,
      "\\" + whole,
      "x" + whole,
      whole + std::string(1, '\0'),
      std::string(1, '\0') + whole,
      "\xEF\xBB\xBF" + whole,
      "\x1E" + whole,
      "data: " + whole,
      // Scalars.
      Holding(""),
      Holding("tru"),
      Holding("truee"),
      Holding("True"),
      Holding("nul"),
      Holding("nulll"),
      Holding("undefined"),
      Holding("NaN"),
      Holding("-Infinity"),
      Holding("+1"),
      Holding("01"),
      Holding("-01"),
      Holding("-"),
      Holding("1."),
      Holding(".1"),
      Holding("1.e1"),
      Holding("1e"),
      Holding("1e+"),
      Holding("0x1F"),
      Holding("1_000"),
      Holding("1 2"),
      Holding("--1"),
      Holding("1-1"),
      Holding("１"),
      Holding("1true"),
      Holding("\"a\"\"b\""),
      Holding("\"a\" \"b\""),
      Holding("'a'"),
      Holding("`a`"),
      Holding("\"a"),
      Holding("a\""),
      // Nesting.
      Holding("["),
      Holding("]"),
      Holding("[1,"),
      Holding("[1,]"),
      Holding("[,1]"),
      Holding("[1 2]"),
      Holding("[1}"),
      Holding("{\"a\":1]"),
      Holding("[[]"),
      Holding("[]]"),
      Holding("{\"a\"}"),
      Holding("{\"a\":1,}"),
      Holding("[\"a\":1]"),
      Holding("{\"a\",1}"),
      Holding("{\"a\"::1}"),
      Holding("{\"a\":1,,\"b\":2}"),
      Holding(":"),
      Holding(","),
      Holding("{[]:1}"),
      Holding("[:]"),
      Holding("1,2"),
      Holding("1:2"),
      Holding(Repeat("[", 32) + Repeat("]", 32)),
      Holding(Repeat("{\"a\":", 32) + "1" + Repeat("}", 32)),
      Holding(Repeat("[", 100'000)),
      Holding(Repeat("[", 100'000) + Repeat("]", 100'000)),
      Holding(Repeat("{\"a\":[", 50'000)),
      Repeat("[", 500'000),
      Repeat("{\"a\":", 100'000),
      Repeat("}", 100'000),
      Repeat("\"", 99'999),
      Repeat("\\", 100'000),
      Repeat(",", 100'000),
      Repeat(":", 100'000),
      // Strings.
      Holding(R"("\ud800")"),
      Holding(R"("\udc00")"),
      Holding(R"("\ud800\ud800")"),
      Holding(R"("\ud83d\u0041")"),
      Holding(R"("\ud83dx")"),
      Holding(R"("\x41")"),
      Holding(R"("\u12")"),
      Holding(R"("\u12G4")"),
      Holding(R"("\U0041")"),
      Holding(R"("\a")"),
      Holding(R"("\0")"),
      Holding(R"("\)"),
      Holding(R"("\")"),
      Holding("\"\t\""),
      Holding("\"\x01\""),
      Holding(std::string("\"\0\"", 3)),
      Holding(R"({"\ud800":1})"),
      Holding(R"({"\q":1})"),
      // Bytes that are no UTF-8.
      Holding("\"\x80\""),
      Holding("\"\xFF\""),
      Holding("\"\xC0\x80\""),
      Holding("\"\xC2\""),
      Holding("\"\xE4\xB8\""),
      Holding("\"\xE0\x80\x80\""),
      Holding("\"\xED\xA0\x80\""),
      Holding("\"\xED\xBF\xBF\""),
      Holding("\"\xF0\x80\x80\x80\""),
      Holding("\"\xF4\x90\x80\x80\""),
      Holding("\"\xF8\x88\x80\x80\x80\""),
      Holding("\"\xF0\x9F\x98\""),
      Holding("\xFF"),
      "\xFF\xFE{\"id\":1}",
      whole + "\xE4\xB8",
      Repeat("\x80", 100'000),
      Repeat("\xE4\xB8", 100'000),
      // Size.
      std::string(2'000'000, 'x'),
      Holding("\"" + std::string(2'000'000, 'y') + "\""),
      Repeat("中", 700'000),
      Holding("\"" + Repeat("\\\\", 1'000'000) + "\""),
      std::string(2'000'000, ' '),
      // Fields.
      R"({"id":1,"id":1,"time":3,"text":"x"})",
      R"({"id":"\u0000","time":3,"text":"x"})",
      R"({"id":[[[[1]]]],"time":3,"text":"x"})",
      R"({"id":-0.0,"time":3,"text":"x"})",
      R"({"id":)" + std::string(100'000, '1') + R"(,"time":3,"text":"x"})",
      R"({"id":1,"time":)" + std::string(400, '9') + R"(,"text":"x"})",
      R"({"id":1,"time":3e0,"text":"x"})",
      R"({"id":1,"time":"2020-01-01T00:00:00+99:99","text":"x"})",
      R"({"id":1,"time":"\u0000","text":"x"})",
      R"({"id":1,"time":")" + std::string(100'000, '0') + R"(","text":"x"})",
      R"({"__proto__":{"id":1,"time":3,"text":"x"}})",
      "{" + Repeat("\"a\":1,", 300) + R"("id":1,"time":3,"text":"x"})",
  };
  EXPECT_GE(std::size(kCases), 60u);
  for (const std::string& line : kCases) EXPECT_EQ(FateOf(line), Fate::kRefused) << line.substr(0, 120);
}

TEST(HostileTest, EveryTruncationOfALineIsRefused) {
  const std::string whole = R"({"id":"中\u00e9","time":3,"text":"x","n":[-1.5e3,{"a":null}],"likes":2})";
  ASSERT_EQ(FateOf(whole), Fate::kTaken);
  for (size_t size = 1; size < whole.size(); ++size) EXPECT_EQ(FateOf(whole.substr(0, size)), Fate::kRefused) << size;
  for (size_t from = 1; from < whole.size(); ++from) EXPECT_EQ(FateOf(whole.substr(from)), Fate::kRefused) << from;
}

TEST(HostileTest, JsonTestSuite) {
  const auto folder = DataFolder() / "bad-input/JSONTestSuite/test_parsing";
  if (!std::filesystem::exists(folder)) GTEST_SKIP() << "without the data set bad-input/JSONTestSuite";
  int files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    ++files;
    const std::string name = entry.path().filename(), bytes = ReadFile(entry.path());
    const Fate alone = FateOf(bytes);
    EXPECT_TRUE(alone == Fate::kRefused || alone == Fate::kSkipped) << name;
    if (bytes.find('\n') != std::string::npos) continue;
    // As a value in a sound record it decides the record's fate.
    const Fate held = FateOf(Holding(bytes));
    if (name.starts_with("y_")) {
      EXPECT_EQ(held, Fate::kTaken) << name;
    }
    if (name.starts_with("n_")) {
      EXPECT_EQ(held, Fate::kRefused) << name;
    }
  }
  EXPECT_GT(files, 300);
}

// Each line of `text` as a line of its own, as the raw bytes of a text, and as an escaped text.
void CheckEachLine(const std::string& text, const std::string& name) {
  Decoder decoder;
  for (size_t begin = 0; begin < text.size();) {
    const size_t end = std::min(text.find('\n', begin), text.size());
    const std::string line = text.substr(begin, end - begin);
    begin = end + 1;
    FateOf(line);
    const std::string raw = R"({"id":1,"time":3,"text":"x)" + line + "\"}";
    const bool plain = std::all_of(
        line.begin(), line.end(), [](char c) { return static_cast<unsigned char>(c) >= ' ' && c != '"' && c != '\\'; });
    const bool sound = FindInvalidUtf8(line) == std::string::npos;
    if (plain) {
      EXPECT_EQ(FateOf(raw), sound ? Fate::kTaken : Fate::kRefused) << name << ": " << line;
    } else {
      FateOf(raw);
    }
    if (!sound || line.empty()) continue;
    std::string escaped = R"({"id":1,"time":3,"text":)";
    AppendJsonString(line, &escaped);
    const Decoded decoded = DecodeAll(escaped + "}", {}, &decoder);
    ASSERT_EQ(decoded.batch.posts.size(), 1u) << name << ": " << line;
    EXPECT_EQ(decoded.batch.posts[0].text, line);
  }
}

TEST(HostileTest, NaughtyStrings) {
  const auto folder = DataFolder() / "bad-input/blns";
  if (!std::filesystem::exists(folder)) GTEST_SKIP() << "without the data set bad-input/blns";
  for (const char* name : {"blns.txt", "blns.base64.txt", "blns.json"}) CheckEachLine(ReadFile(folder / name), name);
}

TEST(HostileTest, Utf8Tests) {
  const auto folder = DataFolder() / "bad-input/utf8tests";
  if (!std::filesystem::exists(folder)) GTEST_SKIP() << "without the data set bad-input/utf8tests";
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (entry.is_regular_file()) CheckEachLine(ReadFile(entry.path()), entry.path().filename());
  }
}

}  // namespace
}  // namespace groundswell
