#include "models/sentiment_net_parts.h"

#include <algorithm>

namespace groundswell {
namespace {

constexpr auto kFilters = static_cast<Eigen::Index>(kNetPartFilters);
constexpr auto kWindow = static_cast<Eigen::Index>(kNetWindow);
constexpr float kByteMax = 127, kBiasMax = 32000;

}  // namespace

// Multiplied out: what each unit adds to each filter before, at and after a place.
void WriteNetPart(const NetWeights& weights, size_t part, SentimentNetFile* file) {
  NetMatrix shares(weights.vectors.rows(), kWindow * kFilters);
  for (Eigen::Index w = 0; w < kWindow; ++w) {
    shares.middleCols(w * kFilters, kFilters).noalias() =
        weights.vectors * weights.filters.middleCols(w * kNetDims, kNetDims).transpose();
  }
  file->keys = weights.keys;
  file->rows.resize(static_cast<size_t>(shares.rows()) * kNetRowBytes);
  file->outputs.resize(static_cast<size_t>(weights.outputs.rows()) * kNetFilters);
  file->output_biases.resize(static_cast<size_t>(weights.output_biases.size()));
  constexpr float kShare = 1.0f / kNetParts;
  for (Eigen::Index f = 0; f < kFilters; ++f) {
    const size_t at = part * static_cast<size_t>(kFilters) + static_cast<size_t>(f);  // among all filters
    float greatest = 1e-9f;
    for (Eigen::Index w = 0; w < kWindow; ++w) {
      greatest = std::max(greatest, shares.col(w * kFilters + f).cwiseAbs().maxCoeff());
    }
    const float scale = greatest / kByteMax;
    file->scales.push_back(scale);
    file->biases.push_back(
        static_cast<int16_t>(std::lround(std::clamp(weights.biases(0, f) / scale, -kBiasMax, kBiasMax))));
    for (size_t row = 0; row <= weights.keys.size(); ++row) {
      for (size_t w = 0; w < kNetWindow; ++w) {
        const float value = shares(static_cast<Eigen::Index>(row), static_cast<Eigen::Index>(w) * kFilters + f);
        file->rows[row * kNetRowBytes + w * kNetFilters + at] = static_cast<int8_t>(std::lround(value / scale));
      }
    }
    for (Eigen::Index answer = 0; answer < weights.outputs.rows(); ++answer) {
      file->outputs[static_cast<size_t>(answer) * kNetFilters + at] = kShare * weights.outputs(answer, f);
    }
  }
  for (size_t answer = 0; answer < file->output_biases.size(); ++answer) {
    file->output_biases[answer] += kShare * weights.output_biases(0, static_cast<Eigen::Index>(answer));
  }
}

}  // namespace groundswell
