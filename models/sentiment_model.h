// SentimentModel: from the weighted sums of a text's features to its sentiment.
//
// Two linear models share one file: polarity (negative to positive) and neutrality, both over n-grams scaled by naive
// Bayes log-count ratios (Wang and Manning, ACL 2012); beside them a small network that knows the order of units
// (models/sentiment_net.h) answers the same two questions, and says which origin a text looks like. What these sums
// mean differs by origin (a hotel review is rarely neutral, a microblog often), so each origin has a small multinomial
// model of them; the probabilities of the three classes are the mean of what these say, weighed by how likely each
// origin is. The likeliest class is the sentiment. The score is P(positive) - P(negative), calibrated: of many texts of
// score s the share of positive ones exceeds that of negative ones by about s. It keeps its sign for neutral texts, so
// a judge of two classes reads it off the score. Errors: kCorrupt for a file that is damaged or of another kind.
// Threads: immutable.
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
#include "models/sentiment_net.h"

namespace groundswell {

struct SentimentScore {
  Sentiment sentiment = Sentiment::kNeutral;
  float score = 0;       // -1..1
  float polarity = 0;    // scaled sum: below 0 negative
  float neutrality = 0;  // scaled sum: above 0 neutral
};

// The log-odds of negative and of positive against neutral, as sums over the inputs.
struct SentimentLine {
  static constexpr int kInputs = 13;
  static constexpr float kSquareMax = 9;  // of squares, so that no far point bends the line
  static constexpr float kNetBound = 3, kNetBend = 4;
  std::array<float, kInputs> negative{}, positive{};

  // The scaled sums of the linear models, and the log-odds of the net, which are bounded: it is surer than it should
  // be.
  static std::array<float, kInputs> Inputs(float polarity, float neutrality, const NetAnswers& net) {
    const float p = kNetBound * std::tanh(net.polarity / kNetBend),
                n = kNetBound * std::tanh(net.neutrality / kNetBend);
    return {1,
            polarity,
            std::fabs(polarity),
            neutrality,
            polarity * neutrality,
            std::min(neutrality * neutrality, kSquareMax),
            std::min(polarity * polarity, kSquareMax),
            p,
            std::fabs(p),
            n,
            p * n,
            n * n,
            p * p};
  }
};

// Parameters of a sentiment file: scales and biases of the two columns, then a line an origin.
struct SentimentParameters {
  float polarity_scale = 0, neutrality_scale = 0;
  float polarity_bias = 0, neutrality_bias = 0;
  std::vector<SentimentLine> lines;  // 1 to kNetOriginsMax

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
  // features it has, `net` what the network says of its units. A text without features is neutral with score 0.
  SentimentScore Decide(int32_t polarity_sum, int32_t neutrality_sum, size_t feature_count,
                        const NetAnswers& net) const;
  size_t origin_count() const { return parameters_.lines.size(); }

 private:
  SentimentParameters parameters_;
};

}  // namespace groundswell
