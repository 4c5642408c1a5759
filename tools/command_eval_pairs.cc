#include "tools/command_eval_pairs.h"

#include <fmt/format.h>

#include <cmath>

#include "base/json_writer.h"
#include "tools/eval_pairs.h"
#include "tools/model_set.h"
#include "tools/pair_file.h"

namespace groundswell {
namespace {

std::string ToJson(const PairScores& scores) {
  std::string out;
  JsonWriter json(&out);
  json.BeginObject().Key("auc").Number(scores.auc).Key("auc_tfidf").Number(scores.auc_tfidf);
  json.Key("pairs").Integer(static_cast<int64_t>(scores.pairs));
  json.Key("positive_share").Number(scores.positive_share).Key("known_share").Number(scores.known_share);
  json.Key("pairs_per_sec").Number(std::round(scores.pairs_per_sec)).EndObject();
  return out + "\n";
}

std::string ToTable(const PairScores& scores) {
  return fmt::format(
      "auc {:.4f}   TF-IDF {:.4f}   {} pairs, {:.1f} % the same   {:.1f} % of terms known   {:.0f} pairs/s\n",
      scores.auc, scores.auc_tfidf, scores.pairs, 100 * scores.positive_share, 100 * scores.known_share,
      scores.pairs_per_sec);
}

}  // namespace

Status RunEvalPairs(const EvalPairsOptions& options, const Config& config, const Console& console) {
  const Result<Embedding> embedding = LoadEmbedding(config);
  if (!embedding.ok()) return embedding.status();
  const auto pairs = ReadPairFile(options.input);
  if (!pairs.ok()) return pairs.status();
  const PairScores scores = ScorePairs(*pairs, *embedding);
  if (!(scores.positive_share > 0 && scores.positive_share < 1)) {
    return Invalid(options.input + ": it needs pairs that are the same and pairs that are not");
  }
  *console.out << (options.json ? ToJson(scores) : ToTable(scores));
  return {};
}

}  // namespace groundswell
