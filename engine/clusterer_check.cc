// What must hold of a Clusterer between two posts. For tests alone: it walks everything.
#include <algorithm>
#include <cmath>

#include "engine/clusterer.h"

namespace groundswell {
namespace {

// Sums are kept by adding and taking away; they may drift from what they stand for by this share.
constexpr double kDrift = 1e-3;

}  // namespace

bool Clusterer::CheckInvariants(std::span<const uint32_t> hashes) const {
  // The vocabulary gives no const view of a posting list; nothing is changed here.
  Vocabulary& vocabulary = const_cast<Vocabulary&>(vocabulary_);
  size_t entries = 0, live = 0, postings = 0;
  for (uint32_t slot = 0; slot < clusters_.size(); ++slot) {
    const Cluster& cluster = clusters_[slot];
    const bool is_live = live_[slot] != 0;
    live += is_live;
    if (!is_live && (cluster.sum.size() != 0 || cluster.posts != 0 || cluster.meaning_square != 0)) return false;
    if (is_live && Dot(Meaning(slot), Meaning(slot)) != cluster.meaning_square) return false;
    if (cluster.sum.size() > settings_.cluster_terms_max + settings_.cluster_terms_max / 2) return false;
    double square = 0;
    for (const TermWeights::Entry& entry : cluster.sum.raw()) {
      if (entry.term == TermWeights::kNone) continue;
      ++entries;
      square += double{entry.weight} * entry.weight;
      // A term of a cluster is never forgotten, and its posting list has the cluster where the cluster says.
      if (vocabulary.Find(vocabulary.hash(entry.term)) != entry.term) return false;
      const auto& list = vocabulary.postings(entry.term);
      if (!(entry.weight > 0) || entry.place >= list.size()) return false;
      if (list[entry.place].slot != slot || list[entry.place].weight != entry.weight) return false;
    }
    if (std::abs(square - cluster.square) > kDrift * (1 + square)) return false;
  }
  // Each entry has its posting; as many postings as entries means that none points elsewhere.
  for (const uint32_t hash : hashes)
    if (const uint32_t term = vocabulary.Find(hash); term != Vocabulary::kNone)
      postings += vocabulary.postings(term).size();
  for (const uint32_t slot : active_) {
    if (live_[slot] == 0) return false;
    if (MustCompare(clusters_[slot]) && std::find(grown_.begin(), grown_.end(), slot) == grown_.end()) return false;
    const bool alone = clusters_[slot].posts < 2 && !rules_.IsRuled(slot);
    if (alone == (rounds_alone_[slot] == kInCompany)) return false;
    if (rules_.IsRuled(slot) != std::isinf(slow_half_life_[slot]) || Began(rules_.Head(slot)) > Began(slot))
      return false;
  }
  if (!rules_.CheckInvariants()) return false;
  for (const uint32_t slot : free_)
    if (live_[slot] != 0) return false;
  return postings == entries && live == active_.size() && clusters_.size() == active_.size() + free_.size();
}

}  // namespace groundswell
