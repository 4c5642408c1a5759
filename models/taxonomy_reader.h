// TaxonomyReader: one reading of one text by a taxonomy; what Taxonomy::Read does.
//
// First the phrases that forbid or allow, then those that count: a hit is one phrase, or the two halves of a `near`
// rule. A hit that is negated, or overlaps a `not` phrase, is none. Of hits of one set that contain one another only
// the heavier counts. Ownership: views the index, the text and the scratch, for the length of one call. Threads: one.
#pragma once

#include <string_view>

#include "models/reading.h"
#include "models/taxonomy_index.h"

namespace groundswell {

class TaxonomyReader {
 public:
  TaxonomyReader(const TaxonomyIndex& index, const std::vector<CauseTag>& tags, std::string_view folded,
                 TaxonomyScratch* scratch)
      : index_(index), tags_(tags), text_(folded), scratch_(*scratch) {}

  Reading Read();

 private:
  void Prepare();
  bool Stands(const PhraseMatch& match, const PhraseEntry& entry) const;
  void TakeGuards();
  void TakeGuard(const PhraseUse& use, const PhraseMatch& match);
  void TakeUse(uint32_t number, const PhraseMatch& match);
  void TakeHalf(const PhraseUse& use, const PhraseMatch& match);
  void TakePair(const PhraseUse& use, const TaxonomyScratch::Part& of, const TaxonomyScratch::Part& says);
  bool TakeHit(uint32_t set, uint32_t begin, uint32_t end, float weight);
  bool IsException(uint32_t set, uint32_t begin, uint32_t end) const;
  bool Counts(uint32_t set) const;
  bool IsNearlyAll(uint32_t set) const;
  Reading Conclude() const;

  const TaxonomyIndex& index_;
  const std::vector<CauseTag>& tags_;
  const std::string_view text_;
  TaxonomyScratch& scratch_;
};

}  // namespace groundswell
