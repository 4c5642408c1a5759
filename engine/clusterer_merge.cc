// Merging, fading and bounding of the Clusterer.
#include <algorithm>
#include <bit>
#include <cmath>
#include <utility>

#include "engine/clusterer.h"

namespace groundswell {
namespace {

// Small scopes merge after this many posts, and after every doubling, until the regular round takes over.
constexpr uint64_t kFirstMergePosts = 8;
// The terms by which a centroid looks for others like it.
constexpr size_t kMergeTerms = 12;
// Float sums of this many posts still take in one more; the past counts half from there on.
constexpr uint64_t kLearnedPostsMax = uint64_t{1} << 22;
// A cluster is compared again when it has grown by one part in so many.
constexpr uint32_t kGrowthToCompare = 16;
// Of the clusters that a lone post may join, so many are looked at in full.
constexpr size_t kHomesMax = 4;
// Second looks of one round, as a part of the posts between two rounds: a stream of talk leaves most posts alone.
constexpr uint32_t kPostsPerLook = 4;
// Longer posting lists are passed over: a term that so many clusters have brings no two of them together.
constexpr size_t kMergePostingsMax = 256;
// A pair is looked at in full when these terms alone give this share of the wanted likeness.
constexpr double kMergePromise = 0.3;
// Below 1 by more than rounding can be.
constexpr double kRoundingShare = 0.999;
// After so many half-lives no cluster is faded yet.
constexpr float kHalfLivesToKeep = 3;

bool IsHeavier(const std::pair<float, uint32_t>& a, const std::pair<float, uint32_t>& b) {
  return a.first != b.first ? a.first > b.first : a.second < b.second;
}

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
  touched_.clear();
  for (size_t i = 0; i < wanted; ++i) {
    const auto [weight, term] = heaviest_[i];
    const auto& postings = vocabulary_.postings(term);
    if (postings.size() > kMergePostingsMax) continue;
    for (const Posting& posting : postings) {
      if (partial_[posting.slot] == 0) touched_.push_back(posting.slot);
      partial_[posting.slot] += weight * posting.weight;
    }
  }
  candidates_.clear();
  for (const uint32_t other : touched_) {
    const float dot = std::exchange(partial_[other], 0.f);
    if (dot * promise_scale_[other] < least) continue;
    const double likeness = dot / std::sqrt(std::max(cluster.square * clusters_[other].square, kTiny));
    if (other != slot && likeness >= kMergePromise * settings_.merge_threshold)
      candidates_.push_back({other, 0, static_cast<float>(likeness)});
  }
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
