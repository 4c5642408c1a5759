#include "models/train.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

#include "models/lang_detect.h"
#include "models/ngram_features.h"
#include "models/sentiment_net_trainer.h"
#include "models/train_calibration.h"
#include "models/train_columns.h"
#include "models/train_words.h"
#include "models/weight_table.h"

namespace groundswell {
namespace {

// A cut agrees with its text when a model without cuts calls it so at least this surely.
constexpr float kCutLogOdds = 0.5f;

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
  void SayColumn(const std::string& name, const TrainedColumn& column) const;
  void SayComplaintsCalled() const;
  bool TakesPart(size_t i, bool with_validation) const { return with_validation || !data_.texts[i].is_validation; }

  Status TrainSentiment(bool with_validation);
  Status NumberOrigins();
  void TrainNet(bool with_validation);
  Status TrainComplaint(bool with_validation);
  void FillTable();  // with the columns trained last
  void CalibrateSentiment();
  void CalibrateComplaint();
  void ChooseCuts();
  SentimentScore ScoreText(size_t i) const;
  float ComplaintLogOdds(size_t i) const;
  static bool CalibratesSentiment(const TrainingText& text) { return text.is_validation && text.sentiment; }
  bool CalibratesComplaint(const TrainingText& text) const {
    return text.is_validation && text.complaint && !text.is_cut;
  }

