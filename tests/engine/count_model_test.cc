// The count model: its tails against direct sums in long double, its limits, and its order.
#include "engine/count_model.h"

#include <gtest/gtest.h>

#include <cmath>

namespace groundswell {
namespace {

long double LogMember(uint64_t k, long double mean, long double shape) {
  return std::lgamma(shape + k) - std::lgamma(shape) - std::lgamma(k + 1.0L) - shape * std::log1p(mean / shape) +
         k * (std::log(mean) - std::log(shape + mean));
}

// log10 P(X >= count), summed from its largest member on.
long double DirectLogTail(uint64_t count, long double mean, long double shape) {
  long double sum = 0, member = 1;
  for (uint64_t k = count; k < count + 200000 && member > sum * 1e-22L; ++k) {
    sum += member;
    member *= (shape + k) / (k + 1.0L) * (mean / (shape + mean));
  }
  return (LogMember(count, mean, shape) + std::log(sum)) / std::log(10.0L);
}

TEST(CountModel, TailIsThatOfADirectSum) {
  for (const uint64_t count : {1u, 2u, 4u, 9u, 20u, 150u, 2000u})
    for (const double mean : {0.003, 0.5, 4.0, 35.0, 400.0})
      for (const double dispersion : {0.002, 0.05, 0.4, 2.0}) {
        const double direct = static_cast<double>(-DirectLogTail(count, mean, 1.0L / dispersion));
        const double surprise = CountSurprise(count, mean, dispersion);
        EXPECT_NEAR(surprise, direct, 2e-8 * std::max(1.0, direct)) << count << " " << mean << " " << dispersion;
        if (direct < 300) {
          EXPECT_NEAR(std::log10(CountTail(count, mean, dispersion)), -direct, 1e-5);
        }
      }
}

TEST(CountModel, WithoutDispersionIsPoisson) {
  // P(X >= 3 | 0.01) and P(X >= 10 | 2), summed with forty digits.
  EXPECT_NEAR(CountTail(3, 0.01, 0), 1.65421652807e-07, 1e-14);
  EXPECT_NEAR(CountTail(10, 2, 0), 4.64980750173e-05, 1e-11);
}

TEST(CountModel, NothingIsNoSurprise) { EXPECT_EQ(CountSurprise(0, 0, 0.1), 0); }

TEST(CountModel, SomethingWhereNothingWasExpectedIsFinite) {
  EXPECT_GT(CountSurprise(1, 0, 0.1), 6);
  EXPECT_TRUE(std::isfinite(CountSurprise(1'000'000, 0, 0)));
}

TEST(CountModel, GrowsWithTheCountAndFallsWithMeanAndDispersion) {
  double last = 0;
  for (uint64_t count = 1; count < 20000; count += count / 7 + 1) {
    const double surprise = CountSurprise(count, 30, 0.1);
    EXPECT_GE(surprise, last) << count;
    last = surprise;
  }
  EXPECT_GT(CountSurprise(20, 3, 0.1), CountSurprise(20, 4, 0.1));
  EXPECT_GT(CountSurprise(20, 3, 0.1), CountSurprise(20, 3, 0.2));
}

TEST(CountModel, FarFewerThanExpectedIsNoSurprise) { EXPECT_NEAR(CountSurprise(10, 1000, 0.01), 0, 1e-9); }

TEST(CountModel, LargeCountsEndSoon) {
  EXPECT_NEAR(CountTail(1'000'000, 1'000'000, 0), 0.5, 1e-3);
  EXPECT_GT(CountSurprise(2'000'000, 1'000'000, 0), 1000);
}

}  // namespace
}  // namespace groundswell
