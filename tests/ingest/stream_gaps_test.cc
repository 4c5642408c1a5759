// Which breaks of a stream are gaps: a line of what came, and what is claimed of it.
#include "ingest/stream_gaps.h"

#include <gtest/gtest.h>

#include <vector>

namespace groundswell {
namespace {

constexpr int64_t kStart = 1'772'000'000'000;  // ms

class StreamGapsTest : public ::testing::Test {
 protected:
  // One record at a wall time, in seconds behind the start; its gap, if any, is kept.
  void Hear(std::string_view cursor, int64_t secs) { HearMany(cursor, cursor, 1, secs); }
  void HearMany(std::string_view first, std::string_view last, uint64_t records, int64_t secs) {
    if (const auto gap = gaps_.OnRecords(first, last, records, kStart + secs * 1000)) claimed_.push_back(*gap);
  }
  // Microseconds, as some servers number their messages.
  static std::string Micros(int64_t secs) { return std::to_string((kStart + secs * 1000) * 1000); }
  void HearTime(int64_t cursor_secs, int64_t secs) { Hear(Micros(cursor_secs), secs); }
  void Break(int64_t open_secs) {
    gaps_.OnBreak();
    gaps_.OnOpen(kStart + open_secs * 1000);
  }
  void HearEverySecond(int64_t begin, int64_t end) {
    for (int64_t at = begin; at < end; ++at) HearTime(at, at);
  }
  void ExpectOne(int64_t from_secs, int64_t until_secs) {
    ASSERT_EQ(claimed_.size(), 1u);
    EXPECT_EQ(claimed_[0].from_ms, kStart + from_secs * 1000);
    EXPECT_EQ(claimed_[0].until_ms, kStart + until_secs * 1000);
  }

  StreamGaps gaps_;
  std::vector<SourceGap> claimed_;
};

TEST_F(StreamGapsTest, AStreamWithoutCursorsHasAGapFromItsLastRecordToTheNext) {
  Break(0);
  Hear("", 1);
  EXPECT_TRUE(claimed_.empty()) << "before the first record there was nothing";
  Hear("", 2);
  Break(10);
  Break(11);
  Hear("", 12);
  Hear("", 13);
  ExpectOne(2, 12);
}

TEST_F(StreamGapsTest, ARestartKnowsWhenItLastHeard) {
  gaps_.Begin("", kStart + 5000);
  Hear("", 65);
  ExpectOne(5, 65);
}

TEST_F(StreamGapsTest, AServerThatBeginsAgainAtTheLastRecordOrBeforeItHasCoveredTheBreak) {
  for (int i = 0; i < 50; ++i) {
    HearTime(100 + i * 10, 100 + i * 10);
    Break(105 + i * 10);
    HearTime(100 + i * 10 - i % 3, 106 + i * 10);
    HearTime(100 + i * 10, 106 + i * 10);
  }
  EXPECT_TRUE(claimed_.empty());
}

TEST_F(StreamGapsTest, AServerThatAlwaysBeganAtTheLastRecordAndNowBeginsLaterHasLostWhatLiesBetween) {
  HearEverySecond(0, 3);
  for (const int64_t at : {3, 4}) {
    Break(at);
    HearTime(at - 1, at);
    HearTime(at, at);
  }
  Break(500);
  HearTime(400, 500);
  ExpectOne(4, 400);
}

TEST_F(StreamGapsTest, ACounterThatLeavesNumbersOutHasAGapAndOneThatGoesOnHasNone) {
  for (int i = 1; i <= 10; ++i) Hear(std::to_string(i), i);
  Break(20);
  HearMany("11", "15", 5, 20);
  EXPECT_TRUE(claimed_.empty());
  Break(30);
  Hear("17", 31);
  ExpectOne(20, 31);
}

TEST_F(StreamGapsTest, NumbersThatAlwaysLeaveSomeOutAreNoCounter) {
  for (int i = 1; i <= 10; ++i) Hear(std::to_string(i * 7), i);
  Break(20);
  Hear("700", 21);
  EXPECT_TRUE(claimed_.empty());
}

TEST_F(StreamGapsTest, AServerThatGivesTheTimeOfTheBreakAgainHasNoGap) {
  HearEverySecond(0, 60);
  Break(120);
  for (int64_t at = 60; at < 120; ++at) HearTime(at, 121);
  HearEverySecond(121, 150);
  EXPECT_TRUE(claimed_.empty());
}

TEST_F(StreamGapsTest, AServerThatGoesOnWithNowBehindALongBreakHasLostIt) {
  HearEverySecond(0, 60);
  Break(120);
  HearTime(121, 121);
  ExpectOne(59, 121);
}

TEST_F(StreamGapsTest, ABreakNoLongerThanTheStreamIsSilentAnywayIsNoGap) {
  for (int64_t at = 0; at < 40; ++at) HearTime(at * 60, at * 60);
  Break(39 * 60 + 50);
  HearTime(40 * 60, 40 * 60);
  EXPECT_TRUE(claimed_.empty());
}

TEST_F(StreamGapsTest, AfterARestartTheStreamIsHeardForAWhileBeforeAGapIsClaimed) {
  gaps_.Begin(Micros(0), 0);
  gaps_.OnOpen(kStart + 600'000);
  HearEverySecond(601, 610);
  EXPECT_TRUE(claimed_.empty());
  HearEverySecond(610, 630);
  ExpectOne(0, 601);
}

TEST_F(StreamGapsTest, AServersClockThatIsWrongMakesNoGap) {
  // Five minutes ahead: what is given again lies behind the moment the connection was opened.
  for (int64_t at = 0; at < 60; ++at) HearTime(at + 300, at);
  Break(120);
  for (int64_t at = 60; at < 120; ++at) HearTime(at + 300, 121);
  EXPECT_TRUE(claimed_.empty());
}

TEST_F(StreamGapsTest, CursorsThatSayNothingClaimNothing) {
  Hear("[{\"offset\":5}]", 0);
  Break(100);
  Hear("[{\"offset\":9}]", 101);
  Break(200);
  Hear("", 201);  // a record without one is waited past
  Hear("[{\"offset\":9}]", 201);
  EXPECT_TRUE(claimed_.empty());
}

}  // namespace
}  // namespace groundswell
