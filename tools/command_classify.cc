#include "tools/command_classify.h"

#include <cmath>

#include "models/reading_json.h"
#include "tools/config_keys.h"
#include "tools/config_watchlist.h"
#include "tools/model_set.h"
#include "tools/refusals.h"
#include "tools/scored_input.h"

namespace groundswell {
namespace {

// Four decimals say all that a score can mean.
double Rounded(float score) { return std::round(static_cast<double>(score) * 1e4) / 1e4; }

void AppendLine(const ScoredPost& post, std::string* out) {
  JsonWriter json(out);
  json.BeginObject().Key("id").Text(post.id);
  json.Key("lang").Text(LangName(post.scores.lang));
  json.Key("sentiment").Text(SentimentName(post.scores.sentiment));
  json.Key("sentiment_score").Number(Rounded(post.scores.sentiment_score));
  json.Key("complaint").Number(Rounded(post.scores.complaint));
  WriteReading(post.reading, &json);
  if (!post.org.empty()) json.Key("org").Text(post.org);
  if (!post.org_evidence.empty()) json.Key("org_evidence").Text(post.org_evidence);
  json.Key("text").Text(post.text.empty() ? post.title : post.text);
  json.EndObject();
  *out += '\n';
}

}  // namespace

Status RunClassify(const ClassifyOptions& options, const Config& config, const Console& console) {
  const Result<Models> models = LoadModels(config);
  if (!models.ok()) return models.status();
  const Watchlist watchlist = WatchlistOf(config);
  const RedactPatterns patterns = RedactPatternsOf(config);
  InputFiles source(options.inputs.empty() ? std::vector<std::string>{"-"} : options.inputs);
  GROUNDSWELL_TRY(source.Check());
  RefusalReport refusals(console);
  std::string lines;
  const auto write = [&](const ScoredBlock& block) -> Status {
    lines.clear();
    for (const ScoredPost& post : block.scored.posts) {
      if (!post.deleted) AppendLine(post, &lines);
    }
    for (const RefusedLine& refused : block.refused) refusals.Add(refused);
    // Flushed a block at a time, so that a program at the other end of a pipe is not kept waiting.
    if (*console.out << lines << std::flush) return {};
    return IoError("the results could not be written to stdout; is the disk full or the reader gone?");
  };
  GROUNDSWELL_TRY(ReadScored(&source, *models, {.watchlist = &watchlist, .patterns = &patterns},
                             {.channel_zones = ChannelZonesOf(config)}, write));
  return refusals.Finish(options.strict);
}

}  // namespace groundswell
