// Training data: the labelled files of a data folder as texts for models/train.h, and the held-out texts that judge it.
//
// Expects the files sentiment/{train,weibo-emotion-train,neutral-news-titles,test-*}.jsonl,
// complaints/{car-2020-06,airline-2015-02-17-to-21}.jsonl and stream/weibo-reposts.jsonl.gz under the folder, a post a
// line (docs: the post of the contract) with `set` and `sentiment` where known. Texts pass through CleanText and
// FoldText, as in use. Splits are by a hash of the folded text: no text is in two parts. Errors: kIo when a file cannot
// be read, kInvalid for a line that is no JSON object with a text. Threads: one.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/status.h"
#include "models/train.h"

namespace groundswell {

struct LabelledLine {
  std::string text;  // folded
  std::string set, sentiment, cause, emotion;
};

// Of a name such as "positive"; none for any other text.
std::optional<Sentiment> SentimentNamed(std::string_view name);

// Every line of a .jsonl or .jsonl.gz file, in order.
Result<std::vector<LabelledLine>> ReadLabelledFile(const std::string& path);

// The English words that tools/distil/distil_english.py makes. kNotFound names the option that tells where they are.
Result<WordVectors> ReadWordVectors(const std::string& path);

// All texts to train on, in a fixed order.
Result<TrainingData> ReadTrainingData(const std::string& data_dir, const std::string& words_file);

// Texts held out from training that are all complaints, or all none.
struct ComplaintTestSet {
  std::string name;
  bool is_complaint = false;
  std::vector<std::string> texts;  // folded
};
Result<std::vector<ComplaintTestSet>> ReadComplaintTestSets(const std::string& data_dir);

struct TrainFilesOptions {
  std::string data_dir;  // holds sentiment/, complaints/, stream/
  std::string out_dir;   // gets sentiment.gsm and complaint.gsm
  std::string words_file = "tools/distil/english.words";
  // A data set that takes no part in the sentiment model; then nothing is written, and the figures on that set's own
  // test texts alone are reported. Empty: none.
  std::string leave_out;
  TrainOptions train;
};

// Reads the folder, trains, writes both files and reports the figures on every held-out set to `progress`.
// This is what `groundswell train` runs.
Status TrainModelFiles(const TrainFilesOptions& options, const std::function<void(std::string_view)>& progress);

}  // namespace groundswell