  const TrainingData& data_;
  const TrainOptions& options_;
  const std::function<void(std::string_view)>& progress_;
  FeatureRows rows_;
  FeatureRows units_;
  FeatureVectors word_vectors_, unit_vectors_;
  TrainedColumn polarity_, neutrality_, complaint_;
  SentimentNetFile net_file_;
  std::optional<SentimentNet> net_;
  // The sets whose validation texts have a sentiment are origins, numbered in their order; -1 for the others.
  std::vector<int> origin_of_set_;
  size_t origin_count_ = 0;
  SentimentParameters sentiment_parameters_;
  ComplaintParameters complaint_parameters_;
  WeightTable table_;
  std::vector<Lang> langs_;       // one a text
  std::vector<bool> cut_agrees_;  // one a text; empty before the first round
};

void Training::SayColumn(const std::string& name, const TrainedColumn& column) const {
  Say(name + ": " + std::to_string(column.text_count) + " texts, " + std::to_string(column.feature_count) +
      " features, of weight " + std::to_string(column.keys.size()));
}

Status Training::TrainSentiment(bool with_validation) {
  LinearOptions linear;
  linear.texts_min = options_.texts_min;
  linear.rounds = options_.rounds;
  const auto weight_of = [this](double power) {
    return [this, power](size_t i, double size) {
      return std::pow(size, power) * static_cast<double>(data_.texts[i].sentiment_weight);
    };
  };
  const auto label_of = [&](bool neutral) {
    return [this, with_validation, neutral](size_t i) -> std::optional<bool> {
      const auto& sentiment = data_.texts[i].sentiment;
      if (!sentiment || !TakesPart(i, with_validation)) return std::nullopt;
      if (neutral) return *sentiment == Sentiment::kNeutral;
      if (*sentiment == Sentiment::kNeutral) return std::nullopt;
      return *sentiment == Sentiment::kPositive;
    };
  };
  linear.l2 = options_.polarity_l2;
  linear.ratio_floor = options_.polarity_ratio_floor;
  auto polarity = TrainColumn("polarity", data_, rows_, word_vectors_, linear, label_of(false),
                              weight_of(options_.polarity_set_power));
  if (!polarity.ok()) return polarity.status();
  linear.l2 = options_.neutrality_l2;
  linear.ratio_floor = options_.ratio_floor;
  auto neutrality = TrainColumn("neutrality", data_, rows_, word_vectors_, linear, label_of(true),
                                weight_of(options_.neutrality_set_power));
  if (!neutrality.ok()) return neutrality.status();
  polarity_ = std::move(*polarity);
  neutrality_ = std::move(*neutrality);
  SayColumn("polarity", polarity_);
  SayColumn("neutrality", neutrality_);
  sentiment_parameters_.polarity_scale = polarity_.scale;
  sentiment_parameters_.polarity_bias = polarity_.bias;
  sentiment_parameters_.neutrality_scale = neutrality_.scale;
  sentiment_parameters_.neutrality_bias = neutrality_.bias;
  TrainNet(with_validation);
  return {};
}

// Both answers of the net share its examples, weighed as those of the polarity are.
void Training::TrainNet(bool with_validation) {
  std::vector<NetExample> examples;
  std::vector<double> set_sizes(data_.set_names.size());
  const auto takes = [&](size_t i) { return data_.texts[i].sentiment && TakesPart(i, with_validation); };
  for (size_t i = 0; i < data_.texts.size(); ++i) set_sizes[data_.texts[i].set] += takes(i);
  double weight_sum = 0;
  for (size_t i = 0; i < data_.texts.size(); ++i) {
    if (!takes(i)) continue;
    const TrainingText& text = data_.texts[i];
    const double weight =
        std::pow(set_sizes[text.set], options_.polarity_set_power) * static_cast<double>(text.sentiment_weight);
    weight_sum += weight;
    examples.push_back(
        {static_cast<uint32_t>(i), *text.sentiment, static_cast<float>(weight), origin_of_set_[text.set]});
  }
  const auto scale = static_cast<float>(static_cast<double>(examples.size()) / weight_sum);
  for (NetExample& example : examples) example.weight *= scale;
  net_file_ = TrainSentimentNet(units_, examples, origin_count_, unit_vectors_, options_.net);
  net_.emplace(net_file_);
  Say("sentiment net: " + std::to_string(examples.size()) + " texts, " + std::to_string(net_file_.keys.size()) +
      " units");
}

Status Training::TrainComplaint(bool with_validation) {
  LinearOptions linear;
  linear.l2 = options_.complaint_l2;
  linear.ratio_floor = options_.ratio_floor;
  linear.texts_min = options_.texts_min;
  linear.rounds = options_.rounds;
  const LabelOf label_of = [&](size_t i) -> std::optional<bool> {
    const bool left_out = data_.texts[i].is_cut && (cut_agrees_.empty() || !cut_agrees_[i]);
    return left_out || !TakesPart(i, with_validation) ? std::nullopt : data_.texts[i].complaint;
  };
  const WeightOf weight_of = [&](size_t i, double size) {
    return std::pow(size, options_.complaint_set_power) * static_cast<double>(data_.texts[i].complaint_weight);
  };
  auto column = TrainColumn("complaint", data_, rows_, {}, linear, label_of, weight_of);
  if (!column.ok()) return column.status();
  complaint_ = std::move(*column);
  SayColumn("complaint", complaint_);
  complaint_parameters_.scale = complaint_.scale;
  complaint_parameters_.bias = complaint_.bias;
  return {};
}

void Training::FillTable() {
  table_ = WeightTable();
  const auto add = [&](const TrainedColumn& column, size_t place) {
    for (size_t i = 0; i < column.keys.size(); ++i) {
      WeightTable::Weights weights{};
      weights[place] = column.weights[i];
      table_.Add(column.keys[i], weights);
    }
  };
  add(polarity_, SentimentModel::kPolarityColumn);
  add(neutrality_, SentimentModel::kNeutralityColumn);
  add(complaint_, ComplaintModel::kComplaintColumn);
}

SentimentScore Training::ScoreText(size_t i) const {
  const auto row = rows_.row(i);
  const auto sums = table_.Sum(row);
  return SentimentModel(sentiment_parameters_)
      .Decide(sums[SentimentModel::kPolarityColumn], sums[SentimentModel::kNeutralityColumn], row.size(),
              net_->Answer(units_.row(i)));
}

float Training::ComplaintLogOdds(size_t i) const {
  const auto row = rows_.row(i);
  return ComplaintModel(complaint_parameters_).LogOdds(table_.Sum(row)[ComplaintModel::kComplaintColumn], row.size());
}

Status Training::NumberOrigins() {
  std::vector<bool> is_origin(data_.set_names.size());
  for (const TrainingText& text : data_.texts) {
    if (CalibratesSentiment(text)) is_origin[text.set] = true;
  }
  origin_of_set_.assign(is_origin.size(), -1);
  for (size_t set = 0; set < is_origin.size(); ++set) {
    if (is_origin[set]) origin_of_set_[set] = static_cast<int>(origin_count_++);
  }
  if (origin_count_ == 0 || origin_count_ > kNetOriginsMax) {
    return Invalid("training sentiment: " + std::to_string(origin_count_) + " sets have validation texts; 1 to " +
                   std::to_string(kNetOriginsMax) + " can be calibrated");
  }
  return {};
}

// First a line for each language, its sets weighed as they are in training; then one for each origin, which departs
// from that of its language as far as its own texts ask for.
void Training::CalibrateSentiment() {
  std::vector<double> set_sizes(data_.set_names.size());
  for (const TrainingText& text : data_.texts) set_sizes[text.set] += CalibratesSentiment(text);
  std::map<Lang, std::vector<SentimentSample>> by_lang;
  std::vector<std::vector<SentimentSample>> by_origin(origin_count_);
  std::vector<std::map<Lang, int>> langs(origin_count_);
  for (size_t i = 0; i < data_.texts.size(); ++i) {
    const TrainingText& text = data_.texts[i];
    if (!CalibratesSentiment(text)) continue;
    const SentimentScore score = ScoreText(i);
    const SentimentSample sample = {score.polarity, score.neutrality, net_->Answer(units_.row(i)), *text.sentiment,
                                    std::pow(set_sizes[text.set], options_.calibration_set_power)};
    const auto origin = static_cast<size_t>(origin_of_set_[text.set]);
    by_lang[langs_[i]].push_back(sample);
    by_origin[origin].push_back(sample);
    ++langs[origin][langs_[i]];
  }
  sentiment_parameters_.lines.clear();
  for (size_t origin = 0; origin < origin_count_; ++origin) {
    const auto lang = std::max_element(langs[origin].begin(), langs[origin].end(),
                                       [](const auto& a, const auto& b) { return a.second < b.second; });
    const SentimentLine start = FitSentimentLine(by_lang[lang->first], {}, options_.lang_line_penalty);
    sentiment_parameters_.lines.push_back(FitSentimentLine(by_origin[origin], start, options_.origin_line_penalty));
  }
}

// Weighs sets as in training, and complaints as many as in a stream of all kinds of posts.
void Training::CalibrateComplaint() {
  std::vector<double> set_sizes(data_.set_names.size());
  for (const TrainingText& text : data_.texts) set_sizes[text.set] += CalibratesComplaint(text);
  std::vector<ComplaintSample> samples;
  for (size_t i = 0; i < data_.texts.size(); ++i) {
    const TrainingText& text = data_.texts[i];
    if (!CalibratesComplaint(text)) continue;
    samples.push_back(
        {ComplaintLogOdds(i), rows_.row(i).size(), ScoreText(i), langs_[i], *text.complaint,
         static_cast<double>(text.calibration_weight) * std::pow(set_sizes[text.set], options_.complaint_set_power)});
  }
  FitComplaint(samples, options_.complaint_prior, &complaint_parameters_);
  std::string words;
  for (float weight : complaint_parameters_.weights) words += " " + std::to_string(weight);
  Say("complaint calibration (sum, polarity, neutrality, shortness, English, one):" + words);
}

void Training::ChooseCuts() {
  cut_agrees_.assign(data_.texts.size(), false);
  size_t agreeing = 0;
  for (size_t i = 0; i < data_.texts.size(); ++i) {
    if (!data_.texts[i].is_cut) continue;
    const float log_odds = ComplaintLogOdds(i);
    cut_agrees_[i] = *data_.texts[i].complaint ? log_odds > kCutLogOdds : log_odds < -kCutLogOdds;
    agreeing += cut_agrees_[i];
  }
  Say("cuts that agree: " + std::to_string(agreeing));
}

// Says how many validation texts of each set are called complaints: the figures to choose weights and options by.
void Training::SayComplaintsCalled() const {
  std::map<std::string, std::array<int, 2>> counts;  // called and all, by set, language and label
  const ComplaintModel model(complaint_parameters_);
  for (size_t i = 0; i < data_.texts.size(); ++i) {
    const TrainingText& text = data_.texts[i];
    if (!CalibratesComplaint(text)) continue;
    const auto row = rows_.row(i);
    const float probability =
        model.Probability(table_.Sum(row)[ComplaintModel::kComplaintColumn], row.size(), ScoreText(i), langs_[i]);
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

Result<TrainedModels> Training::Run() {
  word_vectors_ = VectorsByFeature(data_.words);
  unit_vectors_ = VectorsByUnit(data_.words);
  NgramScratch scratch;
  for (const TrainingText& text : data_.texts) {
    rows_.Append(ExtractFeatures(text.folded, &scratch));
    units_.Append(scratch.Units());
    langs_.push_back(DetectLang(text.folded));
  }
  GROUNDSWELL_TRY(NumberOrigins());
  sentiment_parameters_.lines.resize(origin_count_);
  GROUNDSWELL_TRY(TrainSentiment(false));
  GROUNDSWELL_TRY(TrainComplaint(false));
  FillTable();
  ChooseCuts();
  GROUNDSWELL_TRY(TrainComplaint(false));
  FillTable();
  CalibrateSentiment();
  CalibrateComplaint();
  SayComplaintsCalled();
  if (options_.retrain_on_all) {
    GROUNDSWELL_TRY(TrainSentiment(true));
    GROUNDSWELL_TRY(TrainComplaint(true));
  }
  return TrainedModels{EncodeModelFile(SentimentFile(data_, polarity_, neutrality_, net_file_, sentiment_parameters_)),
                       EncodeModelFile(ComplaintFile(data_, complaint_, complaint_parameters_))};
}

}  // namespace

Result<TrainedModels> TrainModels(const TrainingData& data, const TrainOptions& options,
                                  const std::function<void(std::string_view)>& progress) {
  return Training(data, options, progress).Run();
}

}  // namespace groundswell
