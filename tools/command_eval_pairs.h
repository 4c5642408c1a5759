// `groundswell eval pairs FILE`: whether texts that ask the same thing lie closer than texts that do not.
#pragma once

#include <string>

#include "base/status.h"
#include "tools/config.h"
#include "tools/console.h"

namespace groundswell {

struct EvalPairsOptions {
  std::string input;  // pairs (tools/pair_file.h)
  bool json = false;  // one JSON object instead of a table
};

// Prints auc, the TF-IDF baseline's beside it, pairs, positive_share, known_share and pairs_per_sec. The embedding is
// embedding.gsm of models.dir, else the built-in one. Invalid when the file has not both kinds of pairs.
Status RunEvalPairs(const EvalPairsOptions& options, const Config& config, const Console& console);

}  // namespace groundswell
