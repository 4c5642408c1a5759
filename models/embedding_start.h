// The start of the Chinese word vectors: terms that stand among the same terms lie close.
//
// Texts become rows of places; a term of a place counts the terms of the places around it, and the positive pointwise
// mutual information of the two is brought down to a few dimensions by a singular value decomposition. Contract: a
// function of the texts and options; equal input gives equal bits on machines of one kind. Shapes: vectors are
// row-major float32, terms x dims, rows of length 1. Memory: some 1 GB for 12 million places. Threads: one.
// Sources: Levy and Goldberg (2014), "Neural word embedding as implicit matrix factorization"; Halko et al. (2011) for
// the decomposition from random products.
#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/flat_map.h"

namespace groundswell {

using RowMatrix = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

struct StartOptions {
  // Terms are kept that occur so often, the commonest first.
  size_t characters_max = 8000, pairs_max = 50000, contexts_max = 10000;
  uint32_t character_count_min = 5, pair_count_min = 12;
  int window = 5;  // places to either side
  int dims = 128;
  int rounds = 4;          // of the decomposition
  int spare_columns = 32;  // that it carries beyond the dimensions wanted
};

struct StartText {
  std::string_view folded;
  uint32_t weight = 1;  // counts as so many texts
};

struct StartVectors {
  std::vector<uint32_t> keys;  // of terms, the commonest characters and words first, then pairs
  FlatMap<uint32_t> rows;      // key + 1 -> row
  RowMatrix vectors;           // keys x dims
};

StartVectors MakeStartVectors(const std::vector<StartText>& texts, const StartOptions& options,
                              const std::function<void(std::string_view)>& progress);

// Calls visit(key, is_pair) for the terms of a Chinese text, in their order; nothing for a text without Chinese.
template <typename Visit>
void ForEachChineseTerm(std::string_view folded, Visit&& visit);

}  // namespace groundswell

#include "models/meaning_terms.h"

namespace groundswell {

template <typename Visit>
void ForEachChineseTerm(std::string_view folded, Visit&& visit) {
  bool is_chinese = false;
  ForEachMeaningTerm(folded, [&](MeaningTermKind kind, uint32_t) { is_chinese |= kind != MeaningTermKind::kWord; });
  if (!is_chinese) return;
  ForEachMeaningTerm(folded, [&](MeaningTermKind kind, uint32_t key) {
    visit(kind == MeaningTermKind::kWord ? ChineseWordKey(key) : key, kind == MeaningTermKind::kPair);
  });
}

}  // namespace groundswell
