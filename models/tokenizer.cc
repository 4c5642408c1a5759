#include "models/tokenizer.h"

namespace groundswell {
namespace {

// A power of two, four times the terms it may hold.
constexpr size_t kSlots = 4 * kTermsMax;
constexpr uint16_t kCountMax = 0xffff;

}  // namespace

Tokenizer::Tokenizer() : slots_(kSlots) {}

size_t Tokenizer::Tokenize(std::string_view folded, std::vector<Term>* terms) {
  first_ = terms->size();
  if (++generation_ == 0) {  // after 2^32 texts: old marks would look like those of this one
    slots_.assign(kSlots, Slot{});
    generation_ = 1;
  }
  ForEachTerm(folded, [&](uint32_t hash, std::string_view, bool is_stop) { Add(hash, is_stop, terms); });
  return terms->size() - first_;
}

void Tokenizer::Add(uint32_t hash, bool is_stop, std::vector<Term>* terms) {
  for (size_t i = hash & (kSlots - 1);; i = (i + 1) & (kSlots - 1)) {
    Slot& slot = slots_[i];
    if (slot.generation != generation_) {
      const size_t count = terms->size() - first_;
      if (count == kTermsMax) return;
      slot = {hash, generation_, static_cast<uint32_t>(count)};
      terms->push_back({.hash = hash, .count = 1, .is_stop = is_stop});
      return;
    }
    if (slot.hash == hash) {
      uint16_t& count = (*terms)[first_ + slot.place].count;
      if (count < kCountMax) ++count;
      return;
    }
  }
}

}  // namespace groundswell
