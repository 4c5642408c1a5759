#include "models/taxonomy_reader.h"

#include <algorithm>
#include <array>

#include "models/complaint_evidence.h"

namespace groundswell {
namespace {

// A text that says no more than "me too" is short; longer ones are not asked for what is left of them.
constexpr size_t kWholeTextBytesMax = 240;
// Occurrences of `not` phrases that are kept of one text: each hit is compared with all of them.
constexpr size_t kExceptionsMax = 64;

}  // namespace

Reading TaxonomyReader::Read() {
  if (!index_.matcher.has_value() || text_.empty()) return {};
  index_.matcher->Find(text_, &scratch_.phrases, &scratch_.matches);
  if (scratch_.matches.empty()) return {};
  Prepare();
  TakeGuards();
  for (const PhraseMatch& match : scratch_.matches) {
    const PhraseEntry& entry = index_.entries[match.phrase];
    if (!Stands(match, entry)) continue;
    for (uint32_t use = entry.first_use; use < entry.uses_end; ++use) TakeUse(use, match);
  }
  return Conclude();
}

// States of earlier texts are known by their epoch, so that nothing has to be cleared.
void TaxonomyReader::Prepare() {
  const bool fits = scratch_.sets.size() == index_.sets.size() && scratch_.rules.size() == index_.rules.size() &&
                    scratch_.use_epochs.size() == index_.uses.size();
  if (!fits || scratch_.owner != index_.checksum) {
    scratch_.owner = index_.checksum;
    scratch_.sets.assign(index_.sets.size(), {});
    scratch_.rules.assign(index_.rules.size(), {});
    scratch_.use_epochs.assign(index_.uses.size(), 0);
    scratch_.epoch = 0;
  }
  ++scratch_.epoch;
  scratch_.touched.clear();
  scratch_.exceptions.clear();
}

bool TaxonomyReader::Stands(const PhraseMatch& match, const PhraseEntry& entry) const {
  if (!entry.is_prefix || match.begin == 0) return true;
  return !IsLatinWordByte(text_[match.begin]) || !IsLatinWordByte(text_[match.begin - 1]);
}

void TaxonomyReader::TakeGuards() {
  for (const PhraseMatch& match : scratch_.matches) {
    const PhraseEntry& entry = index_.entries[match.phrase];
    if (!entry.is_guard || !Stands(match, entry)) continue;
    for (uint32_t use = entry.first_use; use < entry.uses_end; ++use) TakeGuard(index_.uses[use], match);
  }
}

void TaxonomyReader::TakeGuard(const PhraseUse& use, const PhraseMatch& match) {
  if (use.role < PhraseRole::kNot) return;
  if (use.role == PhraseRole::kNot) {
    if (scratch_.exceptions.size() < kExceptionsMax) scratch_.exceptions.push_back({use.set, match.begin, match.end});
    return;
  }
  TaxonomyScratch::SetState& state = scratch_.sets[use.set];
  if (state.guard_epoch != scratch_.epoch) {
    state.guard_epoch = scratch_.epoch;
    state.barred = state.has_company = false;
  }
  (use.role == PhraseRole::kUnless ? state.barred : state.has_company) = true;
}

void TaxonomyReader::TakeUse(uint32_t number, const PhraseMatch& match) {
  const PhraseUse& use = index_.uses[number];
  if (use.role >= PhraseRole::kNot) return;
  if (use.role == PhraseRole::kOf || use.role == PhraseRole::kSays) return TakeHalf(use, match);
  if (scratch_.use_epochs[number] == scratch_.epoch) return;
  WordsBefore before;
  if (use.role == PhraseRole::kWhole) before = JudgeBefore(index_.words, text_, match.begin);
  if (before.negated) return;
  if (!TakeHit(use.set, match.begin, match.end, use.weight * before.factor)) return;
  scratch_.use_epochs[number] = scratch_.epoch;
  if (use.role == PhraseRole::kWhole) scratch_.sets[use.set].says = true;
}

void TaxonomyReader::TakeHalf(const PhraseUse& use, const PhraseMatch& match) {
  TaxonomyScratch::RuleState& rule = scratch_.rules[use.rule];
  if (rule.hit_epoch == scratch_.epoch) return;
  TaxonomyScratch::Part part{scratch_.epoch, match.begin, match.end, use.weight};
  if (use.role == PhraseRole::kSays) {
    const WordsBefore before = JudgeBefore(index_.words, text_, match.begin);
    if (before.negated) return;
    part.weight *= before.factor;
    rule.says = part;
  } else {
    rule.of = part;
  }
  if (rule.of.epoch == scratch_.epoch && rule.says.epoch == scratch_.epoch) TakePair(use, rule.of, rule.says);
}

void TaxonomyReader::TakePair(const PhraseUse& use, const TaxonomyScratch::Part& of,
                              const TaxonomyScratch::Part& says) {
  const TaxonomyScratch::Part& first = of.begin < says.begin ? of : says;
  const TaxonomyScratch::Part& second = of.begin < says.begin ? says : of;
  if (first.end > second.begin) return;
  if (!StandNear(text_, first.end, second.begin, index_.rules[use.rule].within)) return;
  // "No battery fire": side by side the halves are one phrase, and a negator before it is meant for it.
  const std::string_view gap = text_.substr(first.end, second.begin - first.end);
  if ((gap.empty() || gap == " ") && JudgeBefore(index_.words, text_, first.begin).negated) return;
  if (TakeHit(use.set, first.begin, second.end, of.weight + says.weight)) {
    scratch_.rules[use.rule].hit_epoch = scratch_.epoch;
    scratch_.sets[use.set].says = true;
  }
}

// Whether the hit was taken.
bool TaxonomyReader::TakeHit(uint32_t set, uint32_t begin, uint32_t end, float weight) {
  if (!scratch_.exceptions.empty() && IsException(set, begin, end)) return false;
  TaxonomyScratch::SetState& state = scratch_.sets[set];
  if (state.epoch != scratch_.epoch) {
    state.epoch = scratch_.epoch;
    state.score = state.last_weight = state.best_weight = 0;
    state.last_begin = state.last_end = 0;
    state.says = false;
    scratch_.touched.push_back(set);
  }
  // Hits come in the order of their ends: the newest can only be contained in this one, or hold it at the same end.
  const bool holds_last = state.last_weight > 0 && begin <= state.last_begin;
  const bool is_in_last = state.last_weight > 0 && begin >= state.last_begin && end <= state.last_end;
  if (is_in_last || holds_last) {
    state.score += std::max(0.0f, weight - state.last_weight);
    state.last_weight = std::max(state.last_weight, weight);
  } else {
    state.score += weight;
    state.last_weight = weight;
  }
  if (!is_in_last) state.last_begin = begin, state.last_end = end;
  if (weight > state.best_weight) state.best_weight = weight, state.best_begin = begin, state.best_end = end;
  return true;
}

bool TaxonomyReader::IsException(uint32_t set, uint32_t begin, uint32_t end) const {
  return std::any_of(scratch_.exceptions.begin(), scratch_.exceptions.end(), [&](const TaxonomyScratch::Span& span) {
    return span.set == set && span.begin < end && begin < span.end;
  });
}

bool TaxonomyReader::Counts(uint32_t set) const {
  const TaxonomyScratch::SetState& state = scratch_.sets[set];
  const SetTraits& traits = index_.sets[set];
  const bool guarded = state.guard_epoch == scratch_.epoch;
  if (guarded && state.barred) return false;
  if (traits.needs_company && !(guarded && state.has_company)) return false;
  return traits.rest_chars_max < 0 || IsNearlyAll(set);
}

bool TaxonomyReader::IsNearlyAll(uint32_t set) const {
  if (text_.size() > kWholeTextBytesMax) return false;
  std::array<char, kWholeTextBytesMax> covered{};
  for (const PhraseMatch& match : scratch_.matches) {
    const PhraseEntry& entry = index_.entries[match.phrase];
    const bool is_of_set =
        std::any_of(index_.uses.begin() + entry.first_use, index_.uses.begin() + entry.uses_end,
                    [set](const PhraseUse& use) { return use.set == set && use.role < PhraseRole::kNot; });
    if (is_of_set && Stands(match, entry)) {
      std::fill(covered.begin() + match.begin, covered.begin() + match.end, char{1});
    }
  }
  return RestChars(index_.words, text_, covered) <= static_cast<size_t>(index_.sets[set].rest_chars_max);
}

Reading TaxonomyReader::Conclude() const {
  Reading reading;
  uint32_t cause = 0, emotion = 0;
  float cause_score = 0, emotion_score = 0;
  // The highest score wins, of equal ones the set that stands earlier in the file, whatever the order of the hits.
  const auto beats = [](float score, uint32_t set, float best, uint32_t best_set) {
    return score > best || (score == best && set < best_set);
  };
  for (uint32_t set : scratch_.touched) {
    if (!Counts(set)) continue;
    const float score = scratch_.sets[set].score;
    if (set < index_.first_demand()) {
      if (scratch_.sets[set].says) reading.evidence |= kSaysCause;
      if (beats(score, set, cause_score, cause)) cause_score = score, cause = set;
    } else if (set < index_.first_emotion()) {
      reading.demands |= static_cast<uint8_t>(1u << (set - index_.first_demand()));
    } else if (set < index_.first_sign()) {
      if (beats(score, set, emotion_score, emotion)) emotion_score = score, emotion = set;
    } else if (set >= index_.first_evidence()) {
      reading.evidence |= 1u << (set - index_.first_evidence());
    } else {
      reading.signs |= static_cast<uint8_t>(1u << (set - index_.first_sign()));
    }
  }
  if (cause_score > 0) {
    const TaxonomyScratch::SetState& state = scratch_.sets[cause];
    reading.cause = tags_[cause].cause;
    reading.cause_tag = tags_[cause].name;
    reading.cause_evidence = text_.substr(state.best_begin, state.best_end - state.best_begin);
  }
  if (emotion_score > 0) reading.emotion = static_cast<Emotion>(emotion - index_.first_emotion() + 1);
  return reading;
}

}  // namespace groundswell
