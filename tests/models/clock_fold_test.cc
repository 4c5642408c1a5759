// The clocks of a group: what starts, moves and ends them.
#include "models/clock_fold.h"

#include <gtest/gtest.h>

#include <vector>

namespace groundswell {
namespace {

using enum CaseActionKind;

EventTime At(std::string_view text) { return ParseEventTime(text, nullptr).value(); }

ClockBook BookOf(const std::vector<std::string>& lines) {
  ClockBook book;
  book.rules = ParseClocks(lines).value();
  book.days.zone = LocalZone::Parse("Asia/Shanghai").value();
  return book;
}

CaseAction Act(CaseActionKind kind, std::string value = {}) {
  CaseAction action;
  action.kind = kind;
  action.value = std::move(value);
  return action;
}

ClockReceipts Receipt(std::string_view time, uint32_t acts = 0) { return {At(time), At(time), acts, 0, 1}; }

// A group with complaints of the 1st and the 3rd of March.
class ClockFold : public testing::Test {
 protected:
  ClockFold() {
    facts_.receipts = {Receipt("2026-03-01T09:00:00+08:00"), Receipt("2026-03-03T09:00:00+08:00")};
    facts_.receipts[1].count = 4;
  }
  void Do(CaseActionKind kind, std::string value = {}, std::string_view at = "2026-03-05T00:00:00+08:00") {
    NoteAct(Act(kind, std::move(value)), At(at), &acts_);
  }
  // "name running/passed due", a line each.
  std::string Told(std::string_view now = "2026-03-05T00:00:00+08:00") const {
    std::string told;
    for (const ClockState& clock : FoldClocks(book_, facts_, acts_, At(now)))
      told += std::string(clock.name()) + " " + std::to_string(clock.running) + "/" + std::to_string(clock.passed) +
              " " + FormatEventTime(clock.due).substr(0, 16) + "\n";
    return told;
  }

