#include "tools/scorer_pool.h"

#include <algorithm>

namespace groundswell {
namespace {

// What requests hold is bounded before, by bytes; a source has one job at a time.
constexpr size_t kJobsWaitingMax = 1024;

}  // namespace

BlockScorer* BlockScorers::For(const std::shared_ptr<const BlockScorerOptions>& options) {
  const auto known = scorers_.find(options.get());
  // Other options may have come to lie where some lay that are gone.
  if (known != scorers_.end() && !known->second.options.expired()) return known->second.scorer.get();
  std::erase_if(scorers_, [](const auto& each) { return each.second.options.expired(); });
  Kept& made = scorers_[options.get()];
  made = {options, std::make_unique<BlockScorer>(models_, key_, options.get())};
  return made.scorer.get();
}

ScorerPool::ScorerPool(const Models* models, const AuthorKey* key, size_t threads) : jobs_(kJobsWaitingMax) {
  for (size_t i = 0; i < std::max<size_t>(threads, 1); ++i)
    threads_.emplace_back([this, models, key] { Work(models, key); });
}

ScorerPool::~ScorerPool() { Stop(); }

void ScorerPool::Stop() {
  jobs_.Close();
  for (std::thread& thread : threads_) thread.join();
  threads_.clear();
}

void ScorerPool::Work(const Models* models, const AuthorKey* key) {
  BlockScorers scorers(models, key);
  while (auto job = jobs_.Pop()) (*job)(&scorers);
}

}  // namespace groundswell
