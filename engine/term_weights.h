// TermWeights: the sparse sum of a micro-cluster's posts, a small open-addressing table from term to weight.
//
// Each entry also knows where in the term's posting list the cluster stands, so that the index is kept without
// searching. Contract: terms are vocabulary indices; an entry's weight is positive. Clear keeps the memory for the next
// cluster. Threads: one.
#pragma once

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "base/bytes.h"

namespace groundswell {

class TermWeights {
 public:
  static constexpr uint32_t kNone = 0xffffffff;
  struct Entry {
    uint32_t term = kNone;
    uint32_t place = 0;  // in the posting list of the term
    float weight = 0;
  };

  size_t size() const { return size_; }

  const Entry* Find(uint32_t term) const {
    if (size_ == 0) return nullptr;
    for (uint32_t i = Home(term);; i = (i + 1) & mask_) {
      if (entries_[i].term == term) return &entries_[i];
      if (entries_[i].term == kNone) return nullptr;
    }
  }
  Entry* Find(uint32_t term) { return const_cast<Entry*>(std::as_const(*this).Find(term)); }
  // Asks the memory ahead for the place of `term`.
  void Prefetch(uint32_t term) const {
    if (size_ > 0) __builtin_prefetch(&entries_[Home(term)]);
  }
  float Weight(uint32_t term) const {
    const Entry* entry = Find(term);
    return entry == nullptr ? 0 : entry->weight;
  }

  // The entry of `term`, made with weight 0 when it was not there. Valid until the next call.
  Entry* FindOrInsert(uint32_t term) {
    if ((size_ + 1) * 3 > entries_.size() * 2) Grow();
    for (uint32_t i = Home(term);; i = (i + 1) & mask_) {
      if (entries_[i].term == term) return &entries_[i];
      if (entries_[i].term == kNone) {
        entries_[i].term = term;
        ++size_;
        return &entries_[i];
      }
    }
  }

  // Every entry; those with term kNone are free places.
  std::span<const Entry> raw() const { return entries_; }

  void Clear() {
    // A table grown by a large cluster is given back; a small one is kept for the next.
    if (entries_.size() > 256) std::vector<Entry>().swap(entries_), mask_ = 0;
    for (Entry& entry : entries_) entry = Entry{};
    size_ = 0;
  }

  void Swap(TermWeights& other) {
    entries_.swap(other.entries_);
    std::swap(size_, other.size_);
    std::swap(mask_, other.mask_);
  }

  void Save(ByteWriter* writer) const { writer->Array(entries_); }
  bool Load(ByteReader* reader) {
    if (!reader->Array(&entries_) || (entries_.size() & (entries_.size() - 1)) != 0) return false;
    mask_ = entries_.empty() ? 0 : static_cast<uint32_t>(entries_.size()) - 1;
    size_ = 0;
    for (const Entry& entry : entries_) size_ += entry.term != kNone;
    return entries_.empty() || size_ < entries_.size();
  }

 private:
  uint32_t Home(uint32_t term) const { return (term * 0x9e3779b1u >> 7) & mask_; }
  void Grow() {
    std::vector<Entry> old(entries_.empty() ? 16 : entries_.size() * 2);
    old.swap(entries_);
    mask_ = static_cast<uint32_t>(entries_.size()) - 1;
    for (const Entry& entry : old) {
      if (entry.term == kNone) continue;
      uint32_t i = Home(entry.term);
      while (entries_[i].term != kNone) i = (i + 1) & mask_;
      entries_[i] = entry;
    }
  }

  std::vector<Entry> entries_;
  size_t size_ = 0;
  uint32_t mask_ = 0;
};

}  // namespace groundswell
