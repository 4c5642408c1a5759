// Reports on trained models: figures on held-out texts, a sentence at a time, for people.
//
// Errors: those of reading the data folder (tools/train_data.h). Threads: free functions.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "base/status.h"
#include "models/text_scorer.h"

namespace groundswell {

// Accuracy and macro-F1 on sentiment/test-NAME.jsonl for each name: on three classes where the file has neutral texts,
// and on positive against negative by the sign of the score; then how well the scores are calibrated over all files.
Status ReportSentiment(const TextScorer& scorer, const std::string& data_dir, std::span<const std::string_view> names,
                       const std::function<void(std::string_view)>& say);

// The share of each held-out set that is called a complaint.
Status ReportComplaints(const TextScorer& scorer, const std::string& data_dir,
                        const std::function<void(std::string_view)>& say);

}  // namespace groundswell
