// TrainModels: labelled texts in, the bytes of the sentiment and the complaint file out.
//
// Contract: a function of the texts and the options; the same input gives the same bytes each time. The calibrations
// are fitted on the texts marked as validation; then the weights are trained once more on all texts. Clause cuts of
// long texts may be given beside them, so that the complaint model sees short texts of every kind; a cut takes part
// only where a model trained without cuts agrees with the label of the text it comes from. Errors: kInvalid when a
// label that a model needs does not occur. Threads: one. Memory: about 1 GB for 250,000 texts.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/status.h"
#include "models/scored_post.h"
#include "models/sentiment_net_trainer.h"
#include "models/word_vectors.h"

namespace groundswell {

struct TrainingText {
  std::string folded;
  uint16_t set = 0;                    // index into TrainingData::set_names
  std::optional<Sentiment> sentiment;  // none: not for the sentiment model
  std::optional<bool> complaint;       // none: not for the complaint model
  float complaint_weight = 1;          // by which it counts more for the complaint model
  float calibration_weight = 1;        // the same for that model's calibration
  bool is_cut = false;                 // a clause of a longer text
  bool is_validation = false;
  float sentiment_weight = 1;  // by which it counts more for the sentiment model
};

struct TrainingData {
  std::vector<std::string> set_names;
  std::vector<TrainingText> texts;
  WordVectors words;  // by which the sentiment model judges words it does not meet; may be empty
};

struct TrainOptions {
  double polarity_l2 = 1.5, neutrality_l2 = 1.5, complaint_l2 = 10;
  // The least scale of a feature; its naive Bayes log-count ratio makes it greater.
  double polarity_ratio_floor = 0.5, ratio_floor = 0.3;
  // A text of a set of n texts weighs n^power, so that large sets do not drown small ones.
  double polarity_set_power = -0.3, neutrality_set_power = -0.3, complaint_set_power = -0.5;
  double calibration_set_power = -0.5;
  // The share of complaints in the stream that the probability is calibrated for.
  double complaint_prior = 0.13;
  int texts_min = 3;  // features in fewer texts get no weight but from their vectors
  int rounds = 20;
  NetOptions net;
  // How far lines are held to none, and to the line of their language, in texts.
  double lang_line_penalty = 0.1, origin_line_penalty = 32;
  bool retrain_on_all = true;
};

struct TrainedModels {
  std::string sentiment_file, complaint_file;
};

// `progress` gets a sentence for people at every step; it may be empty.
Result<TrainedModels> TrainModels(const TrainingData& data, const TrainOptions& options,
                                  const std::function<void(std::string_view)>& progress);

}  // namespace groundswell
