// TrainEmbedding: raw texts, pairs of questions and distilled English words in, the bytes of the embedding file out.
//
// Chinese terms get their start from raw texts (models/embedding_start.h) and are then trained on pairs that people
// marked (models/embedding_contrast.h). English words come as vectors made beforehand from a sentence encoder
// (tools/distil); here they are brought to the tokenizer's terms, words of one stem averaged.
// Contract: a function of data and options; equal input gives equal bytes on machines of one kind. Errors: kInvalid
// when there is nothing to train on, or the dimensions differ. Memory: about 1.5 GB. Threads: one.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/status.h"
#include "models/embedding_contrast.h"
#include "models/word_vectors.h"

namespace groundswell {

struct MeaningPair {
  std::string a, b;  // folded
  bool same = false;
};

struct EmbeddingTrainingData {
  std::vector<std::string> texts;  // folded
  std::vector<MeaningPair> pairs;
  WordVectors english;
};

struct EmbeddingTrainOptions {
  StartOptions start;
  ContrastOptions contrast;
  // Texts of pairs count as so many raw texts: they are of the kind that meets.
  uint32_t pair_text_weight = 3;
  // One pair of so many is held out to be judged by; then all are trained on.
  uint64_t held_out_parts = 10;
};

// `progress` gets a sentence for people at every step.
Result<std::string> TrainEmbedding(const EmbeddingTrainingData& data, const EmbeddingTrainOptions& options,
                                   const std::function<void(std::string_view)>& progress);

}  // namespace groundswell
