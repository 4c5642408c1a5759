// TaxonomyIndex: a taxonomy made ready to read with: every distinct phrase once, and what each stands for.
//
// The sets lie in one row: causes in the order of the file, then demands, emotions and signs in the order of
// models/reading.h, then evidence in that of models/complaint_evidence.h. Ownership: its own copies. Threads:
// immutable.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "base/status.h"
#include "models/phrase_matcher.h"
#include "models/taxonomy_spec.h"
#include "models/taxonomy_words.h"

namespace groundswell {

enum class PhraseRole : uint8_t { kWhole, kTopic, kOf, kSays, kNot, kUnless, kAlso };

struct PhraseUse {
  PhraseRole role = PhraseRole::kWhole;
  uint32_t set = 0, rule = 0;
  float weight = 0;
};

// A phrase's uses are uses[first_use, uses_end).
struct PhraseEntry {
  uint32_t first_use = 0, uses_end = 0;
  bool is_prefix = false;  // ended in `*`: found without its end being one
  bool is_guard = false;   // has a use that only forbids or allows: these are looked at first
};

struct SetTraits {
  bool needs_company = false;  // has `also`
  int32_t rest_chars_max = -1;
};

struct RuleTraits {
  uint32_t set = 0, within = 0;
};

struct TaxonomyIndex {
  std::vector<PhraseEntry> entries;  // by the matcher's number of a phrase
  std::vector<PhraseUse> uses;
  std::vector<SetTraits> sets;
  std::vector<RuleTraits> rules;
  TaxonomyWords words;
  std::optional<PhraseMatcher> matcher;  // none without phrases
  size_t cause_count = 0;
  uint64_t checksum = 0;  // of the whole file

  size_t first_demand() const { return cause_count; }
  size_t first_emotion() const { return first_demand() + kDemandCount; }
  size_t first_sign() const { return first_emotion() + kEmotionCount; }
  size_t first_evidence() const { return first_sign() + kSignCount; }
};

Result<TaxonomyIndex> BuildTaxonomyIndex(const TaxonomySpec& spec);

// A phrase weighs what it has of characters, a Chinese one as much as four letters: longer ones say more.
float PhraseWeight(std::string_view phrase);

}  // namespace groundswell
