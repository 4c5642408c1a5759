// SentimentModel: from the weighted sums of a text's features to its sentiment.
//
// Two linear models share one file: polarity (negative to positive) and neutrality, both over n-grams scaled by naive
// Bayes log-count ratios (Wang and Manning, ACL 2012). A small multinomial model of their sums, one for each language,
// gives the probabilities of the three classes; the likeliest is the sentiment. The score is P(positive) - P(negative),
// calibrated: of many texts of score s the share of positive ones exceeds that of negative ones by about s. It keeps
// its sign for neutral texts, so a judge of two classes reads it off the score. Errors: kCorrupt for a file that is
// damaged or of another kind. Threads: immutable.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
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
  float polarity = 0;    // scaled sum: below 0 negative
  float neutrality = 0;  // scaled sum: above 0 neutral
};

// The log-odds of negative and of positive against neutral, as sums over the inputs.
struct SentimentLine {
  static constexpr int kInputs = 7;
  static constexpr float kSquareMax = 9;  // of squares, so that no far point bends the line
  std::array<float, kInputs> negative{}, positive{};

  static std::array<float, kInputs> Inputs(float polarity, float neutrality) {
    return {1,
            polarity,
            std::fabs(polarity),
            neutrality,
            polarity * neutrality,
            std::min(neutrality * neutrality, kSquareMax),
            std::min(polarity * polarity, kSquareMax)};
  }
};

// Parameters of a sentiment file: scales and biases of the two columns, then a line a language in the order of Lang.
struct SentimentParameters {
  static constexpr size_t kLangs = 3;
  float polarity_scale = 0, neutrality_scale = 0;
  float polarity_bias = 0, neutrality_bias = 0;
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
