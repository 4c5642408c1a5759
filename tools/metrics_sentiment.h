// Scores of predicted sentiment against the truth.
//
// Contract: a truth of two classes is judged on those two: every prediction is first mapped onto them. Positive against
// negative is decided by the sign of the score (above 0 is positive), whatever class the model named; with neutral as
// one of the two, a prediction of the absent class counts as neutral. A truth of one or three classes is judged as
// predicted. Classes without a post in the truth are absent from the result and from macro_f1. Threads: a free function
// without state.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "models/scored_post.h"

namespace groundswell {

struct SentimentJudgement {
  Sentiment truth = Sentiment::kNeutral;
  Sentiment predicted = Sentiment::kNeutral;
  float score = 0;  // -1..1
};

struct SentimentScores {
  struct Class {
    Sentiment sentiment = Sentiment::kNeutral;
    size_t posts = 0;      // with this truth
    double precision = 0;  // 0 when nothing was predicted to be of this class
    double recall = 0, f1 = 0;
  };
  size_t posts = 0;
  double accuracy = 0;         // share of posts judged right; 0 without posts
  double macro_f1 = 0;         // plain mean of the classes' F1
  std::vector<Class> classes;  // negative, neutral, positive, as far as the truth has them
};

SentimentScores ScoreSentiment(std::span<const SentimentJudgement> judgements);

}  // namespace groundswell
