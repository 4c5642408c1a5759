#include "models/sentiment_model.h"

#include <cmath>

namespace groundswell {
namespace {

float Logistic(float log_odds) { return 1.0f / (1.0f + std::exp(-log_odds)); }

}  // namespace

std::vector<float> SentimentParameters::ToFloats() const {
  std::vector<float> values = {polarity_scale, neutrality_scale};
  for (const SentimentLine& line : lines) {
    values.insert(values.end(), {line.polarity_bias, line.neutrality_bias, line.neutral_margin, line.neutral_slope});
  }
  return values;
}

Result<SentimentParameters> SentimentParameters::FromFloats(const std::vector<float>& values) {
  if (values.size() != 2 + 4 * kLangs) return Corrupt("sentiment model: the file holds another kind of model");
  SentimentParameters parameters;
  parameters.polarity_scale = values[0];
  parameters.neutrality_scale = values[1];
  for (size_t lang = 0; lang < kLangs; ++lang) {
    const float* line = &values[2 + 4 * lang];
    parameters.lines[lang] = {line[0], line[1], line[2], line[3]};
  }
  return parameters;
}

Result<SentimentModel> SentimentModel::FromFile(const ModelFile& file) {
  if (file.columns.size() != 2) return Corrupt("sentiment model: the file holds another kind of model");
  auto parameters = SentimentParameters::FromFloats(file.parameters);
  if (!parameters.ok()) return parameters.status();
  return SentimentModel(*parameters);
}

SentimentScore SentimentModel::Decide(int32_t polarity_sum, int32_t neutrality_sum, size_t feature_count,
                                      Lang lang) const {
  if (feature_count == 0) return {};
  const float norm = 1.0f / std::sqrt(static_cast<float>(feature_count));
  const SentimentLine& line = parameters_.of(lang);
  SentimentScore result;
  result.polarity = static_cast<float>(polarity_sum) * parameters_.polarity_scale * norm + line.polarity_bias;
  result.neutrality = static_cast<float>(neutrality_sum) * parameters_.neutrality_scale * norm + line.neutrality_bias;
  const bool neutral = result.neutrality > line.neutral_margin + line.neutral_slope * std::fabs(result.polarity);
  if (!neutral) result.sentiment = result.polarity < 0 ? Sentiment::kNegative : Sentiment::kPositive;
  result.score = (2 * Logistic(result.polarity) - 1) * (1 - Logistic(result.neutrality));
  return result;
}

}  // namespace groundswell
