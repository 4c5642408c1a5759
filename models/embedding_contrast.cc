#include "models/embedding_contrast.h"

#include <algorithm>
#include <cmath>

#include "base/check.h"
#include "base/hash.h"

namespace groundswell {
namespace {

constexpr float kTiny = 1e-8f;
constexpr float kAdamFirst = 0.9f, kAdamSecond = 0.999f;
// The marked pairs are judged by a logistic curve over their likeness, which starts here and learns at this rate.
constexpr float kCurveScale = 10, kCurveShift = -7, kCurveRate = 0.01f;

// The texts of one side of a batch: their unit vectors, and what the loss wants of them.
struct Side {
  std::vector<const std::vector<uint32_t>*> texts;
  RowMatrix units, wanted;
  Eigen::VectorXf lengths;
};

// Adam over a flat array.
class Adam {
 public:
  Adam(Eigen::Index size, float rate)
      : rate_(rate), first_(Eigen::ArrayXf::Zero(size)), second_(Eigen::ArrayXf::Zero(size)) {}

  void Step(const Eigen::Ref<const Eigen::ArrayXf>& gradient, Eigen::Ref<Eigen::ArrayXf> values) {
    ++steps_;
    first_ = kAdamFirst * first_ + (1 - kAdamFirst) * gradient;
    second_ = kAdamSecond * second_ + (1 - kAdamSecond) * gradient.square();
    const auto steps = static_cast<float>(steps_);
    const float rate = rate_ / (1 - std::pow(kAdamFirst, steps));
    const float scale = 1 / std::sqrt(1 - std::pow(kAdamSecond, steps));
    values -= rate * first_ / (second_.sqrt() * scale + kTiny);
  }

 private:
  float rate_;
  int steps_ = 0;
  Eigen::ArrayXf first_, second_;
};

Eigen::Map<Eigen::ArrayXf> Flat(RowMatrix* matrix) { return {matrix->data(), matrix->size()}; }

void Encode(const ContrastModel& model, Side* side) {
  const auto count = static_cast<Eigen::Index>(side->texts.size());
  side->units = RowMatrix::Zero(count, model.vectors.cols());
  side->wanted = RowMatrix::Zero(count, model.vectors.cols());
  side->lengths.resize(count);
  for (Eigen::Index i = 0; i < count; ++i) {
    for (const uint32_t row : *side->texts[static_cast<size_t>(i)])
      side->units.row(i) += std::exp(model.log_weights(row)) * model.vectors.row(row);
    side->lengths(i) = side->units.row(i).norm() + kTiny;
    side->units.row(i) /= side->lengths(i);
  }
}

class Trainer {
 public:
  Trainer(const ContrastOptions& options, ContrastModel* model)
      : options_(options),
        model_(model),
        vector_steps_(model->vectors.size(), options.vector_rate),
        weight_steps_(model->log_weights.size(), options.weight_rate),
        curve_steps_(2, kCurveRate) {
    curve_ << kCurveScale, kCurveShift;
  }

  void Batch(const std::vector<const ContrastPair*>& same, const std::vector<const ContrastPair*>& others) {
    Side a = SideOf(same, &ContrastPair::a), b = SideOf(same, &ContrastPair::b);
    Side other_a = SideOf(others, &ContrastPair::a), other_b = SideOf(others, &ContrastPair::b);
    Contrast(&a, {&b, &other_b, &other_a});
    Contrast(&b, {&a, &other_a, &other_b});
    JudgeMarked({{&a, &b, 1.f}, {&other_a, &other_b, 0.f}});
    Descend({&a, &b, &other_a, &other_b});
  }

 private:
  struct Marked {
    Side *a, *b;
    float same;
  };

  Side SideOf(const std::vector<const ContrastPair*>& pairs, std::vector<uint32_t> ContrastPair::*text) const {
    Side side;
    for (const ContrastPair* pair : pairs) side.texts.push_back(&(pair->*text));
    Encode(*model_, &side);
    return side;
  }

  // Each text of `from` should be liker to its own of the first side than to any other: a softmax over all.
  void Contrast(Side* from, const std::vector<Side*>& among) const {
    Eigen::Index columns = 0;
    for (const Side* side : among) columns += side->units.rows();
    RowMatrix scores(from->units.rows(), columns);
    Eigen::Index column = 0;
    for (const Side* side : among) {
      scores.middleCols(column, side->units.rows()) = from->units * side->units.transpose() / options_.temperature;
      column += side->units.rows();
    }
    for (Eigen::Index i = 0; i < scores.rows(); ++i) {
      scores.row(i) = (scores.row(i).array() - scores.row(i).maxCoeff()).exp();
      scores.row(i) /= scores.row(i).sum();
      scores(i, i) -= 1;
    }
    scores /= static_cast<float>(scores.rows()) * options_.temperature;
    column = 0;
    for (Side* side : among) {
      const auto part = scores.middleCols(column, side->units.rows());
      from->wanted += part * side->units;
      side->wanted += part.transpose() * from->units;
      column += side->units.rows();
    }
  }

