// What the clocks of single complaints run from.
#include "engine/formal_receipts.h"

#include <gtest/gtest.h>

namespace groundswell {
namespace {

const LocalZone kZone = LocalZone::Parse("+08:00").value();
constexpr int64_t kStart = 1'772'000'000'000;

EventTime Day(int64_t day) { return {kStart + day * kDayMs}; }

int64_t Open(const FormalReceipts& receipts) {
  int64_t open = 0;
  for (const ClockReceipts& day : receipts.ByDay(kZone))
    if (day.ended == 0) open += day.count;
  return open;
}

TEST(FormalReceipts, ComplaintsOfOneDayAreTold) {
  FormalReceipts receipts;
  receipts.Add(1, {kStart + 1000}, {10}, 0);
  receipts.Add(2, Day(0), {11}, 0);
  receipts.Add(3, Day(2), {12}, 3);
  const auto days = receipts.ByDay(kZone);
  ASSERT_EQ(days.size(), 2u);
  EXPECT_EQ(days[0].from, Day(0));
  EXPECT_EQ(days[0].to.ms, kStart + 1000);
  EXPECT_EQ(days[0].count, 2);
  EXPECT_EQ(days[1].acts, 3u);
}

TEST(FormalReceipts, TheRegisterEndsAllOfAPersonThatAreThere) {
  FormalReceipts receipts;
  receipts.Add(1, Day(0), {10}, 0);
  receipts.Add(2, Day(1), {10}, 0);
  receipts.Add(3, Day(1), {11}, 0);
  receipts.NotePerson({0}, 1, PersonState::kSettled);  // by one of their posts
  EXPECT_EQ(Open(receipts), 1);
  receipts.Add(4, Day(2), {10}, 0);  // they complain again
  EXPECT_EQ(Open(receipts), 2);
  receipts.NotePerson({11}, 0, PersonState::kContacted);
  EXPECT_EQ(Open(receipts), 2);
  receipts.NotePerson({11}, 0, PersonState::kAnswered);
  EXPECT_EQ(Open(receipts), 1);
}

TEST(FormalReceipts, AnEditKeepsWhatWasSaidAndADeletionTakesItAway) {
  FormalReceipts receipts;
  receipts.Add(1, Day(0), {10}, 0);
  receipts.Add(2, Day(0), {11}, 0);
  receipts.NotePerson({10}, 0, PersonState::kWithdrawn);
  receipts.Withdraw(1, Day(0));
  receipts.Add(1, Day(0), {10}, 5);
  EXPECT_EQ(Open(receipts), 1);
  receipts.Withdraw(2, Day(0));
  EXPECT_EQ(Open(receipts), 0);
}

TEST(FormalReceipts, BeyondTheBoundTheLatestAreCountedTogether) {
  FormalReceipts receipts;
  constexpr int64_t kAll = FormalReceipts::kKeptMax + 500;
  for (int64_t i = kAll; i > 0; --i) receipts.Add(static_cast<uint64_t>(i), {kStart + i * 60'000}, {7}, 0);
  EXPECT_EQ(Open(receipts), kAll);
  EXPECT_EQ(receipts.ByDay(kZone).front().from.ms, kStart + 60'000);
  receipts.Withdraw(kAll, {kStart + kAll * 60'000});
  EXPECT_EQ(Open(receipts), kAll - 1);
  for (int64_t day = 0; day < 1000; ++day) receipts.Add(100'000 + static_cast<uint64_t>(day), Day(day), {7}, 0);
  EXPECT_LE(receipts.ByDay(kZone).size(), FormalReceipts::kDaysMax + 1);
  EXPECT_EQ(Open(receipts), kAll - 1 + 1000);
}

TEST(FormalReceipts, AMergeKeepsWhatActsOfEachCaseEnded) {
  ClockActs answered;
  CaseAction act;
  act.kind = CaseActionKind::kAnswer;
  NoteAct(act, Day(1), &answered);
  FormalReceipts ours, theirs;
  ours.Add(1, Day(0), {10}, 0);
  theirs.Add(2, Day(0), {11}, 0);
  theirs.Add(3, Day(2), {12}, answered.acts);
  ours.Merge(theirs, answered, 9);
  EXPECT_EQ(Open(ours), 2);
}

TEST(FormalReceipts, IsReadAsItWasWritten) {
  FormalReceipts receipts;
  for (uint64_t i = 1; i < FormalReceipts::kKeptMax + 9; ++i)
    receipts.Add(i, Day(static_cast<int64_t>(i % 40)), {i}, 0);
  receipts.NotePerson({3}, 0, PersonState::kSettled);
  std::string bytes, again;
  ByteWriter writer(&bytes), second(&again);
  receipts.Save(&writer);
  FormalReceipts read;
  ByteReader reader(bytes);
  ASSERT_TRUE(read.Load(&reader) && reader.done());
  read.Save(&second);
  EXPECT_EQ(again, bytes);
  EXPECT_EQ(Open(read), Open(receipts));
}

TEST(FormalReceipts, AnEditAfterARestartKeepsWhatWasSaid) {
  FormalReceipts live, restarted;
  live.Add(1, Day(0), {10}, 0);
  live.NotePerson({10}, 0, PersonState::kSettled);
  live.Withdraw(1, Day(0));
  std::string bytes;
  ByteWriter writer(&bytes);
  live.Save(&writer);
  ByteReader reader(bytes);
  ASSERT_TRUE(restarted.Load(&reader) && reader.done());
  for (FormalReceipts* receipts : {&live, &restarted}) {
    receipts->Add(1, Day(0), {10}, 3);
    EXPECT_EQ(Open(*receipts), 0);
  }
}

TEST(FormalReceipts, ADeletedOneThatWasOverTakesNoOpenOneAway) {
  FormalReceipts receipts;
  for (uint64_t i = 0; i < FormalReceipts::kKeptMax; ++i)
    receipts.Add(1000 + i, {static_cast<int64_t>(i) * 10}, {i + 1}, 0);
  receipts.Add(5, {30'000}, {99'000}, 0);  // counted beside those that are kept
  receipts.NotePerson({1}, 0, PersonState::kSettled);
  receipts.Add(6, {40'000}, {99'001}, 0);  // in the place of the settled one
  receipts.Add(7, {50'000}, {99'002}, 0);
  receipts.NotePerson({99'001}, 0, PersonState::kSettled);
  receipts.Add(8, {60'000}, {99'003}, 0);
  const int64_t open = Open(receipts);
  receipts.Withdraw(6, {40'000});
  EXPECT_EQ(Open(receipts), open);
  receipts.Withdraw(7, {50'000});
  EXPECT_EQ(Open(receipts), open - 1);
}

}  // namespace
}  // namespace groundswell
