// ReadScored: an input from its bytes to scored posts, a block at a time, for commands that need no engine.
//
// Contract: `visit` sees every block of the input in order, with the posts as decoded, the same posts scored, and the
// lines of the block that were refused. Deletions are among the posts. Records need no time.
// Errors: the input's own, or what `visit` returns. Threads: one; `visit` is called on it.
#pragma once

#include <functional>
#include <span>
#include <vector>

#include "base/status.h"
#include "ingest/byte_source.h"
#include "ingest/decoder.h"
#include "models/models.h"
#include "models/scored_post.h"
#include "models/scorer.h"

namespace groundswell {

struct ScoredBlock {
  const PostBatch& posts;
  const ScoredBatch& scored;
  std::span<const RefusedLine> refused;
};

Status ReadScored(ByteSource* source, const Models& models, ScorerRules rules, DecodeOptions options,
                  const std::function<Status(const ScoredBlock&)>& visit);

}  // namespace groundswell
