#include "models/train_embedding.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "base/bytes.h"
#include "base/hash.h"
#include "models/embedding_file.h"
#include "models/stemmer.h"

namespace groundswell {
namespace {

constexpr uint64_t kSplitSeed = 20201122;
// Sizes of an ordinary machine's caches, for Eigen cuts its products by them: the same cuts, the same bits.
constexpr int kCacheBytes[] = {32 << 10, 1 << 20, 8 << 20};
constexpr float kScaleMin = 1e-12f;

using Progress = std::function<void(std::string_view)>;
using Row = Eigen::RowVectorXf;

std::vector<ContrastPair> RowsOf(const std::vector<MeaningPair>& pairs, const StartVectors& start) {
  std::vector<ContrastPair> out(pairs.size());
  const auto rows_of = [&](std::string_view text, std::vector<uint32_t>* rows) {
    ForEachChineseTerm(text, [&](uint32_t key, bool) {
      if (const uint32_t* row = start.rows.Find(uint64_t{key} + 1)) rows->push_back(*row);
    });
  };
  for (size_t i = 0; i < pairs.size(); ++i) {
    rows_of(pairs[i].a, &out[i].a);
    rows_of(pairs[i].b, &out[i].b);
    out[i].same = pairs[i].same;
  }
  return out;
}

double AucOf(const ContrastModel& model, const std::vector<ContrastPair>& pairs) {
  std::vector<std::pair<float, bool>> judged;
  for (const ContrastPair& pair : pairs) judged.push_back({Likeness(model, pair), pair.same});
  return RankingAuc(judged);
}

// How well a model does that has not seen a part of the pairs. Each question is in one part alone.
void ReportHeldOut(const StartVectors& start, const EmbeddingTrainingData& data, const EmbeddingTrainOptions& options,
                   const Progress& progress) {
  std::vector<MeaningPair> kept, held_out;
  for (const MeaningPair& pair : data.pairs)
    (Hash64(pair.a, kSplitSeed) % options.held_out_parts == 0 ? held_out : kept).push_back(pair);
  const std::vector<ContrastPair> judged = RowsOf(held_out, start);
  ContrastModel model{start.vectors, Eigen::VectorXf::Zero(start.vectors.rows())};
  const double before = AucOf(model, judged);
  TrainByContrast(RowsOf(kept, start), options.contrast, &model);
  progress("embedding: held-out pairs " + std::to_string(held_out.size()) + ", AUC before the pairs " +
           std::to_string(before) + ", after " + std::to_string(AucOf(model, judged)));
}

// The vectors of terms by their key, weights included.
using TermRows = std::map<uint32_t, Row>;

void AddEnglish(const WordVectors& english, TermRows* rows) {
  std::map<uint32_t, int> counts;
  char buffer[kStemBytesMax];
  for (size_t i = 0; i < english.words.size(); ++i) {
    const auto key = static_cast<uint32_t>(Hash64(Stem(english.words[i], buffer)));
    Row row(english.dims);
    for (uint32_t k = 0; k < english.dims; ++k)
      row(k) = english.scales[i] * static_cast<float>(english.entries[i * english.dims + k]);
    const auto [at, is_new] = rows->try_emplace(key, row);
    if (!is_new) at->second += row;
    ++counts[key];
  }
  for (const auto& [key, count] : counts) (*rows)[key] /= static_cast<float>(count);
}

// The mean length of a term's vector: two languages in one table should weigh alike.
float MeanLength(const TermRows& rows) {
  double sum = 0;
  for (const auto& [key, row] : rows) sum += row.norm();
  return rows.empty() ? 1 : static_cast<float>(sum / static_cast<double>(rows.size()));
}

EmbeddingFile Quantise(const TermRows& rows, uint32_t dims) {
  EmbeddingFile file;
  file.dims = dims;
  for (const auto& [key, row] : rows) {
    const float largest = row.cwiseAbs().maxCoeff();
    if (!(largest > kScaleMin)) continue;
    const float scale = largest / 127;
    file.keys.push_back(key);
    file.scales.push_back(scale);
    for (uint32_t k = 0; k < dims; ++k) file.entries.push_back(static_cast<int8_t>(std::lround(row(k) / scale)));
  }
  return file;
}

TermRows ChineseRows(const StartVectors& start, const ContrastModel& model) {
  TermRows rows;
  for (Eigen::Index row = 0; row < model.vectors.rows(); ++row)
    rows[start.keys[static_cast<size_t>(row)]] = std::exp(model.log_weights(row)) * model.vectors.row(row);
  return rows;
}

}  // namespace

Result<std::string> TrainEmbedding(const EmbeddingTrainingData& data, const EmbeddingTrainOptions& options,
                                   const Progress& progress) {
  if (data.texts.empty() || data.pairs.empty()) return Invalid("embedding: there are no texts or no pairs to train on");
  const auto dims = static_cast<uint32_t>(options.start.dims);
  if (data.english.dims != dims) {
    return Invalid("embedding: the English words have " + std::to_string(data.english.dims) + " dimensions, not " +
                   std::to_string(dims) + "; distil them again");
  }
  Eigen::setCpuCacheSizes(kCacheBytes[0], kCacheBytes[1], kCacheBytes[2]);
  std::vector<StartText> texts;
  for (const MeaningPair& pair : data.pairs) {
    texts.push_back({pair.a, options.pair_text_weight});
    texts.push_back({pair.b, options.pair_text_weight});
  }
  for (const std::string& text : data.texts) texts.push_back({text, 1});
  const StartVectors start = MakeStartVectors(texts, options.start, progress);
  if (start.keys.empty()) return Invalid("embedding: no Chinese term occurs often enough");
  ReportHeldOut(start, data, options, progress);
  ContrastModel model{start.vectors, Eigen::VectorXf::Zero(start.vectors.rows())};
  TrainByContrast(RowsOf(data.pairs, start), options.contrast, &model);

  TermRows english, rows = ChineseRows(start, model);
  AddEnglish(data.english, &english);
  const float scale = MeanLength(rows) / MeanLength(english);
  for (auto& [key, row] : english) rows[key] = row * scale;
  EmbeddingFile file = Quantise(rows, dims);
  file.about = "Chinese: " + std::to_string(start.keys.size()) + " terms of " + std::to_string(texts.size()) +
               " texts and " + std::to_string(data.pairs.size()) +
               " pairs; English: " + std::to_string(english.size()) + " terms distilled from all-MiniLM-L6-v2";
  progress("embedding: " + std::to_string(file.keys.size()) + " terms of " + std::to_string(dims) + " dimensions");
  return EncodeEmbeddingFile(file);
}

}  // namespace groundswell
