// Models: everything that posts are read with, but what a configuration says of organisations and channels.
//
// Threads: immutable; any number of threads read with it, each with scratch of its own.
#pragma once

#include <cstdint>
#include <optional>

#include "base/hash.h"
#include "models/embedding.h"
#include "models/harm_words.h"
#include "models/taxonomy.h"
#include "models/text_scorer.h"

namespace groundswell {

struct Models {
  TextScorer text;
  Taxonomy taxonomy;
  HarmWords harm = {};
  // None leaves posts without a meaning.
  std::optional<Embedding> embedding = std::nullopt;

  // Equal checksums: equal scores and readings, and equal meanings.
  uint64_t checksum() const { return Mix64(text.checksum()) ^ taxonomy.checksum() ^ Mix64(meaning_checksum()); }
  // Of what gives posts their meaning; 0 for none.
  uint64_t meaning_checksum() const { return embedding ? Mix64(embedding->checksum()) : 0; }
};

}  // namespace groundswell
