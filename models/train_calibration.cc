#include "models/train_calibration.h"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <vector>

namespace groundswell {
namespace {

constexpr int kIterations = 40;
constexpr double kPenalty = 1e-3;

}  // namespace

SentimentLine FitSentimentLine(std::span<const SentimentSample> samples) {
  SentimentLine line;
  constexpr int kInputs = SentimentLine::kInputs;
  using Point = Eigen::Matrix<double, 2 * kInputs, 1>;  // of negative, then of positive; neutral is zero
  Point point = Point::Zero();
  double weight_sum = 0;
  for (const SentimentSample& sample : samples) weight_sum += sample.weight;
  if (weight_sum == 0) return line;
  for (int iteration = 0; iteration < kIterations; ++iteration) {
    Point gradient = point * kPenalty;
    Eigen::Matrix<double, 2 * kInputs, 2 * kInputs> curvature;
    curvature.setIdentity();
    curvature *= kPenalty;
    for (const SentimentSample& sample : samples) {
      const auto inputs = SentimentLine::Inputs(sample.polarity, sample.neutrality);
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
  for (int k = 0; k < kInputs; ++k) {
    line.negative[static_cast<size_t>(k)] = static_cast<float>(point[k]);
    line.positive[static_cast<size_t>(k)] = static_cast<float>(point[kInputs + k]);
  }
  return line;
}

void FitComplaint(std::span<const ComplaintSample> samples, double prior, ComplaintParameters* parameters) {
  using Vector = Eigen::Matrix<double, 5, 1>;
  double sums[2] = {0, 0};
  for (const ComplaintSample& sample : samples) sums[sample.is_complaint] += sample.weight;
  const double shares[2] = {1 - prior, prior};
  Vector point = Vector::Unit(0);
  for (int iteration = 0; iteration < kIterations; ++iteration) {
    Vector gradient = Vector::Zero();
    Eigen::Matrix<double, 5, 5> curvature = Eigen::Matrix<double, 5, 5>::Identity() * kPenalty;
    for (const ComplaintSample& sample : samples) {
      Vector x;
      x << static_cast<double>(sample.log_odds),
          static_cast<double>(ComplaintModel::Bounded(sample.sentiment.polarity)),
          static_cast<double>(ComplaintModel::Bounded(sample.sentiment.neutrality)),
          static_cast<double>(ComplaintModel::Shortness(sample.feature_count)), 1;
      const double probability = 1 / (1 + std::exp(-point.dot(x)));
      const double weight = sample.weight * static_cast<double>(samples.size()) * shares[sample.is_complaint] /
                            std::max(sums[sample.is_complaint], 1e-9);
      gradient += weight * (probability - (sample.is_complaint ? 1 : 0)) * x;
      curvature += weight * probability * (1 - probability) * x * x.transpose();
    }
    point -= curvature.ldlt().solve(gradient);
  }
  parameters->slope = static_cast<float>(point[0]);
  parameters->polarity_slope = static_cast<float>(point[1]);
  parameters->neutrality_slope = static_cast<float>(point[2]);
  parameters->shortness_slope = static_cast<float>(point[3]);
  parameters->offset = static_cast<float>(point[4]);
}

}  // namespace groundswell
