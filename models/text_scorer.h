// TextScorer: sentiment, complaint and language of a post's text, from one pass over its features.
//
// Contract: a pure function of the folded text and the two model files. Input is the folded form of the stored form.
// Ownership: owns its tables (4 MB, and those of the net); the file bytes need to live only during Parse.
// Errors: Parse returns kCorrupt when a file is damaged, of another kind or of another version.
// Threads: immutable; any number of threads may score, each with its own scratch. No allocation once the scratch has
// grown to the longest text.
#pragma once

#include <cstdint>
#include <string_view>
#include <utility>

#include "base/status.h"
#include "models/complaint_model.h"
#include "models/ngram_features.h"
#include "models/scored_post.h"
#include "models/sentiment_model.h"
#include "models/sentiment_net.h"
#include "models/weight_table.h"

namespace groundswell {

class TextScorer {
 public:
  static Result<TextScorer> Parse(std::string_view sentiment_file, std::string_view complaint_file);

  // All scores of a text. A text without letters, digits or signs scores neutral and no complaint.
  Scores Score(std::string_view folded, NgramScratch* scratch) const;

  // The sentiment alone, with its log-odds.
  SentimentScore ScoreSentiment(std::string_view folded, NgramScratch* scratch) const;

  // A function of both files: equal checksums, equal scores.
  uint64_t checksum() const { return checksum_; }

 private:
  TextScorer(const SentimentModel& sentiment, SentimentNet net, const ComplaintModel& complaint)
      : sentiment_(sentiment), net_(std::move(net)), complaint_(complaint) {}

  WeightTable table_;
  SentimentModel sentiment_;
  SentimentNet net_;
  ComplaintModel complaint_;
  uint64_t checksum_ = 0;
};

}  // namespace groundswell
