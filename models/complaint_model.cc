#include "models/complaint_model.h"

#include <algorithm>
#include <cmath>

namespace groundswell {
namespace {

constexpr size_t kParameterCount = sizeof(ComplaintParameters) / sizeof(float);

}  // namespace

Result<ComplaintModel> ComplaintModel::FromFile(const ModelFile& file) {
  if (file.kind != ModelKind::kComplaint || file.parameters.size() != kParameterCount || file.columns.size() != 1) {
    return Corrupt("complaint model: the file holds another kind of model");
  }
  const auto& values = file.parameters;
  for (float value : values) {
    if (!std::isfinite(value)) return Corrupt("complaint model: a parameter is no number");
  }
  return ComplaintModel(
      ComplaintParameters{values[0], values[1], values[2], values[3], values[4], values[5], values[6]});
}

float ComplaintModel::LogOdds(int32_t sum, size_t feature_count) const {
  return static_cast<float>(sum) * parameters_.scale * Shortness(feature_count) + parameters_.bias;
}

float ComplaintModel::Probability(int32_t sum, size_t feature_count, const SentimentScore& sentiment) const {
  if (feature_count == 0) return 0;
  const float log_odds = parameters_.slope * LogOdds(sum, feature_count) +
                         parameters_.polarity_slope * Bounded(sentiment.polarity) +
                         parameters_.neutrality_slope * Bounded(sentiment.neutrality) +
                         parameters_.shortness_slope * Shortness(feature_count) + parameters_.offset;
  return 1.0f / (1.0f + std::exp(-log_odds));
}

}  // namespace groundswell
