// LinearTrainer: a two-class linear model over hashed features, trained to the optimum of a convex loss.
//
// Method: each feature is scaled by its naive Bayes log-count ratio, never below a floor (Wang and Manning, ACL 2012);
// then a support vector machine with squared hinge loss and an L2 penalty by dual coordinate descent (Hsieh et al.,
// ICML 2008). A text's features are divided by the root of their number, so that long and short texts weigh alike.
// Features may have vectors beside their weights: the model then has one more weight for each dimension of the sum of a
// text's vectors, and what these weights make of a feature's vector is added to the feature's own weight in the end. So
// a feature that no text held gets a weight too, from those whose vectors are like its own, and use costs nothing more.
//
// Contract: a function of its input alone: one thread, and an order of texts
// shuffled from a fixed seed; the same bits each time. Threads: one.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace groundswell {

// Texts as sets of features, one after the other; no feature twice in a text.
class FeatureRows {
 public:
  void Append(std::span<const uint32_t> features);
  std::span<const uint32_t> row(size_t i) const { return {&features_[starts_[i]], starts_[i + 1] - starts_[i]}; }
  size_t size() const { return starts_.size() - 1; }

 private:
  std::vector<uint32_t> features_;
  std::vector<size_t> starts_ = {0};
};

// Vectors of some features.
struct FeatureVectors {
  size_t dims = 0;
  std::vector<uint32_t> keys;  // rising
  std::vector<float> entries;  // row-major, keys x dims

  // That of a feature; empty where it has none.
  std::span<const float> Find(uint32_t key) const;
};

struct LinearExample {
  uint32_t row = 0;
  bool positive = false;
  float weight = 1;
};

struct LinearOptions {
  double l2 = 1;             // penalty on scaled weights, relative to examples of mean weight one
  double bias_l2 = 2;        // penalty on biases, relative to that on weights
  double ratio_floor = 0.3;  // least scale of a feature
  int texts_min = 3;         // features in fewer texts get no weight but from their vectors
  int rounds = 30;           // passes over the texts
  double vector_scale = 2;   // scale of a dimension of vectors, whose mean length is one
};

struct LinearWeights {
  std::vector<uint32_t> keys;  // rising
  std::vector<float> weights;  // one a key
  float bias = 0;
};

LinearWeights TrainLinear(const FeatureRows& rows, std::span<const LinearExample> examples,
                          const FeatureVectors& vectors, const LinearOptions& options);

}  // namespace groundswell
