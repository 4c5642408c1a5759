// SentimentModel: from the weighted sums of a text's features to its sentiment.
//
// Two linear models share one file: polarity (negative to positive) and neutrality. A text is neutral when its
// neutrality exceeds a margin that grows with the strength of its polarity; otherwise the sign of the polarity decides.
// The score keeps that sign for neutral texts too, so a judge of two classes reads it off the score. Method: logistic
// regression over n-grams scaled by naive Bayes log-count ratios (Wang and Manning, ACL 2012). Errors: kCorrupt for a
// file that is damaged or of another kind. Threads: immutable.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/status.h"
#include "models/model_file.h"
#include "models/scored_post.h"

namespace groundswell {

struct SentimentScore {
  Sentiment sentiment = Sentiment::kNeutral;
  float score = 0;       // -1..1
  float polarity = 0;    // log-odds of positive against negative
  float neutrality = 0;  // log-odds of neutral against the rest
};

// What depends on the language of a text: biases of the two linear models, and when a text is neutral.
struct SentimentLine {
  float polarity_bias = 0, neutrality_bias = 0;
  float neutral_margin = 0, neutral_slope = 0;  // neutral if neutrality > margin + slope * |polarity|
};

// Parameters of a sentiment file: the two scales, then a line a language in the order of Lang.
struct SentimentParameters {
  static constexpr size_t kLangs = 3;
  float polarity_scale = 0, neutrality_scale = 0;
  std::array<SentimentLine, kLangs> lines;

  SentimentLine& of(Lang lang) { return lines[static_cast<size_t>(lang)]; }
  const SentimentLine& of(Lang lang) const { return lines[static_cast<size_t>(lang)]; }
  std::vector<float> ToFloats() const;
  static Result<SentimentParameters> FromFloats(const std::vector<float>& values);
};

class SentimentModel {
 public:
  static constexpr int kPolarityColumn = 0;
  static constexpr int kNeutralityColumn = 1;

  static Result<SentimentModel> FromFile(const ModelFile& file);
  explicit SentimentModel(const SentimentParameters& parameters) : parameters_(parameters) {}

  // `polarity_sum` and `neutrality_sum` are sums of table weights over the text's features, `feature_count` how many
  // features it has. A text without features is neutral with score 0.
  SentimentScore Decide(int32_t polarity_sum, int32_t neutrality_sum, size_t feature_count, Lang lang) const;

 private:
  SentimentParameters parameters_;
};

}  // namespace groundswell
