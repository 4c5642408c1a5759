#include "storage/id_filter.h"

#include <algorithm>

#include "base/hash.h"

namespace groundswell {
namespace {

constexpr size_t kBitsPerId = 10;
constexpr size_t kBlockBits = 512;
constexpr int kProbes = 7;  // ln 2 times the bits of an id, and 7 probes of 9 bits fit one 64-bit hash

}  // namespace

IdFilter::IdFilter(size_t ids_max)
    : blocks_(std::max<size_t>(1, (ids_max * kBitsPerId + kBlockBits - 1) / kBlockBits)) {}

size_t IdFilter::BlockOf(uint64_t hash) const {
  __extension__ using Wide = unsigned __int128;
  return static_cast<size_t>((static_cast<Wide>(hash) * blocks_.size()) >> 64);
}

void IdFilter::Add(uint64_t hash) {
  Block& block = blocks_[BlockOf(hash)];
  uint64_t probes = Mix64(hash);
  for (int i = 0; i < kProbes; ++i, probes >>= 9) block.words[(probes >> 6) & 7] |= uint64_t{1} << (probes & 63);
}

bool IdFilter::MayContain(uint64_t hash) const {
  const Block& block = blocks_[BlockOf(hash)];
  uint64_t probes = Mix64(hash);
  uint64_t all = 1;
  for (int i = 0; i < kProbes; ++i, probes >>= 9) all &= block.words[(probes >> 6) & 7] >> (probes & 63);
  return (all & 1) != 0;
}

void IdFilter::Clear() { std::fill(blocks_.begin(), blocks_.end(), Block{}); }

}  // namespace groundswell