  ClockBook book_ = BookOf({"decide = 15 days after received extendable to 30 60"});
  ClockFacts facts_;
  ClockActs acts_;
};

TEST_F(ClockFold, RunsForEachComplaintAndTellsTheEarliest) { EXPECT_EQ(Told(), "decide 5/0 2026-03-16T15:59\n"); }

TEST_F(ClockFold, WhatHasPassedGoesOnRunning) {
  EXPECT_EQ(Told("2026-03-17T00:00:00+08:00"), "decide 5/1 2026-03-16T15:59\n");
  EXPECT_EQ(Told("2026-03-16T23:59:59.999+08:00"), "decide 5/0 2026-03-16T15:59\n");
  const auto clocks = FoldClocks(book_, facts_, acts_, At("2026-03-17T00:00:00+08:00"));
  EXPECT_EQ(FormatEventTime(clocks[0].next), "2026-03-18T15:59:59.999Z");
}

TEST_F(ClockFold, AnAnswerEndsWhatCameBeforeItAndNothingThatComesLater) {
  Do(kAnswer);
  EXPECT_EQ(Told(), "");
  // Its own time is before the answer, but it came after.
  facts_.receipts.push_back(Receipt("2026-03-02T09:00:00+08:00", acts_.acts));
  EXPECT_EQ(Told(), "decide 1/0 2026-03-17T15:59\n");
}

TEST_F(ClockFold, ResolvingAnswersNobodyAndAReviewEndsAll) {
  Do(kResolve);
  EXPECT_EQ(Told(), "decide 5/0 2026-03-16T15:59\n");
  Do(kReview);
  EXPECT_EQ(Told(), "");
}

TEST_F(ClockFold, AnExtensionMovesWhatItWasMadeFor) {
  Do(kExtend, "decide");
  facts_.receipts.push_back(Receipt("2026-03-06T09:00:00+08:00", acts_.acts));
  EXPECT_EQ(Told(), "decide 6/0 2026-03-21T15:59\n");  // the late one, not extended
  facts_.receipts.pop_back();
  EXPECT_EQ(Told(), "decide 5/0 2026-03-31T15:59\n");
  Do(kExtend, "decide");
  EXPECT_EQ(Told(), "decide 5/0 2026-04-30T15:59\n");
  EXPECT_FALSE(CheckClockAct(Act(kExtend, "decide"), book_, acts_).ok());
}

TEST_F(ClockFold, AnOpenPromiseIsNotCrowdedOut) {
  const auto promise = [&](std::string_view due) {
    CaseAction act = Act(kPromise);
    act.until_ms = At(due).ms;
    return act;
  };
  NoteAct(promise("2026-05-01T00:00:00Z"), At("2026-03-05T00:00:00Z"), &acts_);
  for (size_t i = 0; i < 2 * ClockActs::kPromisesMax; ++i) {
    const CaseAction next = promise("2026-03-06T00:00:00Z");
    ASSERT_TRUE(CheckClockAct(next, book_, acts_).ok());
    NoteAct(next, At("2026-03-05T00:00:00Z"), &acts_);
    Do(kPromiseKept);
  }
  EXPECT_TRUE(CheckClockAct(Act(kPromiseKept), book_, acts_).ok()) << "the first is open still";
  for (size_t i = 1; i < ClockActs::kPromisesMax; ++i)
    NoteAct(promise("2026-03-06T00:00:00Z"), At("2026-03-05T00:00:00Z"), &acts_);
  EXPECT_FALSE(CheckClockAct(promise("2026-03-06T00:00:00Z"), book_, acts_).ok()) << "no room: it is said";
  Do(kPromiseKept);
  EXPECT_TRUE(CheckClockAct(promise("2026-03-06T00:00:00Z"), book_, acts_).ok());
}

TEST_F(ClockFold, TheRegisterEndsThoseOfItsPeople) {
  facts_.receipts[0].ended = kAnsweredBits;
  EXPECT_EQ(Told(), "decide 4/0 2026-03-18T15:59\n");
}

TEST_F(ClockFold, StatesStartAndEndClocks) {
  book_ = BookOf({"accept = 7 working_days after received until registered",
                  "mediate = 45 working_days after registered until settled"});
  Do(kAck);
  EXPECT_EQ(Told(), "mediate 1/0 2026-05-07T15:59\n");
  Do(kAck, "", "2026-03-20T00:00:00+08:00");  // taking it again gains no time
  EXPECT_EQ(Told(), "mediate 1/0 2026-05-07T15:59\n");
  Do(kResolve);
  EXPECT_EQ(Told(), "");
  Do(kReopen, "", "2026-03-25T00:00:00+08:00");
  EXPECT_EQ(Told(), "mediate 1/0 2026-05-27T15:59\n");
}

TEST_F(ClockFold, AnActThatLeadsThroughAStateEndsWhatItStarts) {
  book_ = BookOf({"reply = 5 days after registered until answered", "close = 9 days after registered until settled"});
  Do(kAnswer);  // of a case that nobody had taken
  EXPECT_EQ(Told(), "close 1/0 2026-03-14T15:59\n");
  Do(kReopen, "", "2026-03-10T00:00:00+08:00");
  EXPECT_EQ(Told(), "reply 1/0 2026-03-15T15:59\nclose 1/0 2026-03-19T15:59\n");
  Do(kResolve);
  EXPECT_EQ(Told(), "reply 1/0 2026-03-15T15:59\n");
}

TEST_F(ClockFold, LevelsStartClocksThatAReportEnds) {
  book_ = BookOf({"report = 2 hours after major"});
  facts_.starts[2] = {At("2026-03-04T10:00:00Z"), 0};
  EXPECT_EQ(Told(), "report 1/1 2026-03-04T12:00\n");
  Do(kAnswer);
  EXPECT_EQ(Told(), "report 1/1 2026-03-04T12:00\n");
  Do(kReport, "report");
  EXPECT_EQ(Told(), "");
}

TEST_F(ClockFold, ATermThatBindsNobodyEndsByItself) {
  book_ = BookOf({"ask = 30 days after answered until none"});
  Do(kAnswer);
  EXPECT_EQ(Told(), "ask 1/0 2026-04-04T15:59\n");
  EXPECT_EQ(Told("2026-04-05T00:00:00+08:00"), "");
}

TEST_F(ClockFold, PromisesAreKeptByAnAnswerOrOneByOne) {
  book_ = BookOf({});
  CaseAction promise = Act(kPromise);
  for (const char* due : {"2026-03-09T00:00:00Z", "2026-03-08T00:00:00Z"}) {
    promise.until_ms = At(due).ms;
    NoteAct(promise, At("2026-03-05T00:00:00Z"), &acts_);
  }
  EXPECT_EQ(Told(), "promise 2/0 2026-03-08T00:00\n");
  Do(kPromiseKept);
  EXPECT_EQ(Told(), "promise 1/0 2026-03-09T00:00\n");
  Do(kAnswer);
  EXPECT_EQ(Told(), "");
  EXPECT_FALSE(CheckClockAct(Act(kPromiseKept), book_, acts_).ok());
}

TEST_F(ClockFold, AFalseAlarmIsAnsweredAndItsPromisesAreKeptAllTheSame) {
  CaseAction promise = Act(kPromise);
  promise.until_ms = At("2026-03-09T00:00:00Z").ms;
  NoteAct(promise, At("2026-03-05T00:00:00Z"), &acts_);
  Do(kDismiss);
  EXPECT_EQ(Told(), "promise 1/0 2026-03-09T00:00\ndecide 5/0 2026-03-16T15:59\n");
  Do(kPromiseKept);
  EXPECT_EQ(Told(), "decide 5/0 2026-03-16T15:59\n");
}

TEST_F(ClockFold, ActsThatHaveNoDeadlineAreRefused) {
  EXPECT_NE(CheckClockAct(Act(kExtend, "lunch"), book_, acts_).message().find("it has decide"), std::string::npos);
  EXPECT_FALSE(CheckClockAct(Act(kReport, "decide"), book_, acts_).ok());
  EXPECT_TRUE(CheckClockAct(Act(kExtend, "decide"), book_, acts_).ok());
}

TEST_F(ClockFold, MergedCasesKeepTheirPromisesAndNoActOfOneEndsComplaintsOfTheOther) {
  ClockActs other;
  NoteAct(Act(kAnswer), At("2026-03-05T00:00:00Z"), &other);
  CaseAction promise = Act(kPromise);
  promise.until_ms = At("2026-03-09T00:00:00Z").ms;
  NoteAct(promise, At("2026-03-05T00:00:00Z"), &acts_);
  MergeClockActs(other, &acts_);
  EXPECT_EQ(Told(), "promise 1/0 2026-03-09T00:00\ndecide 5/0 2026-03-16T15:59\n");
}

TEST_F(ClockFold, ActsAreReadAsTheyWereWritten) {
  Do(kAnswer);
  Do(kExtend, "decide");
  CaseAction promise = Act(kPromise);
  promise.until_ms = 77;
  NoteAct(promise, At("2026-03-05T00:00:00Z"), &acts_);
  std::string bytes;
  ByteWriter writer(&bytes);
  WriteClockActs(acts_, &writer);
  ClockActs read;
  ByteReader reader(bytes);
  EXPECT_TRUE(ReadClockActs(&reader, &read) && reader.done());
  EXPECT_EQ(read, acts_);
  for (size_t cut = 0; cut < bytes.size(); ++cut) {
    ByteReader short_reader(std::string_view(bytes).substr(0, cut));
    EXPECT_FALSE(ReadClockActs(&short_reader, &read)) << cut;
  }
}

TEST_F(ClockFold, AReopeningEndsNoReviewAndRevivesNoAnsweredComplaint) {
  book_ = BookOf({"decide = 15 days after received", "review = 30 days after review_requested"});
  for (const CaseActionKind kind : {kAck, kAnswer, kResolve, kReviewRequest}) Do(kind);
  EXPECT_EQ(Told(), "review 1/0 2026-04-04T15:59\n");
  ClockActs recurred = acts_;
  Do(kReopen);
  EXPECT_EQ(Told(), "review 1/0 2026-04-04T15:59\n");
  acts_ = recurred;
  NoteReopened(&acts_);
  EXPECT_EQ(Told(), "review 1/0 2026-04-04T15:59\n");
}

TEST_F(ClockFold, AMergeTakesOnAReviewThatRunsAndStartsNothingThatIsSettled) {
  book_ =
      BookOf({"mediate = 45 working_days after registered until settled", "review = 30 days after review_requested"});
  facts_ = {};
  ClockActs settled, asked;
  for (const CaseActionKind kind : {kAck, kResolve}) NoteAct(Act(kind), At("2026-03-05T00:00:00Z"), &settled);
  MergeClockActs(settled, &acts_);
  EXPECT_EQ(Told(), "");
  NoteAct(Act(kReviewRequest), At("2026-03-05T00:00:00Z"), &asked);
  MergeClockActs(asked, &acts_);
  EXPECT_EQ(Told(), "review 1/0 2026-04-04T15:59\n");
  NoteAct(Act(kAnswer), At("2026-03-06T00:00:00Z"), &asked);
  ClockActs other;
  MergeClockActs(asked, &other);
  acts_ = other;
  EXPECT_EQ(Told(), "mediate 1/0 2026-05-08T15:59\n") << "it was answered, and not settled";
}

TEST_F(ClockFold, IsDoneWhenEachRuleHasAReportOfItsOwn) {
  book_ =
      BookOf({"leak = 72 hours after data_leak", "police = 24 hours after data_leak", "mass = 2 hours after major"});
  const ClockStart leak{At("2026-03-04T10:00:00Z"), 0};
  const auto is_done = [&] { return IsDone(book_, ClockEvent::kDataLeak, leak, acts_); };
  Do(kReport, "mass");
  Do(kReport, "leak");
  EXPECT_FALSE(is_done());
  Do(kReport, "police");
  EXPECT_TRUE(is_done());
  EXPECT_FALSE(IsDone(book_, ClockEvent::kWatch, leak, acts_)) << "nothing is due of it";
}

}  // namespace
}  // namespace groundswell
