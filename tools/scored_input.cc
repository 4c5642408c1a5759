#include "tools/scored_input.h"

#include "ingest/framing.h"
#include "models/author_hash.h"
#include "models/scorer.h"

namespace groundswell {
namespace {

constexpr size_t kBlockLines = 1024;

}  // namespace

Status ReadScored(ByteSource* source, const Models& models, ScorerRules rules, DecodeOptions options,
                  const std::function<Status(const ScoredBlock&)>& visit) {
  options.time_required = false;
  Decoder decoder(options);
  const AuthorKey key = AuthorKey::Generate();  // no author leaves this function
  PostScorer scorer(&models, &key, rules);
  LineReader lines(source);
  LineBlock block;
  PostBatch posts;
  ScoredBatch scored;
  std::vector<RefusedLine> refused;
  while (true) {
    const Result<bool> more = lines.Next(kBlockLines, &block);
    if (!more.ok()) return more.status();
    if (!*more) return {};
    posts.Clear();
    scored.Clear();
    refused.clear();
    DecodeBlock(block, &decoder, &posts, &refused);
    scorer.Score(posts, &scored);
    GROUNDSWELL_TRY(visit({posts, scored, refused}));
  }
}

}  // namespace groundswell
