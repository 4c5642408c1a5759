#include "models/train.h"

#include <Eigen/Dense>
#include <algorithm>
#include <array>
#include <cmath>
#include <map>

#include "models/complaint_model.h"
#include "models/lang_detect.h"
#include "models/linear_trainer.h"
#include "models/model_file.h"
#include "models/ngram_features.h"
#include "models/sentiment_model.h"
#include "models/text_scorer.h"

namespace groundswell {
namespace {

constexpr int kWeightMax = 127;
constexpr int kWeightMin = 6;  // smaller weights change no decision and would crowd the table

using Chooser = std::function<std::optional<bool>(const TrainingText&)>;

// One column of a file: weights in signed bytes and what turns their sums back into log-odds.
struct Column {
  std::vector<uint32_t> keys;
  std::vector<int8_t> weights;
  float scale = 0;
  std::array<float, SentimentParameters::kLangs> biases{};  // by Lang
};

Column Quantise(const LinearWeights& trained) {
  Column column;
  float greatest = 1e-9f;
  for (float weight : trained.weights) greatest = std::max(greatest, std::fabs(weight));
  column.scale = greatest / (kWeightMax * kWeightMax);  // a byte w stands for w * |w|
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

ModelFile SentimentFile(const TrainingData& data, const Column& polarity, const Column& neutrality,
                        const SentimentParameters& parameters) {
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
  return file;
}

ModelFile ComplaintFile(const TrainingData& data, const Column& column, const ComplaintParameters& parameters) {
  ModelFile file;
  file.kind = ModelKind::kComplaint;
  file.about = AboutText(data);
  file.keys = column.keys;
  file.columns = {column.weights};
  file.parameters = {
      parameters.scale, parameters.bias, parameters.slope, parameters.polarity_slope, parameters.neutrality_slope,
      parameters.offset};
  return file;
}

// Trains step by step; each step reads what the steps before it left.
class Training {
 public:
  Training(const TrainingData& data, const TrainOptions& options, const std::function<void(std::string_view)>& progress)
      : data_(data), options_(options), progress_(progress) {}

  Result<TrainedModels> Run();

 private:
  void Say(const std::string& words) const {
    if (progress_) progress_(words);
  }
  // How much a text weighs when `size` texts of its set take part.
  double Weight(bool for_complaint, const TrainingText& text, double size) const;
  Result<Column> TrainColumn(const std::string& name, double l2, bool for_complaint, bool with_validation,
                             const Chooser& choose) const;
  Status TrainSentiment(bool with_validation);
  Status TrainComplaint(bool with_validation);
  void ChooseMargin(Lang lang);
  void NoteLanguages();
  void Calibrate();
  void SayComplaintsCalled() const;
  SentimentScore ScoreText(size_t i) const;
  double Accuracy(float margin, float slope, const std::vector<SentimentScore>& scores,
                  const std::vector<size_t>& texts) const;

  const TrainingData& data_;
  const TrainOptions& options_;
  const std::function<void(std::string_view)>& progress_;
  FeatureRows rows_;
  Column polarity_, neutrality_, complaint_;
  SentimentParameters sentiment_parameters_;
  ComplaintParameters complaint_parameters_;
  WeightTable table_;             // of the columns trained last
  std::vector<Lang> langs_;       // one a text
  std::vector<Lang> set_langs_;   // of most texts of a set
  std::vector<bool> cut_agrees_;  // one a text; empty before the first round
};

double Training::Weight(bool for_complaint, const TrainingText& text, double size) const {
  return for_complaint ? std::pow(size, options_.complaint_set_power) * static_cast<double>(text.complaint_weight)
                       : std::pow(size, options_.sentiment_set_power);
}

Result<Column> Training::TrainColumn(const std::string& name, double l2, bool for_complaint, bool with_validation,
                                     const Chooser& choose) const {
  std::vector<LinearExample> examples;
  std::vector<double> set_sizes(data_.set_names.size()), positives(data_.set_names.size());
  for (size_t i = 0; i < data_.texts.size(); ++i) {
    const TrainingText& text = data_.texts[i];
    if (text.is_validation && !with_validation) continue;
    const auto label = choose(text);
    if (!label || (text.is_cut && (cut_agrees_.empty() || !cut_agrees_[i]))) continue;
    examples.push_back({static_cast<uint32_t>(i), *label, text.set, 1});
    ++set_sizes[text.set];
    positives[text.set] += *label;
  }
  // Only a set with both labels can tell its bias from its words; the others share the common bias.
  std::vector<int> group_of(set_sizes.size(), -1);
  int groups = 0;
  for (size_t set = 0; !for_complaint && set < set_sizes.size(); ++set) {
    if (positives[set] > 0 && positives[set] < set_sizes[set]) group_of[set] = groups++;
  }
  double weight_sum = 0, positive_sum = 0;
  for (LinearExample& example : examples) {
    const auto set = static_cast<size_t>(example.group);
    const double weight = Weight(for_complaint, data_.texts[example.row], set_sizes[set]);
    example.weight = static_cast<float>(weight);
    weight_sum += weight;
    positive_sum += example.positive;
    example.group = group_of[set];
  }
  const auto count = static_cast<double>(examples.size());
  if (positive_sum == 0 || positive_sum == count)
    return Invalid("training " + name + ": the texts have one label only");
  for (LinearExample& example : examples) example.weight *= static_cast<float>(count / weight_sum);
  LinearOptions linear;
  linear.l2 = l2;
  linear.texts_min = options_.texts_min;
  linear.rounds = options_.rounds;
  const LinearWeights trained = TrainLinear(rows_, examples, groups, linear);
  Column column = Quantise(trained);
  // The bias at use is the mean over the sets of the text's language; over all sets for other languages.
  for (size_t lang = 0; lang < column.biases.size(); ++lang) {
    double sum = 0;
    int count_of_lang = 0;
    for (size_t set = 0; set < group_of.size(); ++set) {
      if (group_of[set] < 0 || (lang != 0 && set_langs_[set] != static_cast<Lang>(lang))) continue;
      sum += trained.group_biases[static_cast<size_t>(group_of[set])];
      ++count_of_lang;
    }
    column.biases[lang] = trained.bias + static_cast<float>(sum / std::max(count_of_lang, 1));
  }
  Say(name + ": " + std::to_string(examples.size()) + " texts, " + std::to_string(trained.keys.size()) +
      " features, of weight " + std::to_string(column.keys.size()) + "");
  return column;
}

Status Training::TrainSentiment(bool with_validation) {
  auto polarity = TrainColumn("polarity", options_.polarity_l2, false, with_validation,
                              [](const TrainingText& text) -> std::optional<bool> {
                                if (!text.sentiment || *text.sentiment == Sentiment::kNeutral) return std::nullopt;
                                return *text.sentiment == Sentiment::kPositive;
                              });
  if (!polarity.ok()) return polarity.status();
  auto neutrality = TrainColumn("neutrality", options_.neutrality_l2, false, with_validation,
                                [](const TrainingText& text) -> std::optional<bool> {
                                  if (!text.sentiment) return std::nullopt;
                                  return *text.sentiment == Sentiment::kNeutral;
                                });
  if (!neutrality.ok()) return neutrality.status();
  polarity_ = std::move(*polarity);
  neutrality_ = std::move(*neutrality);
  sentiment_parameters_.polarity_scale = polarity_.scale;
  sentiment_parameters_.neutrality_scale = neutrality_.scale;
  for (size_t lang = 0; lang < SentimentParameters::kLangs; ++lang) {
    sentiment_parameters_.lines[lang].polarity_bias = polarity_.biases[lang];
    sentiment_parameters_.lines[lang].neutrality_bias = neutrality_.biases[lang];
  }
  table_ = WeightTable();
  for (size_t i = 0; i < polarity_.keys.size(); ++i) table_.Add(polarity_.keys[i], {polarity_.weights[i], 0, 0});
  for (size_t i = 0; i < neutrality_.keys.size(); ++i) table_.Add(neutrality_.keys[i], {0, neutrality_.weights[i], 0});
  return {};
}

SentimentScore Training::ScoreText(size_t i) const {
  const auto row = rows_.row(i);
  const auto sums = table_.Sum(row);
  return SentimentModel(sentiment_parameters_).Decide(sums[0], sums[1], row.size(), langs_[i]);
}

// Weighted mean over the sets of their accuracy on validation texts: three classes where the set has neutral texts,
// else two.
double Training::Accuracy(float margin, float slope, const std::vector<SentimentScore>& scores,
                          const std::vector<size_t>& texts) const {
  std::vector<double> right(data_.set_names.size()), all(data_.set_names.size());
  for (size_t k = 0; k < texts.size(); ++k) {
    const TrainingText& text = data_.texts[texts[k]];
    const SentimentScore& score = scores[k];
    Sentiment guess = score.polarity < 0 ? Sentiment::kNegative : Sentiment::kPositive;
    if (score.neutrality > margin + slope * std::fabs(score.polarity)) guess = Sentiment::kNeutral;
    right[text.set] += guess == *text.sentiment;
    all[text.set] += 1;
  }
  double sum = 0, weights = 0;
  for (size_t set = 0; set < all.size(); ++set) {
    if (all[set] == 0) continue;
    const double weight = std::sqrt(all[set]);  // what a set says is as sure as the root of its size
    sum += weight * right[set] / all[set];
    weights += weight;
  }
  return sum / std::max(weights, 1.0);
}

void Training::ChooseMargin(Lang lang) {
  std::vector<bool> has_neutral(data_.set_names.size()), has_others(data_.set_names.size());
  for (const TrainingText& text : data_.texts) {
    if (text.sentiment) (*text.sentiment == Sentiment::kNeutral ? has_neutral : has_others)[text.set] = true;
  }
  std::vector<size_t> texts;
  std::vector<SentimentScore> scores;
  for (size_t i = 0; i < data_.texts.size(); ++i) {
    const TrainingText& text = data_.texts[i];
    if (!text.is_validation || !text.sentiment || !has_neutral[text.set] || !has_others[text.set]) continue;
    if (lang != Lang::kOther && set_langs_[text.set] != lang) continue;
    texts.push_back(i);
    scores.push_back(ScoreText(i));
  }
  double best = -1;
  SentimentLine& line = sentiment_parameters_.of(lang);
  for (int slope = 3; slope <= 10; ++slope) {
    for (int margin = -20; margin <= 20; ++margin) {
      const double accuracy =
          Accuracy(static_cast<float>(margin) * 0.1f, static_cast<float>(slope) * 0.1f, scores, texts);
      if (accuracy <= best) continue;
      best = accuracy;
      line.neutral_margin = static_cast<float>(margin) * 0.1f;
      line.neutral_slope = static_cast<float>(slope) * 0.1f;
    }
  }
  Say(std::string(LangName(lang)) + ": neutral margin " + std::to_string(line.neutral_margin) + " + " +
      std::to_string(line.neutral_slope) + " |polarity|: mean accuracy " + std::to_string(best));
}

Status Training::TrainComplaint(bool with_validation) {
  auto column = TrainColumn("complaint", options_.complaint_l2, true, with_validation,
                            [](const TrainingText& text) { return text.complaint; });
  if (!column.ok()) return column.status();
  complaint_ = std::move(*column);
  complaint_parameters_.scale = complaint_.scale;
  complaint_parameters_.bias = complaint_.biases[0];
  for (size_t i = 0; i < complaint_.keys.size(); ++i) table_.Add(complaint_.keys[i], {0, 0, complaint_.weights[i]});
  return {};
}

// Gives each label the share of the weights that it has in the stream a model is calibrated for.
void WeighByPrior(const std::vector<double>& labels, double prior, std::vector<double>* weights) {
  double sums[2] = {0, 0};
  for (size_t k = 0; k < labels.size(); ++k) sums[labels[k] > 0] += (*weights)[k];
  const double shares[2] = {1 - prior, prior};
  for (size_t k = 0; k < labels.size(); ++k) {
    const size_t label = labels[k] > 0;
    (*weights)[k] *= static_cast<double>(labels.size()) * shares[label] / std::max(sums[label], 1e-9);
  }
}

// Fits slope, the two slopes of sentiment and the offset by Newton's method on validation texts: sets weighed alike as
// in training, complaints as many as in a stream of all kinds of posts.
void Training::Calibrate() {
  using Vector = Eigen::Vector4d;
  std::vector<Vector> inputs;
  std::vector<double> labels, weights;
  std::vector<double> set_sizes(data_.set_names.size());
  const auto takes = [](const TrainingText& text) { return text.is_validation && text.complaint && !text.is_cut; };
  for (const TrainingText& text : data_.texts) set_sizes[text.set] += takes(text);
  const ComplaintModel model(complaint_parameters_);
  for (size_t i = 0; i < data_.texts.size(); ++i) {
    const TrainingText& text = data_.texts[i];
    if (!takes(text)) continue;
    const auto row = rows_.row(i);
    const SentimentScore score = ScoreText(i);
    const double log_odds = model.LogOdds(table_.Sum(row)[ComplaintModel::kComplaintColumn], row.size());
    inputs.emplace_back(log_odds, std::clamp(score.polarity, -4.0f, 4.0f), std::clamp(score.neutrality, -4.0f, 4.0f),
                        1);
    labels.push_back(*text.complaint ? 1 : 0);
    weights.push_back(static_cast<double>(text.calibration_weight) *
                      std::pow(set_sizes[text.set], options_.complaint_set_power));
  }
  WeighByPrior(labels, options_.complaint_prior, &weights);
  Vector point(1, 0, 0, 0);
  for (int iteration = 0; iteration < 30; ++iteration) {
    Vector gradient = Vector::Zero();
    Eigen::Matrix4d curvature = Eigen::Matrix4d::Identity() * 1e-3;
    for (size_t k = 0; k < inputs.size(); ++k) {
      const double probability = 1 / (1 + std::exp(-point.dot(inputs[k])));
      gradient += weights[k] * (probability - labels[k]) * inputs[k];
      curvature += weights[k] * probability * (1 - probability) * inputs[k] * inputs[k].transpose();
    }
    point -= curvature.ldlt().solve(gradient);
  }
  complaint_parameters_.slope = static_cast<float>(point[0]);
  complaint_parameters_.polarity_slope = static_cast<float>(point[1]);
  complaint_parameters_.neutrality_slope = static_cast<float>(point[2]);
  complaint_parameters_.offset = static_cast<float>(point[3]);
  Say("complaint calibration: " + std::to_string(point[0]) + " z + " + std::to_string(point[1]) + " polarity + " +
      std::to_string(point[2]) + " neutrality + " + std::to_string(point[3]));
}

// Says how many validation texts of each set are called complaints: the figures to choose weights and options by.
void Training::SayComplaintsCalled() const {
  std::map<std::string, std::array<int, 2>> counts;  // called and all, by set, language and label
  const ComplaintModel model(complaint_parameters_);
  for (size_t i = 0; i < data_.texts.size(); ++i) {
    const TrainingText& text = data_.texts[i];
    if (!text.is_validation || !text.complaint || text.is_cut) continue;
    const auto row = rows_.row(i);
    const float probability =
        model.Probability(table_.Sum(row)[ComplaintModel::kComplaintColumn], row.size(), ScoreText(i));
    auto& [called, all] = counts[data_.set_names[text.set] + " " + std::string(LangName(langs_[i])) +
                                 (*text.complaint ? ", complaints" : ", others")];
    called += probability >= 0.5f;
    ++all;
  }
  for (const auto& [name, count] : counts) {
    Say("validation " + name + ": " + std::to_string(count[0]) + " of " + std::to_string(count[1]) +
        " called complaints");
  }
}

void Training::NoteLanguages() {
  std::vector<std::array<int, SentimentParameters::kLangs>> counts(data_.set_names.size());
  for (const TrainingText& text : data_.texts) {
    langs_.push_back(DetectLang(text.folded));
    ++counts[text.set][static_cast<size_t>(langs_.back())];
  }
  for (const auto& of_set : counts) {
    set_langs_.push_back(static_cast<Lang>(std::max_element(of_set.begin(), of_set.end()) - of_set.begin()));
  }
}

Result<TrainedModels> Training::Run() {
  NgramScratch scratch;
  for (const TrainingText& text : data_.texts) rows_.Append(ExtractFeatures(text.folded, &scratch));
  NoteLanguages();
  GROUNDSWELL_TRY(TrainSentiment(false));
  for (const Lang lang : {Lang::kOther, Lang::kChinese, Lang::kEnglish}) ChooseMargin(lang);
  GROUNDSWELL_TRY(TrainComplaint(false));
  cut_agrees_.assign(data_.texts.size(), false);
  const ComplaintModel model(complaint_parameters_);
  size_t agreeing = 0;
  for (size_t i = 0; i < data_.texts.size(); ++i) {
    if (!data_.texts[i].is_cut) continue;
    const auto row = rows_.row(i);
    const float log_odds = model.LogOdds(table_.Sum(row)[ComplaintModel::kComplaintColumn], row.size());
    cut_agrees_[i] = *data_.texts[i].complaint ? log_odds > 0.5f : log_odds < -0.5f;
    agreeing += cut_agrees_[i];
  }
  Say("cuts that agree: " + std::to_string(agreeing));
  const auto retrain_complaint = [&](bool with_validation) {
    WeightTable sentiment_only;
    for (size_t i = 0; i < polarity_.keys.size(); ++i)
      sentiment_only.Add(polarity_.keys[i], {polarity_.weights[i], 0, 0});
    for (size_t i = 0; i < neutrality_.keys.size(); ++i) {
      sentiment_only.Add(neutrality_.keys[i], {0, neutrality_.weights[i], 0});
    }
    table_ = std::move(sentiment_only);
    return TrainComplaint(with_validation);
  };
  GROUNDSWELL_TRY(retrain_complaint(false));
  Calibrate();
  SayComplaintsCalled();
  if (options_.retrain_on_all) {
    GROUNDSWELL_TRY(TrainSentiment(true));
    GROUNDSWELL_TRY(TrainComplaint(true));
  }
  return TrainedModels{EncodeModelFile(SentimentFile(data_, polarity_, neutrality_, sentiment_parameters_)),
                       EncodeModelFile(ComplaintFile(data_, complaint_, complaint_parameters_))};
}

}  // namespace

Result<TrainedModels> TrainModels(const TrainingData& data, const TrainOptions& options,
                                  const std::function<void(std::string_view)>& progress) {
  return Training(data, options, progress).Run();
}

}  // namespace groundswell
