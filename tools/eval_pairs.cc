#include "tools/eval_pairs.h"

#include <chrono>
#include <cmath>
#include <map>
#include <numeric>
#include <unordered_map>

#include "models/meaning_terms.h"

namespace groundswell {
namespace {

using TermCounts = std::map<uint32_t, int>;

TermCounts CountTerms(std::string_view folded) {
  TermCounts counts;
  ForEachMeaningTerm(folded, [&](MeaningTermKind, uint32_t key) { ++counts[key]; });
  return counts;
}

class TfIdf {
 public:
  explicit TfIdf(const std::vector<MeaningPair>& pairs) : texts_(2 * static_cast<double>(pairs.size())) {
    for (const MeaningPair& pair : pairs)
      for (const std::string* text : {&pair.a, &pair.b})
        for (const auto& [key, count] : CountTerms(*text)) ++texts_with_[key];
  }

  float Cosine(const MeaningPair& pair) const {
    const TermCounts a = CountTerms(pair.a), b = CountTerms(pair.b);
    double dot = 0;
    for (const auto& [key, count] : a)
      if (const auto other = b.find(key); other != b.end()) dot += Weight(key, count) * Weight(key, other->second);
    const double lengths = std::sqrt(Square(a) * Square(b));
    return lengths > 0 ? static_cast<float>(dot / lengths) : 0;
  }

 private:
  double Weight(uint32_t key, int count) const {
    return (1 + std::log(count)) * std::log(texts_ / texts_with_.at(key));
  }
  double Square(const TermCounts& terms) const {
    double square = 0;
    for (const auto& [key, count] : terms) square += Weight(key, count) * Weight(key, count);
    return square;
  }

  double texts_;
  std::unordered_map<uint32_t, double> texts_with_;
};

}  // namespace

PairScores ScorePairs(const std::vector<MeaningPair>& pairs, const Embedding& embedding) {
  PairScores scores{.pairs = pairs.size()};
  if (pairs.empty()) return scores;
  std::vector<std::pair<float, bool>> judged, baseline;
  EmbeddingScratch scratch;
  std::vector<float> a(embedding.dims()), b(embedding.dims());
  const auto start = std::chrono::steady_clock::now();
  for (const MeaningPair& pair : pairs) {
    scores.known_share += embedding.Embed(pair.a, &scratch, a) + embedding.Embed(pair.b, &scratch, b);
    judged.push_back({std::inner_product(a.begin(), a.end(), b.begin(), 0.f), pair.same});
  }
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
  const auto count = static_cast<double>(pairs.size());
  scores.pairs_per_sec = count / std::max(seconds.count(), 1e-9);
  scores.known_share /= 2 * count;
  const TfIdf tfidf(pairs);
  double same = 0;
  for (const MeaningPair& pair : pairs) {
    baseline.push_back({tfidf.Cosine(pair), pair.same});
    same += pair.same;
  }
  scores.positive_share = same / count;
  scores.auc = RankingAuc(judged);
  scores.auc_tfidf = RankingAuc(baseline);
  return scores;
}

}  // namespace groundswell
