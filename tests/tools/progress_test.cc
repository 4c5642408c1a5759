#include "tools/progress.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>

namespace groundswell {
namespace {

using std::chrono::milliseconds;

TEST(ProgressLine, TheLineSaysHowFarHowFastAndHowLong) {
  EXPECT_EQ(RenderProgress({.done = 50, .total = 100, .posts = 81234, .seconds = 1}),
            " 50 % [############------------]  81,234 posts/s  0:01 left");
  EXPECT_EQ(RenderProgress({.done = 1, .total = 100, .posts = 10, .seconds = 60}),
            "  1 % [------------------------]  0 posts/s  1:39:00 left");
}

TEST(ProgressLine, AnUnknownTotalGivesNoShare) {
  EXPECT_EQ(RenderProgress({.done = 9, .total = 0, .posts = 1234567, .seconds = 2}),
            "1,234,567 posts  617,284 posts/s");
}

TEST(ProgressLine, NothingIsDrawnIntoAPipe) {
  std::ostringstream out;
  ProgressLine progress(&out, false, 100, MonotonicTime());
  progress.Update(50, 5, MonotonicTime() + milliseconds(500));
  progress.Done();
  EXPECT_EQ(out.str(), "");
}

TEST(ProgressLine, IsDrawnTenTimesASecondAtMostAndWiped) {
  std::ostringstream out;
  ProgressLine progress(&out, true, 100, MonotonicTime());
  for (int i = 0; i < 250; ++i) progress.Update(50, 5, MonotonicTime() + milliseconds(i));
  progress.Done();
  const std::string drawn = out.str();
  EXPECT_EQ(std::count(drawn.begin(), drawn.end(), '%'), 3);
  EXPECT_TRUE(drawn.ends_with("\r\x1b[K"));
}

}  // namespace
}  // namespace groundswell
