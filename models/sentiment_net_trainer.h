// TrainSentimentNet: the convolutional network of models/sentiment_net.h from labelled texts.
//
// Method: units have vectors, filters weights over kNetWindow of them; one dense layer gives the log-odds
// of both answers, each with a logistic loss (polarity only over texts that have one), and tells origins apart with a
// softmax. Adam (Kingma and Ba, 2015) over batches, the rate falling to zero, with units, entries of vectors and
// filters left out at random against overfitting. Words with distilled vectors begin with the first entries of these,
// all others at random.
//
// Contract: a function of its input alone: one thread, a fixed seed, a fixed order; the same bits each time on one kind
// of machine. Errors: none; the caller sees to it that both answers have both labels. Threads: free functions.
#pragma once

#include <cstdint>
#include <span>

#include "models/linear_trainer.h"
#include "models/scored_post.h"
#include "models/sentiment_net.h"

namespace groundswell {

struct NetExample {
  uint32_t row = 0;
  Sentiment truth = Sentiment::kNeutral;
  float weight = 1;  // one in the mean
  int origin = -1;   // -1: of none
};

struct NetOptions {
  int rounds = 6;     // passes over the texts
  int texts_min = 3;  // units met less often are unknown ones, but for words with vectors
  int batch_texts = 32;
  float rate = 0.002f, vector_rate = 0.006f;
  float pooled_drop = 0.2f, vector_drop = 0.1f, unit_drop = 0.05f;  // shares left out while training
  float start_scale = 0.3f;                                         // deviation of the entries of a vector
  float origin_weight = 0.2f;                                       // of the loss by origins beside that of either mood
  uint64_t seed = 1;
};

// `units` has a row of units for each text, in order and with repeats; `vectors` has those of some units;
// `origin_count` is 1 to kNetOriginsMax.
SentimentNetFile TrainSentimentNet(const FeatureRows& units, std::span<const NetExample> examples, size_t origin_count,
                                   const FeatureVectors& vectors, const NetOptions& options);

}  // namespace groundswell
