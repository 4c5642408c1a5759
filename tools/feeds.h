// Feeds: the names under which other systems' records may be posted: the built-in mappings, and the sources of kind
// webhook, which take the place of a mapping of the same name. A built-in mapping whose records come signed under
// another name has no address of its own.
//
// Contract: what a feed does with a record is a function of its mapping and the channels' settings; a feed with a
// signature takes no request without the right one. Ownership: feeds live as long as this; they are scored with options
// of their own; a request holds on to its feed, so that feeds may be replaced under it. Threads: any. Of a feed only
// `is_paused` and the counts change.
#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/status.h"
#include "ingest/webhook_signature.h"
#include "tools/block_scorer.h"
#include "tools/source_counts.h"

namespace groundswell {

struct NamedFeed {
  std::string name;
  std::shared_ptr<const BlockScorerOptions> score;  // with the mapping
  std::optional<WebhookSignature> signature;
  bool is_source = false;  // configured, so that it is listed
  int64_t quiet_after_secs = 0;
  std::atomic<bool> is_paused{false};
  std::shared_ptr<SourceCounts> counts = std::make_shared<SourceCounts>();
  std::shared_ptr<ClockWatch> clocks;  // of a source
};

class Feeds {
 public:
  // `say` is told of clocks that are wrong. Errors: kInvalid, as Config::Load would say it.
  static Result<std::unique_ptr<Feeds>> Make(const Config& config, const BlockScorerOptions& score,
                                             const ClockWatch::Say& say = {});

  // Null where there is none.
  std::shared_ptr<NamedFeed> Find(std::string_view name) const;
  // Those that are sources, in ascending order of their names.
  std::vector<std::shared_ptr<NamedFeed>> Configured() const;
  // Has the feeds of `next` from now on. Its sources go on with the counts of those of the same name, paused where
  // those were.
  void Become(const Feeds& next);
  // Has the same feeds, that are read as `score` says from now on.
  void SetScore(BlockScorerOptions score);

 private:
  using ByName = std::map<std::string, std::shared_ptr<NamedFeed>, std::less<>>;
  static void GoOn(const NamedFeed& before, NamedFeed* next);
  NamedFeed* Add(const std::string& name, BlockScorerOptions score, std::shared_ptr<const Mapping> mapping);

  mutable std::mutex mutex_;  // guards what is below
  ByName feeds_;
};

}  // namespace groundswell
