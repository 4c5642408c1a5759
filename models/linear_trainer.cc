#include "models/linear_trainer.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <numeric>

#include "base/hash.h"
#include "models/ngram_features.h"

namespace groundswell {

void FeatureRows::Append(std::span<const uint32_t> features) {
  features_.insert(features_.end(), features.begin(), features.end());
  starts_.push_back(features_.size());
}

std::span<const float> FeatureVectors::Find(uint32_t key) const {
  const auto at = std::lower_bound(keys.begin(), keys.end(), key);
  if (at == keys.end() || *at != key) return {};
  return {&entries[static_cast<size_t>(at - keys.begin()) * dims], dims};
}

namespace {

constexpr uint32_t kNoIndex = UINT32_MAX;
constexpr double kSmoothing = 1;  // added to each feature's count in each class

// The place of each key among the keys, by a bit a feature and a count a word of bits: 16 MB however many keys there
// are.
class KeyIndex {
 public:
  explicit KeyIndex(const std::vector<uint32_t>& keys) : words_(size_t{1} << (kFeatureBits - 6)) {
    for (uint32_t key : keys) words_[key >> 6].bits |= uint64_t{1} << (key & 63);
    uint32_t before = 0;
    for (Word& word : words_) {
      word.before = before;
      before += static_cast<uint32_t>(std::popcount(word.bits));
    }
  }
  uint32_t Find(uint32_t key) const {
    const Word& word = words_[key >> 6];
    const uint64_t bit = uint64_t{1} << (key & 63);
    if ((word.bits & bit) == 0) return kNoIndex;
    return word.before + static_cast<uint32_t>(std::popcount(word.bits & (bit - 1)));
  }

 private:
  struct Word {
    uint64_t bits = 0;
    uint32_t before = 0;
  };
  std::vector<Word> words_;
};

// The examples with features renumbered to those that get weights.
class Problem {
 public:
  Problem(const FeatureRows& rows, std::span<const LinearExample> examples, const FeatureVectors& vectors,
          const LinearOptions& options)
      : examples_(examples), vectors_(vectors), options_(options) {
    ChooseFeatures(rows);
    Renumber(rows);
    ScaleFeatures();
    SumVectors(rows);
  }

  // Dual coordinate descent from zero.
  void Solve();
  LinearWeights Weights() const;

 private:
  void ChooseFeatures(const FeatureRows& rows);
  void Renumber(const FeatureRows& rows);
  void ScaleFeatures();
  void SumVectors(const FeatureRows& rows);
  double SquaredLength(size_t i) const;
  double Margin(size_t i) const;
  void Move(size_t i, double step);
  float OfVector(uint32_t key) const;  // the share of a feature's weight that comes from its vector
  std::span<const uint32_t> Row(size_t i) const { return {&indexes_[starts_[i]], starts_[i + 1] - starts_[i]}; }

  // The sum of a text's vectors, times its norm; empty for a text without any.
  std::span<const float> Dense(size_t i) const {
    if (dense_at_[i] == kNoIndex) return {};
    return {&dense_[dense_at_[i] * vectors_.dims], vectors_.dims};
  }
  double DenseSquare() const { return options_.vector_scale * options_.vector_scale; }

  std::span<const LinearExample> examples_;
  const FeatureVectors& vectors_;
  const LinearOptions& options_;
  std::vector<uint32_t> keys_;
  std::vector<double> scales_;  // one a key
  std::vector<uint32_t> indexes_;
  std::vector<size_t> starts_ = {0};
  std::vector<double> norms_;       // one an example
  std::vector<uint32_t> dense_at_;  // one an example
  std::vector<float> dense_;        // row-major, of the examples that have vectors

