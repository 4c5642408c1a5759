// Merging, fading and bounding of the Clusterer, and its checkpoint.
#include <algorithm>
#include <bit>
#include <cmath>

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
// Longer posting lists are passed over: a term that so many clusters have brings no two of them together.
constexpr size_t kMergePostingsMax = 256;
// A pair is looked at in full when these terms alone give this share of the wanted likeness.
constexpr double kMergePromise = 0.3;
constexpr double kTiny = 1e-9;

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
  BoundTerms(&changes->evicted);
  if (learned_ < kLearnedPostsMax) return;
  vocabulary_.Halve();
  learned_ /= 2;
  mean_square_ /= 4;
}

void Clusterer::EvictFaded(std::vector<uint32_t>* evicted) {
  const auto faded = std::stable_partition(active_.begin(), active_.end(),
                                           [this](uint32_t slot) { return Fade(last_post_[slot]) > 0; });
  for (auto slot = faded; slot != active_.end(); ++slot) Evict(*slot, evicted);
  active_.erase(faded, active_.end());
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
  std::sort(active_.begin(), active_.end(), [this](uint32_t a, uint32_t b) {
    return std::pair(last_post_[a], clusters_[a].first_post) < std::pair(last_post_[b], clusters_[b].first_post);
  });
  for (size_t i = 0; i < count; ++i) Evict(active_[i], evicted);
  active_.erase(active_.begin(), active_.begin() + static_cast<ptrdiff_t>(count));
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
  cluster.live = false;
  cluster.compared_posts = 0;
  std::fill_n(Dense(slot), kDense, 0.f);
  std::fill_n(Meaning(slot), kDense, 0.f);
  free_.push_back(slot);
  if (evicted != nullptr) evicted->push_back(slot);
}

void Clusterer::MergeAlike(std::vector<Merge>* merges) {
  struct Pair {
    double likeness;
    uint32_t older, younger;
  };
  std::vector<Pair> pairs;
  const auto first = [this](uint32_t slot) { return clusters_[slot].first_post; };
  for (const uint32_t slot : active_) {
    Cluster& cluster = clusters_[slot];
    // A lone post found nothing alike when it came; a large cluster's centroid hardly moves by a few posts.
    if (cluster.posts < 2 || cluster.posts < cluster.compared_posts + 1 + cluster.compared_posts / kGrowthToCompare)
      continue;
    cluster.compared_posts = cluster.posts;
    FindMergeCandidates(slot);
    for (const Candidate& candidate : candidates_) {
      const double likeness = MergeLikeness(cluster, clusters_[candidate.slot]);
      if (likeness < settings_.merge_threshold) continue;
      const bool older = first(slot) < first(candidate.slot);
      pairs.push_back({likeness, older ? slot : candidate.slot, older ? candidate.slot : slot});
    }
  }
  std::sort(pairs.begin(), pairs.end(), [&](const Pair& a, const Pair& b) {
    if (a.likeness != b.likeness) return a.likeness > b.likeness;
    return std::pair(first(a.older), first(a.younger)) < std::pair(first(b.older), first(b.younger));
  });
  for (const Pair& pair : pairs) {
    const Cluster &older = clusters_[pair.older], &younger = clusters_[pair.younger];
    if (!older.live || !younger.live) continue;
    // An earlier merge of this round may have moved either of them.
    if (MergeLikeness(older, younger) < settings_.merge_threshold) continue;
    MergeInto(pair.younger, pair.older);
    merges->push_back({pair.younger, pair.older});
  }
  std::erase_if(active_, [this](uint32_t slot) { return !clusters_[slot].live; });
}

void Clusterer::FindMergeCandidates(uint32_t slot) {
  const Cluster& cluster = clusters_[slot];
  heaviest_.clear();
  for (const TermWeights::Entry& entry : cluster.sum.raw())
    if (entry.term != TermWeights::kNone) heaviest_.push_back({entry.weight, entry.term});
  const size_t wanted = std::min(heaviest_.size(), kMergeTerms);
  std::partial_sort(heaviest_.begin(), heaviest_.begin() + static_cast<ptrdiff_t>(wanted), heaviest_.end(), IsHeavier);
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
    const double likeness = partial_[other] / std::sqrt(std::max(cluster.square * clusters_[other].square, kTiny));
    partial_[other] = 0;
    if (other != slot && likeness >= kMergePromise * settings_.merge_threshold) candidates_.push_back({other, 0, 0});
  }
}

