#include "models/weight_table.h"

#include <algorithm>
#include <cstdlib>

namespace groundswell {
namespace {

// How many features ahead the table is prefetched: a miss to the last-level cache takes about as long as eight sums.
constexpr size_t kPrefetchAhead = 12;

inline int32_t Expand(int32_t weight) { return weight * std::abs(weight); }
inline int8_t WeightOf(uint32_t slot, int column) { return static_cast<int8_t>(slot >> (8 * (column + 1))); }

uint32_t SlotOf(uint32_t fingerprint, const WeightTable::Weights& weights) {
  uint32_t slot = fingerprint;
  for (int column = 0; column < WeightTable::kColumns; ++column) {
    slot |= static_cast<uint32_t>(static_cast<uint8_t>(weights[column])) << (8 * (column + 1));
  }
  return slot;
}

int Magnitude(uint32_t slot) {
  int sum = 0;
  for (int column = 0; column < WeightTable::kColumns; ++column) sum += std::abs(int{WeightOf(slot, column)});
  return sum;
}

}  // namespace

WeightTable::WeightTable() : sets_(size_t{1} << kSetBits, Set{}) {}

void WeightTable::Add(uint32_t feature, const Weights& weights) {
  const uint32_t fingerprint = feature & ((1u << kFingerprintBits) - 1);
  auto& slots = sets_[feature >> kFingerprintBits].slots;
  const uint32_t added = SlotOf(fingerprint, weights);
  if (Magnitude(added) == 0) return;
  for (uint32_t& slot : slots) {
    if (slot == 0 || (slot & 0xFF) != fingerprint) continue;
    Weights both;
    for (int column = 0; column < kColumns; ++column) {
      both[column] = weights[column] != 0 ? weights[column] : WeightOf(slot, column);
    }
    slot = SlotOf(fingerprint, both);
    return;
  }
  uint32_t* weakest = &*std::min_element(slots.begin(), slots.end(),
                                         [](uint32_t a, uint32_t b) { return Magnitude(a) < Magnitude(b); });
  if (Magnitude(*weakest) < Magnitude(added)) *weakest = added;
}

WeightTable::Sums WeightTable::Sum(std::span<const uint32_t> features) const {
  // Four lanes a column, one for each slot: a slot that does not match adds nothing. Compilers turn this into vectors.
  std::array<std::array<int32_t, kSlots>, kColumns> lanes{};
  const size_t count = features.size();
  for (size_t i = 0; i < std::min(count, kPrefetchAhead); ++i)
    __builtin_prefetch(&sets_[features[i] >> kFingerprintBits]);
  for (size_t i = 0; i < count; ++i) {
    if (i + kPrefetchAhead < count) __builtin_prefetch(&sets_[features[i + kPrefetchAhead] >> kFingerprintBits]);
    const Set& set = sets_[features[i] >> kFingerprintBits];
    const uint32_t fingerprint = features[i] & 0xFF;
    for (int lane = 0; lane < kSlots; ++lane) {
      const uint32_t slot = (set.slots[lane] & 0xFF) == fingerprint ? set.slots[lane] : 0;
      lanes[0][lane] += Expand(static_cast<int32_t>(slot << 16) >> 24);
      lanes[1][lane] += Expand(static_cast<int32_t>(slot << 8) >> 24);
      lanes[2][lane] += Expand(static_cast<int32_t>(slot) >> 24);
    }
  }
  Sums sums{};
  for (int column = 0; column < kColumns; ++column) {
    for (int32_t lane : lanes[column]) sums[column] += lane;
  }
  return sums;
}

}  // namespace groundswell
