// Random: the generator of the synthetic feed. Integers only, so that a seed gives the same feed on every machine.
//
// Contract: the sequence is that of SplitMix64 (Steele, Lea and Flood, OOPSLA 2014) from the given seed. No
// floating point and no std::distribution is used: both may differ between libraries. The bias of the reduction to a
// range is under 2^-32 for the ranges used here.
// Two draws never stand in one expression or argument list: C++ leaves their order to the compiler.
// Threads: one.
#pragma once

#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

#include "base/hash.h"

namespace groundswell {

class Random {
 public:
  explicit Random(uint64_t seed) : state_(seed) {}

  // A stream of its own for one purpose, so that a change in one part of a scenario leaves the others as they were.
  Random(uint64_t seed, std::string_view purpose, uint64_t number = 0)
      : state_(Mix64(Hash64(purpose, seed) + Mix64(number))) {}

  uint64_t Next() {
    const uint64_t mixed = Mix64(state_);
    state_ += 0x9e3779b97f4a7c15u;
    return mixed;
  }
  // Uniform in [0, bound); bound at least 1 and at most 2^32.
  uint64_t Below(uint64_t bound) { return ((Next() >> 32) * bound) >> 32; }
  // Uniform in [least, most].
  int64_t Between(int64_t least, int64_t most) { return least + static_cast<int64_t>(Below(most - least + 1)); }
  bool Percent(uint32_t percent) { return Below(100) < percent; }

  template <typename T>
  const T& Pick(const std::vector<T>& items) {
    return items[Below(items.size())];
  }
  // An index drawn in proportion to `weights`, whose sum is at least 1.
  size_t PickWeighted(const std::vector<uint32_t>& weights) {
    uint64_t sum = 0;
    for (uint32_t weight : weights) sum += weight;
    uint64_t left = Below(sum);
    size_t index = 0;
    while (left >= weights[index]) left -= weights[index++];
    return index;
  }
  template <typename T>
  void Shuffle(std::vector<T>* items) {
    for (size_t i = items->size(); i > 1; --i) std::swap((*items)[i - 1], (*items)[Below(i)]);
  }

 private:
  uint64_t state_;
};

}  // namespace groundswell
