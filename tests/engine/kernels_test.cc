// The vectorised kernels against plain scalar loops, and that their bits depend on the operands alone.
#include "engine/kernels.h"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <random>
#include <set>
#include <vector>

namespace groundswell {
namespace {

double ScalarDot(const float* a, const float* b) {
  double sum = 0;
  for (int i = 0; i < kDense; ++i) sum += double{a[i]} * b[i];
  return sum;
}

// How far rounding may take a sum of these products.
double Reach(const float* a, const float* b) {
  double sum = 0;
  for (int i = 0; i < kDense; ++i) sum += std::abs(double{a[i]} * b[i]);
  return 1e-4 * sum;
}

std::vector<float> RandomFloats(size_t count, std::mt19937_64* random) {
  std::normal_distribution<float> normal;
  std::vector<float> values(count);
  for (float& value : values) value = normal(*random);
  return values;
}

DenseVector RandomVector(std::mt19937_64* random) {
  const std::vector<float> values = RandomFloats(kDense, random);
  DenseVector vector;
  std::copy(values.begin(), values.end(), vector.begin());
  return vector;
}

class Kernels : public ::testing::Test {
 protected:
  static constexpr uint64_t kSeed = 42;
  Kernels() : trace_(__FILE__, __LINE__, "seed 42"), random_(kSeed) {}
  ::testing::ScopedTrace trace_;
  std::mt19937_64 random_;
};

TEST_F(Kernels, DotsAreThoseOfAScalarLoop) {
  constexpr uint32_t kRows = 100;
  const std::vector<float> block = RandomFloats(kRows * kDense, &random_);
  const DenseVector query = RandomVector(&random_);
  std::vector<uint32_t> slots;
  for (uint32_t i = 0; i < 300; ++i) slots.push_back(static_cast<uint32_t>(random_() % kRows));
  std::vector<float> dots(slots.size());
  DenseDots(query, block.data(), slots, dots.data());
  for (size_t i = 0; i < slots.size(); ++i) {
    const float* row = block.data() + slots[i] * kDense;
    ASSERT_NEAR(dots[i], ScalarDot(query.data(), row), Reach(query.data(), row)) << i;
    ASSERT_NEAR(Dot(query.data(), row), ScalarDot(query.data(), row), Reach(query.data(), row)) << i;
  }
}

TEST_F(Kernels, TheBitsOfADotDoNotDependOnHowManyRowsAreScoredOrWhereTheRowLies) {
  const DenseVector query = RandomVector(&random_);
  const DenseVector row = RandomVector(&random_);
  const float alone = [&] {
    float dot = 0;
    const uint32_t slot = 0;
    DenseDots(query, row.data(), {&slot, 1}, &dot);
    return dot;
  }();
  for (const uint32_t rows : {1, 2, 3, 4, 5, 7, 8, 9, 16, 31, 48, 100}) {
    for (size_t shift = 0; shift < 9; ++shift) {  // floats off any alignment
      std::vector<float> block = RandomFloats(rows * kDense + shift, &random_);
      std::vector<uint32_t> slots(rows);
      for (uint32_t i = 0; i < rows; ++i) slots[i] = i;
      std::shuffle(slots.begin(), slots.end(), random_);
      const size_t place = random_() % rows;
      std::copy(row.begin(), row.end(), block.begin() + static_cast<ptrdiff_t>(shift + slots[place] * kDense));
      std::vector<float> dots(rows);
      DenseDots(query, block.data() + shift, slots, dots.data());
      ASSERT_EQ(std::bit_cast<uint32_t>(dots[place]), std::bit_cast<uint32_t>(alone)) << rows << " rows, " << shift;
    }
  }
}

TEST_F(Kernels, SumsAreThoseOfAScalarLoop) {
  const std::vector<float> from = RandomFloats(kDense, &random_);
  std::vector<float> to = RandomFloats(kDense, &random_);
  const std::vector<float> before = to;
  AddTo(from.data(), to.data());
  for (int i = 0; i < kDense; ++i) ASSERT_EQ(to[i], before[i] + from[i]);
}

TEST_F(Kernels, ScaledSumsAreThoseOfAScalarLoop) {
  Context from;
  for (int16_t& entry : from) entry = static_cast<int16_t>(random_());
  DenseVector to = RandomVector(&random_);
  const DenseVector before = to;
  AddScaled(from, 0.0037f, &to);
  for (int i = 0; i < kDense; ++i) {
    const double want = before[i] + 0.0037f * double{1} * from[i];
    ASSERT_NEAR(to[i], want, 1e-4 * (1 + std::abs(want)));
  }
}

TEST_F(Kernels, ANormalizedVectorHasLengthOneAndItsDirection) {
  DenseVector vector = RandomVector(&random_);
  const DenseVector before = vector;
  ASSERT_TRUE(Normalize(&vector));
  EXPECT_NEAR(ScalarDot(vector.data(), vector.data()), 1, 1e-5);
  const double length = std::sqrt(ScalarDot(before.data(), before.data()));
  for (int i = 0; i < kDense; ++i) ASSERT_NEAR(vector[i], before[i] / length, 1e-5);
}

TEST_F(Kernels, AZeroVectorStaysZero) {
  DenseVector zero{};
  EXPECT_FALSE(Normalize(&zero));
  EXPECT_EQ(zero, DenseVector{});
}

TEST_F(Kernels, AnIndexVectorIsAFunctionOfTheTermWithEntriesOfOne) {
  std::set<Context> seen;
  double sum = 0, overlap = 0;
  Context before{};
  AddIndexVector(12345, &before);
  for (uint32_t term = 0; term < 1000; ++term) {
    Context once{}, twice{};
    AddIndexVector(term, &once);
    AddIndexVector(term, &twice);
    ASSERT_EQ(once, twice);
    int with_before = 0;
    for (int i = 0; i < kDense; ++i) {
      ASSERT_TRUE(once[i] == 1 || once[i] == -1);
      sum += once[i];
      with_before += once[i] * before[i];
    }
    overlap += std::abs(with_before);
    seen.insert(once);
  }
  EXPECT_EQ(seen.size(), 1000u);
  EXPECT_LT(std::abs(sum), 4 * std::sqrt(1000.0 * kDense));
  // Two independent vectors overlap by sqrt(2 * kDense / pi) = 9 in the mean.
  EXPECT_LT(overlap / 1000, 14);
}

TEST_F(Kernels, AnIndexVectorIsAddedToWhatIsThere) {
  Context sum;
  sum.fill(10);
  AddIndexVector(7, &sum);
  Context index{};
  AddIndexVector(7, &index);
  for (int i = 0; i < kDense; ++i) ASSERT_EQ(sum[i], 10 + index[i]);
}

TEST_F(Kernels, AContextLearnsTheOthersAndNotItself) {
  Context sum{}, others{}, context{};
  AddIndexVector(1, &sum);
  for (const uint32_t term : {2, 3, 4}) AddIndexVector(term, &sum), AddIndexVector(term, &others);
  double square = 0;
  for (const int16_t entry : others) square += double{1} * entry * entry;
  EXPECT_FLOAT_EQ(LearnContext(sum, 1, &context), static_cast<float>(square));
  EXPECT_EQ(context, others);
}

TEST_F(Kernels, AContextThatGrowsIsHalvedAndNeverOverflows) {
  Context sum{}, context{};
  for (const uint32_t term : {1, 2}) AddIndexVector(term, &sum);
  Context other{};
  AddIndexVector(2, &other);
  float square = 0;
  for (int i = 0; i < 100000; ++i) {
    square = LearnContext(sum, 1, &context);
    for (int k = 0; k < kDense; ++k) ASSERT_GE(context[k] * other[k], 0) << i;  // the sign holds: nothing wrapped
  }
  EXPECT_NEAR(square,
              ScalarDot(std::vector<float>(context.begin(), context.end()).data(),
                        std::vector<float>(context.begin(), context.end()).data()),
              1e-4 * square);
}

}  // namespace
}  // namespace groundswell
