// MinimizeLbfgs: the minimum of a smooth convex function (limited-memory BFGS, Liu and Nocedal 1989).
//
// Contract: improves *point until the gradient is small beside its first value, no step improves any more, or
// `iterations_max` is reached. Deterministic. Threads: one.
#pragma once

#include <Eigen/Core>
#include <functional>

namespace groundswell {

// Gives the value at `point` and writes the gradient there.
using SmoothFunction = std::function<double(const Eigen::VectorXd& point, Eigen::VectorXd* gradient)>;

// `progress` may be empty. Returns the value reached.
double MinimizeLbfgs(const SmoothFunction& function, int iterations_max,
                     const std::function<void(int iteration, double value)>& progress, Eigen::VectorXd* point);

}  // namespace groundswell
