#include "models/lbfgs.h"

#include <algorithm>
#include <deque>
#include <vector>

namespace groundswell {
namespace {

constexpr size_t kPairsMax = 8;              // remembered steps
constexpr double kGradientTolerance = 1e-3;  // relative to the first gradient
constexpr double kSufficientDecrease = 1e-4;
constexpr int kHalvingsMax = 25;

struct StepPair {
  Eigen::VectorXd step, change;  // of the point and of the gradient
  double inverse_product;
};

// The two-loop recursion: the remembered curvature applied to the gradient.
Eigen::VectorXd Direction(const std::deque<StepPair>& pairs, const Eigen::VectorXd& gradient) {
  Eigen::VectorXd direction = -gradient;
  std::vector<double> shares(pairs.size());
  for (size_t i = pairs.size(); i-- > 0;) {
    shares[i] = pairs[i].inverse_product * pairs[i].step.dot(direction);
    direction -= shares[i] * pairs[i].change;
  }
  if (!pairs.empty()) {
    const StepPair& last = pairs.back();
    direction *= 1 / (last.inverse_product * last.change.squaredNorm());
  }
  for (size_t i = 0; i < pairs.size(); ++i) {
    const double share = pairs[i].inverse_product * pairs[i].change.dot(direction);
    direction += (shares[i] - share) * pairs[i].step;
  }
  return direction;
}

}  // namespace

double MinimizeLbfgs(const SmoothFunction& function, int iterations_max,
                     const std::function<void(int iteration, double value)>& progress, Eigen::VectorXd* point) {
  Eigen::VectorXd gradient, next_gradient;
  double value = function(*point, &gradient);
  const double first_norm = gradient.norm();
  std::deque<StepPair> pairs;
  for (int iteration = 0; iteration < iterations_max && gradient.norm() > kGradientTolerance * first_norm; ++iteration) {
    const Eigen::VectorXd direction = Direction(pairs, gradient);
    const double slope = direction.dot(gradient);
    double length = pairs.empty() ? 1 / std::max(1.0, first_norm) : 1;
    Eigen::VectorXd next;
    double next_value = value;
    int halvings = 0;
    for (; halvings < kHalvingsMax; ++halvings, length /= 2) {
      next = *point + length * direction;
      next_value = function(next, &next_gradient);
      if (next_value <= value + kSufficientDecrease * length * slope) break;
    }
    if (halvings == kHalvingsMax) break;
    StepPair pair{next - *point, next_gradient - gradient, 0};
    const double product = pair.step.dot(pair.change);
    if (product > 0) {
      pair.inverse_product = 1 / product;
      pairs.push_back(std::move(pair));
      if (pairs.size() > kPairsMax) pairs.pop_front();
    }
    point->swap(next);
    gradient.swap(next_gradient);
    value = next_value;
    if (progress) progress(iteration + 1, value);
  }
  return value;
}

}  // namespace groundswell
