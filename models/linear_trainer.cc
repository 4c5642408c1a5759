#include "models/linear_trainer.h"

#include <Eigen/Core>
#include <algorithm>
#include <cmath>

#include "models/lbfgs.h"
#include "models/ngram_features.h"

namespace groundswell {

void FeatureRows::Append(std::span<const uint32_t> features) {
  features_.insert(features_.end(), features.begin(), features.end());
  starts_.push_back(features_.size());
}

namespace {

constexpr uint32_t kNoIndex = UINT32_MAX;
constexpr double kSmoothing = 1;  // added to each feature's count in each class

// The examples with features renumbered to those that get weights.
class Problem {
 public:
  Problem(const FeatureRows& rows, std::span<const LinearExample> examples, int group_count,
          const LinearOptions& options)
      : examples_(examples), group_count_(group_count), options_(options) {
    ChooseFeatures(rows);
    Renumber(rows);
    ScaleFeatures();
  }

  Eigen::Index size() const { return static_cast<Eigen::Index>(keys_.size()) + 1 + group_count_; }

  // Penalised loss at `point` (feature weights, bias, group biases) and its gradient.
  double Evaluate(const Eigen::VectorXd& point, Eigen::VectorXd* gradient) const;

  LinearWeights Unscale(const Eigen::VectorXd& point) const;

 private:
  void ChooseFeatures(const FeatureRows& rows);
  void Renumber(const FeatureRows& rows);
  void ScaleFeatures();
  std::span<const uint32_t> Row(size_t i) const { return {&indexes_[starts_[i]], starts_[i + 1] - starts_[i]}; }

  std::span<const LinearExample> examples_;
  const int group_count_;
  const LinearOptions& options_;
  std::vector<uint32_t> keys_;
  std::vector<double> scales_;  // one a key
  std::vector<uint32_t> indexes_;
  std::vector<size_t> starts_ = {0};
  std::vector<double> norms_;  // one an example
};

void Problem::ChooseFeatures(const FeatureRows& rows) {
  std::vector<uint8_t> text_counts(size_t{1} << kFeatureBits);
  std::vector<uint32_t> distinct;
  for (const LinearExample& example : examples_) {
    const auto row = rows.row(example.row);
    distinct.assign(row.begin(), row.end());
    std::sort(distinct.begin(), distinct.end());
    distinct.erase(std::unique(distinct.begin(), distinct.end()), distinct.end());
    for (uint32_t feature : distinct) text_counts[feature] += text_counts[feature] < UINT8_MAX;
  }
  for (uint32_t feature = 0; feature < text_counts.size(); ++feature) {
    if (text_counts[feature] >= options_.texts_min) keys_.push_back(feature);
  }
}

void Problem::Renumber(const FeatureRows& rows) {
  std::vector<uint32_t> index_of(size_t{1} << kFeatureBits, kNoIndex);
  for (size_t i = 0; i < keys_.size(); ++i) index_of[keys_[i]] = static_cast<uint32_t>(i);
  for (const LinearExample& example : examples_) {
    const auto row = rows.row(example.row);
    for (uint32_t feature : row) {
      if (index_of[feature] != kNoIndex) indexes_.push_back(index_of[feature]);
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
    uint32_t before = kNoIndex;  // rows are sorted; a feature counts once a text
    for (uint32_t index : Row(i)) {
      if (index != before) of_class[index] += examples_[i].weight;
      before = index;
    }
    totals[examples_[i].positive] += examples_[i].weight;
  }
  scales_.resize(keys_.size());
  const double prior = std::log((totals[1] + 1) / (totals[0] + 1));
  for (size_t f = 0; f < keys_.size(); ++f) {
    scales_[f] = std::max(options_.ratio_floor, std::fabs(std::log(counts[1][f] / counts[0][f]) - prior));
  }
}

double Problem::Evaluate(const Eigen::VectorXd& point, Eigen::VectorXd* gradient) const {
  const size_t features = keys_.size();
  std::vector<double> weights(features), slopes(features, 0.0);
  for (size_t f = 0; f < features; ++f) weights[f] = point[static_cast<Eigen::Index>(f)] * scales_[f];
  gradient->setZero(size());
  double loss = 0;
  for (size_t i = 0; i < examples_.size(); ++i) {
    const LinearExample& example = examples_[i];
    const auto row = Row(i);
    double sum = 0;
    for (uint32_t index : row) sum += weights[index];
    double margin = sum * norms_[i] + point[static_cast<Eigen::Index>(features)];
    const auto group = static_cast<Eigen::Index>(features) + 1 + example.group;
    if (example.group >= 0) margin += point[group];
    if (!example.positive) margin = -margin;
    const double miss = 1 / (1 + std::exp(margin));  // probability given to the other class
    loss += example.weight * (margin > 0 ? std::log1p(std::exp(-margin)) : std::log1p(std::exp(margin)) - margin);
    const double slope = example.weight * (example.positive ? -miss : miss);
    const double step = slope * norms_[i];
    for (uint32_t index : row) slopes[index] += step;
    (*gradient)[static_cast<Eigen::Index>(features)] += slope;
    if (example.group >= 0) (*gradient)[group] += slope;
  }
  for (size_t f = 0; f < features; ++f) {
    const auto at = static_cast<Eigen::Index>(f);
    (*gradient)[at] = slopes[f] * scales_[f] + options_.l2 * point[at];
    loss += 0.5 * options_.l2 * point[at] * point[at];
  }
  for (Eigen::Index at = static_cast<Eigen::Index>(features) + 1; at < size(); ++at) {
    (*gradient)[at] += options_.group_l2 * point[at];
    loss += 0.5 * options_.group_l2 * point[at] * point[at];
  }
  return loss;
}

LinearWeights Problem::Unscale(const Eigen::VectorXd& point) const {
  LinearWeights result;
  result.keys = keys_;
  for (size_t f = 0; f < keys_.size(); ++f) {
    result.weights.push_back(static_cast<float>(point[static_cast<Eigen::Index>(f)] * scales_[f]));
  }
  double bias = point[static_cast<Eigen::Index>(keys_.size())];
  for (int group = 0; group < group_count_; ++group) {
    const double group_bias = point[static_cast<Eigen::Index>(keys_.size()) + 1 + group];
    result.group_biases.push_back(static_cast<float>(group_bias));
    bias += group_bias / group_count_;
  }
  result.bias = static_cast<float>(bias);
  return result;
}

}  // namespace

LinearWeights TrainLinear(const FeatureRows& rows, std::span<const LinearExample> examples, int group_count,
                          const LinearOptions& options) {
  const Problem problem(rows, examples, group_count, options);
  Eigen::VectorXd point = Eigen::VectorXd::Zero(problem.size());
  MinimizeLbfgs([&](const Eigen::VectorXd& x, Eigen::VectorXd* gradient) { return problem.Evaluate(x, gradient); },
                options.iterations_max, options.progress, &point);
  return problem.Unscale(point);
}

}  // namespace groundswell
