#include "tools/metrics_sentiment.h"

#include <array>

namespace groundswell {
namespace {

constexpr size_t kClasses = 3;
size_t IndexOf(Sentiment sentiment) { return static_cast<size_t>(sentiment); }

// The prediction as one of the classes that `in_truth` marks.
Sentiment MapToTruth(const SentimentJudgement& judgement, const std::array<bool, kClasses>& in_truth) {
  const bool negative = in_truth[IndexOf(Sentiment::kNegative)], positive = in_truth[IndexOf(Sentiment::kPositive)];
  const bool neutral = in_truth[IndexOf(Sentiment::kNeutral)];
  if (negative && positive && !neutral) return judgement.score > 0 ? Sentiment::kPositive : Sentiment::kNegative;
  if (neutral && negative != positive && !in_truth[IndexOf(judgement.predicted)]) return Sentiment::kNeutral;
  return judgement.predicted;
}

}  // namespace

SentimentScores ScoreSentiment(std::span<const SentimentJudgement> judgements) {
  SentimentScores scores;
  scores.posts = judgements.size();
  if (judgements.empty()) return scores;
  std::array<bool, kClasses> in_truth{};
  for (const SentimentJudgement& judgement : judgements) in_truth[IndexOf(judgement.truth)] = true;

  std::array<size_t, kClasses> true_posts{}, predicted_posts{}, right_posts{};
  size_t right = 0;
  for (const SentimentJudgement& judgement : judgements) {
    const Sentiment predicted = MapToTruth(judgement, in_truth);
    ++true_posts[IndexOf(judgement.truth)];
    ++predicted_posts[IndexOf(predicted)];
    if (predicted == judgement.truth) ++right_posts[IndexOf(predicted)], ++right;
  }
  scores.accuracy = static_cast<double>(right) / static_cast<double>(judgements.size());
  for (size_t i = 0; i < kClasses; ++i) {
    if (!in_truth[i]) continue;
    SentimentScores::Class score{.sentiment = static_cast<Sentiment>(i), .posts = true_posts[i]};
    const double hits = static_cast<double>(right_posts[i]);
    if (predicted_posts[i] > 0) score.precision = hits / static_cast<double>(predicted_posts[i]);
    score.recall = hits / static_cast<double>(true_posts[i]);
    score.f1 = 2 * hits / static_cast<double>(predicted_posts[i] + true_posts[i]);
    scores.macro_f1 += score.f1;
    scores.classes.push_back(score);
  }
  scores.macro_f1 /= static_cast<double>(scores.classes.size());
  return scores;
}

}  // namespace groundswell
