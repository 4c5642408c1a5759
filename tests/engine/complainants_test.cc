// Distinct people: exact while few, a sample within the stated error when many.
#include "engine/complainants.h"

#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "base/hash.h"

namespace groundswell {
namespace {

PersonHash Person(uint64_t i, uint64_t key = 0) { return {Mix64(i ^ Mix64(key)) | 1}; }

uint32_t Add(Complainants* people, PersonHash person, Seq seq = 1, bool joins = false, int64_t ms = 1000) {
  return people->Add(person, seq, EventTime{ms}, EventTime{ms + 5}, joins);
}

Complainants Of(uint64_t from, uint64_t to, uint32_t exact_max = kExactPeopleMax) {
  Complainants people(exact_max);
  for (uint64_t i = from; i < to; ++i) Add(&people, Person(i), i + 1);
  return people;
}

std::string Bytes(const Complainants& people) {
  std::string bytes;
  ByteWriter writer(&bytes);
  people.Save(&writer);
  return bytes;
}

void ExpectNear(const Complainants& people, double truth) {
  EXPECT_TRUE(people.is_estimate());
  EXPECT_LE(static_cast<double>(people.low()), truth * 1.02);
  EXPECT_GE(static_cast<double>(people.high()), truth * 0.98);
  EXPECT_NEAR(static_cast<double>(people.count()), truth, truth * 0.02);
}

TEST(Complainants, AreExactWhileFew) {
  Complainants people;
  for (uint64_t i = 0; i < kExactPeopleMax; ++i) {
    EXPECT_EQ(Add(&people, Person(i)), 1u);
    EXPECT_EQ(Add(&people, Person(i)), 0u);
  }
  EXPECT_FALSE(people.is_estimate());
  EXPECT_EQ(people.count(), kExactPeopleMax);
  EXPECT_EQ(people.low(), kExactPeopleMax);
  EXPECT_EQ(people.high(), kExactPeopleMax);
}

TEST(Complainants, OneLeavesWithHisLastPost) {
  Complainants people;
  Add(&people, Person(1), 7);
  Add(&people, Person(1), 8);
  EXPECT_FALSE(people.Withdraw(Person(1), 8, false));
  EXPECT_EQ(people.count(), 1u);
  const auto left = people.Withdraw(Person(1), 7, false);
  ASSERT_TRUE(left);
  EXPECT_EQ(left->people, 1u);
  EXPECT_EQ(left->at.ms, 1000);
  EXPECT_EQ(left->arrived.ms, 1005);
  EXPECT_FALSE(people.Withdraw(Person(1), 7, false));
  EXPECT_EQ(people.count(), 0u);
}

TEST(Complainants, APostOfALifeThatHasEndedIsNotWithdrawn) {
  Complainants people;
  Add(&people, Person(1), 7);
  EXPECT_FALSE(people.Withdraw(Person(1), 6, false));
  EXPECT_EQ(people.count(), 1u);
}

TEST(Complainants, AJoinerIsWhoOnlyJoinsIn) {
  Complainants people;
  Add(&people, Person(1), 1, true);
  EXPECT_EQ(people.joiners(), 1u);
  Add(&people, Person(1), 2, false);
  EXPECT_EQ(people.joiners(), 0u);
  people.Withdraw(Person(1), 2, false);
  EXPECT_EQ(people.joiners(), 1u);
  people.Withdraw(Person(1), 1, true);
  EXPECT_EQ(people.joiners(), 0u);
}

TEST(Complainants, OfBothGroupsCountOnce) {
  Complainants people = Of(0, 60);
  uint32_t on_both = 0;
  people.Merge(Of(40, 100), [&](const Complainants::Change& change) { on_both += change.people; });
  EXPECT_EQ(people.count(), 100u);
  EXPECT_EQ(on_both, 20u);
}

TEST(Complainants, OfBothGroupsCameWhenTheyFirstDid) {
  Complainants early, late;
  Add(&early, Person(1), 3, false, 1000);
  Add(&late, Person(1), 9, false, 2000);
  Complainants::Change taken_back;
  late.Merge(early, [&](const Complainants::Change& change) { taken_back = change; });
  EXPECT_EQ(taken_back.at.ms, 2000);
  EXPECT_EQ(late.CountWithin(500, EventTime{2100}), 0u);
}

TEST(Complainants, OfAWindowAreCountedUntilTheyLeaveIt) {
  Complainants people;
  for (uint64_t i = 0; i < 50; ++i) Add(&people, Person(i), i, false, static_cast<int64_t>(i));  // arrive at i + 5
  EXPECT_EQ(people.CountWithin(100, EventTime{54}), 50u);
  EXPECT_EQ(people.leaves_at().ms, 105);
  Add(&people, Person(99), 99, false, 60);
  EXPECT_EQ(people.CountWithin(100, EventTime{104}), 51u);
  EXPECT_EQ(people.CountWithin(100, EventTime{105}), 50u);
  EXPECT_EQ(people.leaves_at().ms, 106);
  EXPECT_EQ(people.CountWithin(100, EventTime{154}), 1u);
  EXPECT_EQ(people.CountWithin(200, EventTime{154}), 51u);
}

TEST(Complainants, OfAWindowAreCountedAnewWhenOneIsTakenBackOrOthersComeIn) {
  Complainants people = Of(0, 10);
  EXPECT_EQ(people.CountWithin(100, EventTime{1010}), 10u);
  people.Withdraw(Person(3), 4, false);
  EXPECT_EQ(people.CountWithin(100, EventTime{1010}), 9u);
  people.Merge(Of(8, 20), [](const Complainants::Change&) {});
  EXPECT_EQ(people.CountWithin(100, EventTime{1010}), 19u);
  people.Clear();
  EXPECT_EQ(people.CountWithin(100, EventTime{1010}), 0u);
}

TEST(Complainants, WhoLeavesSaysWhetherHeCameByJoiningIn) {
  Complainants people;
  Add(&people, Person(1), 1, true);
  Add(&people, Person(1), 2, false);
  Add(&people, Person(2), 3, false);
  EXPECT_FALSE(people.Withdraw(Person(1), 2, false));
  EXPECT_TRUE(people.Withdraw(Person(1), 1, true)->came_joining);
  EXPECT_FALSE(people.Withdraw(Person(2), 3, false)->came_joining);
}

TEST(Complainants, BeyondTheBoundAreEstimatedWithinTheStatedError) {
  double square = 0;
  constexpr int kKeys = 40;
  constexpr uint64_t kTruth = 20000;
  for (uint64_t key = 0; key < kKeys; ++key) {
    Complainants people(2000);
    for (uint64_t i = 0; i < kTruth; ++i) Add(&people, Person(i, key));
    ASSERT_TRUE(people.is_estimate());
    const double error = static_cast<double>(people.count()) / double{kTruth} - 1;
    square += error * error;
    EXPECT_LE(static_cast<double>(people.low()), double{kTruth} * 1.03);
    EXPECT_GE(static_cast<double>(people.high()), double{kTruth} * 0.97);
  }
  // At least 1,000 are kept: one standard error is at most 1 / sqrt(1,000), some 3.2 %.
  EXPECT_LT(std::sqrt(square / kKeys), 0.032);
}

TEST(Complainants, SumOfComingsIsTheCountWhileTheSampleHalves) {
  Complainants people(1000);
  uint64_t came = 0;
  for (uint64_t i = 0; i < 100000; ++i) came += Add(&people, Person(i));
  EXPECT_NEAR(static_cast<double>(came), 100000, 4000);
}

TEST(Complainants, SamplesMergeWhateverTheirSizes) {
  Complainants many = Of(0, 300000, 40000), few = Of(290000, 310000, 40000);
  Complainants few_first = few;
  few_first.Merge(many, [](const Complainants::Change&) {});
  many.Merge(few, [](const Complainants::Change&) {});
  ExpectNear(many, 310000);
  ExpectNear(few_first, 310000);
  EXPECT_EQ(many.count(), few_first.count());
}

TEST(Complainants, JoinersAreEstimatedToo) {
  Complainants people(2000);
  for (uint64_t i = 0; i < 20000; ++i) Add(&people, Person(i), i, i % 4 == 0);
  EXPECT_NEAR(static_cast<double>(people.joiners()), 5000, 500);
}

TEST(Complainants, LeaveASampleToo) {
  Complainants people(2000);
  for (uint64_t i = 0; i < 20000; ++i) Add(&people, Person(i), i + 1);
  const double before = static_cast<double>(people.count());
  uint64_t left = 0;
  for (uint64_t i = 0; i < 10000; ++i)
    if (const auto change = people.Withdraw(Person(i), i + 1, false)) left += change->people;
  EXPECT_EQ(people.count(), static_cast<uint64_t>(before) - left);
  EXPECT_NEAR(static_cast<double>(left), 10000, 1000);
}

TEST(Complainants, AreTheSameAfterTheyWereSaved) {
  for (const uint64_t count : {0, 100, 5000}) {
    Complainants people = Of(0, count, 1000);
    const std::string bytes = Bytes(people);
    Complainants loaded(1000);
    ByteReader reader(bytes);
    ASSERT_TRUE(loaded.Load(&reader));
    EXPECT_TRUE(reader.done());
    EXPECT_EQ(loaded.count(), people.count());
    for (uint64_t i = 0; i < 6000; ++i) ASSERT_EQ(Add(&loaded, Person(i)), Add(&people, Person(i)));
    EXPECT_EQ(Bytes(loaded), Bytes(people));
  }
}

TEST(Complainants, RefuseBytesThatAreNotTheirs) {
  Complainants people;
  ByteReader reader("\xff\xff\xff\xff garbage");
  EXPECT_FALSE(people.Load(&reader));
}

}  // namespace
}  // namespace groundswell
