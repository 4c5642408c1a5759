// Deadlines are told before they pass and once when they have, also across a restart.
#include "serve/clock_keeper.h"

#include "tests/serve/clocks_testing.h"

namespace groundswell {
namespace {

int64_t At(std::string_view text) { return ParseEventTime(text, nullptr).value().ms; }

class Keeper : public testing::ClocksTest {
 protected:
  Keeper() { Restart(); }
  // As after kill -9: nothing but the store goes on.
  void Restart() {
    keeper_.reset();
    notices_ = std::move(*Notices::Make(filler_.store(), {}));
    keeper_ = std::make_unique<ClockKeeper>(
        filler_.store(), model_.get(), notices_.get(),
        ClockKeeperOptions{.book = context_.clocks, .warn_before_ms = {24 * kHourMs, 2 * kHourMs}},
        [](std::string_view) {});
  }
  // What was told since the last call: the English headlines, a line each.
  std::string Look(std::string_view wall) {
    EXPECT_TRUE(keeper_->Look(At(wall)).ok());
    std::string told;
    EXPECT_TRUE(notices_
                    ->Scan(read_,
                           [&](uint64_t number, std::string_view json) {
                             read_ = number + 1;
                             const auto notice = ParseNotice(json);
                             EXPECT_TRUE(notice.ok() && notice->kind == NoticeKind::kClock);
                             if (notice.ok()) told += notice->en.headline + "\n", last_ = *notice;
                             return Status();
                           })
                    .ok());
    return told;
  }

  std::unique_ptr<Notices> notices_;
  std::unique_ptr<ClockKeeper> keeper_;
  uint64_t read_ = 0;
  Notice last_;
};

TEST_F(Keeper, EachWarningIsToldOnceAndThePassingToo) {
  Do(2, CaseActionKind::kReport, "report");
  EXPECT_EQ(Look("2026-03-09T15:59:00Z"), "");
  EXPECT_EQ(Look("2026-03-09T16:00:00Z"), "Deadline near: 海桥银行, Acceptance, 23 hours left\n");
  EXPECT_EQ(last_.zh.headline, "时限将到：海桥银行，决定是否受理，还剩 23 小时");
  EXPECT_EQ(last_.zh.parts[1].label + last_.zh.parts[1].text, "此时到期2");
  EXPECT_EQ(last_.expires_ms, At("2026-03-10T15:59:59.999Z"));
  EXPECT_EQ(Look("2026-03-09T20:00:00Z"), "");
  Restart();
  EXPECT_EQ(Look("2026-03-09T20:00:30Z"), "");
  EXPECT_EQ(Look("2026-03-10T14:30:00Z"), "Deadline near: 海桥银行, Acceptance, 89 minutes left\n");
  EXPECT_EQ(Look("2026-03-10T15:59:59.999Z"), "");
  // It has passed; and of the complaint of the 3rd, two days later, the first warning is due in another day.
  EXPECT_EQ(Look("2026-03-10T16:00:00Z"), "Deadline passed: 海桥银行, Acceptance\n");
  EXPECT_EQ(last_.en.parts[1].label + " " + last_.en.parts[1].text, "Passed 2");
  Restart();
  EXPECT_EQ(Look("2026-03-10T16:00:30Z"), "");
}

TEST_F(Keeper, OfWarningsThatWereSleptThroughTheNearestIsToldAlone) {
  Do(2, CaseActionKind::kReport, "report");
  EXPECT_EQ(Look("2026-03-10T15:30:00Z"), "Deadline near: 海桥银行, Acceptance, 29 minutes left\n");
  EXPECT_EQ(Look("2026-03-10T15:31:00Z"), "");
}

TEST_F(Keeper, WhatWasDoneIsToldNoMoreAndAnExtensionIsWarnedOfAnew) {
  Do(2, CaseActionKind::kReport, "report");
  Do(1, CaseActionKind::kAck);
  EXPECT_EQ(Look("2026-03-10T15:30:00Z"), "");
  EXPECT_EQ(Look("2026-03-16T15:30:00Z"), "Deadline near: 海桥银行, Decision, 29 minutes left\n");
  Do(1, CaseActionKind::kExtend, "decide", "x");
  EXPECT_EQ(Look("2026-03-16T16:30:00Z"), "");
  EXPECT_EQ(Look("2026-03-31T15:30:00Z"), "Deadline near: 海桥银行, Decision, 29 minutes left\n");
  Do(1, CaseActionKind::kAnswer, {}, "x");
  EXPECT_EQ(Look("2026-03-31T16:30:00Z"), "");
}

TEST_F(Keeper, ALevelsDeadlineIsToldWithItsGroup) {
  EXPECT_EQ(Look("2026-03-01T10:30:00Z"), "Deadline near: 青禾保险, Report, 90 minutes left\n");
  EXPECT_EQ(last_.group, testing::GroupIdText(2));
  EXPECT_EQ(last_.org, "青禾保险");
  EXPECT_EQ(last_.level, 3);
  EXPECT_EQ(Look("2026-03-01T12:00:01Z"), "Deadline passed: 青禾保险, Report\n");
}

TEST_F(Keeper, ACaseThatCannotBeReadHoldsUpNoOther) {
  const std::string whole = Look("2026-03-16T14:30:00Z");
  CommitBatch batch;
  batch.cases = {{{0}, "no case"}};  // before all others
  ASSERT_TRUE(filler_.store()->Commit(batch).ok());
  ASSERT_NE(whole, "");
  EXPECT_NE(Look("2026-03-16T17:00:00Z"), "");
}

TEST_F(Keeper, WhatPassedLongAgoIsHistory) { EXPECT_EQ(Look("2026-05-01T00:00:00Z"), ""); }

}  // namespace
}  // namespace groundswell
