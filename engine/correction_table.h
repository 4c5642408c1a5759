// CorrectionTable: what people said of texts, so that a later post of the same words is taken for what they said.
//
// A text is known by its hash and its organisation. Contract: a later correction of a text adds to the earlier ones;
// beyond kTexts the one corrected first is forgotten. A function of the corrections in their order; Save and Load give
// the same table. Memory: some 150 bytes a text. Threads: one.
#pragma once

#include <cstdint>
#include <deque>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/flat_map.h"
#include "models/correction.h"

namespace groundswell {

class CorrectionTable {
 public:
  static constexpr uint32_t kTexts = 4096;

  // The post, or a copy of it in *kept that says what people said; that views the table until the next Learn.
  const ScoredPost& Correct(const ScoredPost& post, std::deque<ScoredPost>* kept) const;
  void Learn(uint64_t text_hash, std::string_view org, const CorrectedReading& reading);

  void Save(ByteWriter* writer) const;
  bool Load(ByteReader* reader);

 private:
  struct Entry {
    uint64_t key = 0;
    CorrectedReading reading;
  };

  std::vector<Entry> readings_;  // once full, a ring
  uint32_t next_ = 0;            // the place that is written next
  FlatMap<uint32_t> index_;      // key -> place
};

}  // namespace groundswell
