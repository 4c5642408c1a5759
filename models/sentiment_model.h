// SentimentModel: from the weighted sums of a text's features to its sentiment.
//
// Two linear models share one file: polarity (negative to positive) and neutrality. A text is neutral when its neutrality
// exceeds a margin that grows with the strength of its polarity; otherwise the sign of the polarity decides. The score
// keeps that sign for neutral texts too, so a judge of two classes reads it off the score.
// Method: logistic regression over n-grams scaled by naive Bayes log-count ratios (Wang and Manning, ACL 2012).
// Errors: kCorrupt for a file that is damaged or of another kind. Threads: immutable.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/status.h"
#include "models/model_file.h"
#include "models/scored_post.h"

namespace groundswell {

struct SentimentScore {
  Sentiment sentiment = Sentiment::kNeutral;
  float score = 0;     // -1..1
  float polarity = 0;  // log-odds of positive against negative
  float neutrality = 0;  // log-odds of neutral against the rest
};

// Parameters of a sentiment file, in this order.
struct SentimentParameters {
  float polarity_scale = 0, polarity_bias = 0;
  float neutrality_scale = 0, neutrality_bias = 0;
  float neutral_margin = 0, neutral_slope = 0;  // neutral if neutrality > margin + slope * |polarity|
};

class SentimentModel {
 public:
  static constexpr int kPolarityColumn = 0;
  static constexpr int kNeutralityColumn = 1;

  static Result<SentimentModel> FromFile(const ModelFile& file);
  explicit SentimentModel(const SentimentParameters& parameters) : parameters_(parameters) {}

  // `polarity_sum` and `neutrality_sum` are sums of table weights over the text's features, `feature_count` how many
  // features it has. A text without features is neutral with score 0.
  SentimentScore Decide(int32_t polarity_sum, int32_t neutrality_sum, size_t feature_count) const;

 private:
  SentimentParameters parameters_;
};

}  // namespace groundswell
