// LatencyHistogram: counts of latencies in buckets whose width grows with the latency, so that no percentile is off by
// more than 0.8 %, at any length of a run, in 20 KB.
//
// Contract: a latency is put into the bucket of its first eight binary digits; a percentile is the upper end of its
// bucket, the largest latency is exact. Units: microseconds; under 2^40 (12 days), more counts as that. Threads: one.
#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <vector>

namespace groundswell {

class LatencyHistogram {
 public:
  LatencyHistogram() : counts_(Bucket(kMicrosMax) + 1) {}

  void Add(int64_t micros) {
    const uint64_t value = std::clamp<int64_t>(micros, 0, kMicrosMax);
    ++counts_[Bucket(value)];
    ++count_;
    sum_ += value;
    max_ = std::max(max_, value);
  }
  uint64_t count() const { return count_; }
  uint64_t max_micros() const { return max_; }
  double mean_micros() const { return count_ == 0 ? 0 : static_cast<double>(sum_) / static_cast<double>(count_); }

  // The latency that the share `quantile` (0 to 1) of all does not exceed; 0 when there are none.
  uint64_t Micros(double quantile) const {
    const auto wanted = static_cast<uint64_t>(quantile * static_cast<double>(count_) + 0.999999);
    uint64_t seen = 0;
    for (size_t bucket = 0; bucket < counts_.size(); ++bucket) {
      seen += counts_[bucket];
      if (seen > 0 && seen >= wanted) return std::min(UpperEnd(bucket), max_);
    }
    return max_;
  }

 private:
  static constexpr int kDigits = 7;  // below the first
  static constexpr int64_t kMicrosMax = (int64_t{1} << 40) - 1;

  static size_t Bucket(uint64_t value) {
    const int shift = std::max(0, static_cast<int>(std::bit_width(value)) - 1 - kDigits);
    return (static_cast<size_t>(shift) << kDigits) + (value >> shift);
  }
  static uint64_t UpperEnd(size_t bucket) {
    const size_t shift = bucket < (size_t{2} << kDigits) ? 0 : (bucket >> kDigits) - 1;
    const uint64_t first = bucket - (shift << kDigits);
    return ((first + 1) << shift) - 1;
  }

  std::vector<uint64_t> counts_;
  uint64_t count_ = 0, sum_ = 0, max_ = 0;
};

}  // namespace groundswell
