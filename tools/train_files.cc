// TrainModelFiles: what `groundswell train` runs, and the figures it prints about what it made.
#include <algorithm>
#include <filesystem>
#include <fstream>

#include "models/text_scorer.h"
#include "tools/train_data.h"
#include "tools/train_report.h"

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

// The test files that hold texts of a set.
std::vector<std::string_view> TestsOf(std::string_view set) {
  std::vector<std::string_view> tests;
  for (std::string_view name : kSentimentTests) {
    if (name == set || name == std::string(set) + "-official") tests.push_back(name);
  }
  return tests;
}

Status TrainWithout(const TrainFilesOptions& options, TrainingData* data,
                    const std::function<void(std::string_view)>& say) {
  const auto found = std::find(data->set_names.begin(), data->set_names.end(), options.leave_out);
  const auto tests = TestsOf(options.leave_out);
  if (found == data->set_names.end() || tests.empty()) {
    return Invalid("leave-out: " + options.leave_out + " is no data set with test texts of its own");
  }
  const auto set = static_cast<uint16_t>(found - data->set_names.begin());
  // The complaint model does not touch sentiment; the seeds alone make one that is quickly trained.
  std::erase_if(data->texts, [&](TrainingText& text) {
    if (text.set == set) text.sentiment.reset();
    if (data->set_names[text.set] != "seeds") text.complaint.reset();
    return !text.sentiment && !text.complaint;
  });
  auto models = TrainModels(*data, options.train, say);
  if (!models.ok()) return models.status();
  auto scorer = TextScorer::Parse(models->sentiment_file, models->complaint_file);
  if (!scorer.ok()) return scorer.status();
  return ReportSentiment(*scorer, options.data_dir, tests, say);
}

}  // namespace

Status TrainModelFiles(const TrainFilesOptions& options, const std::function<void(std::string_view)>& progress) {
  const auto say = [&](std::string_view words) {
    if (progress) progress(words);
  };
  auto data = ReadTrainingData(options.data_dir, options.words_file);
  if (!data.ok()) return data.status();
  say(std::to_string(data->texts.size()) + " texts read");
  if (!options.leave_out.empty()) return TrainWithout(options, &*data, say);
  auto models = TrainModels(*data, options.train, say);
  if (!models.ok()) return models.status();
  std::error_code error;
  std::filesystem::create_directories(options.out_dir, error);
  if (error) return IoError(options.out_dir + ": cannot be made");
  GROUNDSWELL_TRY(WriteWhole(options.out_dir + "/sentiment.gsm", models->sentiment_file));
  GROUNDSWELL_TRY(WriteWhole(options.out_dir + "/complaint.gsm", models->complaint_file));
  auto scorer = TextScorer::Parse(models->sentiment_file, models->complaint_file);
  if (!scorer.ok()) return scorer.status();
  GROUNDSWELL_TRY(ReportSentiment(*scorer, options.data_dir, kSentimentTests, say));
  return ReportComplaints(*scorer, options.data_dir, say);
}

}  // namespace groundswell
