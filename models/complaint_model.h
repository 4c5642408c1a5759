// ComplaintModel: from the weighted sums of a text's features to the probability that it is a complaint.
//
// A complaint reports a defect, a loss, a broken promise or a demand about a provider, however plainly worded; it is
// learned apart from sentiment, for most plain reports of a defect are neutral in mood and most bad moods are no
// complaints. The sentiment model's log-odds enter the last step with a small weight fitted on held-out texts.
// Errors: kCorrupt for a file that is damaged or of another kind. Threads: immutable.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/status.h"
#include "models/model_file.h"
#include "models/sentiment_model.h"

namespace groundswell {

// Parameters of a complaint file: scale and bias of its column, then what the inputs weigh (ComplaintModel::Inputs).
struct ComplaintParameters {
  static constexpr size_t kInputs = 6;
  float scale = 0, bias = 0;
  std::array<float, kInputs> weights = {1, 0, 0, 0, 0, 0};

  std::vector<float> ToFloats() const;
};

class ComplaintModel {
 public:
  static constexpr int kComplaintColumn = 2;  // of the weight table; the file itself has one column

  static Result<ComplaintModel> FromFile(const ModelFile& file);
  explicit ComplaintModel(const ComplaintParameters& parameters) : parameters_(parameters) {}

  // What is weighed for the log-odds: the scaled sum; the sentiment, whose strength says no more about complaints
  // beyond a bound; shortness, one over the root of the number of features, for a few words seldom are a complaint
  // however bad; whether the text is English, which has several times the features; and one.
  static std::array<float, ComplaintParameters::kInputs> Inputs(float log_odds, size_t feature_count,
                                                                const SentimentScore& sentiment, Lang lang);

  // The scaled sum before calibration.
  float LogOdds(int32_t sum, size_t feature_count) const;
  // 0..1; 0 for a text without features.
  float Probability(int32_t sum, size_t feature_count, const SentimentScore& sentiment, Lang lang) const;

 private:
  ComplaintParameters parameters_;
};

}  // namespace groundswell
