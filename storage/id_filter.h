// IdFilter: says of nearly every new (channel, id) that it is new, without a read of the store.
//
// A blocked Bloom filter (Putze, Sanders, Singler, "Cache-, Hash- and Space-Efficient Bloom Filters", 2007): the upper
// half of a hash picks one block of 512 bits, a cache line; seven bits of it are set. At its capacity of ids it takes
// 10 bits an id and errs for less than 2 % of ids never added; beyond, it errs more often but stays correct.
// Contract: MayContain is true for every hash ever added. Hashes are 64 bits of a good hash, such as Hash64.
// Units: ids_max is a count. Memory is fixed at construction. Threads: one writer and no reader, or readers alone.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace groundswell {

class IdFilter {
 public:
  // Room for `ids_max` ids (at least one block).
  explicit IdFilter(size_t ids_max);

  void Add(uint64_t hash);
  bool MayContain(uint64_t hash) const;
  // Asks the memory ahead for what MayContain and Add will touch.
  void Prefetch(uint64_t hash) const { __builtin_prefetch(&blocks_[BlockOf(hash)]); }
  void Clear();

  size_t memory_bytes() const { return blocks_.size() * sizeof(Block); }

 private:
  struct alignas(64) Block {
    std::array<uint64_t, 8> words{};
  };
  size_t BlockOf(uint64_t hash) const;

  std::vector<Block> blocks_;
};

}  // namespace groundswell
