#include "storage/id_filter.h"

#include <gtest/gtest.h>

#include "base/hash.h"

namespace groundswell {
namespace {

// The share of `tries` hashes never added that the filter cannot rule out.
double FalsePositiveRate(const IdFilter& filter, uint64_t first, int tries) {
  int wrong = 0;
  for (int i = 0; i < tries; ++i) wrong += filter.MayContain(Mix64(first + static_cast<uint64_t>(i))) ? 1 : 0;
  return static_cast<double>(wrong) / tries;
}

TEST(IdFilter, EmptyFilterContainsNothing) { EXPECT_EQ(FalsePositiveRate(IdFilter(1000), 0, 1000), 0); }

TEST(IdFilter, NeverForgetsAnIdEvenBeyondItsCapacity) {
  IdFilter filter(10000);
  for (uint64_t i = 0; i < 40000; ++i) filter.Add(Mix64(i));
  for (uint64_t i = 0; i < 40000; ++i) ASSERT_TRUE(filter.MayContain(Mix64(i))) << i;
}

TEST(IdFilter, AtCapacityErrsForLessThanTwoPercent) {
  for (const uint64_t ids : {1000u, 100000u, 1000000u}) {
    IdFilter filter(ids);
    for (uint64_t i = 0; i < ids; ++i) filter.Add(Mix64(i));
    EXPECT_LE(FalsePositiveRate(filter, ids, 200000), 0.02) << ids;
  }
}

TEST(IdFilter, TakesTenBitsAnId) { EXPECT_NEAR(static_cast<double>(IdFilter(1000000).memory_bytes()), 1.25e6, 64); }

TEST(IdFilter, RoomForNothingStillWorks) {
  IdFilter filter(0);
  filter.Add(42);
  EXPECT_TRUE(filter.MayContain(42));
}

TEST(IdFilter, ClearForgets) {
  IdFilter filter(100);
  filter.Add(42);
  filter.Clear();
  EXPECT_FALSE(filter.MayContain(42));
}

}  // namespace
}  // namespace groundswell
