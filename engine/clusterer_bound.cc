// What leaves the Clusterer: what has faded, what is too many, the lightest terms of a cluster that has too many.
#include <algorithm>
#include <utility>

#include "engine/clusterer.h"

namespace groundswell {
namespace {

// After so many half-lives no cluster is faded yet.
constexpr float kHalfLivesToKeep = 3;
}  // namespace

void Clusterer::EvictFaded(std::vector<uint32_t>* evicted) {
  std::erase_if(active_, [&](uint32_t slot) {
    // Most are far from faded, which is seen without a power.
    const float age = static_cast<float>(posts_ - last_post_[slot]);
    if (age <= kHalfLivesToKeep * std::max(half_life_, slow_half_life_[slot]) || Fade(slot) > 0) return false;
    Evict(slot, evicted);
    return true;
  });
  if (active_.size() > settings_.clusters_max) EvictLongestUntouched(active_.size() - settings_.clusters_max, evicted);
}

void Clusterer::BoundTerms(std::vector<uint32_t>* evicted) {
  vocabulary_.MakeRoom(0);
  // Still too many: micro-clusters hold them. The longest untouched quarter goes, and their terms with them.
  while (vocabulary_.size() > settings_.terms_max && active_.size() > 1) {
    EvictLongestUntouched(std::max<size_t>(1, active_.size() / 4), evicted);
    vocabulary_.MakeRoom(0);
  }
  mean_square_ = std::max(0.0, mean_square_ - vocabulary_.TakeForgottenSquares());
}

void Clusterer::EvictLongestUntouched(size_t count, std::vector<uint32_t>* evicted) {
  // What has a rule goes last.
  leaving_.clear();
  for (const uint32_t slot : active_) leaving_.push_back({rules_.IsRuled(slot), LastTouched(slot), Began(slot)});
  const auto end = leaving_.begin() + static_cast<ptrdiff_t>(count);
  std::nth_element(leaving_.begin(), end, leaving_.end());
  std::sort(leaving_.begin(), end);
  for (auto leaving = leaving_.begin(); leaving != end; ++leaving)
    if (const uint32_t slot = leaving->began.second; live_[slot] != 0) EvictFamily(slot, evicted);
  std::erase_if(active_, [this](uint32_t slot) { return live_[slot] == 0; });
}

void Clusterer::RemovePosting(uint32_t term, uint32_t place) {
  auto& postings = vocabulary_.postings(term);
  const Posting moved = postings.back();
  postings.pop_back();
  if (place == postings.size()) return;
  postings[place] = moved;
  clusters_[moved.slot].sum.Find(term)->place = place;
}

// Removing the postings of a cluster touches as many others, which lie anywhere: all are asked for before the first is
// used, step by step of the way to them.
void Clusterer::PrefetchPostings(const Cluster& cluster) {
  const auto for_each = [&](auto visit) {
    for (const TermWeights::Entry& entry : cluster.sum.raw())
      if (entry.term != TermWeights::kNone) visit(entry.term, vocabulary_.postings(entry.term));
  };
  for (const TermWeights::Entry& entry : cluster.sum.raw())
    if (entry.term != TermWeights::kNone) __builtin_prefetch(&vocabulary_.postings(entry.term));
  for_each([](uint32_t, const auto& postings) { __builtin_prefetch(&postings.back()); });
  for_each([this](uint32_t, const auto& postings) { __builtin_prefetch(&clusters_[postings.back().slot].sum); });
  for_each([this](uint32_t term, const auto& postings) { clusters_[postings.back().slot].sum.Prefetch(term); });
}

void Clusterer::TrimTerms(uint32_t slot) {
  Cluster& cluster = clusters_[slot];
  const size_t kept = settings_.cluster_terms_max;
  if (cluster.sum.size() <= kept + kept / 2) return;
  heaviest_.clear();
  for (const TermWeights::Entry& entry : cluster.sum.raw())
    if (entry.term != TermWeights::kNone) heaviest_.push_back({entry.weight, entry.term});
  std::nth_element(heaviest_.begin(), heaviest_.begin() + static_cast<ptrdiff_t>(kept), heaviest_.end(), IsHeavier);
  for (size_t i = kept; i < heaviest_.size(); ++i) {
    const auto [weight, term] = heaviest_[i];
    RemovePosting(term, cluster.sum.Find(term)->place);
    cluster.square -= double{weight} * weight;
  }
  TermWeights trimmed;
  for (size_t i = 0; i < kept; ++i) {
    const TermWeights::Entry* entry = cluster.sum.Find(heaviest_[i].second);
    *trimmed.FindOrInsert(entry->term) = *entry;
  }
  cluster.sum.Swap(trimmed);
}

void Clusterer::Evict(uint32_t slot, std::vector<uint32_t>* evicted) {
  Cluster& cluster = clusters_[slot];
  PrefetchPostings(cluster);
  for (const TermWeights::Entry& entry : cluster.sum.raw())
    if (entry.term != TermWeights::kNone) RemovePosting(entry.term, entry.place);
  cluster.sum.Clear();
  cluster.products.clear();
  cluster.square = cluster.mean_dot = 0;
  cluster.posts = cluster.product_posts = 0;
  cluster.dense_square = cluster.meaning_square = 0;
  live_[slot] = 0;
  cluster.compared_posts = 0;
  rounds_alone_[slot] = 0;
  std::fill_n(Dense(slot), kDense, 0.f);
  std::fill_n(Meaning(slot), kDense, 0.f);
  if (rules_.IsRuled(slot)) rules_.Remove(slot);
  free_.push_back(slot);
  if (evicted != nullptr) evicted->push_back(slot);
}

}  // namespace groundswell
