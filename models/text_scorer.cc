#include "models/text_scorer.h"

#include "base/hash.h"
#include "models/lang_detect.h"

namespace groundswell {

Result<TextScorer> TextScorer::Parse(std::string_view sentiment_file, std::string_view complaint_file) {
  auto sentiment = ParseModelFile(sentiment_file, ModelKind::kSentiment);
  if (!sentiment.ok()) return sentiment.status().Annotate("sentiment");
  auto complaint = ParseModelFile(complaint_file, ModelKind::kComplaint);
  if (!complaint.ok()) return complaint.status().Annotate("complaint");
  auto sentiment_model = SentimentModel::FromFile(*sentiment);
  if (!sentiment_model.ok()) return sentiment_model.status();
  auto net = ParseSentimentNet(sentiment->appendix);
  if (!net.ok()) return net.status();
  if (net->output_biases.size() != kNetMoods + sentiment_model->origin_count()) {
    return Corrupt("sentiment: the net and the lines are not of the same origins");
  }
  auto complaint_model = ComplaintModel::FromFile(*complaint);
  if (!complaint_model.ok()) return complaint_model.status();

  TextScorer scorer(*sentiment_model, SentimentNet(*net), *complaint_model);
  for (size_t i = 0; i < sentiment->keys.size(); ++i) {
    scorer.table_.Add(sentiment->keys[i], {sentiment->columns[0][i], sentiment->columns[1][i], 0});
  }
  for (size_t i = 0; i < complaint->keys.size(); ++i) {
    scorer.table_.Add(complaint->keys[i], {0, 0, complaint->columns[0][i]});
  }
  scorer.checksum_ = Mix64(sentiment->checksum) ^ complaint->checksum;
  return scorer;
}

Scores TextScorer::Score(std::string_view folded, NgramScratch* scratch) const {
  const auto features = ExtractFeatures(folded, scratch);
  const auto sums = table_.Sum(features);
  Scores scores;
  scores.lang = DetectLang(folded);
  const SentimentScore sentiment =
      sentiment_.Decide(sums[SentimentModel::kPolarityColumn], sums[SentimentModel::kNeutralityColumn], features.size(),
                        net_.Answer(scratch->Units()));
  scores.sentiment = sentiment.sentiment;
  scores.sentiment_score = sentiment.score;
  scores.complaint =
      complaint_.Probability(sums[ComplaintModel::kComplaintColumn], features.size(), sentiment, scores.lang);
  return scores;
}

SentimentScore TextScorer::ScoreSentiment(std::string_view folded, NgramScratch* scratch) const {
  const auto features = ExtractFeatures(folded, scratch);
  const auto sums = table_.Sum(features);
  return sentiment_.Decide(sums[SentimentModel::kPolarityColumn], sums[SentimentModel::kNeutralityColumn],
                           features.size(), net_.Answer(scratch->Units()));
}

}  // namespace groundswell
