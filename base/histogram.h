// Histogram: counts of seconds in fixed buckets, for metrics.
//
// Contract: Observe is cheap and never waits. A reader beside it may see an observation in `sum` and not yet in its
// bucket. Threads: any.
#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdint>
#include <vector>

namespace groundswell {

class Histogram {
 public:
  // Upper bounds of the buckets, seconds; what is above all of them has a bucket of its own.
  static constexpr std::array<double, 13> kBounds = {.0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 5, 30};

  void Observe(double seconds) {
    const auto bound = std::lower_bound(kBounds.begin(), kBounds.end(), seconds);
    counts_[static_cast<size_t>(bound - kBounds.begin())].fetch_add(1, std::memory_order_relaxed);
    micros_.fetch_add(static_cast<uint64_t>(std::max(seconds, 0.0) * 1e6), std::memory_order_relaxed);
  }
  // One a bucket, one more than there are bounds.
  std::vector<uint64_t> Counts() const {
    std::vector<uint64_t> counts;
    for (const auto& count : counts_) counts.push_back(count.load(std::memory_order_relaxed));
    return counts;
  }
  double SumSeconds() const { return static_cast<double>(micros_.load(std::memory_order_relaxed)) / 1e6; }

 private:
  std::array<std::atomic<uint64_t>, kBounds.size() + 1> counts_{};
  std::atomic<uint64_t> micros_{0};
};

}  // namespace groundswell
