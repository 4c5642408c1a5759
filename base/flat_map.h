// FlatMap<V>: an open-addressing map from 64-bit keys that are hashes already, in one flat array.
//
// Contract: key 0 is reserved and never stored. Pointers to values are valid until the next insertion or erasure. Erase
// shifts back, so that no tombstone slows later look-ups. Memory is kept by Clear(). V must be trivially copyable.
// Threads: one writer, no concurrent reader.
#pragma once

#include <array>
#include <cstdint>
#include <cstring>
#include <type_traits>
#include <vector>

#include "base/bytes.h"
#include "base/check.h"
#include "base/hash.h"

namespace groundswell {

template <typename V>
class FlatMap {
  static_assert(std::is_trivially_copyable_v<V>);

 public:
  struct Entry {
    uint64_t key;
    V value;
  };

  size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }

  V* Find(uint64_t key) {
    if (size_ == 0) return nullptr;
    for (size_t i = Home(key);; i = Next(i)) {
      if (entries_[i].key == 0) return nullptr;  // first, so that the reserved key is never found
      if (entries_[i].key == key) return &entries_[i].value;
    }
  }
  const V* Find(uint64_t key) const { return const_cast<FlatMap*>(this)->Find(key); }

  // Asks the memory ahead for the place of `key`.
  void Prefetch(uint64_t key) const {
    if (size_ > 0) __builtin_prefetch(&entries_[Home(key)]);
  }

  // The value of `key`, made as V{} when it was not there; *inserted says which.
  V& FindOrInsert(uint64_t key, bool* inserted) {
    CHECK(key != 0);
    if ((size_ + 1) * 4 > entries_.size() * 3) Grow();
    for (size_t i = Home(key);; i = Next(i)) {
      if (entries_[i].key == key) return *inserted = false, entries_[i].value;
      if (entries_[i].key == 0) {
        entries_[i] = {key, V{}};
        ++size_;
        return *inserted = true, entries_[i].value;
      }
    }
  }

  bool Erase(uint64_t key) {
    if (size_ == 0) return false;
    size_t hole = Home(key);
    for (; entries_[hole].key != key || key == 0; hole = Next(hole))
      if (entries_[hole].key == 0) return false;
    for (size_t i = Next(hole); entries_[i].key != 0; i = Next(i)) {
      // An entry may move into the hole unless its home lies between the hole and itself.
      const size_t home = Home(entries_[i].key);
      if (((i - home) & mask()) < ((i - hole) & mask())) continue;
      entries_[hole] = entries_[i];
      hole = i;
    }
    entries_[hole].key = 0;
    --size_;
    return true;
  }

  void Clear() {
    for (Entry& entry : entries_) entry.key = 0;
    size_ = 0;
  }

  // In the order of the table: the same for the same history of insertions and erasures.
  template <typename Visit>
  void ForEach(Visit&& visit) const {
    for (const Entry& entry : entries_)
      if (entry.key != 0) visit(entry.key, entry.value);
  }

  void Swap(FlatMap& other) {
    entries_.swap(other.entries_);
    std::swap(size_, other.size_);
  }

  // The table as it lies, so that a loaded map behaves as the saved one. Packed by the page, for an engine waits for
  // it.
  void Save(ByteWriter* writer) const {
    writer->Number(static_cast<uint64_t>(entries_.size()));
    std::array<char, 4096> page;
    static_assert(sizeof(Entry) <= page.size());
    size_t used = 0;
    for (const Entry& entry : entries_) {
      if (used + sizeof(uint64_t) + sizeof(V) > page.size()) {
        writer->Bytes({page.data(), used});
        used = 0;
      }
      std::memcpy(page.data() + used, &entry.key, sizeof(uint64_t));
      used += sizeof(uint64_t);
      if (entry.key == 0) continue;
      std::memcpy(page.data() + used, &entry.value, sizeof(V));
      used += sizeof(V);
    }
    writer->Bytes({page.data(), used});
  }
  bool Load(ByteReader* reader) {
    const uint64_t slots = reader->Number<uint64_t>();
    if (!reader->ok() || slots > reader->rest().size() / sizeof(uint64_t) || (slots & (slots - 1)) != 0) return false;
    entries_.assign(slots, Entry{0, V{}});
    size_ = 0;
    for (Entry& entry : entries_) {
      entry.key = reader->Number<uint64_t>();
      if (entry.key == 0) continue;
      if (!reader->Value(&entry.value)) return false;
      ++size_;
    }
    // A look-up ends at a free place: a table without one is not ours.
    return reader->ok() && (slots == 0 || size_ < slots);
  }

 private:
  size_t mask() const { return entries_.size() - 1; }
  size_t Home(uint64_t key) const { return Mix64(key) & mask(); }
  size_t Next(size_t i) const { return (i + 1) & mask(); }
  void Grow() {
    std::vector<Entry> old(entries_.empty() ? 8 : entries_.size() * 2, Entry{0, V{}});
    old.swap(entries_);
    for (const Entry& entry : old) {
      if (entry.key == 0) continue;
      size_t i = Home(entry.key);
      while (entries_[i].key != 0) i = Next(i);
      entries_[i] = entry;
    }
  }

  std::vector<Entry> entries_;
  size_t size_ = 0;
};

}  // namespace groundswell
