#include "models/sentiment_model.h"

#include <algorithm>
#include <cmath>
#include <span>

namespace groundswell {
namespace {

constexpr size_t kHeadFloats = 4;
constexpr size_t kLineFloats = 2 * size_t{SentimentLine::kInputs};

float LogOdds(const std::array<float, SentimentLine::kInputs>& weights,
              const std::array<float, SentimentLine::kInputs>& inputs) {
  float sum = 0;
  for (size_t k = 0; k < inputs.size(); ++k) sum += weights[k] * inputs[k];
  return sum;
}

// An origin less likely than this beside the likeliest has no say.
constexpr float kOddsMin = 0.01f;

struct Probabilities {
  float negative = 0, neutral = 0, positive = 0;
};

Probabilities Judge(const SentimentLine& line, const std::array<float, SentimentLine::kInputs>& inputs) {
  const float negative = LogOdds(line.negative, inputs), positive = LogOdds(line.positive, inputs);
  // Odds against the greatest of the three, so that none is beyond what a float holds.
  const float greatest = std::max({0.0f, negative, positive});
  const Probabilities odds = {std::exp(negative - greatest), std::exp(-greatest), std::exp(positive - greatest)};
  const float sum = odds.negative + odds.neutral + odds.positive;
  return {odds.negative / sum, odds.neutral / sum, odds.positive / sum};
}

}  // namespace

std::vector<float> SentimentParameters::ToFloats() const {
  std::vector<float> values = {polarity_scale, neutrality_scale, polarity_bias, neutrality_bias};
  for (const SentimentLine& line : lines) {
    values.insert(values.end(), line.negative.begin(), line.negative.end());
    values.insert(values.end(), line.positive.begin(), line.positive.end());
  }
  return values;
}

Result<SentimentParameters> SentimentParameters::FromFloats(const std::vector<float>& values) {
  const bool finite = std::all_of(values.begin(), values.end(), [](float value) { return std::isfinite(value); });
  const size_t line_floats = values.size() - std::min(values.size(), kHeadFloats);
  const size_t lines = line_floats / kLineFloats;
  if (!finite || line_floats % kLineFloats != 0 || lines == 0 || lines > kNetOriginsMax) {
    return Corrupt("sentiment model: the file holds another kind of model");
  }
  SentimentParameters parameters;
  parameters.polarity_scale = values[0];
  parameters.neutrality_scale = values[1];
  parameters.polarity_bias = values[2];
  parameters.neutrality_bias = values[3];
  parameters.lines.resize(lines);
  const float* at = values.data() + kHeadFloats;
  for (SentimentLine& line : parameters.lines) {
    std::copy_n(at, line.negative.size(), line.negative.begin());
    std::copy_n(at + line.negative.size(), line.positive.size(), line.positive.begin());
    at += kLineFloats;
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
                                      const NetAnswers& net) const {
  if (feature_count == 0) return {};
  const float norm = 1.0f / std::sqrt(static_cast<float>(feature_count));
  SentimentScore result;
  result.polarity = static_cast<float>(polarity_sum) * parameters_.polarity_scale * norm + parameters_.polarity_bias;
  result.neutrality =
      static_cast<float>(neutrality_sum) * parameters_.neutrality_scale * norm + parameters_.neutrality_bias;
  const auto inputs = SentimentLine::Inputs(result.polarity, result.neutrality, net);
  const std::span<const float> likeness(net.origins.data(), parameters_.lines.size());
  const float greatest = *std::max_element(likeness.begin(), likeness.end());
  Probabilities sum;
  for (size_t o = 0; o < likeness.size(); ++o) {
    const float odds = std::exp(likeness[o] - greatest);
    if (odds < kOddsMin) continue;
    const Probabilities of_origin = Judge(parameters_.lines[o], inputs);
    sum.negative += odds * of_origin.negative;
    sum.neutral += odds * of_origin.neutral;
    sum.positive += odds * of_origin.positive;
  }
  if (std::max(sum.negative, sum.positive) > sum.neutral) {
    result.sentiment = sum.negative > sum.positive ? Sentiment::kNegative : Sentiment::kPositive;
  }
  result.score = (sum.positive - sum.negative) / (sum.negative + sum.neutral + sum.positive);
  return result;
}

}  // namespace groundswell
