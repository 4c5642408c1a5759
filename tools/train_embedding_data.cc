#include "tools/train_embedding_data.h"

#include <fstream>
#include <unordered_set>

#include "base/hash.h"
#include "models/own_words.h"
#include "tools/pair_file.h"
#include "tools/train_data.h"

namespace groundswell {
namespace {

// Reposts repeat one another: more of them teach little and take their time.
constexpr size_t kRepostsMax = 250000;
constexpr size_t kRepostBytesMin = 18;

Status AddLabelled(const std::string& path, std::vector<std::string>* texts) {
  auto lines = ReadLabelledFile(path);
  if (!lines.ok()) return lines.status();
  for (LabelledLine& line : *lines) texts->push_back(std::move(line.text));
  return {};
}

Status AddReposts(const std::string& path, std::vector<std::string>* texts) {
  auto lines = ReadLabelledFile(path);
  if (!lines.ok()) return lines.status();
  std::unordered_set<uint64_t> seen;
  for (const LabelledLine& line : *lines) {
    const std::string_view own = OwnWords(line.text);
    if (own.size() < kRepostBytesMin || !seen.insert(Hash64(own)).second) continue;
    texts->emplace_back(own);
    if (seen.size() == kRepostsMax) break;
  }
  return {};
}

}  // namespace

Result<EmbeddingTrainingData> ReadEmbeddingData(const std::string& data_dir, const std::string& words_file) {
  EmbeddingTrainingData data;
  for (const char* file : {"train", "weibo-emotion-train", "neutral-news-titles"})
    GROUNDSWELL_TRY(AddLabelled(data_dir + "/sentiment/" + file + ".jsonl", &data.texts));
  GROUNDSWELL_TRY(AddReposts(data_dir + "/stream/weibo-reposts.jsonl.gz", &data.texts));
  auto pairs = ReadPairFile(data_dir + "/pairs/atec-train.jsonl");
  if (!pairs.ok()) return pairs.status();
  data.pairs = std::move(*pairs);
  auto words = ReadWordVectors(words_file);
  if (!words.ok()) return words.status();
  data.english = std::move(*words);
  return data;
}

Status TrainEmbeddingFile(const TrainEmbeddingFileOptions& options,
                          const std::function<void(std::string_view)>& progress) {
  const auto data = ReadEmbeddingData(options.data_dir, options.words_file);
  if (!data.ok()) return data.status();
  const auto bytes = TrainEmbedding(*data, options.train, progress);
  if (!bytes.ok()) return bytes.status();
  const std::string path = options.out_dir + "/embedding.gsm";
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file.write(bytes->data(), static_cast<std::streamsize>(bytes->size()));
  file.close();
  return file ? Status() : IoError(path + ": cannot be written");
}

}  // namespace groundswell
