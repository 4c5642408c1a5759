// PersonSketch: how many distinct people, exact up to a number, a close estimate beyond.
//
// Up to exact_max people are known one by one, with how many posts each has, and may be withdrawn. The next one turns
// the whole into a HyperLogLog sketch of 2^14 registers (Flajolet et al. 2007), read by the estimator of Ertl, "New
// cardinality estimation algorithms for HyperLogLog sketches" (2017), which has no bias over the whole range. Its
// standard error is kStandardError; low() and high() are two of them away, which holds the truth in 95 cases of 100.
// From there on nobody can be withdrawn. Contract: a function of the sequence of calls and, beyond exact_max, of the
// values of the hashes: runs with different keys of the author hash then differ within the error, so that whatever must
// not depend on the key is to be decided by exact counts. count() never falls but by Withdraw. Memory: 16 bytes for
// each of at most 2.7 times exact_max people, or 16 KB. Ownership: a value. Threads: one. Errors: Load returns false
// for bytes that are not its own.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/bytes.h"
#include "base/flat_map.h"
#include "models/scored_post.h"

namespace groundswell {

constexpr uint32_t kExactPeopleMax = 4096;

class PersonSketch {
 public:
  static constexpr double kStandardError = 0.0081;  // 1.04 / sqrt(2^14)

  explicit PersonSketch(uint32_t exact_max = kExactPeopleMax) : exact_max_(exact_max) {}

  // One more post of the person; nobody known counts for nothing. Whether he was not there before; once the count is an
  // estimate, whether it may have grown.
  bool Add(PersonHash person);
  // One post less. Whether the person has left; never, once the count is an estimate.
  bool Withdraw(PersonHash person);
  // Takes over the people of `other`; whoever is in both is one.
  void Merge(const PersonSketch& other);
  void Clear();  // keeps memory

  bool is_estimate() const { return !registers_.empty(); }
  uint64_t count() const;
  uint64_t low() const;
  uint64_t high() const;

  // To be loaded by a sketch of the same exact_max.
  void Save(ByteWriter* writer) const;
  bool Load(ByteReader* reader);

 private:
  static constexpr int kIndexBits = 14, kRankMax = 64 - kIndexBits + 1;
  static constexpr size_t kRegisters = size_t{1} << kIndexBits;

  void Convert();
  bool Raise(size_t index, uint8_t rank);
  bool AddToSketch(uint64_t person);

  uint32_t exact_max_;
  FlatMap<uint32_t> people_;                      // posts by person, while exact
  std::vector<uint8_t> registers_;                // kRegisters of them, or none while exact
  std::array<uint32_t, kRankMax + 1> at_rank_{};  // registers of each value, so that count() need not walk them
};

}  // namespace groundswell
