#include "models/train_calibration.h"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <vector>

namespace groundswell {
namespace {

constexpr int kIterations = 40;
constexpr double kPenalty = 1e-3;
// How common the classes are differs from origin to origin more than what the sums mean.
constexpr double kConstantShare = 1.0 / 32;

}  // namespace

SentimentLine FitSentimentLine(std::span<const SentimentSample> samples, const SentimentLine& start, double penalty) {
  constexpr int kInputs = SentimentLine::kInputs;
  using Point = Eigen::Matrix<double, 2 * kInputs, 1>;  // of negative, then of positive; neutral is zero
  double weight_sum = 0;
  for (const SentimentSample& sample : samples) weight_sum += sample.weight;
  if (weight_sum == 0) return start;
  Point origin;
  for (int k = 0; k < kInputs; ++k) {
    origin[k] = static_cast<double>(start.negative[static_cast<size_t>(k)]);
    origin[kInputs + k] = static_cast<double>(start.positive[static_cast<size_t>(k)]);
  }
  Point penalties = Point::Constant(penalty);
  penalties[0] = penalties[kInputs] = penalty * kConstantShare;
  Point point = origin;
  for (int iteration = 0; iteration < kIterations; ++iteration) {
    Point gradient = (point - origin).cwiseProduct(penalties);
    Eigen::Matrix<double, 2 * kInputs, 2 * kInputs> curvature = penalties.asDiagonal();
    for (const SentimentSample& sample : samples) {
      const auto inputs = SentimentLine::Inputs(sample.polarity, sample.neutrality, sample.net);
      Eigen::Matrix<double, kInputs, 1> x;
      for (int k = 0; k < kInputs; ++k) x[k] = static_cast<double>(inputs[static_cast<size_t>(k)]);
      const double negative = std::exp(point.head<kInputs>().dot(x)), positive = std::exp(point.tail<kInputs>().dot(x));
      const double p[2] = {negative / (1 + negative + positive), positive / (1 + negative + positive)};
      const double truth[2] = {sample.truth == Sentiment::kNegative ? 1.0 : 0.0,
                               sample.truth == Sentiment::kPositive ? 1.0 : 0.0};
      const double weight = sample.weight / weight_sum * static_cast<double>(samples.size());
      for (int a = 0; a < 2; ++a) {
        gradient.segment<kInputs>(a * kInputs) += weight * (p[a] - truth[a]) * x;
        for (int b = 0; b < 2; ++b) {
          const double slope = p[a] * ((a == b ? 1 : 0) - p[b]);
          curvature.block<kInputs, kInputs>(a * kInputs, b * kInputs) += weight * slope * x * x.transpose();
        }
      }
    }
    const Point step = curvature.ldlt().solve(gradient);
    point -= step * std::min(1.0, 3.0 / std::max(step.cwiseAbs().maxCoeff(), 1e-9));  // far steps overshoot
  }
  SentimentLine line;
  for (int k = 0; k < kInputs; ++k) {
    line.negative[static_cast<size_t>(k)] = static_cast<float>(point[k]);
    line.positive[static_cast<size_t>(k)] = static_cast<float>(point[kInputs + k]);
  }
  return line;
}

void FitComplaint(std::span<const ComplaintSample> samples, double prior, ComplaintParameters* parameters) {
  constexpr int kInputs = ComplaintParameters::kInputs;
  using Vector = Eigen::Matrix<double, kInputs, 1>;
  double sums[2] = {0, 0};
  for (const ComplaintSample& sample : samples) sums[sample.is_complaint] += sample.weight;
  if (sums[0] == 0 || sums[1] == 0) return;
  const double shares[2] = {1 - prior, prior};
  Vector point = Vector::Unit(0);
  for (int iteration = 0; iteration < kIterations; ++iteration) {
    Vector gradient = Vector::Zero();
    Eigen::Matrix<double, kInputs, kInputs> curvature = Eigen::Matrix<double, kInputs, kInputs>::Identity() * kPenalty;
    for (const ComplaintSample& sample : samples) {
      const auto inputs = ComplaintModel::Inputs(sample.log_odds, sample.feature_count, sample.sentiment, sample.lang);
      const Vector x = Eigen::Map<const Eigen::Matrix<float, kInputs, 1>>(inputs.data()).cast<double>();
      const double probability = 1 / (1 + std::exp(-point.dot(x)));
      const double weight =
          sample.weight * static_cast<double>(samples.size()) * shares[sample.is_complaint] / sums[sample.is_complaint];
      gradient += weight * (probability - (sample.is_complaint ? 1 : 0)) * x;
      curvature += weight * probability * (1 - probability) * x * x.transpose();
    }
    point -= curvature.ldlt().solve(gradient);
  }
  for (int k = 0; k < kInputs; ++k) parameters->weights[static_cast<size_t>(k)] = static_cast<float>(point[k]);
}

}  // namespace groundswell
