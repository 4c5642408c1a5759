// BlockScorer: a block of lines to a block of scored posts: decode, forget placeholder authors, score. Stages 3 and 4
// of a post's path.
//
// Contract: what comes out is a function of the lines, the options, the models and the key. Refused lines come with
// their row of the reject log. Ownership: borrows options, models and key; a block owns its posts. Threads: one
// BlockScorer a thread; it reuses its scratch. Nothing fails: what cannot be used is refused.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/input_block.h"
#include "ingest/decoder.h"
#include "ingest/framing.h"
#include "ingest/mapping_reader.h"
#include "models/scorer.h"
#include "models/watchlist.h"
#include "tools/clock_watch.h"

namespace groundswell {

struct BlockScorerOptions {
  DecodeOptions decode;
  std::shared_ptr<const Mapping> mapping = nullptr;  // of another system's records; null: posts of our own
  // Names that stand for nobody, by channel.
  std::map<std::string, std::vector<std::string>, std::less<>> placeholder_authors;
  ChannelClocks clocks;  // how late the posts of channels are expected to be
  // Either may be none.
  std::shared_ptr<const Watchlist> watchlist;
  std::shared_ptr<const RedactPatterns> patterns;
  ScorerRules rules() const { return {.watchlist = watchlist.get(), .patterns = patterns.get()}; }
};

// The time zones, placeholder names and delays of the channels.
BlockScorerOptions BlockScorerOptionsOf(const class Config& config);

// A stretch of a sequence: records from `first` up to `next`, those included that are missing.
struct SequenceSpan {
  Seq first = 0, next = 0;
  uint64_t missing = 0;
  bool is_empty() const { return first == next; }
};

struct FeedBlock {
  std::unique_ptr<InputBlock> input;
  std::vector<Truth> truths;         // one a post, where the decoder was asked for truth
  std::vector<std::string> people;   // likewise: who wrote each post, as the record says it
  std::vector<RefusedLine> refused;  // for the words on stderr

  // Of a sequence alone (tools/sequence_reader.h).
  InputBlocks more;   // what follows `input`, of the same step: each begins with a tick or a change of settings
  SequenceSpan span;  // the records it stands for
  Status damage;      // the first line that is none of a sequence; nothing behind it was read
};

class BlockScorer {
 public:
  BlockScorer(const Models* models, const AuthorKey* key, const BlockScorerOptions* options)
      : options_(*options), decoder_(options->decode), scorer_(models, key, options->rules()) {
    if (options->mapping != nullptr) mapper_.emplace(options->mapping, options->decode);
  }

  std::unique_ptr<FeedBlock> Score(const LineBlock& lines);

 private:
  void Decode(const LineBlock& lines, std::vector<RefusedLine>* refused);
  void ForgetPlaceholders();
  void KeepTruth(FeedBlock* block);

  const BlockScorerOptions& options_;
  Decoder decoder_;
  std::optional<MappingReader> mapper_;
  std::vector<MappedRefusal> unmapped_;
  PostScorer scorer_;
  PostBatch posts_;
};

}  // namespace groundswell