  void JudgeMarked(const std::vector<Marked>& parts) {
    float count = 0;
    for (const Marked& part : parts) count += static_cast<float>(part.a->units.rows());
    Eigen::Array2f curve_gradient = Eigen::Array2f::Zero();
    const float weight = options_.marked_weight / count;
    for (const Marked& part : parts) {
      for (Eigen::Index i = 0; i < part.a->units.rows(); ++i) {
        const float likeness = part.a->units.row(i).dot(part.b->units.row(i));
        const float error = weight * (1 / (1 + std::exp(-curve_(0) * likeness - curve_(1))) - part.same);
        part.a->wanted.row(i) += error * curve_(0) * part.b->units.row(i);
        part.b->wanted.row(i) += error * curve_(0) * part.a->units.row(i);
        curve_gradient(0) += error * likeness;
        curve_gradient(1) += error;
      }
    }
    curve_steps_.Step(curve_gradient, curve_);
  }

  void Descend(const std::vector<Side*>& sides) {
    RowMatrix vectors = RowMatrix::Zero(model_->vectors.rows(), model_->vectors.cols());
    Eigen::ArrayXf weights = Eigen::ArrayXf::Zero(model_->log_weights.size());
    Eigen::RowVectorXf pull;
    for (const Side* side : sides) {
      for (Eigen::Index i = 0; i < side->units.rows(); ++i) {
        // What is wanted along the unit vector itself changes its length alone, and lengths do not count.
        pull = side->wanted.row(i) - side->wanted.row(i).dot(side->units.row(i)) * side->units.row(i);
        pull /= side->lengths(i);
        for (const uint32_t row : *side->texts[static_cast<size_t>(i)]) {
          const float weight = std::exp(model_->log_weights(row));
          vectors.row(row) += weight * pull;
          weights(row) += weight * pull.dot(model_->vectors.row(row));
        }
      }
    }
    vector_steps_.Step(Flat(&vectors), Flat(&model_->vectors));
    weight_steps_.Step(weights, model_->log_weights.array());
  }

  const ContrastOptions& options_;
  ContrastModel* model_;
  Adam vector_steps_, weight_steps_, curve_steps_;
  Eigen::Array2f curve_;
};

void Shuffle(uint64_t* state, std::vector<const ContrastPair*>* pairs) {
  for (size_t i = pairs->size(); i > 1; --i) std::swap((*pairs)[i - 1], (*pairs)[Mix64((*state)++) % i]);
}

}  // namespace

void TrainByContrast(const std::vector<ContrastPair>& pairs, const ContrastOptions& options, ContrastModel* model) {
  std::vector<const ContrastPair*> same, others;
  for (const ContrastPair& pair : pairs)
    if (!pair.a.empty() && !pair.b.empty()) (pair.same ? same : others).push_back(&pair);
  const size_t batches = std::max<size_t>(1, same.size() / static_cast<size_t>(options.batch_pairs));
  Trainer trainer(options, model);
  uint64_t state = Mix64(options.seed);
  for (int round = 0; round < options.rounds; ++round) {
    Shuffle(&state, &same);
    Shuffle(&state, &others);
    for (size_t batch = 0; batch < batches; ++batch) {
      const auto part = [&](const std::vector<const ContrastPair*>& all) {
        const auto at = [&](size_t i) { return all.begin() + static_cast<ptrdiff_t>(all.size() * i / batches); };
        return std::vector<const ContrastPair*>(at(batch), at(batch + 1));
      };
      trainer.Batch(part(same), part(others));
    }
  }
}

float Likeness(const ContrastModel& model, const ContrastPair& pair) {
  Side side;
  side.texts = {&pair.a, &pair.b};
  Encode(model, &side);
  return side.units.row(0).dot(side.units.row(1));
}

double RankingAuc(const std::vector<std::pair<float, bool>>& likeness_and_same) {
  std::vector<std::pair<float, bool>> ranked = likeness_and_same;
  std::sort(ranked.begin(), ranked.end());
  double wins = 0, others = 0, same = 0;
  for (size_t begin = 0; begin < ranked.size();) {
    size_t end = begin;
    double same_here = 0;
    for (; end < ranked.size() && ranked[end].first == ranked[begin].first; ++end) same_here += ranked[end].second;
    const double others_here = static_cast<double>(end - begin) - same_here;
    wins += same_here * (others + others_here / 2);
    same += same_here;
    others += others_here;
    begin = end;
  }
  return same > 0 && others > 0 ? wins / (same * others) : 0;
}

}  // namespace groundswell
