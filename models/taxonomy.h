// Taxonomy: the causes, demands, emotions and signs that posts are read for, as phrases in both languages.
//
// A company edits it as a TOML file (docs/formats.md); the default one is built in. Each tag names its class, its field
// (banking, insurance, e-commerce ...), the consumer right at stake and the stage of the customer's journey.
// Contract: Read is a pure function of the folded text. Errors: Parse returns kInvalid with file, line and what to do.
// Ownership: readings view the taxonomy and the text. Threads: immutable; one TaxonomyScratch a thread. No allocation
// in the steady state.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/status.h"
#include "models/phrase_matcher.h"
#include "models/reading.h"

namespace groundswell {

struct CauseTag {
  std::string name;    // "late-claim"
  std::string zh, en;  // for people: "理赔拖延", "Claim paid late"
  CauseClass cause = CauseClass::kNone;
  std::string field;  // "insurance"; empty for all fields
  std::string right;  // "公平交易权"
  std::string stage;  // "理赔/售后"
};

struct TaxonomyScratch {
  PhraseScratch phrases;
  std::vector<PhraseMatch> matches;
  std::vector<float> scores;  // one a tag
};

class Taxonomy {
 public:
  // `name` is what errors call the text: its file.
  static Result<Taxonomy> Parse(std::string_view toml, std::string_view name);

  Reading Read(std::string_view folded, TaxonomyScratch* scratch) const;

  const CauseTag* FindTag(std::string_view name) const;  // nullptr where there is none
  const std::vector<CauseTag>& tags() const;
  // Of the whole file: equal checksums, equal readings.
  uint64_t checksum() const;

  Taxonomy(Taxonomy&&) noexcept;
  Taxonomy& operator=(Taxonomy&&) noexcept;
  ~Taxonomy();

 private:
  struct Parts;
  explicit Taxonomy(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace groundswell
