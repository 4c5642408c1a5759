// What the training of the sentiment net is built of: its weights, chance, and the steps of Adam.
//
// Contract: functions of their input; chance is a sequence of its own for each seed. Shapes: matrices are row-major
// float32; those of NetWeights are said there. Threads: values.
#pragma once

#include <Eigen/Dense>
#include <cmath>
#include <cstdint>
#include <vector>

#include "base/hash.h"
#include "models/sentiment_net.h"

namespace groundswell {

using NetMatrix = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

constexpr int kNetDims = 64;
// The filters are those of so many nets trained apart, whose answers are averaged: two small ones err less than a
// large one.
constexpr size_t kNetParts = 2;
static_assert(kNetFilters % kNetParts == 0);
constexpr size_t kNetPartFilters = kNetFilters / kNetParts;

// The weights of one part.
struct NetWeights {
  std::vector<uint32_t> keys;  // units, rising; the vector of keys[i] is row i + 1, that of unknown units row 0
  NetMatrix vectors;           // (1 + keys) x dims
  NetMatrix filters;           // filters of a part x (window x dims)
  NetMatrix biases;            // 1 x filters of a part
  NetMatrix outputs;           // answers x filters of a part
  NetMatrix output_biases;     // 1 x answers
  NetMatrix origin_biases;     // moods x origins, of use in training alone
};

// Multiplies the vectors out to tables and puts the part's filters into the file; parts come in their order.
void WriteNetPart(const NetWeights& weights, size_t part, SentimentNetFile* file);

class NetRandom {
 public:
  explicit NetRandom(uint64_t seed) : state_(seed) {}
  uint64_t Next() { return Mix64(state_ += 0x9e3779b97f4a7c15u); }
  float Share() { return static_cast<float>(Next() >> 40) * 0x1p-24f; }  // 0 to 1
  // Of mean zero and deviation one: a sum of twelve shares is as good as normal here.
  float Spread() {
    float sum = -6;
    for (int i = 0; i < 12; ++i) sum += Share();
    return sum;
  }

 private:
  uint64_t state_;
};

// What Adam keeps of a matrix, row by row, so that rows without a gradient cost nothing.
class NetMoments {
 public:
  explicit NetMoments(const NetMatrix& of)
      : mean_(NetMatrix::Zero(of.rows(), of.cols())), square_(NetMatrix::Zero(of.rows(), of.cols())) {}

  template <typename Gradient>
  void Step(Eigen::Index row, const Gradient& gradient, float rate, int step, NetMatrix* weights) {
    const float rest = 1 - std::pow(kMomentum, static_cast<float>(step));
    const float square_rest = 1 - std::pow(kSquareMomentum, static_cast<float>(step));
    mean_.row(row) = kMomentum * mean_.row(row) + (1 - kMomentum) * gradient;
    square_.row(row) = kSquareMomentum * square_.row(row) + (1 - kSquareMomentum) * gradient.cwiseAbs2();
    weights->row(row).array() -=
        rate / rest * mean_.row(row).array() / ((square_.row(row).array() / square_rest).sqrt() + kSquareMin);
  }
  void StepAll(const NetMatrix& gradient, float rate, int step, NetMatrix* weights) {
    for (Eigen::Index row = 0; row < gradient.rows(); ++row) Step(row, gradient.row(row), rate, step, weights);
  }

 private:
  static constexpr float kMomentum = 0.9f, kSquareMomentum = 0.999f, kSquareMin = 1e-8f;

  NetMatrix mean_, square_;
};

}  // namespace groundswell
