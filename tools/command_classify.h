// `groundswell classify`: what the models say of each post, one JSON object a line.
#pragma once

#include <string>
#include <vector>

#include "base/status.h"
#include "tools/config.h"
#include "tools/console.h"

namespace groundswell {

struct ClassifyOptions {
  std::vector<std::string> inputs;  // read one after the other; none or "-": stdin
  bool strict = false;              // refused records make the command fail, after all output
};

// A line for each accepted record in input order; deletions and refused records give none. Fields: id, lang, sentiment,
// sentiment_score, complaint, org where the record names one, and text (the stored form: cleaned and redacted).
Status RunClassify(const ClassifyOptions& options, const Config& config, const Console& console);

}  // namespace groundswell
