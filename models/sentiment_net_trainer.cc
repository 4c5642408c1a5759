#include "models/sentiment_net_trainer.h"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <utility>
#include <vector>

#include "models/sentiment_net_parts.h"

namespace groundswell {
namespace {

using Matrix = NetMatrix;
// Row i of it is the vectors of the units before, at and after place i, for these lie one after the other.
using Windows = Eigen::Map<const Matrix, 0, Eigen::OuterStride<>>;

constexpr auto kFilters = static_cast<Eigen::Index>(kNetPartFilters);
constexpr auto kWindow = static_cast<Eigen::Index>(kNetWindow);
constexpr Eigen::Index kWindowDims = kWindow * kNetDims;
constexpr uint32_t kUnknown = 0;
constexpr auto kMoods = static_cast<Eigen::Index>(kNetMoods);

// The texts of a step, one after the other with a padding row between.
struct Batch {
  std::vector<uint32_t> texts;            // places among the examples
  std::vector<uint32_t> units;            // of all texts
  std::vector<size_t> unit_starts = {0};  // one more than texts
  std::vector<Eigen::Index> row_starts;   // of each text among the rows of `vectors`
  Matrix vectors, kept;                   // vectors of the units; what each entry was multiplied by
  Matrix answers;                         // places x filters: row r is that around row r + 1 of `vectors`
  Matrix pooled, pooled_kept;             // texts x filters
  std::vector<Eigen::Index> greatest_at;  // texts x filters, -1 where no answer is above zero
  Matrix gradient;                        // texts x answers
  Matrix origin_gradient;                 // moods x origins
};

class NetTraining {
 public:
  NetTraining(const FeatureRows& units, std::span<const NetExample> examples, size_t origin_count,
              const FeatureVectors& vectors, const NetOptions& options, uint64_t seed);

  void Run();
  const NetWeights& weights() const { return weights_; }

 private:
  void ChooseUnits(const FeatureRows& units, const FeatureVectors& vectors);
  void StartVectors(const FeatureVectors& vectors);
  void ReadTexts(const FeatureRows& units);
  void Gather(std::span<const uint32_t> texts, Batch* batch);
  void Pool(Batch* batch);
  void Judge(Batch* batch) const;
  void StepBack(const Batch& batch, float share);
  void StepVectors(const Batch& batch, const Matrix& gradient, float rate);

