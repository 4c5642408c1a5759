// PaneHistory: what is counted where, and what is kept.
#include "engine/pane_history.h"

#include <gtest/gtest.h>

#include "tests/engine/posts.h"

namespace groundswell {
namespace {

constexpr int64_t kPaneMs = 600 * kSecondMs;

class PaneHistoryTest : public ::testing::Test {
 protected:
  EventTime At(int64_t pane) const { return {kTestStart.ms + pane * kPaneMs}; }
  EngineSettings settings_ = TestSettings();
  PaneHistory history_;
};

TEST_F(PaneHistoryTest, CountsTheLastPanesTheCurrentOneIncluded) {
  for (int64_t pane = 0; pane < 10; ++pane) history_.Add(At(pane), 1, At(pane), settings_);
  EXPECT_EQ(history_.Within(At(9), 1, settings_), 1u);
  EXPECT_EQ(history_.Within(At(9), 6, settings_), 6u);
  EXPECT_EQ(history_.Within(At(9), 144, settings_), 10u);
  EXPECT_EQ(history_.Within({At(10).ms - 1}, 1, settings_), 1u);
  EXPECT_EQ(history_.Within(At(10), 1, settings_), 0u);
  EXPECT_EQ(history_.Within(At(14), 6, settings_), 1u);
  EXPECT_EQ(history_.Within(At(15), 6, settings_), 0u);
}

TEST_F(PaneHistoryTest, ALatePostCountsInItsOwnPaneWhileThatIsKept) {
  history_.Add(At(100), 1, At(100), settings_);
  history_.Add(At(97), 1, At(100), settings_);
  history_.Add(At(97), 1, At(100), settings_);
  EXPECT_EQ(history_.Within(At(100), 1, settings_), 1u);
  EXPECT_EQ(history_.Within(At(100), 4, settings_), 3u);
}

TEST_F(PaneHistoryTest, APostLaterThanTheKeptPanesIsInNone) {
  history_.Add(At(1000), 1, At(1000), settings_);
  history_.Add(At(0), 1, At(1000), settings_);
  EXPECT_EQ(history_.Within(At(1000), 5000, settings_), 1u);
}

TEST_F(PaneHistoryTest, AWithdrawalTakesBackFromItsPaneAndNeverBelowZero) {
  history_.Add(At(5), 2, At(5), settings_);
  history_.Add(At(5), -1, At(6), settings_);
  EXPECT_EQ(history_.Within(At(6), 6, settings_), 1u);
  history_.Add(At(5), -5, At(6), settings_);
  EXPECT_EQ(history_.Within(At(6), 6, settings_), 0u);
  history_.Add(At(5), -5, At(5000), settings_);
  EXPECT_EQ(history_.Within(At(5000), 5000, settings_), 0u);
}

TEST_F(PaneHistoryTest, AMergedHistoryHasTheCountsOfBoth) {
  PaneHistory other;
  for (int64_t pane = 0; pane < 6; ++pane) {
    history_.Add(At(pane), 1, At(pane), settings_);
    other.Add(At(pane), 2, At(pane), settings_);
  }
  history_.Merge(other, At(6), settings_);
  EXPECT_EQ(history_.Within(At(6), 144, settings_), 18u);
  EXPECT_EQ(other.Within(At(6), 144, settings_), 12u);
  // What is old by now is in no pane.
  PaneHistory late;
  late.Add(At(0), 7, At(0), settings_);
  history_.Merge(late, At(1000), settings_);
  EXPECT_EQ(history_.Within(At(1000), 5000, settings_), 0u);
}

TEST_F(PaneHistoryTest, ALoadedHistoryIsTheSavedOne) {
  for (int64_t pane = 0; pane < 400; pane += 7) history_.Add(At(pane), 1, At(pane), settings_);
  std::string bytes;
  ByteWriter writer(&bytes);
  history_.Save(&writer);
  PaneHistory loaded;
  ByteReader reader(bytes);
  ASSERT_TRUE(loaded.Load(&reader));
  EXPECT_TRUE(reader.done());
  EXPECT_EQ(loaded.Within(At(402), 144, settings_), history_.Within(At(402), 144, settings_));
  for (size_t size = 0; size < bytes.size(); ++size) {
    ByteReader cut(std::string_view(bytes).substr(0, size));
    PaneHistory broken;
    EXPECT_FALSE(broken.Load(&cut)) << size;
  }
}

TEST_F(PaneHistoryTest, TheFirstPanesOf1970AreCountedLikeAnyOther) {
  history_.Add({0}, 1, {0}, settings_);
  history_.Add({kPaneMs}, 1, {kPaneMs}, settings_);
  EXPECT_EQ(history_.Within({kPaneMs}, 6, settings_), 2u);
}

}  // namespace
}  // namespace groundswell
