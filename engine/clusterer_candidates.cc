// Which clusters are worth a full look: for a post, and for a cluster that others may be like.
#include <algorithm>
#include <cmath>
#include <utility>

#include "engine/clusterer.h"

namespace groundswell {
namespace {

// The terms by which a centroid looks for others like it.
constexpr size_t kMergeTerms = 12;
// Longer posting lists are passed over: a term that so many clusters have brings no two of them together.
constexpr size_t kMergePostingsMax = 256;
// A pair is looked at in full when these terms alone give this share of the wanted likeness.
constexpr double kMergePromise = 0.3;
// Below 1 by more than rounding can be.
constexpr double kRoundingShare = 0.999;
}  // namespace

void Clusterer::GatherCandidates() {
  // Rare terms first: their postings are few and tell most. The common ones are looked up for the candidates alone.
  const auto [touched, first_common] = WalkPostings();
  PickCandidates({touched_.data(), touched});
  // What is needed of them lies far apart: all of it is asked for before the first is used.
  for (const Candidate& candidate : candidates_) __builtin_prefetch(&clusters_[candidate.slot]);
  for (const Candidate& candidate : candidates_) {
    const Cluster& cluster = clusters_[candidate.slot];
    __builtin_prefetch(&cluster.square);
    for (size_t i = first_common; i < order_.size(); ++i) cluster.sum.Prefetch(post_[order_[i].second].term);
    if (dense_weight_ > 0) PrefetchRow(Dense(candidate.slot));
    if (meaning_weight_ > 0) PrefetchRow(Meaning(candidate.slot));
  }
  for (Candidate& candidate : candidates_)
    for (size_t i = first_common; i < order_.size(); ++i)
      candidate.dot +=
          post_[order_[i].second].weight * clusters_[candidate.slot].sum.Weight(post_[order_[i].second].term);
}

// Adds up, by cluster, what the post's terms have in common with it.
Clusterer::Walk Clusterer::WalkPostings() {
  order_.clear();
  for (uint32_t i = 0; i < post_.size(); ++i) {
    const auto& postings = vocabulary_.postings(post_[i].term);
    __builtin_prefetch(postings.data());
    order_.push_back({static_cast<uint32_t>(postings.size()), i});
  }
  std::sort(order_.begin(), order_.end());
  size_t walked = 0, touched = 0;
  for (size_t i = 0; i < order_.size(); ++i) {
    if (walked > 0 && walked + order_[i].first > settings_.postings_max) return {touched, i};
    walked += order_[i].first;
    if (touched_.size() < walked) touched_.resize(walked);
    const Weighted& term = post_[order_[i].second];
    AddPostings(vocabulary_.postings(term.term), term.weight, &touched);
  }
  return {touched, order_.size()};
}

// Adds to partial_ what the clusters of the list have of a term, and to touched_, which has room, those that are new
// there.
void Clusterer::AddPostings(std::span<const Posting> postings, float weight, size_t* touched) {
  size_t count = *touched;
  for (const Posting& posting : postings) {
    float& partial = partial_[posting.slot];
    touched_[count] = posting.slot;
    count += partial == 0;  // without a branch, which would be guessed wrongly half of the time
    partial += weight * posting.weight;
  }
  *touched = count;
}

bool Clusterer::IsBetter(const Candidate& a, const Candidate& b) const {
  if (a.promise != b.promise) return a.promise > b.promise;
  return Began(a.slot) < Began(b.slot);
}

// The most promising of the touched clusters, the best first: a heap of the best so far, the worst of them on top.
void Clusterer::PickCandidates(std::span<const uint32_t> touched) {
  const auto is_better = [this](const Candidate& a, const Candidate& b) { return IsBetter(a, b); };
  candidates_.clear();
  for (const uint32_t slot : touched) {
    const float dot = partial_[slot], unfaded = dot * promise_scale_[slot];
    partial_[slot] = 0;
    const bool is_full = candidates_.size() >= settings_.candidates_max;
    if (is_full && unfaded < candidates_.front().promise) continue;  // fading makes no promise larger
    const Candidate candidate{slot, dot, unfaded * Fade(slot)};
    if (is_full) {
      if (!IsBetter(candidate, candidates_.front())) continue;
      std::pop_heap(candidates_.begin(), candidates_.end(), is_better);
      candidates_.back() = candidate;
    } else {
      candidates_.push_back(candidate);
    }
    std::push_heap(candidates_.begin(), candidates_.end(), is_better);
  }
  std::sort_heap(candidates_.begin(), candidates_.end(), is_better);
}

void Clusterer::FindMergeCandidates(uint32_t slot) {
  const Cluster& cluster = clusters_[slot];
  heaviest_.clear();
  for (const TermWeights::Entry& entry : cluster.sum.raw())
    if (entry.term != TermWeights::kNone) heaviest_.push_back({entry.weight, entry.term});
  const size_t wanted = std::min(heaviest_.size(), kMergeTerms);
  std::partial_sort(heaviest_.begin(), heaviest_.begin() + static_cast<ptrdiff_t>(wanted), heaviest_.end(), IsHeavier);
  // A first bound on the likeness to another needs nothing but the promise of that one.
  const float least = Newness(1) * static_cast<float>(kMergePromise * settings_.merge_threshold *
                                                      std::sqrt(std::max(cluster.square, kTiny)) * kRoundingShare);
  for (size_t i = 0; i < wanted; ++i) __builtin_prefetch(vocabulary_.postings(heaviest_[i].second).data());
  if (touched_.size() < kMergeTerms * kMergePostingsMax) touched_.resize(kMergeTerms * kMergePostingsMax);
  size_t touched = 0;
  for (size_t i = 0; i < wanted; ++i) {
    const auto& postings = vocabulary_.postings(heaviest_[i].second);
    if (postings.size() <= kMergePostingsMax) AddPostings(postings, heaviest_[i].first, &touched);
  }
  candidates_.clear();
  for (const uint32_t other : std::span(touched_.data(), touched)) {
    const float dot = std::exchange(partial_[other], 0.f);
    if (dot * promise_scale_[other] < least) continue;
    const double likeness = dot / std::sqrt(std::max(cluster.square * clusters_[other].square, kTiny));
    if (other != slot && likeness >= kMergePromise * settings_.merge_threshold)
      candidates_.push_back({other, 0, static_cast<float>(likeness)});
  }
}

}  // namespace groundswell
