// The steps: read texts, score them by a model that has not seen them, read their evidence, fit, tell.
#include "tools/fit_evidence.h"

#include <Eigen/Dense>
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <map>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "base/hash.h"
#include "models/complaint_evidence.h"
#include "models/taxonomy.h"
#include "models/text_cleaner.h"
#include "models/text_scorer.h"
#include "tools/pair_file.h"
#include "tools/train_data.h"

namespace groundswell {
namespace {

using Weights = Eigen::Matrix<double, kWeightCount, 1>;

double At(const Weights& weights, size_t i) { return weights[static_cast<Eigen::Index>(i)]; }

constexpr int kIterations = 30;
constexpr std::string_view kExamplesSet = "examples", kQuestionsSet = "questions";
// Of so many question pairs one is taken.
constexpr uint64_t kQuestionShare = 10;

struct Sample {
  std::string text, set;
  bool is_complaint = false, is_fitted = false;
  double weight = 1;
  ComplaintInputs inputs{};
};

// What a text of a set counts. Plain words to and about providers are what the evidence is for; reviews are many and
// much alike; news and reposts are easily told, and a wrong one of them is one alarm in a stream made of such.
double SetWeight(std::string_view set) {
  if (set == kExamplesSet) return 6;
  if (set == "seeds") return 1;
  if (set == "car") return 3;
  if (set == "reposts") return 1;
  if (set == "shopping" || set == "hotel" || set == "waimai") return 0.15;
  return 0.6;
}

std::string Folded(std::string_view text) {
  std::string clean, folded;
  CleanText(text, &clean);
  FoldText(clean, &folded);
  return folded;
}

Result<std::string> ReadWhole(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return NotFound(path + ": there is no such file; run from the source folder");
  return std::string(std::istreambuf_iterator<char>(file), {});
}

class EvidenceFit {
 public:
  EvidenceFit(const FitEvidenceOptions& options, const std::function<void(std::string_view)>& progress)
      : options_(options), progress_(progress) {}

  Result<std::string> Run();

 private:
  Status AddExamples();
  Status AddQuestions();
  void AddValidationTexts(const TrainingData& data);
  Result<TextScorer> Blind(TrainingData* data) const;
  void ReadInputs(const TextScorer& scorer, const Taxonomy& taxonomy);
  void SetWeights();
  Weights Fit(const std::array<bool, kWeightCount>& is_free) const;
  Weights FitWithSigns() const;
  void TellCalls(const Weights& weights) const;

