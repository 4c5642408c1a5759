#include "tools/command_eval_sentiment.h"

#include <fmt/format.h>

#include <cmath>
#include <optional>

#include "base/json_writer.h"
#include "tools/config_keys.h"
#include "tools/metrics_sentiment.h"
#include "tools/model_set.h"
#include "tools/refusals.h"
#include "tools/scored_input.h"

namespace groundswell {
namespace {

std::optional<Sentiment> SentimentOf(std::string_view name) {
  for (const Sentiment sentiment : {Sentiment::kNegative, Sentiment::kNeutral, Sentiment::kPositive}) {
    if (SentimentName(sentiment) == name) return sentiment;
  }
  return std::nullopt;
}

std::string ToJson(const SentimentScores& scores, uint64_t read, double posts_per_sec, std::string_view config_hash) {
  std::string out;
  JsonWriter json(&out);
  json.BeginObject().Key("posts").Integer(static_cast<int64_t>(read));
  json.Key("judged").Integer(static_cast<int64_t>(scores.posts));
  json.Key("accuracy").Number(scores.accuracy).Key("macro_f1").Number(scores.macro_f1);
  json.Key("classes").BeginObject();
  for (const SentimentScores::Class& of : scores.classes) {
    json.Key(SentimentName(of.sentiment)).BeginObject().Key("posts").Integer(static_cast<int64_t>(of.posts));
    json.Key("precision").Number(of.precision).Key("recall").Number(of.recall).Key("f1").Number(of.f1).EndObject();
  }
  json.EndObject().Key("posts_per_sec").Number(std::round(posts_per_sec));
  json.Key("config_hash").Text(config_hash).EndObject();
  return out + "\n";
}

std::string ToTable(const SentimentScores& scores, uint64_t read, double posts_per_sec) {
  std::string out = fmt::format("accuracy {:.4f}   macro_f1 {:.4f}   {} of {} posts judged   {:.0f} posts/s\n",
                                scores.accuracy, scores.macro_f1, scores.posts, read, posts_per_sec);
  out += fmt::format("{:<10}{:>8}{:>11}{:>8}{:>8}\n", "class", "posts", "precision", "recall", "f1");
  for (const SentimentScores::Class& of : scores.classes) {
    out += fmt::format("{:<10}{:>8}{:>11.4f}{:>8.4f}{:>8.4f}\n", SentimentName(of.sentiment), of.posts, of.precision,
                       of.recall, of.f1);
  }
  return out;
}

}  // namespace

Status RunEvalSentiment(const EvalSentimentOptions& options, const Config& config, const Console& console) {
  const Result<Models> models = LoadModels(config);
  if (!models.ok()) return models.status();
  InputFiles source({options.input});
  GROUNDSWELL_TRY(source.Check());
  const MonotonicTime start = std::chrono::steady_clock::now();
  RefusalReport refusals(console);
  std::vector<SentimentJudgement> judgements;
  uint64_t read = 0;
  const auto judge = [&](const ScoredBlock& block) -> Status {
    for (size_t i = 0; i < block.scored.posts.size(); ++i) {
      const Scores& scores = block.scored.posts[i].scores;
      const std::optional<Sentiment> truth = SentimentOf(block.posts.truths[i].sentiment);
      if (truth.has_value()) judgements.push_back({*truth, scores.sentiment, scores.sentiment_score});
    }
    read += block.scored.posts.size();
    for (const RefusedLine& refused : block.refused) refusals.Add(refused);
    return {};
  };
  const DecodeOptions decode{.want_truth = true, .channel_zones = ChannelZonesOf(config)};
  GROUNDSWELL_TRY(ReadScored(&source, *models, {}, decode, judge));
  GROUNDSWELL_TRY(refusals.Finish(false));
  if (judgements.empty()) {
    return Invalid(options.input + ": no record has a `sentiment` of positive, neutral or negative to judge by");
  }
  const SentimentScores scores = ScoreSentiment(judgements);
  const double posts_per_sec = static_cast<double>(read) / SecondsSince(start);
  *console.out << (options.json ? ToJson(scores, read, posts_per_sec, ConfigHash(config, *models))
                                : ToTable(scores, read, posts_per_sec));
  return {};
}

}  // namespace groundswell
