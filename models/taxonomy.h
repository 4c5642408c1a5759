// Taxonomy: the causes, demands, emotions and signs that posts are read for, as phrases in both languages.
//
// A company edits it as a TOML file (docs/formats.md); the default one is built in. Each tag names its class, its field
// (banking, insurance, e-commerce ...), the consumer right at stake and the stage of the customer's journey.
// Contract: Read is a pure function of the folded text (models/text_cleaner.h). It says which tag fits best, not
// whether anything is wrong: a post that praises quick refunds may read as one about refunds, so the caller takes a
// cause only from complaints. Errors: Parse returns kInvalid with file, line and what to do. Ownership: readings view
// the taxonomy and the text. Threads: immutable; one TaxonomyScratch a thread. No allocation in the steady state.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
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

// What one thread needs to read posts; may serve several taxonomies one after the other. Its fields are Read's own.
struct TaxonomyScratch {
  struct SetState {
    uint64_t epoch = 0;        // of the last reading that touched it; an older one means "nothing yet"
    uint64_t guard_epoch = 0;  // likewise, of the two flags
    bool barred = false;       // an `unless` phrase stands in the text
    bool has_company = false;  // an `also` phrase stands in the text
    bool says = false;         // found by more than a topic
    float score = 0;           // sum of the weights of what was found
    float last_weight = 0;     // of the newest hit, which the next one may contain
    float best_weight = 0;     // of the evidence
    uint32_t last_begin = 0, last_end = 0, best_begin = 0, best_end = 0;
  };
  struct Part {  // where one half of a `near` rule was seen last
    uint64_t epoch = 0;
    uint32_t begin = 0, end = 0;
    float weight = 0;
  };
  struct RuleState {
    uint64_t hit_epoch = 0;  // a rule counts once a text
    Part of, says;
  };
  struct Span {
    uint32_t set = 0, begin = 0, end = 0;
  };
  PhraseScratch phrases;
  std::vector<PhraseMatch> matches;
  uint64_t epoch = 0;
  uint64_t owner = 0;  // the checksum of the taxonomy the states below belong to
  std::vector<SetState> sets;
  std::vector<RuleState> rules;
  std::vector<uint64_t> use_epochs;  // a phrase counts once a text
  std::vector<uint32_t> touched;     // sets with a hit
  std::vector<Span> exceptions;      // occurrences of `not` phrases
};

class Taxonomy {
 public:
  // `name` is what errors call the text: its file.
  static Result<Taxonomy> Parse(std::string_view toml, std::string_view name);

  // Of a text that nothing was found in, the empty reading.
  Reading Read(std::string_view folded, TaxonomyScratch* scratch) const;

  // How evidence is weighed (models/complaint_evidence.h); empty where the file does not say: then the n-grams alone
  // tell complaints.
  std::span<const float> complaint_weights() const;

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
