#include "models/train_columns.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace groundswell {
namespace {

constexpr int kWeightMax = 127;
constexpr int kWeightMin = 6;  // smaller weights change no decision and would crowd the table

TrainedColumn Quantise(const LinearWeights& trained) {
  TrainedColumn column;
  float greatest = 1e-9f;
  for (float weight : trained.weights) greatest = std::max(greatest, std::fabs(weight));
  column.scale = greatest / (kWeightMax * kWeightMax);
  column.bias = trained.bias;
  column.feature_count = trained.keys.size();
  for (size_t i = 0; i < trained.keys.size(); ++i) {
    const float weight = trained.weights[i];
    const long size = std::lround(std::sqrt(std::fabs(weight) / column.scale));
    if (size < kWeightMin) continue;
    column.keys.push_back(trained.keys[i]);
    column.weights.push_back(static_cast<int8_t>(weight < 0 ? -size : size));
  }
  return column;
}

std::string AboutText(const TrainingData& data) {
  std::string about = "sets:";
  for (const auto& name : data.set_names) about += " " + name;
  return about;
}

}  // namespace

Result<TrainedColumn> TrainColumn(const std::string& name, const TrainingData& data, const FeatureRows& rows,
                                  const FeatureVectors& vectors, const LinearOptions& options, const LabelOf& label_of,
                                  const WeightOf& weight_of) {
  std::vector<LinearExample> examples;
  std::vector<double> set_sizes(data.set_names.size());
  double positives = 0;
  for (size_t i = 0; i < data.texts.size(); ++i) {
    const auto label = label_of(i);
    if (!label) continue;
    examples.push_back({static_cast<uint32_t>(i), *label, 1});
    ++set_sizes[data.texts[i].set];
    positives += *label;
  }
  const auto count = static_cast<double>(examples.size());
  if (positives == 0 || positives == count) return Invalid("training " + name + ": the texts have one label only");
  double weight_sum = 0;
  for (LinearExample& example : examples) {
    const double weight = weight_of(example.row, set_sizes[data.texts[example.row].set]);
    example.weight = static_cast<float>(weight);
    weight_sum += weight;
  }
  for (LinearExample& example : examples) example.weight *= static_cast<float>(count / weight_sum);
  TrainedColumn column = Quantise(TrainLinear(rows, examples, vectors, options));
  column.text_count = examples.size();
  return column;
}

ModelFile SentimentFile(const TrainingData& data, const TrainedColumn& polarity, const TrainedColumn& neutrality,
                        const SentimentNetFile& net, const SentimentParameters& parameters) {
  std::map<uint32_t, std::array<int8_t, 2>> weights;
  for (size_t i = 0; i < polarity.keys.size(); ++i) weights[polarity.keys[i]][0] = polarity.weights[i];
  for (size_t i = 0; i < neutrality.keys.size(); ++i) weights[neutrality.keys[i]][1] = neutrality.weights[i];
  ModelFile file;
  file.kind = ModelKind::kSentiment;
  file.about = AboutText(data);
  file.columns.resize(2);
  for (const auto& [key, pair] : weights) {
    file.keys.push_back(key);
    file.columns[0].push_back(pair[0]);
    file.columns[1].push_back(pair[1]);
  }
  file.parameters = parameters.ToFloats();
  file.appendix = EncodeSentimentNet(net);
  return file;
}

ModelFile ComplaintFile(const TrainingData& data, const TrainedColumn& column, const ComplaintParameters& parameters) {
  ModelFile file;
  file.kind = ModelKind::kComplaint;
  file.about = AboutText(data);
  file.keys = column.keys;
  file.columns = {column.weights};
  file.parameters = parameters.ToFloats();
  return file;
}

}  // namespace groundswell
