// TaxonomySpec: a taxonomy file as written, checked and with its phrases in folded form.
//
// Contract: ParseTaxonomySpec takes any bytes. Format: docs/formats.md. A phrase that ends in `*` keeps it: it stands
// for every word that begins so. A phrase with an apostrophe is there in the three ways people type it (can't, can’t,
// cant). Errors: kInvalid, "FILE: line N: what is wrong; what to do". Ownership: values. Threads: a free function
// without state.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/status.h"
#include "models/complaint_evidence.h"
#include "models/taxonomy.h"

namespace groundswell {

// Limits, so that a wrong file is refused rather than slow or large. The built-in file has a tenth of each.
constexpr size_t kTaxonomyBytesMax = size_t{4} << 20;
constexpr size_t kTaxonomyTagsMax = 2000;
constexpr size_t kTaxonomyPhrasesMax = 100000;  // in the whole file
constexpr size_t kTaxonomyPhraseBytesMax = 128;
constexpr size_t kTaxonomyNameBytesMax = 64;
constexpr uint32_t kNearWithinMax = 60;  // characters
constexpr uint32_t kNearWithinDefault = 10;

// A phrase of `of` and one of `says`, in any order, in one sentence, with at most `within` characters between them.
struct NearRule {
  std::vector<std::string> of, says;
  uint32_t within = kNearWithinDefault;
};

// What one cause, demand, emotion or sign is known by.
struct PhraseSet {
  std::vector<std::string> phrases;
  std::vector<std::string> topics;  // what it is about, wrong or not: weigh less, and cannot be negated
  std::vector<NearRule> near;
  std::vector<std::string> not_phrases;  // what overlaps one of these does not count
  std::vector<std::string> unless;       // one of these anywhere: nothing counts
  std::vector<std::string> also;         // where given, one of these must stand somewhere too
  float weight = 1;
  int32_t rest_chars_max = -1;  // where not negative: so many characters beside the phrases and fillers at most
};

constexpr size_t kDemandCount = 6, kEmotionCount = 4, kSignCount = 6;

struct TaxonomySpec {
  std::vector<CauseTag> tags;
  std::vector<PhraseSet> causes;  // one a tag
  // In the order of the enumerations in models/reading.h.
  std::array<PhraseSet, kDemandCount> demands;
  std::array<PhraseSet, kEmotionCount> emotions;
  std::array<PhraseSet, kSignCount> signs;
  std::array<PhraseSet, kEvidenceCount> evidence;
  std::optional<ComplaintWeights> complaint;
  std::vector<std::string> negators;      // before a phrase: it does not count
  std::vector<std::string> not_negators;  // end like a negator and are none: 是不是
  std::vector<std::string> degrees;       // may stand between negator and phrase; add half to the weight
  std::vector<std::string> fillers;       // nothing said: 啊, please
};

Result<TaxonomySpec> ParseTaxonomySpec(std::string_view toml, std::string_view name);

}  // namespace groundswell
