// LineGatherer: bytes cut anywhere give the same lines.
#include "ingest/line_gatherer.h"

#include <gtest/gtest.h>

#include <random>

namespace groundswell {
namespace {

TEST(LineGatherer, AHalfLineIsWaitedForAndGivenWhenNothingMoreComes) {
  LineGatherer lines;
  lines.Add("one\ntw");
  GatheredLines first = lines.Take();
  EXPECT_EQ(first.bytes, "one\n");
  EXPECT_EQ(first.lines, 1u);
  EXPECT_EQ(first.taken, 4u);
  EXPECT_FALSE(lines.has_lines());
  lines.Add("o");
  EXPECT_EQ(lines.Take().bytes, "");
  const GatheredLines rest = lines.TakeRest();
  EXPECT_EQ(rest.bytes, "two\n");
  EXPECT_EQ(rest.taken, 3u);
  EXPECT_EQ(lines.TakeRest().lines, 0u);
}

TEST(LineGatherer, ALineThatIsTooLongIsCutAndItsNeighboursStand) {
  LineGatherer lines;
  const std::string long_line(3 * kLineBytesMax, 'x');
  for (const std::string& piece : {std::string("a\n"), long_line.substr(0, 5), long_line, std::string("\nb\n")})
    lines.Add(piece);
  const GatheredLines all = lines.Take();
  EXPECT_EQ(all.lines, 3u);
  EXPECT_EQ(all.bytes, "a\n" + std::string(kLineBytesMax + 1, 'x') + "\nb\n");
  EXPECT_EQ(all.taken, 2 + 5 + long_line.size() + 3);
}

TEST(LineGatherer, HoweverItIsCutTheLinesAreTheSame) {
  std::mt19937 random(7);
  std::string input;
  for (int i = 0; i < 200; ++i) input += std::string(random() % 40, static_cast<char>('a' + i % 26)) + "\n";
  for (int run = 0; run < 100; ++run) {
    LineGatherer lines;
    std::string out;
    uint64_t taken = 0, count = 0;
    for (size_t at = 0; at < input.size();) {
      const size_t size = std::min<size_t>(1 + random() % 50, input.size() - at);
      lines.Add(std::string_view(input).substr(at, size));
      at += size;
      if (random() % 3 == 0) continue;
      const GatheredLines some = lines.Take();
      out += some.bytes;
      taken += some.taken;
      count += some.lines;
      EXPECT_EQ(taken, out.size());
    }
    const GatheredLines rest = lines.TakeRest();
    EXPECT_EQ(out + rest.bytes, input) << "seed 7, run " << run;
    EXPECT_EQ(count + rest.lines, 200u);
  }
}

}  // namespace
}  // namespace groundswell
