#include "models/train_words.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "models/ngram_features.h"

namespace groundswell {
namespace {

// The last feature of a word alone: that of the word itself.
std::optional<uint32_t> FeatureOfWord(std::string_view word, NgramScratch* scratch) {
  const auto features = ExtractFeatures(word, scratch);
  return features.empty() ? std::nullopt : std::optional(features.back());
}

std::optional<uint32_t> UnitOfWord(std::string_view word, NgramScratch* scratch) {
  ExtractFeatures(word, scratch);
  const auto units = scratch->Units();
  return units.size() == 1 ? std::optional(units[0]) : std::nullopt;
}

using KeyOfWord = std::optional<uint32_t> (*)(std::string_view word, NgramScratch* scratch);

// The words by key, their vectors brought to a mean length of one.
FeatureVectors VectorsOf(const WordVectors& words, KeyOfWord key_of) {
  std::map<uint32_t, std::vector<float>> rows;
  NgramScratch scratch;
  double length_sum = 0;
  size_t count = 0;
  for (size_t i = 0; i < words.words.size(); ++i) {
    const auto key = key_of(words.words[i], &scratch);
    if (!key) continue;
    std::vector<float> row(words.dims);
    float squares = 0;
    for (size_t d = 0; d < row.size(); ++d) {
      row[d] = words.scales[i] * static_cast<float>(words.entries[i * words.dims + d]);
      squares += row[d] * row[d];
    }
    length_sum += static_cast<double>(std::sqrt(squares));
    ++count;
    rows[*key] = std::move(row);
  }
  FeatureVectors vectors{words.dims, {}, {}};
  const auto scale = static_cast<float>(static_cast<double>(count) / std::max(length_sum, 1e-9));
  for (const auto& [key, row] : rows) {
    vectors.keys.push_back(key);
    for (float entry : row) vectors.entries.push_back(entry * scale);
  }
  return vectors;
}

}  // namespace

FeatureVectors VectorsByFeature(const WordVectors& words) { return VectorsOf(words, FeatureOfWord); }
FeatureVectors VectorsByUnit(const WordVectors& words) { return VectorsOf(words, UnitOfWord); }

}  // namespace groundswell
