// ComplaintModel: from the weighted sums of a text's features to the probability that it is a complaint.
//
// A complaint reports a defect, a loss, a broken promise or a demand about a provider, however plainly worded; it is
// learned apart from sentiment, for most plain reports of a defect are neutral in mood and most bad moods are no
// complaints. The sentiment model's log-odds enter the last step with a small weight fitted on held-out texts.
// Errors: kCorrupt for a file that is damaged or of another kind. Threads: immutable.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>

#include "base/status.h"
#include "models/model_file.h"
#include "models/sentiment_model.h"

namespace groundswell {

// Parameters of a complaint file, in this order: log-odds = slope * z + polarity_slope * polarity + ... + offset, where
// z is the scaled sum of weights, and shortness is one over the root of the number of features: a few words seldom are
// a complaint, however bad.
struct ComplaintParameters {
  float scale = 0, bias = 0;
  float slope = 1, polarity_slope = 0, neutrality_slope = 0, shortness_slope = 0, offset = 0;
};

class ComplaintModel {
 public:
  static constexpr int kComplaintColumn = 2;  // of the weight table; the file itself has one column

  static Result<ComplaintModel> FromFile(const ModelFile& file);
  explicit ComplaintModel(const ComplaintParameters& parameters) : parameters_(parameters) {}

  // Beyond this the sentiment's strength says no more about complaints.
  static constexpr float kSentimentMax = 4;
  static float Bounded(float sentiment) { return std::clamp(sentiment, -kSentimentMax, kSentimentMax); }

  static float Shortness(size_t feature_count) {
    return 1.0f / std::sqrt(static_cast<float>(std::max<size_t>(feature_count, 1)));
  }

  // The scaled sum before calibration.
  float LogOdds(int32_t sum, size_t feature_count) const;
  // 0..1; 0 for a text without features.
  float Probability(int32_t sum, size_t feature_count, const SentimentScore& sentiment) const;

 private:
  ComplaintParameters parameters_;
};

}  // namespace groundswell