  struct Variable {
    float value, scale_squared;
  };
  std::vector<Variable> variables_;     // one a key, then the bias
  std::vector<float> dense_variables_;  // one a dimension
};

void Problem::ChooseFeatures(const FeatureRows& rows) {
  std::vector<uint8_t> text_counts(size_t{1} << kFeatureBits);
  for (const LinearExample& example : examples_) {
    for (uint32_t feature : rows.row(example.row)) text_counts[feature] += text_counts[feature] < UINT8_MAX;
  }
  for (uint32_t feature = 0; feature < text_counts.size(); ++feature) {
    if (text_counts[feature] >= options_.texts_min) keys_.push_back(feature);
  }
}

void Problem::Renumber(const FeatureRows& rows) {
  const KeyIndex index_of(keys_);
  for (const LinearExample& example : examples_) {
    const auto row = rows.row(example.row);
    for (uint32_t feature : row) {
      if (const uint32_t index = index_of.Find(feature); index != kNoIndex) indexes_.push_back(index);
    }
    std::sort(indexes_.begin() + static_cast<ptrdiff_t>(starts_.back()), indexes_.end());
    starts_.push_back(indexes_.size());
    norms_.push_back(1 / std::sqrt(static_cast<double>(std::max<size_t>(row.size(), 1))));
  }
}

void Problem::ScaleFeatures() {
  std::vector<double> counts[2];
  double totals[2] = {0, 0};
  for (auto& of_class : counts) of_class.assign(keys_.size(), kSmoothing);
  for (size_t i = 0; i < examples_.size(); ++i) {
    auto& of_class = counts[examples_[i].positive];
    for (uint32_t index : Row(i)) of_class[index] += examples_[i].weight;
    totals[examples_[i].positive] += examples_[i].weight;
  }
  scales_.resize(keys_.size());
  const double prior = std::log((totals[1] + 1) / (totals[0] + 1));
  for (size_t f = 0; f < keys_.size(); ++f) {
    scales_[f] = std::max(options_.ratio_floor, std::fabs(std::log(counts[1][f] / counts[0][f]) - prior));
  }
}

void Problem::SumVectors(const FeatureRows& rows) {
  dense_at_.assign(examples_.size(), kNoIndex);
  std::vector<float> sum(vectors_.dims);
  for (size_t i = 0; i < examples_.size() && !vectors_.keys.empty(); ++i) {
    bool has_vectors = false;
    std::fill(sum.begin(), sum.end(), 0.0f);
    for (uint32_t feature : rows.row(examples_[i].row)) {
      const auto vector = vectors_.Find(feature);
      has_vectors |= !vector.empty();
      for (size_t d = 0; d < vector.size(); ++d) sum[d] += vector[d];
    }
    if (!has_vectors) continue;
    dense_at_[i] = static_cast<uint32_t>(dense_.size() / vectors_.dims);
    for (float entry : sum) dense_.push_back(entry * static_cast<float>(norms_[i]));
  }
}

void Problem::Solve() {
  // A variable is a weight times its feature's scale, beside the square of that scale: what a step needs of one
  // feature.
  variables_.assign(keys_.size() + 1, {0, static_cast<float>(1 / options_.bias_l2)});
  for (size_t f = 0; f < keys_.size(); ++f) variables_[f].scale_squared = static_cast<float>(scales_[f] * scales_[f]);
  dense_variables_.assign(vectors_.dims, 0);
  const size_t count = examples_.size();
  std::vector<double> duals(count, 0.0), lengths(count);
  for (size_t i = 0; i < count; ++i) lengths[i] = SquaredLength(i);
  std::vector<uint32_t> order(count);
  std::iota(order.begin(), order.end(), 0u);
  uint64_t random = 1;
  for (int round = 0; round < options_.rounds; ++round) {
    for (size_t i = count; i > 1; --i) std::swap(order[i - 1], order[(random = Mix64(random)) % i]);
    for (uint32_t i : order) {
      const LinearExample& example = examples_[i];
      const double sign = example.positive ? 1 : -1;
      const double slack = options_.l2 / (2 * static_cast<double>(example.weight));
      const double slope = sign * Margin(i) - 1 + slack * duals[i];
      const double next = std::max(0.0, duals[i] - slope / (lengths[i] + slack));
      if (next != duals[i]) Move(i, sign * (next - duals[i]));
      duals[i] = next;
    }
  }
}

double Problem::SquaredLength(size_t i) const {
  double sum = 0, dense_sum = 0;
  for (uint32_t index : Row(i)) sum += variables_[index].scale_squared;
  for (float entry : Dense(i)) dense_sum += static_cast<double>(entry * entry);
  return sum * norms_[i] * norms_[i] + dense_sum * DenseSquare() + 1 / options_.bias_l2;
}

double Problem::Margin(size_t i) const {
  double sum = 0, dense_sum = 0;
  for (uint32_t index : Row(i)) sum += variables_[index].value;
  const auto dense = Dense(i);
  for (size_t d = 0; d < dense.size(); ++d) dense_sum += static_cast<double>(dense[d] * dense_variables_[d]);
  return sum * norms_[i] + dense_sum + variables_[keys_.size()].value;
}

void Problem::Move(size_t i, double step) {
  const auto scaled = static_cast<float>(step * norms_[i]);
  for (uint32_t index : Row(i)) variables_[index].value += scaled * variables_[index].scale_squared;
  const auto dense_step = static_cast<float>(step * DenseSquare());
  const auto dense = Dense(i);
  for (size_t d = 0; d < dense.size(); ++d) dense_variables_[d] += dense_step * dense[d];
  Variable& bias = variables_[keys_.size()];
  bias.value += static_cast<float>(step) * bias.scale_squared;
}

LinearWeights Problem::Weights() const {
  LinearWeights result;
  size_t next = 0;  // of the features with vectors
  const auto add_from_vectors = [&](uint32_t before) {
    for (; next < vectors_.keys.size() && vectors_.keys[next] < before; ++next) {
      result.keys.push_back(vectors_.keys[next]);
      result.weights.push_back(OfVector(vectors_.keys[next]));
    }
  };
  for (size_t f = 0; f < keys_.size(); ++f) {
    add_from_vectors(keys_[f]);
    result.keys.push_back(keys_[f]);
    result.weights.push_back(variables_[f].value + OfVector(keys_[f]));
    next += next < vectors_.keys.size() && vectors_.keys[next] == keys_[f];
  }
  add_from_vectors(kNoIndex);
  result.bias = variables_[keys_.size()].value;
  return result;
}

float Problem::OfVector(uint32_t key) const {
  const auto vector = vectors_.Find(key);
  return std::inner_product(vector.begin(), vector.end(), dense_variables_.begin(), 0.0f);
}

}  // namespace

LinearWeights TrainLinear(const FeatureRows& rows, std::span<const LinearExample> examples,
                          const FeatureVectors& vectors, const LinearOptions& options) {
  Problem problem(rows, examples, vectors, options);
  problem.Solve();
  return problem.Weights();
}

}  // namespace groundswell
