// PostBody: a request's body to lines, one line a case.
#include "ingest/post_body.h"

#include <gtest/gtest.h>
#include <zlib.h>
#include <zstd.h>

#include <string>
#include <vector>

namespace groundswell {
namespace {

std::string Gzip(const std::string& plain) {
  z_stream stream{};
  EXPECT_EQ(deflateInit2(&stream, 9, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
  std::string packed(deflateBound(&stream, plain.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(plain.data()));
  stream.avail_in = static_cast<uInt>(plain.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  EXPECT_EQ(deflate(&stream, Z_FINISH), Z_STREAM_END);
  packed.resize(stream.total_out);
  deflateEnd(&stream);
  return packed;
}

std::string Zstd(const std::string& plain) {
  std::string packed(ZSTD_compressBound(plain.size()), '\0');
  packed.resize(ZSTD_compress(packed.data(), packed.size(), plain.data(), plain.size(), 1));
  return packed;
}

// "1:first|2:second", or the code of the failure.
std::string Lines(const std::string& body, std::string_view encoding = {}, size_t lines_max = 1024,
                  const PostBodyLimits& limits = {}) {
  std::string out;
  size_t blocks = 0;
  const Status status = ReadPostBody(body, encoding, limits, lines_max, [&](std::unique_ptr<LineBlock> block) {
    ++blocks;
    EXPECT_LE(block->lines.size(), lines_max);
    for (const Line& line : block->lines) {
      EXPECT_GE(block->readable_bytes(line), line.length + kLinePaddingBytes);
      out += (out.empty() ? "" : "|") + std::to_string(line.number) + ":" + std::string(block->text(line)) +
             (line.too_long ? "…" : "");
    }
  });
  if (status.ok()) return out;
  EXPECT_EQ(blocks, 0u) << "a body that cannot be read is taken in part";
  if (status.code() == Code::kInvalid) return "invalid";
  return status.code() == Code::kExhausted ? "too large" : "unknown encoding";
}

TEST(PostBodyTest, LinesAreThoseOfNdjson) {
  EXPECT_EQ(Lines("{\"a\":1}\n{\"b\":2}\n"), "1:{\"a\":1}|2:{\"b\":2}");
  EXPECT_EQ(Lines("{}\r\n\n{}"), "1:{}|3:{}");
  EXPECT_EQ(Lines(""), "");
  EXPECT_EQ(Lines(" \n\n"), "");
  EXPECT_EQ(Lines("\xEF\xBB\xBF{}"), "1:{}");
  EXPECT_EQ(Lines("{}\n{}\n{}", {}, 2), "1:{}|2:{}|3:{}");
}

TEST(PostBodyTest, LinesAreTheElementsOfAnArray) {
  EXPECT_EQ(Lines("[{\"a\":1},{\"b\":2}]"), "1:{\"a\":1}|2:{\"b\":2}");
  EXPECT_EQ(Lines(" [ {\n\"a\" : [1, 2]\n} , 7 ] \n"), "1:{\n\"a\" : [1, 2]\n}|2:7");
  EXPECT_EQ(Lines("[{\"a\":\"],[\\\"\"}]"), "1:{\"a\":\"],[\\\"\"}");
  EXPECT_EQ(Lines("[]"), "");
  EXPECT_EQ(Lines("[ ]"), "");
  EXPECT_EQ(Lines("[1,]"), "1:1|2:");
  EXPECT_EQ(Lines("[,]"), "1:|2:");
  EXPECT_EQ(Lines("[1,2,3]", {}, 2), "1:1|2:2|3:3");
}

TEST(PostBodyTest, ABrokenArrayIsRefusedWhole) {
  EXPECT_EQ(Lines("["), "invalid");
  EXPECT_EQ(Lines("[{\"a\":1}"), "invalid");
  EXPECT_EQ(Lines("[{\"a\":\"]"), "invalid");
  EXPECT_EQ(Lines("[1]2"), "invalid");
  EXPECT_EQ(Lines("[1],[2]"), "invalid");
  EXPECT_EQ(Lines("[\"\\"), "invalid");
}

TEST(PostBodyTest, ABrokenElementIsALineForTheDecoder) {
  EXPECT_EQ(Lines("[{\"a\":]}]"), "1:{\"a\":]}");
  EXPECT_EQ(Lines("[{\"a\":},{}]"), "1:{\"a\":}|2:{}");
}

TEST(PostBodyTest, CompressedBodiesAreUnpacked) {
  EXPECT_EQ(Lines(Gzip("{}\n{}"), "gzip"), "1:{}|2:{}");
  EXPECT_EQ(Lines(Gzip("[1,2]"), "x-gzip"), "1:1|2:2");
  EXPECT_EQ(Lines(Zstd("{}\n{}"), "zstd"), "1:{}|2:{}");
  EXPECT_EQ(Lines("{}", "identity"), "1:{}");
}

TEST(PostBodyTest, WhatDoesNotUnpackIsRefused) {
  const std::string packed = Gzip("{\"id\":\"a\"}\n{\"id\":\"b\"}");
  EXPECT_EQ(Lines(packed.substr(0, packed.size() - 6), "gzip"), "invalid");
  EXPECT_EQ(Lines("{}", "gzip"), "invalid");
  EXPECT_EQ(Lines(std::string(1, '\x1f'), "gzip"), "invalid");
  EXPECT_EQ(Lines("", "zstd"), "invalid");
  EXPECT_EQ(Lines("{}", "br"), "unknown encoding");
}

TEST(PostBodyTest, BombsAreStoppedBySizeAndByRatio) {
  const PostBodyLimits limits{.plain_bytes_max = 4 << 20, .ratio_max = 200, .ratio_free_bytes = 1 << 20};
  EXPECT_EQ(Lines(Gzip(std::string(3 << 20, ' ')), "gzip", 1024, limits), "too large");
  EXPECT_EQ(Lines(Zstd(std::string(64 << 20, '\n')), "zstd", 1024, limits), "too large");
  std::string noise;
  for (uint32_t i = 0, x = 1; i < (5u << 20); ++i) noise.push_back(static_cast<char>('a' + (x = x * 1664525 + 1) % 26));
  EXPECT_EQ(Lines(Zstd(noise), "zstd", 1024, limits), "too large");
  // Small ones may be packed as tightly as they like.
  EXPECT_EQ(Lines(Gzip(std::string(1 << 19, ' ')), "gzip", 1024, limits), "");
}

TEST(PostBodyTest, AnElementTooLongIsHandedOnAsItsHead) {
  const std::string lines = Lines("[\"" + std::string(kLineBytesMax, 'x') + "\",1]");
  EXPECT_EQ(lines.size(), kLongLineHeadBytes + std::string("1:…|2:1").size());
}

}  // namespace
}  // namespace groundswell