  std::span<const NetExample> examples_;
  const NetOptions& options_;
  NetRandom random_;
  NetWeights weights_;
  std::vector<uint32_t> text_units_;  // rows of `vectors`
  std::vector<size_t> text_starts_ = {0};
  std::vector<NetMoments> moments_;  // of these six, in this order
  std::vector<int32_t> slot_of_;     // of each unit of a batch among those it has a gradient for
  int step_ = 0;
};

NetTraining::NetTraining(const FeatureRows& units, std::span<const NetExample> examples, size_t origin_count,
                         const FeatureVectors& vectors, const NetOptions& options, uint64_t seed)
    : examples_(examples), options_(options), random_(seed) {
  ChooseUnits(units, vectors);
  ReadTexts(units);
  StartVectors(vectors);
  weights_.filters = Matrix(kFilters, kWindowDims);
  // Answers of deviation about one.
  const float filter_scale = 0.5f / (options_.start_scale * std::sqrt(static_cast<float>(kWindowDims)));
  for (float& weight : weights_.filters.reshaped()) weight = random_.Spread() * filter_scale;
  const Eigen::Index answers = kMoods + static_cast<Eigen::Index>(origin_count);
  weights_.outputs = Matrix(answers, kFilters);
  for (float& weight : weights_.outputs.reshaped()) weight = random_.Spread() / std::sqrt(static_cast<float>(kFilters));
  weights_.biases = Matrix::Zero(1, kFilters);
  weights_.output_biases = Matrix::Zero(1, answers);
  weights_.origin_biases = Matrix::Zero(kMoods, static_cast<Eigen::Index>(origin_count));
  for (const Matrix* of : {&weights_.vectors, &weights_.filters, &weights_.biases, &weights_.outputs,
                           &weights_.output_biases, &weights_.origin_biases})
    moments_.emplace_back(*of);
  slot_of_.assign(static_cast<size_t>(weights_.vectors.rows()), -1);
}

void NetTraining::ChooseUnits(const FeatureRows& units, const FeatureVectors& vectors) {
  std::map<uint32_t, int> counts;
  for (const NetExample& example : examples_) {
    for (uint32_t unit : units.row(example.row)) ++counts[unit];
  }
  for (uint32_t unit : vectors.keys) counts[unit] += options_.texts_min;
  // Of too many units the commonest stay.
  int least = options_.texts_min;
  const auto known = [&] {
    return std::count_if(counts.begin(), counts.end(), [&](const auto& of) { return of.second >= least; });
  };
  while (static_cast<size_t>(known()) > kNetKeysMax) ++least;
  for (const auto& [unit, count] : counts) {
    if (count >= least) weights_.keys.push_back(unit);
  }
}

void NetTraining::ReadTexts(const FeatureRows& units) {
  for (const NetExample& example : examples_) {
    const auto row = units.row(example.row);
    for (uint32_t unit : row.first(std::min(row.size(), kNetUnitsMax))) {
      const auto at = std::lower_bound(weights_.keys.begin(), weights_.keys.end(), unit);
      const bool is_known = at != weights_.keys.end() && *at == unit;
      text_units_.push_back(is_known ? static_cast<uint32_t>(at - weights_.keys.begin()) + 1 : kUnknown);
    }
    text_starts_.push_back(text_units_.size());
  }
}

void NetTraining::StartVectors(const FeatureVectors& vectors) {
  weights_.vectors = Matrix::Zero(static_cast<Eigen::Index>(weights_.keys.size()) + 1, kNetDims);
  for (size_t i = 0; i < weights_.keys.size(); ++i) {
    auto row = weights_.vectors.row(static_cast<Eigen::Index>(i) + 1);
    const auto given = vectors.Find(weights_.keys[i]);
    const auto dims = std::min<size_t>(given.size(), kNetDims);
    for (size_t d = 0; d < dims; ++d) row[static_cast<Eigen::Index>(d)] = given[d];
    const float length = row.norm();
    if (length > 0) {
      row *= options_.start_scale * std::sqrt(static_cast<float>(kNetDims)) / length;
    } else {
      for (Eigen::Index d = 0; d < kNetDims; ++d) row[d] = options_.start_scale * random_.Spread();
    }
  }
}

void NetTraining::Run() {
  const size_t count = examples_.size(), batch_texts = static_cast<size_t>(options_.batch_texts);
  const size_t steps = (count + batch_texts - 1) / batch_texts * static_cast<size_t>(options_.rounds);
  std::vector<uint32_t> order(count);
  std::iota(order.begin(), order.end(), 0u);
  Batch batch;
  for (int round = 0; round < options_.rounds; ++round) {
    for (size_t i = count; i > 1; --i) std::swap(order[i - 1], order[random_.Next() % i]);
    for (size_t at = 0; at < count; at += batch_texts) {
      Gather(std::span(order).subspan(at, std::min(batch_texts, count - at)), &batch);
      Pool(&batch);
      Judge(&batch);
      StepBack(batch, 1 - static_cast<float>(step_) / static_cast<float>(steps));
    }
  }
}

void NetTraining::Gather(std::span<const uint32_t> texts, Batch* batch) {
  batch->texts.assign(texts.begin(), texts.end());
  batch->units.clear();
  batch->unit_starts.assign(1, 0);
  batch->row_starts.clear();
  for (uint32_t text : texts) {
    batch->row_starts.push_back(static_cast<Eigen::Index>(batch->units.size() + batch->row_starts.size()) + 1);
    for (size_t i = text_starts_[text]; i < text_starts_[text + 1]; ++i) {
      batch->units.push_back(random_.Share() < options_.unit_drop ? kUnknown : text_units_[i]);
    }
    batch->unit_starts.push_back(batch->units.size());
  }
  const auto rows = static_cast<Eigen::Index>(batch->units.size() + texts.size()) + 1;
  batch->vectors.setZero(rows, kNetDims);
  batch->kept.setZero(rows, kNetDims);
  const float scale = 1 / (1 - options_.vector_drop);
  const auto drop_below = static_cast<uint32_t>(options_.vector_drop * 0x1p16f);
  for (size_t text = 0; text < texts.size(); ++text) {
    Eigen::Index row = batch->row_starts[text];
    for (size_t i = batch->unit_starts[text]; i < batch->unit_starts[text + 1]; ++i, ++row) {
      for (Eigen::Index d = 0; d < kNetDims; d += 4) {
        const uint64_t bits = random_.Next();
        for (int k = 0; k < 4; ++k) batch->kept(row, d + k) = ((bits >> (16 * k)) & 0xFFFF) < drop_below ? 0 : scale;
      }
      batch->vectors.row(row) = weights_.vectors.row(batch->units[i]).cwiseProduct(batch->kept.row(row));
    }
  }
}

// The greatest answer of each filter in each text, some of them left out.
void NetTraining::Pool(Batch* batch) {
  const Eigen::Index places = batch->vectors.rows() - kWindow + 1;
  const Windows windows(batch->vectors.data(), places, kWindowDims, Eigen::OuterStride<>(kNetDims));
  batch->answers.noalias() = windows * weights_.filters.transpose();
  batch->answers.rowwise() += weights_.biases.row(0);
  const auto texts = static_cast<Eigen::Index>(batch->texts.size());
  batch->pooled.setZero(texts, kFilters);
  batch->pooled_kept.resize(texts, kFilters);
  batch->greatest_at.assign(static_cast<size_t>(texts * kFilters), -1);
  for (Eigen::Index text = 0; text < texts; ++text) {
    const auto t = static_cast<size_t>(text);
    const Eigen::Index first = batch->row_starts[t] - 1;
    const auto end = first + static_cast<Eigen::Index>(batch->unit_starts[t + 1] - batch->unit_starts[t]);
    float* greatest = &batch->pooled(text, 0);
    Eigen::Index* at = &batch->greatest_at[t * static_cast<size_t>(kFilters)];
    for (Eigen::Index place = first; place < end; ++place) {
      const float* answers = &batch->answers(place, 0);
      for (Eigen::Index f = 0; f < kFilters; ++f) {
        if (answers[f] <= greatest[f]) continue;
        greatest[f] = answers[f];
        at[f] = place;
      }
    }
  }
  const float scale = 1 / (1 - options_.pooled_drop);
  for (float& kept : batch->pooled_kept.reshaped<Eigen::RowMajor>()) {
    kept = random_.Share() < options_.pooled_drop ? 0 : scale;
  }
  batch->pooled = batch->pooled.cwiseProduct(batch->pooled_kept);
}

// The gradient of the loss by each answer. While it trains, each origin has biases of its own for both moods, so that
// no filter need say how happy the texts of an origin are; the lines fitted to the answers later know that better.
void NetTraining::Judge(Batch* batch) const {
  Matrix answers = batch->pooled * weights_.outputs.transpose();
  answers.rowwise() += weights_.output_biases.row(0);
  batch->origin_gradient.setZero(kMoods, weights_.origin_biases.cols());
  batch->gradient.setZero(answers.rows(), answers.cols());
  for (Eigen::Index text = 0; text < answers.rows(); ++text) {
    const NetExample& example = examples_[batch->texts[static_cast<size_t>(text)]];
    const bool is_neutral = example.truth == Sentiment::kNeutral;
    const float weight = example.weight / static_cast<float>(answers.rows());
    if (example.origin >= 0) answers.row(text).head<kMoods>() += weights_.origin_biases.col(example.origin).transpose();
    const auto slope = [&](Eigen::Index answer, bool truth) {
      return weight * (1 / (1 + std::exp(-answers(text, answer))) - (truth ? 1.0f : 0.0f));
    };
    if (!is_neutral) batch->gradient(text, 0) = slope(0, example.truth == Sentiment::kPositive);
    batch->gradient(text, 1) = slope(1, is_neutral);
    if (example.origin < 0) continue;
    batch->origin_gradient.col(example.origin) += batch->gradient.row(text).head<kMoods>().transpose();
    auto origins = batch->gradient.row(text).tail(answers.cols() - kMoods);
    const auto odds = answers.row(text).tail(origins.size());
    origins = (odds.array() - odds.maxCoeff()).exp();
    origins /= origins.sum();
    origins[example.origin] -= 1;
    origins *= weight * options_.origin_weight;
  }
}

void NetTraining::StepBack(const Batch& batch, float share) {
  ++step_;
  const Matrix output_gradient = batch.gradient.transpose() * batch.pooled;
  const Matrix output_bias_gradient = batch.gradient.colwise().sum();
  const Matrix pooled_gradient = (batch.gradient * weights_.outputs).cwiseProduct(batch.pooled_kept);
  Matrix filter_gradient = Matrix::Zero(kFilters, kWindowDims), bias_gradient = Matrix::Zero(1, kFilters);
  Matrix vector_gradient = Matrix::Zero(batch.vectors.rows(), kNetDims);
  using Window = Eigen::Map<Eigen::RowVectorXf>;
  using ConstWindow = Eigen::Map<const Eigen::RowVectorXf>;
  for (Eigen::Index text = 0; text < pooled_gradient.rows(); ++text) {
    for (Eigen::Index f = 0; f < kFilters; ++f) {
      const Eigen::Index place = batch.greatest_at[static_cast<size_t>(text * kFilters + f)];
      const float slope = pooled_gradient(text, f);
      if (place < 0 || slope == 0) continue;
      bias_gradient(0, f) += slope;
      filter_gradient.row(f) += slope * ConstWindow(&batch.vectors(place, 0), kWindowDims);
      Window(&vector_gradient(place, 0), kWindowDims) += slope * weights_.filters.row(f);
    }
  }
  vector_gradient = vector_gradient.cwiseProduct(batch.kept);
  StepVectors(batch, vector_gradient, share * options_.vector_rate);
  const float rate = share * options_.rate;
  moments_[1].StepAll(filter_gradient, rate, step_, &weights_.filters);
  moments_[2].StepAll(bias_gradient, rate, step_, &weights_.biases);
  moments_[3].StepAll(output_gradient, rate, step_, &weights_.outputs);
  moments_[4].StepAll(output_bias_gradient, rate, step_, &weights_.output_biases);
  moments_[5].StepAll(batch.origin_gradient, rate, step_, &weights_.origin_biases);
}

void NetTraining::StepVectors(const Batch& batch, const Matrix& gradient, float rate) {
  std::vector<uint32_t> touched;
  for (uint32_t unit : batch.units) {
    if (slot_of_[unit] >= 0) continue;
    slot_of_[unit] = static_cast<int32_t>(touched.size());
    touched.push_back(unit);
  }
  Matrix sums = Matrix::Zero(static_cast<Eigen::Index>(touched.size()), kNetDims);
  for (size_t text = 0; text < batch.texts.size(); ++text) {
    Eigen::Index row = batch.row_starts[text];
    for (size_t i = batch.unit_starts[text]; i < batch.unit_starts[text + 1]; ++i, ++row) {
      sums.row(slot_of_[batch.units[i]]) += gradient.row(row);
    }
  }
  for (size_t i = 0; i < touched.size(); ++i) {
    moments_[0].Step(touched[i], sums.row(static_cast<Eigen::Index>(i)), rate, step_, &weights_.vectors);
    slot_of_[touched[i]] = -1;
  }
}

}  // namespace

SentimentNetFile TrainSentimentNet(const FeatureRows& units, std::span<const NetExample> examples, size_t origin_count,
                                   const FeatureVectors& vectors, const NetOptions& options) {
  SentimentNetFile file;
  for (size_t part = 0; part < kNetParts; ++part) {
    NetTraining training(units, examples, origin_count, vectors, options, options.seed + part);
    training.Run();
    WriteNetPart(training.weights(), part, &file);
  }
  return file;
}

}  // namespace groundswell
