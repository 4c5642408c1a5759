#include "engine/cluster_rules.h"

#include <algorithm>
#include <utility>

#include "base/check.h"

namespace groundswell {

bool ClusterRules::AreForbidden(uint32_t a, uint32_t b) const {
  if (!IsRuled(a) || !IsRuled(b)) return false;
  const auto& foes = FamilyOf(a).foes;
  return std::binary_search(foes.begin(), foes.end(), family_of_[b] - 1);
}

uint32_t ClusterRules::FamilyOrNew(uint32_t slot) {
  if (IsRuled(slot)) return family_of_[slot] - 1;
  uint32_t family;
  if (free_.empty()) {
    family = static_cast<uint32_t>(families_.size());
    families_.emplace_back();
  } else {
    family = free_.back();
    free_.pop_back();
  }
  families_[family].parts.push_back(slot);
  family_of_[slot] = family + 1;
  ++parts_;
  ++heads_;
  return family;
}

void ClusterRules::SetFoes(uint32_t a, uint32_t b, bool foes) {
  for (const auto& [mine, theirs] : {std::pair(a, b), std::pair(b, a)}) {
    auto& list = families_[mine].foes;
    const auto place = std::lower_bound(list.begin(), list.end(), theirs);
    const bool known = place != list.end() && *place == theirs;
    if (foes && !known) list.insert(place, theirs);
    if (!foes && known) list.erase(place);
  }
}

void ClusterRules::Join(uint32_t head, uint32_t other) {
  const uint32_t kept = FamilyOrNew(head), gone = FamilyOrNew(other);
  if (kept == gone) return;
  CHECK(families_[kept].parts.front() == head);
  SetFoes(kept, gone, false);
  while (!families_[gone].foes.empty()) {
    const uint32_t foe = families_[gone].foes.back();
    SetFoes(gone, foe, false);
    SetFoes(kept, foe, true);
  }
  for (const uint32_t part : families_[gone].parts) {
    family_of_[part] = kept + 1;
    families_[kept].parts.push_back(part);
  }
  FreeFamily(gone);
}

void ClusterRules::Forbid(uint32_t a, uint32_t b) {
  const uint32_t family_a = FamilyOrNew(a), family_b = FamilyOrNew(b);
  CHECK(family_a != family_b);
  SetFoes(family_a, family_b, true);
}

void ClusterRules::InheritFoes(uint32_t from, uint32_t to) {
  if (!IsRuled(from)) return;
  const std::vector<uint32_t> foes = FamilyOf(from).foes;
  const uint32_t heir = FamilyOrNew(to);
  for (const uint32_t foe : foes)
    if (foe != heir) SetFoes(foe, heir, true);
  ReleaseIfFree(heir);
}

void ClusterRules::Remove(uint32_t slot) {
  const uint32_t family = family_of_[slot] - 1;
  auto& parts = families_[family].parts;
  CHECK(parts.size() == 1 || parts.front() != slot);
  std::erase(parts, slot);
  family_of_[slot] = 0;
  --parts_;
  if (!parts.empty()) return ReleaseIfFree(family);
  const std::vector<uint32_t> foes = families_[family].foes;
  for (const uint32_t foe : foes) {
    SetFoes(family, foe, false);
    ReleaseIfFree(foe);
  }
  FreeFamily(family);
}

void ClusterRules::ReleaseIfFree(uint32_t family) {
  if (families_[family].parts.size() > 1 || !families_[family].foes.empty()) return;
  const uint32_t slot = families_[family].parts.front();
  family_of_[slot] = 0;
  --parts_;
  released_.push_back(slot);
  FreeFamily(family);
}

// Its parts have gone elsewhere, and nobody has it for a foe.
void ClusterRules::FreeFamily(uint32_t family) {
  families_[family].parts.clear();
  free_.push_back(family);
  --heads_;
}

std::vector<uint32_t> ClusterRules::TakeReleased() { return std::exchange(released_, {}); }

void ClusterRules::Save(ByteWriter* writer) const {
  writer->Number(static_cast<uint64_t>(families_.size()));
  for (const Family& family : families_) {
    writer->Array(family.parts);
    writer->Array(family.foes);
  }
  writer->Array(free_);
}

bool ClusterRules::Load(ByteReader* reader, size_t slots) {
  family_of_.assign(slots, 0);
  parts_ = heads_ = 0;
  const uint64_t count = reader->Number<uint64_t>();
  if (!reader->ok() || count > reader->rest().size()) return false;
  families_.assign(count, {});
  for (uint32_t place = 0; place < count; ++place) {
    Family& family = families_[place];
    if (!reader->Array(&family.parts) || !reader->Array(&family.foes)) return false;
    for (const uint32_t part : family.parts) {
      if (part >= slots || family_of_[part] != 0) return false;
      family_of_[part] = place + 1;
    }
    parts_ += family.parts.size();
    heads_ += !family.parts.empty();
  }
  if (!reader->Array(&free_)) return false;
  return CheckInvariants();
}

bool ClusterRules::CheckInvariants() const {
  size_t free_places = 0;
  for (uint32_t place = 0; place < families_.size(); ++place) {
    const Family& family = families_[place];
    free_places += family.parts.empty();
    if (family.parts.size() == 1 && family.foes.empty()) return false;  // it has no rule
    if (family.parts.empty() && !family.foes.empty()) return false;
    for (const uint32_t part : family.parts)
      if (family_of_[part] != place + 1) return false;
    for (size_t i = 0; i < family.foes.size(); ++i) {
      const uint32_t foe = family.foes[i];
      if (foe >= families_.size() || foe == place || (i > 0 && family.foes[i - 1] >= foe)) return false;
      if (!std::binary_search(families_[foe].foes.begin(), families_[foe].foes.end(), place)) return false;
    }
  }
  for (const uint32_t place : free_)
    if (place >= families_.size() || !families_[place].parts.empty()) return false;
  return free_places == free_.size();
}

}  // namespace groundswell
