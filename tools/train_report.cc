#include "tools/train_report.h"

#include <algorithm>
#include <array>
#include <cstdio>

#include "tools/train_data.h"

namespace groundswell {
namespace {

template <typename... Args>
std::string Format(const char* pattern, Args... args) {
  std::array<char, 256> text;
  const int size = std::snprintf(text.data(), text.size(), pattern, args...);
  return {text.data(), static_cast<size_t>(std::clamp(size, 0, int{text.size()} - 1))};
}

// Counts of (truth, guess) over the three classes.
using Confusion = std::array<std::array<int, 3>, 3>;

std::string SentimentFigures(std::string_view name, const Confusion& counts, bool three_classes) {
  int right = 0, all = 0;
  double f1_sum = 0;
  int classes = 0;
  for (size_t truth = 0; truth < 3; ++truth) {
    if (!three_classes && truth == 1) continue;
    int of_truth = 0, of_guess = 0;
    for (size_t other = 0; other < 3; ++other) of_truth += counts[truth][other], of_guess += counts[other][truth];
    all += of_truth;
    right += counts[truth][truth];
    f1_sum += of_truth + of_guess > 0 ? 2.0 * counts[truth][truth] / (of_truth + of_guess) : 0;
    ++classes;
  }
  return Format("sentiment %-20s %6d texts  accuracy %.4f  macro-F1 %.4f  (%d classes)", std::string(name).c_str(), all,
                static_cast<double>(right) / std::max(all, 1), f1_sum / classes, classes);
}

// Texts by their score, in equal steps from -1 to 1: the mean score of a step, and what came true.
class Reliability {
 public:
  void Add(float score, std::string_view truth) {
    const auto step = static_cast<size_t>(std::clamp((score + 1) / 2 * kSteps, 0.0f, kSteps - 1.0f));
    ++counts_[step];
    scores_[step] += static_cast<double>(score);
    truths_[step] += truth == "positive" ? 1 : truth == "negative" ? -1 : 0;
  }
  void Say(const std::function<void(std::string_view)>& say) const {
    double error = 0, all = 0;
    for (size_t step = 0; step < counts_.size(); ++step) {
      if (counts_[step] == 0) continue;
      const double count = counts_[step], score = scores_[step] / count, truth = truths_[step] / count;
      say(Format("reliability: %6d texts of mean score %+.3f: positive less negative %+.3f", counts_[step], score,
                 truth));
      error += count * std::abs(score - truth);
      all += count;
    }
    say(Format("reliability: mean error of the score %.3f", error / std::max(all, 1.0)));
  }

 private:
  static constexpr int kSteps = 10;
  std::array<int, kSteps> counts_{};
  std::array<double, kSteps> scores_{}, truths_{};
};

}  // namespace

Status ReportSentiment(const TextScorer& scorer, const std::string& data_dir, std::span<const std::string_view> names,
                       const std::function<void(std::string_view)>& say) {
  NgramScratch scratch;
  Reliability reliability;
  for (std::string_view name : names) {
    auto lines = ReadLabelledFile(data_dir + "/sentiment/test-" + std::string(name) + ".jsonl");
    if (!lines.ok()) return lines.status();
    Confusion three{}, two{};
    bool has_neutral = false;
    for (const LabelledLine& line : *lines) {
      const auto truth = SentimentNamed(line.sentiment);
      if (!truth) continue;
      has_neutral |= *truth == Sentiment::kNeutral;
      const Scores scores = scorer.Score(line.text, &scratch);
      const Sentiment sign = scores.sentiment_score < 0 ? Sentiment::kNegative : Sentiment::kPositive;
      ++three[static_cast<size_t>(*truth)][static_cast<size_t>(scores.sentiment)];
      if (*truth != Sentiment::kNeutral) ++two[static_cast<size_t>(*truth)][static_cast<size_t>(sign)];
      reliability.Add(scores.sentiment_score, line.sentiment);
    }
    if (has_neutral) say(SentimentFigures(name, three, true));
    say(SentimentFigures(name, two, false));
  }
  reliability.Say(say);
  return {};
}

Status ReportComplaints(const TextScorer& scorer, const std::string& data_dir,
                        const std::function<void(std::string_view)>& say) {
  auto sets = ReadComplaintTestSets(data_dir);
  if (!sets.ok()) return sets.status();
  NgramScratch scratch;
  for (const ComplaintTestSet& set : *sets) {
    int called = 0;
    double sum = 0;
    for (const std::string& text : set.texts) {
      const float probability = scorer.Score(text, &scratch).complaint;
      called += probability >= 0.5f;
      sum += probability;
    }
    const auto all = static_cast<double>(std::max<size_t>(set.texts.size(), 1));
    say(Format("complaint %-28s %6zu texts  called complaints %.4f (%s)  mean probability %.3f", set.name.c_str(),
               set.texts.size(), called / all, set.is_complaint ? "all are" : "none is", sum / all));
  }
  return {};
}

}  // namespace groundswell
