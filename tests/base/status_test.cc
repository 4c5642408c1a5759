// Status and Result: what they carry, and that a broken use of them stops the program.
#include "base/status.h"

#include <gtest/gtest.h>

#include <memory>

namespace groundswell {
namespace {

Status Fails(bool fail) { return fail ? IoError("disk: full") : Status(); }
Status TriesTwo(bool first, bool second, int* reached) {
  GROUNDSWELL_TRY(Fails(first));
  ++*reached;
  GROUNDSWELL_TRY(Fails(second));
  ++*reached;
  return {};
}

TEST(Status, IsOkUntilItCarriesACode) {
  EXPECT_TRUE(Status().ok());
  EXPECT_EQ(Status().code(), Code::kOk);
  EXPECT_FALSE(Invalid("x").ok());
}

TEST(Status, EveryMakerGivesItsCode) {
  EXPECT_EQ(Invalid("m").code(), Code::kInvalid);
  EXPECT_EQ(NotFound("m").code(), Code::kNotFound);
  EXPECT_EQ(Corrupt("m").code(), Code::kCorrupt);
  EXPECT_EQ(Conflict("m").code(), Code::kConflict);
  EXPECT_EQ(Exhausted("m").code(), Code::kExhausted);
  EXPECT_EQ(IoError("m").code(), Code::kIo);
  EXPECT_EQ(IoError("m").message(), "m");
}

TEST(Status, AnnotatePutsTheContextFirstAndKeepsTheCode) {
  const Status status = Corrupt("bad checksum").Annotate("posts.jsonl");
  EXPECT_EQ(status.code(), Code::kCorrupt);
  EXPECT_EQ(status.message(), "posts.jsonl: bad checksum");
}

TEST(Status, AnnotateLeavesOkAlone) {
  const Status status = Status().Annotate("posts.jsonl");
  EXPECT_TRUE(status.ok());
  EXPECT_EQ(status.message(), "");
}

TEST(Status, TryReturnsAtTheFirstFailure) {
  int reached = 0;
  EXPECT_EQ(TriesTwo(true, true, &reached).code(), Code::kIo);
  EXPECT_EQ(reached, 0);
  EXPECT_FALSE(TriesTwo(false, true, &reached).ok());
  EXPECT_EQ(reached, 1);
  EXPECT_TRUE(TriesTwo(false, false, &reached).ok());
  EXPECT_EQ(reached, 3);
}

TEST(Result, HoldsAValue) {
  Result<std::unique_ptr<int>> result(std::make_unique<int>(7));
  ASSERT_TRUE(result.ok());
  EXPECT_TRUE(result.status().ok());
  EXPECT_EQ(**result, 7);
  EXPECT_EQ(*result->get(), 7);
  const std::unique_ptr<int> taken = std::move(*result);
  EXPECT_EQ(*taken, 7);
}

TEST(Result, HoldsAFailure) {
  const Result<int> result(NotFound("no such group"));
  EXPECT_FALSE(result.ok());
  EXPECT_EQ(result.status().code(), Code::kNotFound);
  EXPECT_EQ(result.status().message(), "no such group");
}

TEST(ResultDeathTest, ReadingTheValueOfAFailureStopsTheProgram) {
  const Result<int> result(NotFound("no such group"));
  EXPECT_DEATH(static_cast<void>(result.value()), "ok\\(\\)");
}

TEST(ResultDeathTest, AnOkStatusIsNoResult) { EXPECT_DEATH(Result<int>{Status()}, "status_"); }

TEST(CheckDeathTest, PrintsTheExpressionAndItsPlace) {
  const int posts = 1;
  CHECK(posts == 1);
  EXPECT_DEATH(CHECK(posts == 2), "status_test.cc.*posts == 2");
}

}  // namespace
}  // namespace groundswell
