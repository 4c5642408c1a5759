// The embedding's part of `groundswell train`: reads its texts, trains, writes embedding.gsm.
//
// Expects sentiment/{train,weibo-emotion-train,neutral-news-titles}.jsonl, pairs/atec-train.jsonl and
// stream/weibo-reposts.jsonl.gz under the data folder, and the English words distilled from a sentence encoder
// (tools/distil) in a file beside the program's sources. Of reposts the author's own words are read, each text once.
// Errors: kNotFound, kIo or kInvalid for a file that is missing or damaged. Threads: one.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "base/status.h"
#include "models/train_embedding.h"

namespace groundswell {

struct TrainEmbeddingFileOptions {
  std::string data_dir;
  std::string out_dir;     // gets embedding.gsm
  std::string words_file;  // the English ones
  EmbeddingTrainOptions train;
};

Result<EmbeddingTrainingData> ReadEmbeddingData(const std::string& data_dir, const std::string& words_file);

Status TrainEmbeddingFile(const TrainEmbeddingFileOptions& options,
                          const std::function<void(std::string_view)>& progress);

}  // namespace groundswell
