// ClusterRules: which micro-clusters of one scope an analyst has joined for good, and which may never become one.
//
// Micro-clusters that a rule joined stay apart as centroids, its parts, and make one family; outside it is known by its
// head, the part that began first. Families that may never meet are foes. A micro-cluster without a rule is its own
// head, and belongs to no family. Whatever a family takes in is bound by its rules from there on. Contract: slots are
// those of the Clusterer, which says what happens to them; what is answered depends on that sequence alone. Memory: 4
// bytes a slot, and the parts and foes themselves; the Clusterer bounds the parts. Threads: one.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/bytes.h"

namespace groundswell {

class ClusterRules {
 public:
  // From here on there are so many slots, the new ones without rules.
  void Resize(size_t slots) { family_of_.resize(slots, 0); }

  bool empty() const { return parts_ == 0; }
  // Micro-clusters bound by a rule, and those among them that are not the head of their family.
  size_t parts() const { return parts_; }
  size_t hidden_parts() const { return parts_ - heads_; }
  bool IsRuled(uint32_t slot) const { return family_of_[slot] != 0; }
  uint32_t Head(uint32_t slot) const { return family_of_[slot] == 0 ? slot : FamilyOf(slot).parts.front(); }
  // All parts of its family, the head first; only of one with a rule.
  std::span<const uint32_t> Parts(uint32_t slot) const { return FamilyOf(slot).parts; }
  bool AreForbidden(uint32_t a, uint32_t b) const;
  // Calls visit(head) with the head of every family.
  template <typename Visit>
  void ForEachHead(Visit&& visit) const {
    for (const Family& family : families_)
      if (!family.parts.empty()) visit(family.parts.front());
  }

  // Both and their families are one from here on, with `head`, a head of either, as its head; a rule against it is
  // lifted, all others hold for both.
  void Join(uint32_t head, uint32_t other);
  // The two, of different families, never become one.
  void Forbid(uint32_t a, uint32_t b);
  // What may not meet `from` may not meet `to` either.
  void InheritFoes(uint32_t from, uint32_t to);
  // The slot, which has a rule, holds nothing any more. Only the last part of a family may go as its head.
  void Remove(uint32_t slot);
  // Slots that have lost their last rule since the last call, because what it spoke of is gone.
  std::vector<uint32_t> TakeReleased();

  void Save(ByteWriter* writer) const;
  bool Load(ByteReader* reader, size_t slots);
  // For tests: whether parts and foes agree.
  bool CheckInvariants() const;

 private:
  struct Family {
    std::vector<uint32_t> parts;  // slots, the head first; empty: the place is free
    std::vector<uint32_t> foes;   // places of families, ascending
  };

  Family& FamilyOf(uint32_t slot) { return families_[family_of_[slot] - 1]; }
  const Family& FamilyOf(uint32_t slot) const { return families_[family_of_[slot] - 1]; }
  uint32_t FamilyOrNew(uint32_t slot);
  void SetFoes(uint32_t a, uint32_t b, bool foes);
  void ReleaseIfFree(uint32_t family);
  void FreeFamily(uint32_t family);

  std::vector<uint32_t> family_of_;  // by slot: place in families_ + 1, 0 for none
  std::vector<Family> families_;
  std::vector<uint32_t> free_, released_;
  size_t parts_ = 0, heads_ = 0;
};

}  // namespace groundswell
