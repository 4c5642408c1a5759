// Rounds of maintenance in the Clusterer: what has come close becomes one, lone posts get a second look.
#include <algorithm>
#include <bit>
#include <cmath>
#include <utility>

#include "engine/clusterer.h"

namespace groundswell {
namespace {

// Small scopes merge after this many posts, and after every doubling, until the regular round takes over.
constexpr uint64_t kFirstMergePosts = 8;
// Float sums of this many posts still take in one more; the past counts half from there on.
constexpr uint64_t kLearnedPostsMax = uint64_t{1} << 22;
// A cluster is compared again when it has grown by one part in so many.
constexpr uint32_t kGrowthToCompare = 16;
// Of the clusters that a lone post may join, so many are looked at in full.
constexpr size_t kHomesMax = 4;
// Second looks of one round, as a part of the posts between two rounds: a stream of talk leaves most posts alone.
constexpr uint32_t kPostsPerLook = 4;

}  // namespace

bool Clusterer::MaintenanceDue() const {
  if (posts_ % settings_.merge_every_posts == 0) return true;
  return posts_ >= kFirstMergePosts && posts_ < settings_.merge_every_posts && std::has_single_bit(posts_);
}

void Clusterer::Maintain(Changes* changes) {
  changes->Clear();
  if (!MaintenanceDue()) return;
  MergeAlike(&changes->merges);
  EvictFaded(&changes->evicted);
  BoundRules(&changes->evicted);
  BoundTerms(&changes->evicted);
  if (learned_ < kLearnedPostsMax) return;
  vocabulary_.Halve();
  learned_ /= 2;
  mean_square_ /= 4;
}

void Clusterer::MergeAlike(std::vector<Merge>* merges) {
  FindPairs();
  std::sort(pairs_.begin(), pairs_.end(), [this](const Pair& a, const Pair& b) {
    if (a.is_home != b.is_home) return b.is_home;
    if (a.likeness != b.likeness) return a.likeness > b.likeness;
    return std::pair(Began(a.older), Began(a.younger)) < std::pair(Began(b.older), Began(b.younger));
  });
  const double threshold = MergeThreshold();
  for (const Pair& pair : pairs_) {
    const Cluster &older = clusters_[pair.older], &younger = clusters_[pair.younger];
    if (live_[pair.older] == 0 || live_[pair.younger] == 0) continue;
    if (rules_.AreForbidden(pair.older, pair.younger)) continue;
    // An earlier merge of this round may have moved either of them, or given the lone post company.
    if (pair.is_home && older.posts > 1 && younger.posts > 1) continue;
    if (!pair.is_home && MergeLikeness(pair.older, pair.younger, threshold) < threshold) continue;
    const Merge merge = MergeOf(rules_.Head(pair.older), rules_.Head(pair.younger));
    MergeInto(pair.younger, pair.older);
    if (merge.from != merge.into) merges->push_back(merge);  // else parts of one family became one
  }
  std::erase_if(active_, [this](uint32_t slot) { return live_[slot] == 0; });
}

void Clusterer::FindPairs() {
  pairs_.clear();
  uint32_t looks = settings_.lone_threshold > 0 ? std::max(1u, settings_.merge_every_posts / kPostsPerLook) : 0;
  const double threshold = MergeThreshold();
  for (const uint32_t slot : active_) {
    if (rounds_alone_[slot] == kInCompany) continue;
    // Rounds count whether there is a look left or not: who missed one waits for the next power of two.
    ++rounds_alone_[slot];
    if (!std::has_single_bit(rounds_alone_[slot]) || looks == 0) continue;
    --looks;
    FindHome(slot);
  }
  for (const uint32_t slot : grown_) {
    Cluster& cluster = clusters_[slot];
    if (!MustCompare(cluster)) continue;
    cluster.compared_posts = cluster.posts;
    FindMergeCandidates(slot);
    for (const Candidate& candidate : candidates_) {
      const double likeness = MergeLikeness(slot, candidate.slot, threshold);
      if (likeness >= threshold) AddPair(likeness, slot, candidate.slot, false);
    }
  }
  grown_.clear();
}

// A large cluster's centroid hardly moves by a few posts.
bool Clusterer::MustCompare(const Cluster& cluster) const {
  return cluster.posts > 1 && cluster.posts > cluster.compared_posts + cluster.compared_posts / kGrowthToCompare;
}

// After its posts or rules have changed: whether it is a lone post, and whether the next round looks at it.
void Clusterer::SetAlone(uint32_t slot) {
  if (clusters_[slot].posts > 1 || rules_.IsRuled(slot))
    rounds_alone_[slot] = kInCompany;  // of one with rules an analyst has said where it belongs
  else if (rounds_alone_[slot] == kInCompany)
    rounds_alone_[slot] = 0;
  if (MustCompare(clusters_[slot])) grown_.push_back(slot);
}

// A lone post found nothing alike when it came. What came since may have made clear what it is about.
void Clusterer::FindHome(uint32_t slot) {
  FindMergeCandidates(slot);
  std::erase_if(candidates_, [this](const Candidate& c) { return clusters_[c.slot].posts < 2; });
  const size_t looked_at = std::min(candidates_.size(), kHomesMax);
  std::partial_sort(candidates_.begin(), candidates_.begin() + static_cast<ptrdiff_t>(looked_at), candidates_.end(),
                    [this](const Candidate& a, const Candidate& b) {
                      if (a.promise != b.promise) return a.promise > b.promise;
                      return Began(a.slot) < Began(b.slot);
                    });
  double best = settings_.lone_threshold * mean_threshold_factor_;
  const double threshold = MergeThreshold();
  uint32_t home = slot;
  for (size_t i = 0; i < looked_at; ++i) {
    const Cluster& other = clusters_[candidates_[i].slot];
    const double likeness = MergeLikeness(slot, candidates_[i].slot, threshold) * Newness(other.posts);
    if (likeness > best) best = likeness, home = candidates_[i].slot;
  }
  if (home != slot) AddPair(best, slot, home, true);
}

void Clusterer::AddPair(double likeness, uint32_t a, uint32_t b, bool is_home) {
  const bool older = Began(a) < Began(b);
  pairs_.push_back({likeness, older ? a : b, older ? b : a, is_home});
}

double Clusterer::MergeLikeness(uint32_t slot_a, uint32_t slot_b, double threshold) const {
  const Cluster &a = clusters_[slot_a], &b = clusters_[slot_b];
  const Cluster& small = a.sum.size() <= b.sum.size() ? a : b;
  const Cluster& large = &small == &a ? b : a;
  double dot = 0;
  for (const TermWeights::Entry& entry : small.sum.raw())
    if (entry.term != TermWeights::kNone) dot += double{entry.weight} * large.sum.Weight(entry.term);
  const double mean_square = mean_square_ / (MeanPosts() * MeanPosts());
  const double na = a.posts, nb = b.posts;
  const double square_a = a.square - 2 * na * a.mean_dot + na * na * mean_square;
  const double square_b = b.square - 2 * nb * b.mean_dot + nb * nb * mean_square;
  if (square_a < kTiny || square_b < kTiny) return 0;
  double likeness = (dot - na * b.mean_dot - nb * a.mean_dot + na * nb * mean_square) / std::sqrt(square_a * square_b);
  double dense = 0;
  if (a.dense_square > 0 && b.dense_square > 0)
    dense = Dot(Dense(slot_a), Dense(slot_b)) / std::sqrt(double{a.dense_square} * b.dense_square);
  likeness = (1 - settings_.merge_dense_weight) * likeness + settings_.merge_dense_weight * dense;
  if (settings_.merge_meaning_weight > 0 && a.meaning_square > 0 && b.meaning_square > 0) {
    const double meaning =
        Dot(Meaning(slot_a), Meaning(slot_b)) / std::sqrt(double{a.meaning_square} * b.meaning_square);
    likeness += settings_.merge_meaning_weight * (meaning - settings_.merge_meaning_threshold + threshold - likeness);
  }
  return likeness * (1 - settings_.other_product_penalty * ProductMismatch(a, b));
}

double Clusterer::ProductMismatch(const Cluster& a, const Cluster& b) const {
  if (a.product_posts == 0 || b.product_posts == 0) return 0;
  double overlap = 0;
  for (const Product& in_a : a.products)
    for (const Product& in_b : b.products)
      if (in_a.hash == in_b.hash)
        overlap += std::min(static_cast<double>(in_a.posts) / a.product_posts,
                            static_cast<double>(in_b.posts) / b.product_posts);
  return 1 - overlap;
}

void Clusterer::MergeInto(uint32_t from, uint32_t into) {
  Cluster &source = clusters_[from], &target = clusters_[into];
  double dot = 0;
  for (const TermWeights::Entry& entry : source.sum.raw()) {
    if (entry.term == TermWeights::kNone) continue;
    TermWeights::Entry* kept = target.sum.FindOrInsert(entry.term);
    auto& postings = vocabulary_.postings(entry.term);
    if (kept->weight == 0) {
      kept->place = static_cast<uint32_t>(postings.size());
      postings.push_back({into, 0});
    }
    dot += double{kept->weight} * entry.weight;
    vocabulary_.squares_together(entry.term) += 2 * kept->weight * entry.weight;
    kept->weight += entry.weight;
    postings[kept->place].weight = kept->weight;
  }
  target.square += source.square + 2 * dot;
  target.mean_dot += source.mean_dot;
  const float source_share = static_cast<float>(source.posts) / static_cast<float>(source.posts + target.posts);
  pull_[into] += source_share * (pull_[from] - pull_[into]);
  target.posts += source.posts;
  last_post_[into] = std::max(last_post_[into], last_post_[from]);
  target.product_posts += source.product_posts;
  for (const Product& product : source.products) {
    auto known = std::find_if(target.products.begin(), target.products.end(),
                              [&](const Product& p) { return p.hash == product.hash; });
    if (known != target.products.end())
      known->posts += product.posts;
    else
      target.products.push_back(product);
  }
  AddTo(Dense(from), Dense(into));
  target.dense_square = Dot(Dense(into), Dense(into));
  AddTo(Meaning(from), Meaning(into));
  target.meaning_square = Dot(Meaning(into), Meaning(into));
  if (rules_.IsRuled(from) || rules_.IsRuled(into)) {
    const Merge heads = MergeOf(rules_.Head(from), rules_.Head(into));
    rules_.Join(heads.into, heads.from);
  }
  Evict(from, nullptr);
  TrimTerms(into);
  SetPromise(into);
  SetSlowHalfLife(into);
  SetAlone(into);
  ApplyRuleChanges(into);
}

}  // namespace groundswell
