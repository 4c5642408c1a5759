// How well a likeness of texts tells pairs that ask the same thing from pairs that do not.
//
// Contract: functions of their arguments. The TF-IDF baseline knows the texts of the file and nothing else: cosine over
// the terms of meaning (models/meaning_terms.h), weight ln(texts / texts with the term). Threads: one.
#pragma once

#include <vector>

#include "models/embedding.h"
#include "models/train_embedding.h"

namespace groundswell {

struct PairScores {
  size_t pairs = 0;
  double positive_share = 0;
  // Area under the ROC: the chance that a pair of the same is liker than one of different texts.
  double auc = 0, auc_tfidf = 0;
  double known_share = 0;  // of the texts' terms
  double pairs_per_sec = 0;
};

PairScores ScorePairs(const std::vector<MeaningPair>& pairs, const Embedding& embedding);

}  // namespace groundswell
