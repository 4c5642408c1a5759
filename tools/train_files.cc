// TrainModelFiles: what `groundswell train` runs, and the figures it prints about what it made.
#include <algorithm>
#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>

#include "models/text_scorer.h"
#include "tools/train_data.h"

namespace groundswell {
namespace {

constexpr std::string_view kSentimentTests[] = {"shopping",           "hotel", "waimai",  "weibo2018",
                                                "weibo2018-official", "vader", "airline", "weibo-emotion"};

Status WriteWhole(const std::string& path, std::string_view bytes) {
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  file.close();
  return file ? Status() : IoError(path + ": cannot be written");
}

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

Status ReportSentiment(const TextScorer& scorer, const std::string& data_dir,
                       const std::function<void(std::string_view)>& progress) {
  NgramScratch scratch;
  for (std::string_view name : kSentimentTests) {
    auto lines = ReadLabelledFile(data_dir + "/sentiment/test-" + std::string(name) + ".jsonl");
    if (!lines.ok()) return lines.status();
    const bool three_classes =
        std::any_of(lines->begin(), lines->end(), [](const LabelledLine& line) { return line.sentiment == "neutral"; });
    Confusion counts{};
    for (const LabelledLine& line : *lines) {
      const Scores scores = scorer.Score(line.text, &scratch);
      Sentiment guess = scores.sentiment;
      if (!three_classes) guess = scores.sentiment_score < 0 ? Sentiment::kNegative : Sentiment::kPositive;
      for (const Sentiment truth : {Sentiment::kNegative, Sentiment::kNeutral, Sentiment::kPositive}) {
        counts[static_cast<size_t>(truth)][static_cast<size_t>(guess)] += line.sentiment == SentimentName(truth);
      }
    }
    progress(SentimentFigures(name, counts, three_classes));
  }
  return {};
}

Status ReportComplaints(const TextScorer& scorer, const std::string& data_dir,
                        const std::function<void(std::string_view)>& progress) {
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
    progress(Format("complaint %-28s %6zu texts  called complaints %.4f (%s)  mean probability %.3f", set.name.c_str(),
                    set.texts.size(), called / all, set.is_complaint ? "all are" : "none is", sum / all));
  }
  return {};
}

}  // namespace

Status TrainModelFiles(const TrainFilesOptions& options, const std::function<void(std::string_view)>& progress) {
  const auto say = [&](std::string_view words) {
    if (progress) progress(words);
  };
  auto data = ReadTrainingData(options.data_dir);
  if (!data.ok()) return data.status();
  say(std::to_string(data->texts.size()) + " texts read");
  auto models = TrainModels(*data, options.train, say);
  if (!models.ok()) return models.status();
  std::error_code error;
  std::filesystem::create_directories(options.out_dir, error);
  if (error) return IoError(options.out_dir + ": cannot be made");
  GROUNDSWELL_TRY(WriteWhole(options.out_dir + "/sentiment.gsm", models->sentiment_file));
  GROUNDSWELL_TRY(WriteWhole(options.out_dir + "/complaint.gsm", models->complaint_file));
  auto scorer = TextScorer::Parse(models->sentiment_file, models->complaint_file);
  if (!scorer.ok()) return scorer.status();
  GROUNDSWELL_TRY(ReportSentiment(*scorer, options.data_dir, say));
  return ReportComplaints(*scorer, options.data_dir, say);
}

}  // namespace groundswell
