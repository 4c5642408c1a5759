// `groundswell eval sentiment FILE`: how often the sentiment model agrees with the truth in a file.
#pragma once

#include <string>

#include "base/status.h"
#include "tools/config.h"
#include "tools/console.h"

namespace groundswell {

struct EvalSentimentOptions {
  std::string input;  // records with `sentiment`; those without are scored but not judged
  bool json = false;  // one JSON object instead of a table
};

// Prints accuracy, macro_f1, precision, recall and F1 a class, and posts_per_sec (reading and scoring). A truth of two
// classes is judged on those two (tools/metrics_sentiment.h). Invalid when no record has a truth.
Status RunEvalSentiment(const EvalSentimentOptions& options, const Config& config, const Console& console);

}  // namespace groundswell
