// Distinct people: exact while few, within the stated error when many.
#include "engine/person_sketch.h"

#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "base/hash.h"

namespace groundswell {
namespace {

PersonHash Person(uint64_t i, uint64_t key = 0) { return {Mix64(i ^ Mix64(key)) | 1}; }

std::string Bytes(const PersonSketch& sketch) {
  std::string bytes;
  ByteWriter writer(&bytes);
  sketch.Save(&writer);
  return bytes;
}

TEST(PersonSketch, IsExactWhileFew) {
  PersonSketch sketch;
  EXPECT_EQ(sketch.count(), 0u);
  for (uint64_t i = 0; i < kExactPeopleMax; ++i) {
    EXPECT_TRUE(sketch.Add(Person(i)));
    EXPECT_FALSE(sketch.Add(Person(i)));
  }
  EXPECT_FALSE(sketch.is_estimate());
  EXPECT_EQ(sketch.count(), kExactPeopleMax);
  EXPECT_EQ(sketch.low(), kExactPeopleMax);
  EXPECT_EQ(sketch.high(), kExactPeopleMax);
}

TEST(PersonSketch, NobodyIsNoPerson) {
  PersonSketch sketch;
  EXPECT_FALSE(sketch.Add({}));
  EXPECT_FALSE(sketch.Withdraw({}));
  EXPECT_EQ(sketch.count(), 0u);
}

TEST(PersonSketch, APersonLeavesWithTheLastPost) {
  PersonSketch sketch;
  sketch.Add(Person(1));
  sketch.Add(Person(1));
  EXPECT_FALSE(sketch.Withdraw(Person(1)));
  EXPECT_EQ(sketch.count(), 1u);
  EXPECT_TRUE(sketch.Withdraw(Person(1)));
  EXPECT_FALSE(sketch.Withdraw(Person(1)));
  EXPECT_EQ(sketch.count(), 0u);
}

TEST(PersonSketch, SaysWhenItBecomesAnEstimate) {
  PersonSketch sketch(100);
  for (uint64_t i = 0; i < 101; ++i) sketch.Add(Person(i));
  EXPECT_TRUE(sketch.is_estimate());
  EXPECT_GE(sketch.count(), 101u);
  EXPECT_LE(sketch.low(), sketch.count());
  EXPECT_GT(sketch.high(), sketch.count());
  EXPECT_FALSE(sketch.Withdraw(Person(1)));
}

TEST(PersonSketch, KeepsItsStatedErrorAndNeverFalls) {
  constexpr int kKeys = 60;
  const uint64_t kSizes[] = {5000, 20000, 45000, 100000, 400000};
  double square[5] = {}, mean[5] = {};
  int outside = 0;
  for (uint64_t key = 1; key <= kKeys; ++key) {
    PersonSketch sketch;
    uint64_t i = 0, before = 0;
    for (size_t s = 0; s < 5; ++s) {
      for (; i < kSizes[s]; ++i) sketch.Add(Person(i, key));
      const double size = static_cast<double>(kSizes[s]);
      const double error = (static_cast<double>(sketch.count()) - size) / size;
      square[s] += error * error / kKeys;
      mean[s] += error / kKeys;
      outside += sketch.low() > kSizes[s] || sketch.high() < kSizes[s] ? 1 : 0;
      EXPECT_GE(sketch.count(), before);
      before = sketch.count();
    }
  }
  for (size_t s = 0; s < 5; ++s) {
    // The deviation of 60 errors varies by a tenth; the mean by an eighth of one.
    EXPECT_LT(std::sqrt(square[s]), 1.3 * PersonSketch::kStandardError) << kSizes[s];
    EXPECT_LT(std::abs(mean[s]), 0.5 * PersonSketch::kStandardError) << kSizes[s];
  }
  EXPECT_LT(outside, 5 * kKeys / 10);
}

TEST(PersonSketch, MergingIsAddingWhatBothHave) {
  for (const uint64_t size : {50u, 3000u, 6000u}) {
    PersonSketch a, b, both;
    for (uint64_t i = 0; i < size; ++i) {
      a.Add(Person(i));
      b.Add(Person(i + size / 2));
      both.Add(Person(i));
      both.Add(Person(i + size / 2));
    }
    a.Merge(b);
    EXPECT_EQ(a.count(), both.count()) << size;
    EXPECT_EQ(a.is_estimate(), both.is_estimate()) << size;
  }
}

TEST(PersonSketch, AFewAndManyMergeBothWays) {
  PersonSketch few, many, few_into_many, many_into_few;
  for (uint64_t i = 0; i < 100; ++i) few.Add(Person(i));
  for (uint64_t i = 50; i < 9000; ++i) many.Add(Person(i));
  few_into_many = many;
  few_into_many.Merge(few);
  many_into_few = few;
  many_into_few.Merge(many);
  EXPECT_EQ(Bytes(few_into_many), Bytes(many_into_few));
  EXPECT_NEAR(static_cast<double>(few_into_many.count()), 9000, 9000 * 4 * PersonSketch::kStandardError);
}

TEST(PersonSketch, MergedPeopleLeaveWithTheirLastPost) {
  PersonSketch a, b;
  a.Add(Person(1));
  b.Add(Person(1));
  a.Merge(b);
  EXPECT_FALSE(a.Withdraw(Person(1)));
  EXPECT_TRUE(a.Withdraw(Person(1)));
}

TEST(PersonSketch, BytesComeBackBitForBit) {
  for (const uint64_t size : {0u, 10u, 4096u, 4097u, 50000u}) {
    PersonSketch sketch, loaded;
    for (uint64_t i = 0; i < size; ++i) sketch.Add(Person(i));
    const std::string bytes = Bytes(sketch);
    ByteReader reader(bytes);
    ASSERT_TRUE(loaded.Load(&reader)) << size;
    EXPECT_TRUE(reader.done());
    EXPECT_EQ(Bytes(loaded), bytes);
    EXPECT_EQ(loaded.count(), sketch.count());
    loaded.Add(Person(1u << 30));
    sketch.Add(Person(1u << 30));
    EXPECT_EQ(Bytes(loaded), Bytes(sketch));
  }
}

TEST(PersonSketch, OtherBytesAreRefused) {
  PersonSketch sketch(10);
  for (uint64_t i = 0; i < 20; ++i) sketch.Add(Person(i));
  std::string bytes = Bytes(sketch);
  ByteReader cut(std::string_view(bytes).substr(0, bytes.size() - 1));
  EXPECT_FALSE(PersonSketch(10).Load(&cut));
  bytes[5] = 60;  // no rank is so high
  ByteReader wrong(bytes);
  PersonSketch loaded(10);
  EXPECT_FALSE(loaded.Load(&wrong));
  EXPECT_EQ(loaded.count(), 0u);
  ByteReader empty("");
  EXPECT_FALSE(PersonSketch().Load(&empty));
}

TEST(PersonSketch, IsAsNewOnceCleared) {
  PersonSketch sketch(10);
  for (uint64_t i = 0; i < 20; ++i) sketch.Add(Person(i));
  sketch.Clear();
  EXPECT_FALSE(sketch.is_estimate());
  EXPECT_EQ(sketch.count(), 0u);
}

}  // namespace
}  // namespace groundswell
