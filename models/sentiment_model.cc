#include "models/sentiment_model.h"

#include <cmath>

namespace groundswell {
namespace {

constexpr size_t kParameterCount = sizeof(SentimentParameters) / sizeof(float);

float Logistic(float log_odds) { return 1.0f / (1.0f + std::exp(-log_odds)); }

}  // namespace

Result<SentimentModel> SentimentModel::FromFile(const ModelFile& file) {
  if (file.kind != ModelKind::kSentiment || file.parameters.size() != kParameterCount || file.columns.size() != 2) {
    return Corrupt("sentiment model: the file holds another kind of model");
  }
  const auto& values = file.parameters;
  return SentimentModel(SentimentParameters{values[0], values[1], values[2], values[3], values[4], values[5]});
}

SentimentScore SentimentModel::Decide(int32_t polarity_sum, int32_t neutrality_sum, size_t feature_count) const {
  if (feature_count == 0) return {};
  const float norm = 1.0f / std::sqrt(static_cast<float>(feature_count));
  SentimentScore result;
  result.polarity = static_cast<float>(polarity_sum) * parameters_.polarity_scale * norm + parameters_.polarity_bias;
  result.neutrality =
      static_cast<float>(neutrality_sum) * parameters_.neutrality_scale * norm + parameters_.neutrality_bias;
  const bool neutral =
      result.neutrality > parameters_.neutral_margin + parameters_.neutral_slope * std::fabs(result.polarity);
  result.sentiment = neutral ? Sentiment::kNeutral
                             : (result.polarity < 0 ? Sentiment::kNegative : Sentiment::kPositive);
  result.score = (2 * Logistic(result.polarity) - 1) * (1 - Logistic(result.neutrality));
  return result;
}

}  // namespace groundswell
