// Models: everything that posts are read with, but what a configuration says of organisations and channels.
//
// Threads: immutable; any number of threads read with it, each with scratch of its own.
#pragma once

#include <cstdint>

#include "base/hash.h"
#include "models/taxonomy.h"
#include "models/text_scorer.h"

namespace groundswell {

struct Models {
  TextScorer text;
  Taxonomy taxonomy;

  // Equal checksums: equal scores and readings.
  uint64_t checksum() const { return Mix64(text.checksum()) ^ taxonomy.checksum(); }
};

}  // namespace groundswell
