// Rules of an analyst in the Clusterer: what is joined stays joined, what is parted stays parted.
#include <algorithm>
#include <cmath>
#include <limits>

#include "base/check.h"
#include "engine/clusterer.h"

namespace groundswell {
namespace {

// A term is gone from a micro-cluster when less than this share of its weight is left: today's weights are taken out of
// sums of earlier ones, and what remains of a word that only the posts taken out had is that difference.
constexpr float kLeftLeast = 0.1f;

}  // namespace

Clusterer::Merge Clusterer::Link(uint32_t a, uint32_t b) {
  CHECK(live_[a] && live_[b]);
  const Merge merge = MergeOf(rules_.Head(a), rules_.Head(b));
  if (merge.from == merge.into) return merge;
  rules_.Join(merge.into, merge.from);
  ApplyRuleChanges(merge.into);
  return merge;
}

bool Clusterer::Forbid(uint32_t a, uint32_t b) {
  CHECK(live_[a] && live_[b]);
  if (rules_.Head(a) == rules_.Head(b)) return false;
  rules_.Forbid(a, b);
  ApplyRuleChanges(a);
  ApplyRuleChanges(b);
  return true;
}

uint32_t Clusterer::Split(uint32_t slot, std::span<const Member> members) {
  CHECK(live_[slot] && !members.empty());
  const uint32_t part = NewCluster();
  pull_[part] = pull_[slot];
  last_post_[part] = posts_;
  std::vector<uint32_t> parts = {slot};
  if (rules_.IsRuled(slot)) parts.assign(rules_.Parts(slot).begin(), rules_.Parts(slot).end());
  std::vector<TermWeights> before;
  std::vector<uint32_t> posts_before;
  for (const uint32_t p : parts) before.push_back(clusters_[p].sum), posts_before.push_back(clusters_[p].posts);
  std::vector<Term> known;
  for (const Member& member : members) {
    known.clear();
    for (const Term& term : member.terms)
      if (vocabulary_.Find(term.hash) != Vocabulary::kNone) known.push_back(term);
    Vectorise(known);
    EmbedPost();
    TakeMeaning(member.meaning, member.known_share);
    if (member.was_taken) TakeOut(MostAlike(parts), member.product);
    Absorb(part, member.product);
    clusters_[part].mean_dot += mean_dot_;
  }
  for (size_t i = 0; i < parts.size(); ++i) SettleRest(parts[i], before[i], posts_before[i]);
  rules_.InheritFoes(slot, part);
  rules_.Forbid(slot, part);
  ApplyRuleChanges(slot);
  ApplyRuleChanges(part);
  return part;
}

// The one whose words are most like those of the post under way; the first of equals.
uint32_t Clusterer::MostAlike(std::span<const uint32_t> slots) const {
  uint32_t best = slots.front();
  double most = -1;
  for (const uint32_t slot : slots) {
    const Cluster& cluster = clusters_[slot];
    if (cluster.posts == 0) continue;
    double dot = 0;
    for (const Weighted& term : post_) dot += double{term.weight} * cluster.sum.Weight(term.term);
    const double likeness = dot / std::sqrt(std::max(cluster.square, kTiny));
    if (likeness > most) most = likeness, best = slot;
  }
  return best;
}

// The opposite of Absorb, as far as it can be told today. Terms may be left without weight: SettleRest removes them.
void Clusterer::TakeOut(uint32_t slot, uint32_t product) {
  Cluster& cluster = clusters_[slot];
  for (const Weighted& term : post_) {
    vocabulary_.squares(term.term) -= term.weight * term.weight;
    TermWeights::Entry* entry = cluster.sum.Find(term.term);
    if (entry == nullptr) continue;
    const float left = std::max(0.f, entry->weight - term.weight);
    vocabulary_.squares_together(term.term) -= entry->weight * entry->weight - left * left;
    entry->weight = left;
  }
  if (dense_weight_ > 0)
    for (size_t i = 0; i < kDense; ++i) Dense(slot)[i] -= dense_centred_[i];
  if (has_meaning_)
    for (size_t i = 0; i < kDense; ++i) Meaning(slot)[i] -= meaning_centred_[i];
  if (cluster.posts > 0) --cluster.posts;
  for (Product& known : cluster.products)
    if (product != 0 && known.hash == product && known.posts > 0) --known.posts, --cluster.product_posts;
  std::erase_if(cluster.products, [](const Product& known) { return known.posts == 0; });
}

// After posts were taken out: the terms and sums of what is left.
void Clusterer::SettleRest(uint32_t slot, const TermWeights& before, uint32_t posts_before) {
  Cluster& cluster = clusters_[slot];
  if (cluster.posts == posts_before) return;
  if (cluster.posts == 0 && rules_.Head(slot) != slot) return Evict(slot, nullptr), std::erase(active_, slot), void();
  TermWeights rest;
  cluster.square = 0;
  for (const TermWeights::Entry& entry : cluster.sum.raw()) {
    if (entry.term == TermWeights::kNone) continue;
    if (cluster.posts == 0 || entry.weight <= kLeftLeast * before.Weight(entry.term)) {
      RemovePosting(entry.term, entry.place);
      continue;
    }
    *rest.FindOrInsert(entry.term) = entry;
    vocabulary_.postings(entry.term)[entry.place].weight = entry.weight;
    cluster.square += double{entry.weight} * entry.weight;
  }
  cluster.sum.Swap(rest);
  cluster.mean_dot *= posts_before == 0 ? 0 : static_cast<double>(cluster.posts) / posts_before;
  cluster.dense_square = Dot(Dense(slot), Dense(slot));
  cluster.meaning_square = Dot(Meaning(slot), Meaning(slot));
  cluster.compared_posts = 0;
  SetAlone(slot);
  SetPromise(slot);
}

// What fades is what has no rule.
void Clusterer::ApplyRuleChanges(uint32_t slot) {
  if (rules_.IsRuled(slot))
    for (const uint32_t part : rules_.Parts(slot)) {
      slow_half_life_[part] = std::numeric_limits<float>::infinity();
      SetAlone(part);
    }
  for (const uint32_t released : rules_.TakeReleased()) {
    if (!live_[released] || rules_.IsRuled(released)) continue;  // gone, or bound anew
    slow_half_life_[released] = 0;
    SetSlowHalfLife(released);
    SetAlone(released);
  }
}

Clusterer::Merge Clusterer::MergeOf(uint32_t a, uint32_t b) const {
  return Began(a) < Began(b) ? Merge{b, a} : Merge{a, b};
}

uint64_t Clusterer::LastTouched(uint32_t slot) const {
  if (!rules_.IsRuled(slot)) return last_post_[slot];
  uint64_t last = 0;
  for (const uint32_t part : rules_.Parts(slot)) last = std::max(last, last_post_[part]);
  return last;
}

// A family leaves as a whole, and is known outside by its head.
void Clusterer::EvictFamily(uint32_t slot, std::vector<uint32_t>* evicted) {
  const uint32_t head = rules_.Head(slot);
  if (rules_.IsRuled(slot)) {
    const std::vector<uint32_t> parts(rules_.Parts(slot).begin() + 1, rules_.Parts(slot).end());
    for (const uint32_t part : parts) Evict(part, nullptr);
  }
  Evict(head, evicted);
  ApplyRuleChanges(head);
}

void Clusterer::BoundRules(std::vector<uint32_t>* evicted) {
  const size_t parts_max = std::min(settings_.rules_max, settings_.clusters_max / 2);
  if (rules_.parts() <= parts_max) return;
  std::vector<uint32_t> heads;
  rules_.ForEachHead([&](uint32_t head) { heads.push_back(head); });
  std::sort(heads.begin(), heads.end(), [this](uint32_t a, uint32_t b) {
    return std::pair(LastTouched(a), Began(a)) < std::pair(LastTouched(b), Began(b));
  });
  for (const uint32_t head : heads) {
    if (rules_.parts() <= parts_max) break;
    if (rules_.IsRuled(head)) EvictFamily(head, evicted);
  }
  std::erase_if(active_, [this](uint32_t slot) { return live_[slot] == 0; });
}

}  // namespace groundswell
