// Columns: one trained linear model each, in the bytes that a model file holds.
//
// A weight is a signed byte w that stands for scale * w * |w| (models/weight_table.h). Errors: kInvalid when a label
// that a column needs does not occur. Threads: free functions of their input.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/status.h"
#include "models/complaint_model.h"
#include "models/linear_trainer.h"
#include "models/model_file.h"
#include "models/sentiment_model.h"
#include "models/sentiment_net.h"
#include "models/train.h"

namespace groundswell {

struct TrainedColumn {
  std::vector<uint32_t> keys;  // rising
  std::vector<int8_t> weights;
  float scale = 0;
  float bias = 0;
  size_t text_count = 0, feature_count = 0;  // texts trained on; features before small weights were dropped
};

// What a column is trained to tell: none for a text that takes no part.
using LabelOf = std::function<std::optional<bool>(size_t text)>;
// What a text weighs; `size` is how many texts of its set take part.
using WeightOf = std::function<double(size_t text, double size)>;

// `rows` has a row for each text of `data`; `vectors` may be empty; `name` is what errors call the column.
Result<TrainedColumn> TrainColumn(const std::string& name, const TrainingData& data, const FeatureRows& rows,
                                  const FeatureVectors& vectors, const LinearOptions& options, const LabelOf& label_of,
                                  const WeightOf& weight_of);

ModelFile SentimentFile(const TrainingData& data, const TrainedColumn& polarity, const TrainedColumn& neutrality,
                        const SentimentNetFile& net, const SentimentParameters& parameters);
ModelFile ComplaintFile(const TrainingData& data, const TrainedColumn& column, const ComplaintParameters& parameters);

}  // namespace groundswell
