// WeightTable: the weights of all text models in one table, so that a feature costs one cache line for all of them.
//
// A feature's high bits choose a set of kSlots slots, its low 8 bits are a fingerprint that a slot must match; a
// feature never seen in training matches by chance in about one case of a hundred. A set that is asked to hold more
// than kSlots features keeps those with the greatest weights. A weight is a signed byte w that stands for w * |w|: a
// few weights are a hundred times the common ones, and steps must be fine near zero. The table is 4 MB and does not
// grow. Threads: immutable once filled; Sum may run on any number of threads.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "models/ngram_features.h"

namespace groundswell {

class WeightTable {
 public:
  static constexpr int kColumns = 3;
  using Weights = std::array<int8_t, kColumns>;
  using Sums = std::array<int32_t, kColumns>;

  WeightTable();

  // Gives `feature` its weights; a weight of 0 leaves the column as it is.
  void Add(uint32_t feature, const Weights& weights);

  // The sums of w * |w| over the weights w of `features`, each as often as it occurs.
  Sums Sum(std::span<const uint32_t> features) const;

 private:
  static constexpr int kSlots = 4;
  static constexpr int kFingerprintBits = 8;
  static constexpr int kSetBits = kFeatureBits - kFingerprintBits;

  // A slot is a fingerprint in the low byte and the weights of columns 0 to 2 in the bytes above; 0 is empty.
  struct alignas(16) Set {
    std::array<uint32_t, kSlots> slots;
  };
  std::vector<Set> sets_;
};

}  // namespace groundswell
