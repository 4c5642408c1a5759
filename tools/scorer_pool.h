// ScorerPool: the threads that unpack, decode and score what comes in live, of requests and of sources alike.
//
// Contract: jobs are begun in the order they came; each is given the scorers of its thread, one for each set of
// options, made when first asked for and let go when the options are nobody's any more. A job may wait for room in the
// engine's queue: then the pool waits with it. Models and key outlive the pool. Threads: TryAdd from any; Stop from the
// owner's: it ends once all jobs taken are done.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <thread>
#include <vector>

#include "base/queue.h"
#include "models/author_hash.h"
#include "tools/block_scorer.h"

namespace groundswell {

// The scorers of one thread.
class BlockScorers {
 public:
  BlockScorers(const Models* models, const AuthorKey* key) : models_(models), key_(key) {}
  // Of options that the caller holds on to as long as it uses the scorer.
  BlockScorer* For(const std::shared_ptr<const BlockScorerOptions>& options);

 private:
  struct Kept {
    std::weak_ptr<const BlockScorerOptions> options;
    std::unique_ptr<BlockScorer> scorer;
  };
  const Models* models_;
  const AuthorKey* key_;
  std::map<const BlockScorerOptions*, Kept> scorers_;
};

class ScorerPool {
 public:
  using Job = std::function<void(BlockScorers*)>;

  ScorerPool(const Models* models, const AuthorKey* key, size_t threads);
  ~ScorerPool();

  // Moves from *job only when it returns true; false while too many wait, and once stopped.
  bool TryAdd(Job* job) { return jobs_.TryPush(job); }
  void Stop();

 private:
  void Work(const Models* models, const AuthorKey* key);

  BoundedQueue<Job> jobs_;
  std::vector<std::thread> threads_;
};

}  // namespace groundswell
