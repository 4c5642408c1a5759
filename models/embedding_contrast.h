// Training by contrast: questions that people marked as the same are drawn together, all others of a batch and those
// marked as different are pushed apart.
//
// A text's vector is the sum of its terms' vectors times their weights, brought to length 1; vectors and weights are
// both learned (Adam). Contract: a function of its arguments; equal input gives equal bits on machines of one kind.
// Shapes: vectors are row-major float32, terms x dims. Threads: one.
// Sources: van den Oord et al. (2018) for the contrast within a batch, Kingma and Ba (2015) for Adam.
#pragma once

#include <cstdint>
#include <functional>
#include <string_view>
#include <vector>

#include "models/embedding_start.h"

namespace groundswell {

// Rows of the terms of the two texts.
struct ContrastPair {
  std::vector<uint32_t> a, b;
  bool same = false;
};

struct ContrastOptions {
  int rounds = 3;  // over all pairs
  int batch_pairs = 256;
  float temperature = 0.05f;
  float vector_rate = 0.004f, weight_rate = 0.01f;
  // What marked pairs count beside the contrast within the batch.
  float marked_weight = 3;
  uint64_t seed = 1;
};

struct ContrastModel {
  RowMatrix vectors;
  Eigen::VectorXf log_weights;
};

// Changes *model. Pairs of which a text has no known term take no part.
void TrainByContrast(const std::vector<ContrastPair>& pairs, const ContrastOptions& options, ContrastModel* model);

// The likeness of the two texts, -1..1; 0 where one has no known term.
float Likeness(const ContrastModel& model, const ContrastPair& pair);

// The chance that a pair marked as the same is liker than one that is not (ties count half): the area under the ROC.
double RankingAuc(const std::vector<std::pair<float, bool>>& likeness_and_same);

}  // namespace groundswell
