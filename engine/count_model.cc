#include "engine/count_model.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace groundswell {
namespace {

constexpr double kLogRootTwoPi = 0.91893853320467274178;
constexpr double kMeanMin = 1e-12;
constexpr double kTolerance = 1e-10;
constexpr int kStepsMax = 20000;

// Without the sign that std::lgamma leaves in a global, which threads would share.
double LogGamma(double x) {
  int sign;
  return lgamma_r(x, &sign);
}

// log(x!) less Stirling's formula.
double StirlingErrorOf(double x) { return LogGamma(x + 1) - (x + 0.5) * std::log(x) + x - kLogRootTwoPi; }

double StirlingError(double x) {
  static const std::array<double, 16> kWhole = [] {
    std::array<double, 16> errors{};
    for (int i = 1; i < 16; ++i) errors[i] = StirlingErrorOf(i);
    return errors;
  }();
  if (x < 16) {
    const int whole = static_cast<int>(x);
    return x == whole && whole > 0 ? kWhole[whole] : StirlingErrorOf(x);
  }
  const double square = x * x;
  return (1.0 / 12 - (1.0 / 360 - (1.0 / 1260 - 1.0 / 1680 / square) / square) / square) / x;
}

// x log(x / y) + y - x, given x - y, which the caller knows without cancellation.
double Deviance(double x, double y, double difference) {
  const double ratio = difference / (x + y);
  if (std::abs(ratio) > 0.1) return x * std::log(x / y) - difference;
  double sum = difference * ratio, term = 2 * x * ratio;
  for (int i = 3; i < 60; i += 2) {
    term *= ratio * ratio;
    const double next = sum + term / i;
    if (next == sum) break;
    sum = next;
  }
  return sum;
}

// log P(X = count), count > 0.
double LogMember(double count, double mean, double shape) {
  const double all = shape + count;
  const double excess = shape * (mean - count) / (shape + mean);  // of shape over its expectation
  return std::log(shape / all) + StirlingError(all) - StirlingError(shape) - StirlingError(count) -
         Deviance(shape, all * shape / (shape + mean), excess) - Deviance(count, all * mean / (shape + mean), -excess) +
         0.5 * std::log(all / (shape * count)) - kLogRootTwoPi;
}

double KeepFromZero(double x) { return std::abs(x) < 1e-300 ? 1e-300 : x; }

// The continued fraction of the incomplete beta function with parameters a, b at x, by Lentz's method; quick for
// x < (a + 1) / (a + b + 2).
double BetaFraction(double a, double b, double x) {
  double numerator = 1, denominator = 1 / KeepFromZero(1 - (a + b) * x / (a + 1));
  double value = denominator;
  for (int m = 1; m < kStepsMax; ++m) {
    const double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
    denominator = 1 / KeepFromZero(1 + even * denominator);
    numerator = KeepFromZero(1 + even / numerator);
    value *= denominator * numerator;
    const double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
    denominator = 1 / KeepFromZero(1 + odd * denominator);
    numerator = KeepFromZero(1 + odd / numerator);
    const double change = denominator * numerator;
    value *= change;
    if (std::abs(change - 1) < kTolerance) break;
  }
  return value;
}

// log P(X >= count), count > 0.
double LogTail(double count, double mean, double dispersion) {
  mean = std::max(mean, kMeanMin);
  const double shape = 1 / std::clamp(dispersion, kDispersionMin, kDispersionMax);
  const double share = mean / (shape + mean);
  const double member = LogMember(count, mean, shape);
  if (share < (count + 1) / (count + shape + 2)) {
    return std::min(0.0, member + std::log(BetaFraction(count, shape, share)));
  }
  // Below the bulk of the distribution: from the other side, where what is subtracted from 1 is small.
  const double head = std::exp(member) * count / shape * BetaFraction(shape, count, shape / (shape + mean));
  return head < 1 ? std::log1p(-head) : -std::numeric_limits<double>::infinity();
}

}  // namespace

double CountSurprise(uint64_t count, double mean, double dispersion) {
  if (count == 0) return 0;
  const double surprise = -LogTail(static_cast<double>(count), mean, dispersion) / std::log(10.0);
  return std::max(0.0, surprise);
}

double CountTail(uint64_t count, double mean, double dispersion) {
  return count == 0 ? 1 : std::exp(LogTail(static_cast<double>(count), mean, dispersion));
}

}  // namespace groundswell
