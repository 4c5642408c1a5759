#include "ingest/framing.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "ingest/byte_source.h"

namespace groundswell {
namespace {

// Gives at most `step` bytes a Read, and fails at the end when told to.
class SteppingSource : public ByteSource {
 public:
  SteppingSource(std::string_view bytes, size_t step, Status at_end = {})
      : memory_(bytes), step_(step), at_end_(std::move(at_end)) {}
  Result<size_t> Read(char* out, size_t size) override {
    auto count = memory_.Read(out, std::min(size, step_));
    if (*count == 0 && !at_end_.ok()) return at_end_;
    return count;
  }

 private:
  MemorySource memory_;
  size_t step_;
  Status at_end_;
};

struct Framed {
  std::vector<std::string> lines;  // "number:text", with '!' for a line that is too long
  Progress progress;
  Status status;
};

Framed Frame(ByteSource* source, size_t lines_max) {
  Framed framed;
  LineReader reader(source);
  LineBlock block;
  while (true) {
    const auto more = reader.Next(lines_max, &block);
    if (!more.ok()) framed.status = more.status();
    if (!more.ok() || !*more) break;
    EXPECT_LE(block.lines.size(), lines_max);
    for (const Line& line : block.lines) {
      const std::string text(block.text(line));
      framed.lines.push_back(std::to_string(line.number) + (line.too_long ? "!" : ":") + text);
    }
  }
  framed.progress = reader.progress();
  return framed;
}

Framed Frame(std::string_view input, size_t lines_max = 100, size_t step = 1 << 20) {
  SteppingSource source(input, step);
  return Frame(&source, lines_max);
}

using Lines = std::vector<std::string>;

TEST(LineReaderTest, EachShapeOfInputGivesItsLines) {
  const struct {
    std::string_view input;
    Lines lines;
  } kCases[] = {
      {"", {}},
      {"\n", {}},
      {"\r\n", {}},
      {"a", {"1:a"}},
      {"a\n", {"1:a"}},
      {"a\r\n", {"1:a"}},
      {"a\r", {"1:a"}},
      {"a\r\r\n", {"1:a\r"}},
      {"a\rb\n", {"1:a\rb"}},
      {"a\nb", {"1:a", "2:b"}},
      {"a\r\nb\nc\r\n", {"1:a", "2:b", "3:c"}},
      {"\n\na\n\n \t\nb\n\n", {"3:a", "6:b"}},
      {" a \n", {"1: a "}},
      {"\xEF\xBB\xBF"
       "a\nb\n",
       {"1:a", "2:b"}},
      {"\xEF\xBB\xBF", {}},
      {"\xEF\xBB\xBF\n", {}},
      {"\xEF\xBB"
       "a\n",
       {"1:\xEF\xBB"
        "a"}},
      {"a\n\xEF\xBB\xBF"
       "b\n",
       {"1:a",
        "2:\xEF\xBB\xBF"
        "b"}},
      {"\n\xEF\xBB\xBF"
       "b\n",
       {"2:\xEF\xBB\xBF"
        "b"}},
      {std::string_view("a\0b\n\0\n", 6), {std::string("1:a\0b", 5), std::string("2:\0", 3)}},
  };
  for (const auto& test : kCases) {
    for (size_t step : {1, 2, 3, 100}) {
      for (size_t lines_max : {1, 2, 100}) {
        EXPECT_EQ(Frame(test.input, lines_max, step).lines, test.lines) << testing::PrintToString(test.input) << step;
      }
    }
  }
}

TEST(LineReaderTest, HashAndCountsAreThoseOfTheCanonicalBytes) {
  const std::string canonical = "a\n\nbc\nd\n";
  const Progress expected{4, canonical.size(), Hash64(canonical)};
  for (std::string_view input : {"a\n\nbc\nd\n", "a\n\nbc\nd", "a\r\n\r\nbc\r\nd\r\n", "a\n\r\nbc\nd\r",
                                 "\xEF\xBB\xBF"
                                 "a\n\nbc\nd\n"}) {
    for (size_t step : {1, 2, 3, 4, 100}) EXPECT_EQ(Frame(input, 1, step).progress, expected) << input << step;
  }
}

TEST(LineReaderTest, ABlockEndsWithTheProgressOfItsLastLine) {
  const std::string input = "a\r\n\nbb\nccc\n\nd";
  MemorySource source(input);
  LineReader reader(&source);
  LineBlock block;
  ASSERT_TRUE(*reader.Next(2, &block));
  EXPECT_EQ(block.end, (Progress{3, 6, Hash64("a\n\nbb\n")}));
  EXPECT_EQ(block.lines_bytes, 3u);
  ASSERT_TRUE(*reader.Next(1, &block));
  EXPECT_EQ(block.end.lines, 4u);
  ASSERT_TRUE(*reader.Next(2, &block));
  ASSERT_FALSE(*reader.Next(2, &block));
  EXPECT_EQ(reader.progress(), (Progress{6, 13, Hash64("a\n\nbb\nccc\n\nd\n")}));
}

TEST(LineReaderTest, SkipToFindsTheSamePlaceAgain) {
  std::string input;
  for (int i = 0; i < 20'000; ++i) input += i % 7 == 0 ? "\r\n" : "line " + std::to_string(i) + "\r\n";
  for (uint64_t place : {0, 1, 2, 6999, 7000, 19'999, 20'000, 30'000}) {
    MemorySource first(input), second(input);
    LineReader straight(&first), skipping(&second);
    LineBlock block, other;
    Progress before = straight.progress();
    while (*straight.Next(1, &block) && block.end.lines <= place) before = block.end;
    const auto progress = skipping.SkipTo(place);
    ASSERT_TRUE(progress.ok());
    EXPECT_EQ(progress->lines, std::min<uint64_t>(place, 20'000));
    if (before.lines == place) {
      EXPECT_EQ(*progress, before);
    }
    if (*skipping.Next(1, &other)) {
      EXPECT_EQ(other.text(other.lines[0]), block.text(block.lines[0]));
    }
    EXPECT_EQ(skipping.progress().hash, straight.progress().hash);
  }
}

TEST(LineReaderTest, ALineAtTheLimitIsTakenAndOneByteMoreIsNot) {
  for (const std::string end : {"\n", "\r\n", ""}) {
    for (size_t step : {1000, 65'536, 1 << 22}) {
      const std::string fits(kLineBytesMax, 'x'), longer(kLineBytesMax + 1, 'x');
      EXPECT_EQ(Frame("a\n" + fits + end, 10, step).lines, (Lines{"1:a", "2:" + fits}));
      EXPECT_EQ(Frame("a\n" + longer + end, 10, step).lines,
                (Lines{"1:a", "2!" + longer.substr(0, kLongLineHeadBytes)}));
    }
  }
}

TEST(LineReaderTest, ALongLineIsReportedOnceAndReadingGoesOn) {
  const std::string head(kLongLineHeadBytes, 'x');
  for (size_t size : {size_t{2'000'000}, 3 * kLineBytesMax, 2 * kReadBytes + kLineBytesMax}) {
    const std::string line(size, 'x'), canonical = "a\n\n" + line + "\nb\n";
    for (const std::string& input : {canonical, "a\r\n\r\n" + line + "\r\nb\r\n", "a\n\n" + line + "\r\nb"}) {
      for (size_t step : {size_t{4096}, size_t{99'999}, kReadBytes, size_t{1} << 23}) {
        const Framed framed = Frame(input, 10, step);
        EXPECT_EQ(framed.lines, (Lines{"1:a", "3!" + head, "4:b"}));
        EXPECT_EQ(framed.progress, (Progress{4, canonical.size(), Hash64(canonical)}));
      }
    }
  }
}

TEST(LineReaderTest, ALineOfReturnsAloneKeepsItsCanonicalBytes) {
  const std::string returns(2 * kLineBytesMax, '\r');
  for (size_t step : {size_t{1021}, kReadBytes}) {
    const std::string canonical = returns.substr(1) + "\nb\n";
    EXPECT_EQ(Frame(returns + "\nb\n", 10, step).progress, (Progress{2, canonical.size(), Hash64(canonical)}));
  }
}

TEST(LineReaderTest, BlankLinesWithoutEndDoNotFillABlock) {
  const std::string input = std::string(3 * kBlockBytesMax, '\n') + "a\n";
  EXPECT_EQ(Frame(input).lines, Lines{std::to_string(3 * kBlockBytesMax + 1) + ":a"});
}

TEST(LineReaderTest, ABlockStaysNearItsLimitOfBytes) {
  std::string input;
  for (int i = 0; i < 20; ++i) input += std::string(kLineBytesMax, 'x') + "\n";
  MemorySource source(input);
  LineReader reader(&source);
  LineBlock block;
  size_t lines = 0;
  while (*reader.Next(4096, &block)) {
    EXPECT_LE(block.size(), kBlockBytesMax + 2 * kLineBytesMax);
    lines += block.lines.size();
  }
  EXPECT_EQ(lines, 20u);
}

TEST(LineReaderTest, AFailureComesAfterAllWholeLinesBeforeIt) {
  for (size_t step : {1, 2, 100}) {
    SteppingSource source("a\nb\nhalf", step, Corrupt("damaged"));
    const Framed framed = Frame(&source, 1);
    EXPECT_EQ(framed.lines, (Lines{"1:a", "2:b"}));
    EXPECT_EQ(framed.status.code(), Code::kCorrupt);
    EXPECT_EQ(framed.progress, (Progress{2, 4, Hash64("a\nb\n")}));
  }
}

TEST(LineReaderTest, AFailureInsideALongLineLeavesTheProgressBeforeIt) {
  const std::string input = "a\n" + std::string(3'000'000, 'x');
  SteppingSource source(input, 50'000, Corrupt("damaged"));
  const Framed framed = Frame(&source, 10);
  EXPECT_EQ(framed.lines, Lines{"1:a"});
  EXPECT_EQ(framed.progress, (Progress{1, 2, Hash64("a\n")}));
}

TEST(LineReaderTest, EveryLineHasReadablePaddingBehindIt) {
  MemorySource source("a\nb");
  LineReader reader(&source);
  LineBlock block;
  ASSERT_TRUE(*reader.Next(10, &block));
  for (const Line& line : block.lines) EXPECT_GE(block.readable_bytes(line), line.length + kLinePaddingBytes);
  EXPECT_EQ(block.text(block.lines[1]).data()[1], '\0');
}

// Gives its second piece only when asked for after having said that it would wait.
class PipeLikeSource : public ByteSource {
 public:
  Result<size_t> Read(char* out, size_t) override {
    const std::string_view piece = reads_ == 0 ? "a\nb\nc" : reads_ == 1 ? "c\n" : "";
    ++reads_;
    return piece.copy(out, piece.size());
  }
  bool Ready() const override { return false; }

 private:
  int reads_ = 0;
};

TEST(LineReaderTest, LinesInHandAreGivenBeforeWaitingForMore) {
  PipeLikeSource source;
  LineReader reader(&source);
  LineBlock block;
  ASSERT_TRUE(*reader.Next(10, &block));
  EXPECT_EQ(block.lines.size(), 2u);
  ASSERT_TRUE(*reader.Next(10, &block));
  EXPECT_EQ(block.text(block.lines[0]), "cc");
  EXPECT_FALSE(*reader.Next(10, &block));
}

}  // namespace
}  // namespace groundswell
