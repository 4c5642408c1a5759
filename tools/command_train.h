// `groundswell train`: model files from labelled and raw texts. The figures on held-out texts go to stderr as they
// come.
#pragma once

#include <string>

#include "base/status.h"
#include "tools/console.h"
#include "tools/train_data.h"
#include "tools/train_embedding_data.h"

namespace groundswell {

struct TrainCommandOptions {
  TrainFilesOptions files;
  bool trains_scores = true;     // sentiment.gsm and complaint.gsm
  bool trains_embedding = true;  // embedding.gsm
  bool fits_evidence = false;    // the weights of a taxonomy, on stdout
};

Status RunTrain(const TrainCommandOptions& options, const Console& console);

}  // namespace groundswell
