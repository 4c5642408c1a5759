// Words with vectors, under the numbers that the sentiment models know words by.
//
// Vectors are brought to a mean length of one over all words. A word that is no single word to the reader of n-grams
// is left out. Threads: free functions of their input.
#pragma once

#include "models/linear_trainer.h"
#include "models/word_vectors.h"

namespace groundswell {

// By the feature of the word itself, and by its unit (models/ngram_features.h).
FeatureVectors VectorsByFeature(const WordVectors& words);
FeatureVectors VectorsByUnit(const WordVectors& words);

}  // namespace groundswell