double Clusterer::MergeLikeness(const Cluster& a, const Cluster& b) const {
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
    dense =
        Dot(Dense(static_cast<uint32_t>(&a - clusters_.data())), Dense(static_cast<uint32_t>(&b - clusters_.data()))) /
        std::sqrt(double{a.dense_square} * b.dense_square);
  likeness = (1 - settings_.merge_dense_weight) * likeness + settings_.merge_dense_weight * dense;
  if (settings_.merge_meaning_weight > 0 && a.meaning_square > 0 && b.meaning_square > 0) {
    const double meaning = Dot(Meaning(static_cast<uint32_t>(&a - clusters_.data())),
                               Meaning(static_cast<uint32_t>(&b - clusters_.data()))) /
                           std::sqrt(double{a.meaning_square} * b.meaning_square);
    likeness += settings_.merge_meaning_weight *
                (meaning - settings_.merge_meaning_threshold + settings_.merge_threshold - likeness);
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
    kept->weight += entry.weight;
    postings[kept->place].weight = kept->weight;
  }
  target.square += source.square + 2 * dot;
  target.mean_dot += source.mean_dot;
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
  Evict(from, nullptr);
  TrimTerms(into);
  SetPromise(into);
}

void Clusterer::ForgetMeanings() {
  std::fill(meanings_.begin(), meanings_.end(), 0.f);
  for (Cluster& cluster : clusters_) cluster.meaning_square = 0;
  meaning_mean_.fill(0);
  meaning_posts_ = 0;
}

void Clusterer::Save(ByteWriter* writer) const {
  vocabulary_.Save(writer);
  writer->Number(static_cast<uint64_t>(clusters_.size()));
  for (const Cluster& cluster : clusters_) {
    cluster.sum.Save(writer);
    writer->Number(cluster.square);
    writer->Number(cluster.mean_dot);
    writer->Number(cluster.first_post);
    writer->Number(cluster.posts);
    writer->Number(cluster.product_posts);
    writer->Array(cluster.products);
    writer->Number(cluster.dense_square);
    writer->Number(cluster.meaning_square);
    writer->Number(cluster.live);
    writer->Number(cluster.compared_posts);
  }
  writer->Array(promise_scale_);
  writer->Array(last_post_);
  writer->Array(dense_);
  writer->Array(meanings_);
  writer->Array(active_);
  writer->Array(free_);
  writer->Number(posts_);
  writer->Number(learned_);
  writer->Number(mean_square_);
  writer->Array(std::span<const float>(dense_mean_));
  writer->Number(dense_posts_);
  writer->Array(std::span<const float>(meaning_mean_));
  writer->Number(meaning_posts_);
}

bool Clusterer::Load(ByteReader* reader) {
  if (!vocabulary_.Load(reader)) return false;
  const uint64_t slots = reader->Number<uint64_t>();
  if (!reader->ok() || slots > reader->rest().size()) return false;
  clusters_.resize(slots);
  for (Cluster& cluster : clusters_) {
    if (!cluster.sum.Load(reader)) return false;
    cluster.square = reader->Number<double>();
    cluster.mean_dot = reader->Number<double>();
    cluster.first_post = reader->Number<uint64_t>();
    cluster.posts = reader->Number<uint32_t>();
    cluster.product_posts = reader->Number<uint32_t>();
    if (!reader->Array(&cluster.products)) return false;
    cluster.dense_square = reader->Number<float>();
    cluster.meaning_square = reader->Number<float>();
    cluster.live = reader->Number<bool>();
    cluster.compared_posts = reader->Number<uint32_t>();
  }
  std::vector<float> mean;
  if (!reader->Array(&promise_scale_) || !reader->Array(&last_post_) || promise_scale_.size() != slots ||
      last_post_.size() != slots)
    return false;
  if (!reader->Array(&dense_) || !reader->Array(&meanings_) || !reader->Array(&active_) || !reader->Array(&free_))
    return false;
  posts_ = reader->Number<uint64_t>();
  learned_ = reader->Number<uint64_t>();
  mean_square_ = reader->Number<double>();
  if (!reader->Array(&mean) || mean.size() != kDense || dense_.size() != slots * kDense) return false;
  if (meanings_.size() != slots * kDense) return false;
  std::copy(mean.begin(), mean.end(), dense_mean_.begin());
  dense_posts_ = reader->Number<uint64_t>();
  if (!reader->Array(&mean) || mean.size() != kDense) return false;
  std::copy(mean.begin(), mean.end(), meaning_mean_.begin());
  meaning_posts_ = reader->Number<uint64_t>();
  partial_.assign(slots, 0);
  return reader->ok();
}

}  // namespace groundswell
