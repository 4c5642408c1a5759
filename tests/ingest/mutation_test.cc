// Random damage to good lines. Each run has a new seed, which it prints; GROUNDSWELL_TEST_SEED repeats one.
#include <gtest/gtest.h>
#include <simdjson.h>

#include <iostream>
#include <memory>
#include <random>

#include "tests/ingest/ingest_testing.h"

namespace groundswell {
namespace {

using testing_ingest::DecodeAll;
using testing_ingest::Decoded;

constexpr std::string_view kSeeds[] = {
    R"({"id":"2547-447","time":"2010-12-02T12:26:08+08:00","text":"转发一下 @某人","author":"f7","kind":"repost"})",
    R"({"id":7,"time":1591286400000,"title":"t","text":"","followers":12,"likes":0,"edited_at":"2020-06-05T00:00:00Z"})",
    R"({"id":"d","channel":"c","deleted":true})",
    R"({"id":"n","time":1,"text":"a\n\"\u00e9\ud83d\ude00","x":{"y":[1,-2.5e3,null,true,{"z":[]}]},"labels":["a","b"]})",
    R"( { "id" : "s" , "time" : "2020-06-05 00:00:00Z" , "text" : "x" , "url" : "https://example.org/a?b=c" } )",
};
constexpr std::string_view kPieces[] = {
    "{",  "}",    "[",         "]",    ",",       ":",   "\"",           "\\",   "\\u",
    "0",  "-",    "1e9",       "null", "true",    " ",   "\xEF\xBB\xBF", "\x80", "\xF0",
    "\r", "\x00", "\"id\":1,", "中",   "\\ud800", "1.5", "\"text\":",    "\t",   "[[[["};

class Mutator {
 public:
  explicit Mutator(uint64_t seed) : random_(seed) {}

  std::string Next() {
    std::string line(kSeeds[Below(std::size(kSeeds))]);
    for (size_t changes = 1 + Below(4); changes > 0; --changes) Change(&line);
    std::erase(line, '\n');
    return line;
  }

 private:
  size_t Below(size_t limit) { return limit == 0 ? 0 : random_() % limit; }
  void Change(std::string* line) {
    const size_t place = Below(line->size() + 1), length = Below(8);
    switch (Below(7)) {
      case 0:
        line->resize(place);
        break;
      case 1:
        line->erase(place, length);
        break;
      case 2:
        line->insert(place, kPieces[Below(std::size(kPieces))]);
        break;
      case 3:
        line->insert(place, std::string(line->substr(Below(line->size() + 1), length)));
        break;
      case 4:
        line->insert(place, 1, static_cast<char>(Below(256)));
        break;
      case 5:
        if (place < line->size()) (*line)[place] = static_cast<char>(Below(256));
        break;
      default:
        if (place < line->size()) (*line)[place] ^= static_cast<char>(1 << Below(8));
    }
  }

  std::mt19937_64 random_;
};

uint64_t Seed() {
  const char* given = std::getenv("GROUNDSWELL_TEST_SEED");
  return given != nullptr ? std::strtoull(given, nullptr, 10) : std::random_device()();
}

// What simdjson's other parser, which validates by itself, says of a line.
simdjson::error_code Judge(std::string_view line) {
  static simdjson::dom::parser parser;
  simdjson::dom::element element;
  return parser.parse(simdjson::padded_string(line)).get(element);
}

// Taken lines are valid JSON and lines refused as broken are not; numbers aside, which that parser limits.
void CompareWithTwin(const std::vector<std::string>& lines, const Decoded& decoded) {
  std::vector<RejectReason> reasons(2 * lines.size() + 1, RejectReason::kNone);
  for (const auto& [line, refusal] : decoded.refused) reasons.at(line.number) = refusal.reason;
  for (size_t i = 0; i < lines.size(); ++i) {
    const RejectReason reason = reasons[2 * i + 1];
    const simdjson::error_code verdict = Judge(lines[i]);
    if (verdict == simdjson::NUMBER_ERROR || verdict == simdjson::EMPTY) continue;
    if (reason == RejectReason::kInvalidJson || reason == RejectReason::kInvalidUtf8) {
      EXPECT_NE(verdict, simdjson::SUCCESS) << lines[i];
    } else if (reason != RejectReason::kNotAnObject && reason != RejectReason::kTooDeep) {
      EXPECT_EQ(verdict, simdjson::SUCCESS) << lines[i];
    }
  }
}

// Decoded alone, from memory that ends where its padding ends, a line has the fate that it had among others.
void CompareWithLone(const std::vector<std::string>& lines, const Decoded& decoded, Decoder* decoder) {
  std::vector<RejectReason> reasons(2 * lines.size() + 1, RejectReason::kNone);
  for (const auto& [line, refusal] : decoded.refused) reasons.at(line.number) = refusal.reason;
  PostBatch batch;
  for (size_t i = 0; i < lines.size(); ++i) {
    if (lines[i].find_first_not_of(" \t\r") == std::string::npos) continue;
    const auto memory = std::make_unique<char[]>(lines[i].size() + kLinePaddingBytes);
    lines[i].copy(memory.get(), lines[i].size());
    const std::string_view line(memory.get(), lines[i].size());
    EXPECT_EQ(decoder->Decode(line, line.size() + kLinePaddingBytes, 1, &batch).reason, reasons[2 * i + 1]) << line;
  }
}

TEST(MutationTest, DamagedLinesAreTakenOrRefusedAndTheirNeighboursTaken) {
  const uint64_t seed = Seed();
  std::cout << "seed " << seed << "\n";
  SCOPED_TRACE("GROUNDSWELL_TEST_SEED=" + std::to_string(seed));
  Mutator mutator(seed);
  Decoder decoder;
  size_t taken = 0, refused = 0;
  for (int round = 0; round < 40; ++round) {
    std::vector<std::string> lines;
    std::string input;
    for (int i = 0; i < 1000; ++i) {
      // The first line of an input would lose a byte order mark.
      std::string line = mutator.Next();
      if (line.starts_with(kByteOrderMark)) line.insert(0, 1, 'x');
      if (line.ends_with('\r')) line.pop_back();
      input += line + "\n" + R"({"id":"keep-)" + std::to_string(i) + R"(","time":5,"text":"kept"})" + "\n";
      lines.push_back(std::move(line));
    }
    const Decoded decoded = DecodeAll(input, {}, &decoder);
    size_t kept = 0;
    for (const Post& post : decoded.batch.posts) {
      kept += post.line % 2 == 0 && post.text == "kept" && post.id == "keep-" + std::to_string(post.line / 2 - 1);
    }
    ASSERT_EQ(kept, 1000u);
    for (const auto& [line, refusal] : decoded.refused) ASSERT_FALSE(refusal.text.empty());
    CompareWithTwin(lines, decoded);
    CompareWithLone(lines, decoded, &decoder);
    taken += decoded.batch.posts.size() - kept;
    refused += decoded.refused.size();
  }
  EXPECT_GT(taken, 1000u);
  EXPECT_GT(refused, 1000u);
  EXPECT_LE(taken + refused, 40'000u);
}

}  // namespace
}  // namespace groundswell
