// `groundswell eval clustering FILE`: a replay, then how well its groups agree with the labels of the file.
//
// Contract: the first label of a post counts; posts without one are replayed and not scored. With --repeat the posts
// are replayed in so many seeded orders, each taking the times of the file in turn, and the mean and the standard
// deviation of every score are told. Errors: kInvalid when no post has a label.
#pragma once

#include <cstdint>
#include <string>

#include "tools/config.h"
#include "tools/console.h"

namespace groundswell {

struct EvalClusteringOptions {
  std::string input;
  std::string assignments;  // file name; of the last order
  bool shuffle = false;
  uint64_t seed = 0;
  uint32_t repeat = 1;
  bool json = false;
};

Status RunEvalClustering(const EvalClusteringOptions& options, const Config& config, const Console& console);

}  // namespace groundswell
