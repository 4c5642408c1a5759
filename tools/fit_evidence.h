// Fits the weights of the evidence for and against a complaint (models/complaint_evidence.h) on labelled texts.
//
// The n-gram model takes part as one input, so it must not have seen the texts: it is trained here once more without
// the validation texts of the training data, and only these are fitted on, beside customers' questions and half of a
// file of example sentences. The half is chosen by a hash of the text; the other half only judges. What speaks for a
// complaint may not weigh against it, and the other way round. Deterministic; about a minute and a half on one core.
// Errors: those of reading the files. Threads: one.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "base/status.h"

namespace groundswell {

struct FitEvidenceOptions {
  std::string data_dir;  // as of models/train.h, with pairs/
  std::string words_file = "tools/distil/english.words";
  std::string taxonomy_file = "models/default_taxonomy.toml";
  std::string examples_file = "models/complaint_examples.tsv";
  // The share of complaints in the stream that the probability is for.
  double complaint_prior = 0.25;
  // Holds back weights that few texts speak for.
  double penalty = 2;
};

// The [complaint] table as it stands in a taxonomy file, but for the weights of a known organisation, which no labelled
// text tells. How the weights judge both halves goes to `progress`.
Result<std::string> FitEvidence(const FitEvidenceOptions& options,
                                const std::function<void(std::string_view)>& progress);

}  // namespace groundswell
