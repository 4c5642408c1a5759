#include "models/complaint_model.h"

#include <algorithm>
#include <cmath>

namespace groundswell {
namespace {

constexpr size_t kHeadFloats = 2;
constexpr float kSentimentMax = 4;

float Shortness(size_t feature_count) {
  return 1.0f / std::sqrt(static_cast<float>(std::max<size_t>(feature_count, 1)));
}
float Bounded(float sentiment) { return std::clamp(sentiment, -kSentimentMax, kSentimentMax); }

}  // namespace

std::vector<float> ComplaintParameters::ToFloats() const {
  std::vector<float> values = {scale, bias};
  values.insert(values.end(), weights.begin(), weights.end());
  return values;
}

Result<ComplaintModel> ComplaintModel::FromFile(const ModelFile& file) {
  const auto& values = file.parameters;
  if (file.kind != ModelKind::kComplaint || file.columns.size() != 1 ||
      values.size() != kHeadFloats + ComplaintParameters::kInputs) {
    return Corrupt("complaint model: the file holds another kind of model");
  }
  for (float value : values) {
    if (!std::isfinite(value)) return Corrupt("complaint model: a parameter is no number");
  }
  ComplaintParameters parameters;
  parameters.scale = values[0];
  parameters.bias = values[1];
  std::copy(values.begin() + kHeadFloats, values.end(), parameters.weights.begin());
  return ComplaintModel(parameters);
}

std::array<float, ComplaintParameters::kInputs> ComplaintModel::Inputs(float log_odds, size_t feature_count,
                                                                       const SentimentScore& sentiment, Lang lang) {
  const float english = lang == Lang::kEnglish ? 1.0f : 0.0f;
  return {log_odds, Bounded(sentiment.polarity), Bounded(sentiment.neutrality), Shortness(feature_count), english, 1};
}

float ComplaintModel::LogOdds(int32_t sum, size_t feature_count) const {
  return static_cast<float>(sum) * parameters_.scale * Shortness(feature_count) + parameters_.bias;
}

float ComplaintModel::Probability(int32_t sum, size_t feature_count, const SentimentScore& sentiment, Lang lang) const {
  if (feature_count == 0) return 0;
  const auto inputs = Inputs(LogOdds(sum, feature_count), feature_count, sentiment, lang);
  float log_odds = 0;
  for (size_t k = 0; k < inputs.size(); ++k) log_odds += parameters_.weights[k] * inputs[k];
  return 1.0f / (1.0f + std::exp(-log_odds));
}

}  // namespace groundswell
