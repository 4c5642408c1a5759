#include "base/http_chunked.h"

#include <gtest/gtest.h>

#include <random>

namespace groundswell {
namespace {

using Progress = ChunkedReader::Progress;

// The body and what is left behind it, "more BODY", "full BODY" or "failed"; fed in pieces of `step` bytes.
std::string ReadAs(std::string_view bytes, size_t step, uint64_t bytes_max) {
  ChunkedReader reader;
  std::string body;
  size_t at = 0;
  while (at < bytes.size()) {
    const std::string_view piece = bytes.substr(at, step);
    size_t used = 0;
    const Progress progress = reader.Read(piece, bytes_max, &used, &body);
    at += used;
    EXPECT_EQ(reader.body_bytes(), body.size());
    if (progress == Progress::kDone) return body + "|" + std::string(bytes.substr(at));
    if (progress == Progress::kFull) return "full " + body;
    if (progress == Progress::kFailed) return "failed";
    EXPECT_EQ(used, piece.size());
  }
  return "more " + body;
}

void Check(std::string_view bytes, std::string_view want, uint64_t bytes_max = 1000) {
  for (const size_t step : {size_t{1}, size_t{2}, size_t{3}, size_t{7}, bytes.size()})
    EXPECT_EQ(ReadAs(bytes, step, bytes_max), want) << bytes << " in steps of " << step;
}

TEST(ChunkedReaderTest, ChunksAreJoined) {
  Check("0\r\n\r\n", "|");
  Check("3\r\nabc\r\n0\r\n\r\n", "abc|");
  Check("3\r\nabc\r\n2\r\nde\r\n0\r\n\r\nGET /", "abcde|GET /");
  Check("A\r\n0123456789\r\n0\r\n\r\n", "0123456789|");
  Check("00a\r\n0123456789\r\n000\r\n\r\n", "0123456789|");
  Check("2\r\n\r\n\r\n0\r\n\r\n", "\r\n|");
}

TEST(ChunkedReaderTest, ExtensionsAndTrailersAreReadPast) {
  Check("3;a=b;c=\"d\"\r\nabc\r\n0;x\r\nTrailer: 1\r\nOther: 2\r\n\r\nrest", "abc|rest");
  Check("3 ;a\r\nabc\r\n0\r\n\r\n", "abc|");
}

TEST(ChunkedReaderTest, WhatHasNotEndedWaits) {
  Check("3\r\nab", "more ab");
  Check("3\r\nabc\r\n0\r\n", "more abc");
  Check("3\r\nabc\r\n0\r\nT: 1\r\n", "more abc");
}

TEST(ChunkedReaderTest, WhatIsNotChunksFails) {
  for (const char* bytes : {"\r\n", "x\r\n", "-1\r\na", "0x1\r\na", "3\nabc\r\n", "3\r\nabcd\r\n", "3\r\nabc\n0",
                            ";a\r\n", "3\r\nabc0\r\n\r\n", "10000000000000000\r\n", "ffffffffffffffff1\r\n", "0\r\n\n",
                            "0\r\nA\nB", "3;a\nb\r\nabc", "3\r\r\nabc"})
    Check(bytes, "failed", ~uint64_t{0});
}

TEST(ChunkedReaderTest, ABodyTooLargeIsKnownByTheChunksSize) {
  Check("3\r\nabc\r\n", "full ", 2);
  Check("2\r\nab\r\n2\r\ncd\r\n", "full ab", 3);
  Check("2\r\nab\r\n0\r\n\r\n", "ab|", 2);
  Check("ffffffffffffff\r\na", "full ", 1 << 20);
}

TEST(ChunkedReaderTest, AfterFullItGoesOnWithALargerLimit) {
  ChunkedReader reader;
  const std::string_view bytes = "4\r\nabcd\r\n0\r\n\r\n";
  size_t used = 0;
  EXPECT_EQ(reader.Read(bytes, 1, &used, nullptr), Progress::kFull);
  const std::string_view rest = bytes.substr(used);
  EXPECT_EQ(reader.Read(rest, 4, &used, nullptr), Progress::kDone);
  EXPECT_EQ(used, rest.size());
  EXPECT_EQ(reader.body_bytes(), 4u);
}

TEST(ChunkedReaderTest, LongLinesAndTrailersFail) {
  Check("1;" + std::string(ChunkedReader::kLineBytesMax, 'x'), "failed");
  Check(std::string(ChunkedReader::kLineBytesMax + 1, '0'), "failed");
  Check("0\r\n" + std::string(ChunkedReader::kTrailerBytesMax + 1, 'x'), "failed");
}

TEST(ChunkedReaderTest, DamagedChunksNeverReadPastTheirBytes) {
  const std::string whole = "3;e\r\nabc\r\n1a\r\nabcdefghijklmnopqrstuvwxyz\r\n0\r\nT: v\r\n\r\n";
  std::mt19937 random(7);
  for (int round = 0; round < 20000; ++round) {
    std::string bytes = whole;
    for (int changes = 0; changes < 2; ++changes) bytes[random() % bytes.size()] = static_cast<char>(random());
    ReadAs(bytes, 1 + random() % 9, 30);
  }
}

}  // namespace
}  // namespace groundswell
