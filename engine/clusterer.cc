// Placing a post: vector, candidates, scores, the winner takes it, the scope learns.
//
// A post is a sparse unit vector of its terms (tf-idf with running document frequencies) and a dense unit vector of the
// words around its words (random indexing). Likeness is the cosine after the mean post is taken off, mixed with the
// dense cosine, less for new and for faded clusters. Where a post comes with its meaning (models/embedding.h), its
// likeness to the mean meaning of the cluster is mixed in, with the threshold that goes with it; meanings are centred
// by their running mean as the dense vectors are. Candidates come from an inverted index; how many postings are walked
// and candidates scored for a post is bounded.
//
// Sources: Yin et al., "Model-based clustering of short text streams" (KDD 2018) for the task; Salton for the weights;
// Kanerva et al. (2000) for random indexing; the mixture itself is ours, measured in docs/measurements.md.
#include "engine/clusterer.h"

#include <algorithm>
#include <cmath>

namespace groundswell {
namespace {

static_assert(kDense == kMeaningDims);  // one kernel serves both
// Terms beyond these add nothing to a post's context (its dense part weighs little by then).
constexpr size_t kContextTermsMax = 64;
// The dense mean moves at least this fast, so that float keeps its precision however long the stream.
constexpr double kDenseMeanPostsMax = 65536;

}  // namespace

Clusterer::Placement Clusterer::Assign(std::span<const Term> terms, uint32_t product, std::span<const float> meaning,
                                       float known_share) {
  Placement placement = Find(terms, product, meaning, known_share);
  placement.slot = Take(placement, product);
  return placement;
}

Clusterer::Placement Clusterer::Find(std::span<const Term> terms, uint32_t product, std::span<const float> meaning,
                                     float known_share) {
  Vectorise(terms);
  EmbedPost();
  TakeMeaning(meaning, known_share);
  GatherCandidates();
  return PickBest(product);
}

uint32_t Clusterer::Take(Placement placement, uint32_t product) {
  if (pause_) LearnPause(static_cast<float>(*pause_));
  LearnPulls(placement);
  LearnThresholdFactor();
  if (placement.is_new) placement.slot = NewCluster();
  Absorb(placement.slot, product);
  Learn(placement.slot);
  return rules_.Head(placement.slot);
}

void Clusterer::Touch(uint32_t slot) {
  ++posts_;
  last_post_[slot] = posts_;
}

void Clusterer::Vectorise(std::span<const Term> terms) {
  post_.clear();
  const float posts_so_far = static_cast<float>(learned_ + 1);
  double square = 0;
  uint32_t seen = 0;
  for (const Term& term : terms) {
    const uint32_t index = vocabulary_.Intern(term.hash);
    vocabulary_.PrefetchTerm(index);
    const uint32_t posts = vocabulary_.posts(index);
    seen += posts > 0;
    float weight = (term.count == 1 ? 1.f : 1 + std::log(static_cast<float>(term.count))) *
                   std::log(1 + posts_so_far / static_cast<float>(std::max(posts, 1u)));
    if (term.is_stop) weight *= settings_.stop_weight;
    post_.push_back({index, weight, term.hash});
    square += double{weight} * weight;
  }
  seen_share_ = post_.empty() ? 0 : static_cast<float>(seen) / static_cast<float>(post_.size());
  const float scale = square > 0 ? static_cast<float>(1 / std::sqrt(square)) : 0;
  double fourth = 0, dot = 0, noise = 0;
  for (Weighted& term : post_) {
    term.weight *= scale;
    const double w2 = double{term.weight} * term.weight;
    fourth += w2 * w2;
    dot += double{term.weight} * vocabulary_.mean_sum(term.term);
    noise += w2 * vocabulary_.ScatteredSquares(term.term);
  }
  effective_terms_ = fourth > 0 ? static_cast<float>(1 / fourth) : 1;
  mean_dot_ = dot / MeanPosts();
  SetThresholdFactor(noise / MeanPosts());
}

void Clusterer::EmbedPost() {
  dense_raw_.fill(0);
  for (const Weighted& term : post_) {
    const float scale = vocabulary_.context_scale(term.term);
    if (scale > 0) AddScaled(vocabulary_.context(term.term), term.weight * scale, &dense_raw_);
  }
  has_dense_ = Normalize(&dense_raw_);
  dense_weight_ = 0;
  if (!has_dense_) return;
  for (int i = 0; i < kDense; ++i) dense_centred_[i] = dense_raw_[i] - dense_mean_[i];
  if (Normalize(&dense_centred_))
    dense_weight_ = settings_.dense_weight * seen_share_ * std::min(1.f, settings_.length_reference / effective_terms_);
}

void Clusterer::TakeMeaning(std::span<const float> meaning, float known_share) {
  meaning_weight_ = 0;
  has_meaning_ = settings_.meaning_weight + settings_.merge_meaning_weight > 0 && known_share > 0 && !meaning.empty();
  if (!has_meaning_) return;
  std::copy(meaning.begin(), meaning.end(), meaning_raw_.begin());
  for (int i = 0; i < kDense; ++i) meaning_centred_[i] = meaning_raw_[i] - meaning_mean_[i];
  has_meaning_ = Normalize(&meaning_centred_);
  if (!has_meaning_) return;
  meaning_weight_ =
      settings_.meaning_weight * known_share * std::min(1.f, settings_.length_reference / effective_terms_);
}

Clusterer::Placement Clusterer::PickBest(uint32_t product) {
  slots_.clear();
  for (const Candidate& candidate : candidates_) slots_.push_back(candidate.slot);
  dense_dots_.assign(slots_.size(), 0);
  meaning_dots_.assign(slots_.size(), 0);
  if (dense_weight_ > 0) DenseDots(dense_centred_, dense_.data(), slots_, dense_dots_.data());
  if (meaning_weight_ > 0) DenseDots(meaning_centred_, meanings_.data(), slots_, meaning_dots_.data());
  const float required = RequiredScore();
  Placement best{.is_new = true};
  float unfaded_best = required;
  pause_.reset();
  for (size_t i = 0; i < candidates_.size(); ++i) {
    const uint32_t slot = candidates_[i].slot;
    candidates_[i].unfaded = Score(candidates_[i], dense_dots_[i], meaning_dots_[i], product);
    const float unfaded = candidates_[i].unfaded - settings_.pull_weight * pull_[slot];
    if (unfaded > unfaded_best) unfaded_best = unfaded, pause_ = posts_ - last_post_[slot];
    const float score = unfaded * Fade(slot);
    const bool older = !best.is_new && Began(slot) < Began(best.slot);
    if (score > best.likeness || (score == best.likeness && older)) best = {slot, false, score};
  }
  return best.likeness >= required ? best : Placement{.is_new = true};
}

float Clusterer::Score(const Candidate& candidate, float dense_dot, float meaning_dot, uint32_t product) const {
  const Cluster& cluster = clusters_[candidate.slot];
  const double n = cluster.posts, mean_square = mean_square_ / (MeanPosts() * MeanPosts());
  const double post_square = std::max(1 - 2 * mean_dot_ + mean_square, kTiny);
  const double cluster_square = cluster.square - 2 * n * cluster.mean_dot + n * n * mean_square;
  if (cluster_square < kTiny) return 0;
  const double dot = candidate.dot - n * mean_dot_ - cluster.mean_dot + n * mean_square;
  double score = dot / std::sqrt(post_square * cluster_square);
  if (dense_weight_ > 0) {
    const double dense =
        cluster.dense_square > 0 ? dense_dot / std::sqrt(static_cast<double>(cluster.dense_square)) : 0;
    score = (1 - dense_weight_) * score + dense_weight_ * dense;
  }
  if (meaning_weight_ > 0) {
    // What a cluster without one means speaks neither for it nor against it.
    const double meaning = cluster.meaning_square > 0
                               ? meaning_dot / std::sqrt(static_cast<double>(cluster.meaning_square))
                               : settings_.meaning_threshold;
    score = (1 - meaning_weight_) * score + meaning_weight_ * meaning;
  }
  score *= 1 - settings_.other_product_penalty * ProductMismatch(cluster, product);
  return static_cast<float>(score * Newness(cluster.posts));
}

double Clusterer::ProductMismatch(const Cluster& cluster, uint32_t product) const {
  if (product == 0 || cluster.product_posts == 0) return 0;
  for (const Product& known : cluster.products)
    if (known.hash == product) return 1 - static_cast<double>(known.posts) / cluster.product_posts;
  return 1;
}

uint32_t Clusterer::NewCluster() {
  uint32_t slot;
  if (free_.empty()) {
    slot = static_cast<uint32_t>(clusters_.size());
    clusters_.emplace_back();
    partial_.push_back(0);
    promise_scale_.push_back(0);
    slow_half_life_.push_back(0);
    pull_.push_back(0);
    last_post_.push_back(0);
    live_.push_back(0);
    rounds_alone_.push_back(0);
    dense_.resize(dense_.size() + kDense);
    meanings_.resize(meanings_.size() + kDense);
    rules_.Resize(clusters_.size());
  } else {
    slot = free_.back();
    free_.pop_back();
  }
  Cluster& cluster = clusters_[slot];
  cluster.first_post = posts_;
  live_[slot] = 1;
  slow_half_life_[slot] = pull_[slot] = 0;
  active_.push_back(slot);
  return slot;
}

void Clusterer::Absorb(uint32_t slot, uint32_t product) {
  Cluster& cluster = clusters_[slot];
  double dot = 0;
  for (const Weighted& term : post_) {
    if (!(term.weight > 0)) continue;
    TermWeights::Entry* entry = cluster.sum.FindOrInsert(term.term);
    auto& postings = vocabulary_.postings(term.term);
    if (entry->weight == 0) {
      entry->place = static_cast<uint32_t>(postings.size());
      postings.push_back({slot, 0});
    }
    dot += double{term.weight} * entry->weight;
    const float square = term.weight * term.weight;
    vocabulary_.squares(term.term) += square;
    vocabulary_.squares_together(term.term) += 2 * term.weight * entry->weight + square;
    entry->weight += term.weight;
    postings[entry->place].weight = entry->weight;
  }
  cluster.square += 2 * dot + (post_.empty() ? 0 : 1);
  if (dense_weight_ > 0) {
    AddTo(dense_centred_.data(), Dense(slot));
    cluster.dense_square = Dot(Dense(slot), Dense(slot));
  }
  if (has_meaning_) {
    AddTo(meaning_centred_.data(), Meaning(slot));
    cluster.meaning_square = Dot(Meaning(slot), Meaning(slot));
  }
  ++cluster.posts;
  SetAlone(slot);
  TrimTerms(slot);
  SetPromise(slot);
  if (product == 0) return;
  ++cluster.product_posts;
  for (Product& known : cluster.products)
    if (known.hash == product) return void(++known.posts);
  cluster.products.push_back({product, 1});
}

void Clusterer::Learn(uint32_t slot) {
  const double mean_sum_dot = mean_dot_ * MeanPosts();
  mean_square_ += 2 * mean_sum_dot + (post_.empty() ? 0 : 1);
  for (const Weighted& term : post_) {
    vocabulary_.mean_sum(term.term) += term.weight;
    ++vocabulary_.posts(term.term);
  }
  ++posts_;
  ++learned_;
  Cluster& cluster = clusters_[slot];
  last_post_[slot] = posts_;
  SetSlowHalfLife(slot);
  cluster.mean_dot += (mean_sum_dot + 1) / MeanPosts();
  if (has_dense_) {
    ++dense_posts_;
    const double rate =
        1 / std::min(static_cast<double>(dense_posts_) + settings_.mean_prior_posts, kDenseMeanPostsMax);
    for (int i = 0; i < kDense; ++i) dense_mean_[i] += static_cast<float>(rate) * (dense_raw_[i] - dense_mean_[i]);
  }
  if (has_meaning_) {
    ++meaning_posts_;
    const double rate =
        1 / std::min(static_cast<double>(meaning_posts_) + settings_.mean_prior_posts, kDenseMeanPostsMax);
    for (int i = 0; i < kDense; ++i)
      meaning_mean_[i] += static_cast<float>(rate) * (meaning_raw_[i] - meaning_mean_[i]);
  }
  LearnContexts();
}

void Clusterer::LearnContexts() {
  const size_t count = std::min(post_.size(), kContextTermsMax);
  if (count < 2) return;
  Context sum{};
  for (size_t i = 0; i < count; ++i) AddIndexVector(post_[i].hash, &sum);
  for (size_t i = 0; i < count; ++i) {
    const float square = LearnContext(sum, post_[i].hash, &vocabulary_.context(post_[i].term));
    vocabulary_.context_scale(post_[i].term) = square > 0 ? 1 / std::sqrt(square) : 0;
  }
}

float Clusterer::TermWeight(uint32_t slot, uint32_t term_hash) const {
  const uint32_t term = vocabulary_.Find(term_hash);
  if (term == Vocabulary::kNone) return 0;
  double weight = clusters_[slot].sum.Weight(term);
  uint64_t posts = clusters_[slot].posts;
  if (rules_.IsRuled(slot)) {
    weight = posts = 0;
    for (const uint32_t part : rules_.Parts(slot))
      weight += clusters_[part].sum.Weight(term), posts += clusters_[part].posts;
  }
  const double in_mean_post = vocabulary_.mean_sum(term) / MeanPosts();
  return static_cast<float>(weight / static_cast<double>(std::max<uint64_t>(posts, 1)) - in_mean_post);
}

}  // namespace groundswell