  const FitEvidenceOptions& options_;
  const std::function<void(std::string_view)>& progress_;
  std::vector<Sample> samples_;
};

Status EvidenceFit::AddExamples() {
  auto bytes = ReadWhole(options_.examples_file);
  if (!bytes.ok()) return bytes.status();
  for (size_t at = 0; at < bytes->size();) {
    const size_t end = std::min(bytes->find('\n', at), bytes->size());
    const std::string_view line(bytes->data() + at, end - at);
    at = end + 1;
    const size_t text = line.rfind('\t');
    if (line.empty() || line[0] == '#') continue;
    if (text == std::string_view::npos) return Invalid(options_.examples_file + ": a line without tabs");
    Sample& sample = samples_.emplace_back();
    sample.text = Folded(line.substr(text + 1));
    sample.set = kExamplesSet;
    sample.is_complaint = line[0] == '1';
    sample.is_fitted = Hash64(sample.text) % 2 == 0;
  }
  return {};
}

// What customers ask a payment firm: how something is done. Those that may tell of trouble are left out.
Status EvidenceFit::AddQuestions() {
  auto pairs = ReadPairFile(options_.data_dir + "/pairs/atec-train.jsonl");
  if (!pairs.ok()) return pairs.status();
  const auto has_any = [](std::string_view text, std::span<const std::string_view> parts) {
    return std::any_of(parts.begin(), parts.end(),
                       [text](std::string_view part) { return text.find(part) != std::string_view::npos; });
  };
  constexpr std::string_view kTrouble[] = {"不", "没", "为什么", "扣", "错"}, kAsks[] = {"怎么", "如何", "可以", "吗"};
  for (const auto& pair : *pairs) {
    const std::string text = pair.a;
    if (Hash64(text) % kQuestionShare != 0 || has_any(text, kTrouble) || !has_any(text, kAsks)) continue;
    samples_.push_back({text, std::string(kQuestionsSet), false, true, 1, {}});
  }
  return {};
}

void EvidenceFit::AddValidationTexts(const TrainingData& data) {
  for (const TrainingText& text : data.texts) {
    if (!text.is_validation || !text.complaint || text.is_cut) continue;
    samples_.push_back({text.folded, data.set_names[text.set], *text.complaint, true, 1, {}});
  }
}

// A scorer that has not seen the validation texts.
Result<TextScorer> EvidenceFit::Blind(TrainingData* data) const {
  TrainOptions train;
  train.retrain_on_all = false;
  auto models = TrainModels(*data, train, progress_);
  if (!models.ok()) return models.status();
  return TextScorer::Parse(models->sentiment_file, models->complaint_file);
}

void EvidenceFit::ReadInputs(const TextScorer& scorer, const Taxonomy& taxonomy) {
  NgramScratch ngrams;
  TaxonomyScratch phrases;
  for (Sample& sample : samples_) {
    const Scores scores = scorer.Score(sample.text, &ngrams);
    const Reading reading = taxonomy.Read(sample.text, &phrases);
    sample.inputs = ComplaintInputsOf(sample.text, scores, reading, false);
    // Of a bad review only what names a matter is surely a complaint.
    const bool is_review = sample.set == "shopping" || sample.set == "hotel" || sample.set == "waimai";
    const bool names_matter = (reading.evidence & kSaysCause) != 0 || reading.demands != 0;
    if (is_review && sample.is_complaint && !names_matter) sample.is_fitted = false;
  }
}

// A set of n texts weighs the root of n; complaints together weigh what their share of a stream is.
void EvidenceFit::SetWeights() {
  std::map<std::string, double> sizes;
  for (const Sample& sample : samples_) sizes[sample.set] += sample.is_fitted;
  double sums[2] = {0, 0};
  for (Sample& sample : samples_) {
    sample.weight = sample.is_fitted ? SetWeight(sample.set) / std::sqrt(sizes[sample.set]) : 0;
    sums[sample.is_complaint] += sample.weight;
  }
  const double shares[2] = {1 - options_.complaint_prior, options_.complaint_prior};
  for (Sample& sample : samples_) sample.weight *= 5000 * shares[sample.is_complaint] / sums[sample.is_complaint];
}

Weights EvidenceFit::Fit(const std::array<bool, kWeightCount>& is_free) const {
  Weights point = Weights::Zero();
  for (int iteration = 0; iteration < kIterations; ++iteration) {
    Weights gradient = options_.penalty * point;
    Eigen::MatrixXd curvature = Eigen::MatrixXd::Identity(kWeightCount, kWeightCount) * options_.penalty;
    for (const Sample& sample : samples_) {
      if (!sample.is_fitted) continue;
      Weights x = Eigen::Map<const Eigen::Matrix<float, kWeightCount, 1>>(sample.inputs.data()).cast<double>();
      for (size_t i = 0; i < kWeightCount; ++i)
        if (!is_free[i]) x[static_cast<Eigen::Index>(i)] = 0;
      const double probability = 1 / (1 + std::exp(-point.dot(x)));
      gradient += sample.weight * (probability - (sample.is_complaint ? 1 : 0)) * x;
      curvature += sample.weight * probability * (1 - probability) * x * x.transpose();
    }
    const Weights step = curvature.ldlt().solve(gradient);
    point -= step * std::min(1.0, 2.0 / std::max(step.cwiseAbs().maxCoeff(), 1e-9));
  }
  return point;
}

// Which way a weight may point: 1, -1, or 0 for either.
int SignOf(size_t i) {
  constexpr std::string_view kFor[] = {"cause", "topic", "demand", "danger", "troubles"};
  if (i < kEvidenceCount) return i < kTroubleCount ? 1 : -1;
  return std::find(std::begin(kFor), std::end(kFor), WeightName(i)) != std::end(kFor) ? 1 : 0;
}

// How the texts were collected may turn a weight the wrong way round: it then becomes zero.
Weights EvidenceFit::FitWithSigns() const {
  std::array<bool, kWeightCount> is_free;
  for (size_t i = 0; i < kWeightCount; ++i) is_free[i] = WeightName(i) != "organisation" && WeightName(i) != "named";
  while (true) {
    const Weights weights = Fit(is_free);
    bool has_wrong = false;
    for (size_t i = 0; i < kWeightCount; ++i) {
      if (SignOf(i) * At(weights, i) < 0) is_free[i] = false, has_wrong = true;
    }
    if (!has_wrong) return weights;
  }
}

void EvidenceFit::TellCalls(const Weights& weights) const {
  ComplaintWeights as_used{};
  for (size_t i = 0; i < kWeightCount; ++i) as_used[i] = static_cast<float>(At(weights, i));
  std::map<std::string, std::array<int, 3>> counts;
  for (const Sample& sample : samples_) {
    const std::string half = sample.set != kExamplesSet ? "" : sample.is_fitted ? ", fitted half" : ", other half";
    auto& count = counts[sample.set + half + (sample.is_complaint ? ", complaints" : ", others")];
    count[0] += WeighComplaint(sample.inputs, as_used) >= 0.5f;
    count[1] += sample.inputs[kEvidenceCount] >= 0;
    ++count[2];
  }
  for (const auto& [name, count] : counts) {
    progress_(name + ": " + std::to_string(count[0]) + " of " + std::to_string(count[2]) + " called complaints, " +
              std::to_string(count[1]) + " by n-grams alone");
  }
}

std::string TableOf(const Weights& weights) {
  std::string table = "[complaint]\n";
  for (size_t i = 0; i < kWeightCount; ++i) {
    std::array<char, 64> line{};
    std::snprintf(line.data(), line.size(), "%s = %.2f\n", std::string(WeightName(i)).c_str(), At(weights, i));
    table.append(line.data());
  }
  return table;
}

Result<std::string> EvidenceFit::Run() {
  auto toml = ReadWhole(options_.taxonomy_file);
  if (!toml.ok()) return toml.status();
  auto taxonomy = Taxonomy::Parse(*toml, options_.taxonomy_file);
  if (!taxonomy.ok()) return taxonomy.status();
  auto data = ReadTrainingData(options_.data_dir, options_.words_file);
  if (!data.ok()) return data.status();
  GROUNDSWELL_TRY(AddExamples());
  GROUNDSWELL_TRY(AddQuestions());
  AddValidationTexts(*data);
  auto scorer = Blind(&*data);
  if (!scorer.ok()) return scorer.status();
  ReadInputs(*scorer, *taxonomy);
  SetWeights();
  const Weights weights = FitWithSigns();
  TellCalls(weights);
  return TableOf(weights);
}

}  // namespace

Result<std::string> FitEvidence(const FitEvidenceOptions& options,
                                const std::function<void(std::string_view)>& progress) {
  return EvidenceFit(options, progress).Run();
}

}  // namespace groundswell
