// Clusterer: the micro-clusters of one scope, grown in one pass over its posts.
//
// A post joins the micro-cluster it is most alike to, or starts one. Every `merge_every_posts` posts those that have
// come close become one, posts that stayed alone get a second look, and faded ones leave. Contract: what is decided
// depends on the calls before alone, and the cost of a post does not grow with the stream. Slots are reused after
// Changes names them evicted or merged away; the caller applies Changes before the next call. Units: weights without
// unit, ages in posts of the scope. Memory: bounded by clusters_max and terms_max. Threads: one.
// How likeness is told and where that comes from: clusterer.cc, clusterer_candidates.cc; rounds: clusterer_merge.cc,
// clusterer_bound.cc; what is learned of the scope: clusterer_adapt.cc; rules of an analyst: clusterer_link.cc,
// cluster_rules.h.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "engine/cluster_rules.h"
#include "engine/kernels.h"
#include "engine/settings.h"
#include "engine/term_weights.h"
#include "engine/vocabulary.h"
#include "models/scored_post.h"

namespace groundswell {

class Clusterer {
 public:
  struct Placement {
    uint32_t slot = 0;
    bool is_new = false;
    float likeness = 0;  // the winning score; 0 for a new cluster
  };
  struct Merge {
    uint32_t from, into;  // slots; `into` is the one that began earlier
  };
  // What a round of maintenance did, in order: merges first, then evictions.
  struct Changes {
    std::vector<Merge> merges;
    std::vector<uint32_t> evicted;
    void Clear() {
      merges.clear();
      evicted.clear();
    }
  };

  // A post as Assign takes it.
  struct Member {
    std::span<const Term> terms;
    uint32_t product = 0;
    std::span<const float> meaning = {};
    float known_share = 0;
    bool was_taken = true;  // false for a post by which its cluster was only touched
  };

  explicit Clusterer(const ClusterSettings& settings);

  // From the next post on other settings hold; terms_max and cluster_terms_max must be the same.
  void ChangeSettings(const ClusterSettings& settings);
  // Posts come with meanings of other vectors from here on: those learned cannot be compared with them.
  void ForgetMeanings();

  // Places one post. `product` is the hash of the product it names, 0 for none.
  // `meaning` is its vector by the shipped word vectors (kDense floats of length 1; empty or zero for none), and
  // `known_share` the share of its words that these know.
  Placement Assign(std::span<const Term> terms, uint32_t product, std::span<const float> meaning = {},
                   float known_share = 0);
  // The same in two steps: where the post belongs, and that it goes there. Nothing else may come between them.
  Placement Find(std::span<const Term> terms, uint32_t product, std::span<const float> meaning, float known_share);
  // Gives the slot by which the post's cluster is known.
  uint32_t Take(Placement placement, uint32_t product);
  // Asks the memory ahead for what Assign will look up first.
  void Prefetch(std::span<const Term> terms) const {
    for (const Term& term : terms) vocabulary_.PrefetchEntry(term.hash);
  }
  // A further copy of a post the cluster has: keeps the cluster from fading, and teaches nothing.
  void Touch(uint32_t slot);
  // Merges and evicts when the count of posts says it is time; otherwise leaves *changes empty.
  void Maintain(Changes* changes);

  // Rules of an analyst. They are permanent: they bind posts that come later and whatever the clusters take in, and
  // what has a rule does not fade. Beyond rules_max clusters with rules, those untouched for longest are evicted, rules
  // and all. Slots are live ones, as Placement names them.
  // Makes two clusters one for good; a later post that is like either goes to it. Lifts a rule that keeps them apart.
  // Gives what the caller applies like a Change; `from` and `into` are the same when they were one already.
  Merge Link(uint32_t a, uint32_t b);
  // Keeps two clusters apart for good; false, and nothing, when they are one.
  bool Forbid(uint32_t a, uint32_t b);
  // Takes posts out of a cluster that has further ones, opens a new one with them and keeps the two apart for good.
  // `members` are distinct posts that the cluster took by Assign or was touched by, as they were given then; at least
  // one. Gives the slot of the new cluster, which may not meet either what the other may not.
  uint32_t Split(uint32_t slot, std::span<const Member> members);
  bool AreForbidden(uint32_t a, uint32_t b) const { return rules_.AreForbidden(a, b); }
  // The slot by which what a rule has joined is known.
  uint32_t Head(uint32_t slot) const { return rules_.Head(slot); }

  uint64_t posts() const { return posts_; }
  size_t live_clusters() const { return active_.size() - rules_.hidden_parts(); }
  // By how much a term, known by its hash, weighs more in a cluster than in the mean post: what tells it from the rest.
  float TermWeight(uint32_t slot, uint32_t term_hash) const;
  // Whether index and clusters agree; `hashes` are the distinct terms of all posts so far. Slow: for tests.
  bool CheckInvariants(std::span<const uint32_t> hashes) const;

  void Save(ByteWriter* writer) const;
  bool Load(ByteReader* reader);

 private:
  struct Product {
    uint32_t hash, posts;
  };
  struct Cluster {
    TermWeights sum;
    double square = 0;    // sum . sum
    double mean_dot = 0;  // sum over its posts of post . mean, each as it stood when the post came
    uint64_t first_post = 0;
    uint32_t posts = 0, product_posts = 0;
    std::vector<Product> products;
    float dense_square = 0, meaning_square = 0;
    uint32_t compared_posts = 0;  // its posts when it was last compared with the others for merging
  };
  using HeavyTerm = std::pair<float, uint32_t>;  // weight, term
  static bool IsHeavier(const HeavyTerm& a, const HeavyTerm& b) {
    return a.first != b.first ? a.first > b.first : a.second < b.second;
  }
  struct Weighted {
    uint32_t term;
    float weight;
    uint32_t hash;
  };
  struct Candidate {
    uint32_t slot;
    float dot;          // with the post: the walked terms, then all of them
    float promise;      // a first guess of the score, by which candidates are picked
    float unfaded = 0;  // the score before fading and pulls
  };
  // In the order in which clusters leave where there are too many.
  struct Leaving {
    bool is_ruled;
    uint64_t last_touched;
    std::pair<uint64_t, uint32_t> began;
    auto operator<=>(const Leaving&) const = default;
  };
  struct Walk {
    size_t touched;       // so many clusters, their slots at the head of touched_
    size_t first_common;  // place in order_ of the first term that was left out
  };
  struct Pair {
    double likeness;
    uint32_t older, younger;
    bool is_home;  // a lone post and the cluster it shall join, by the second look
  };

  void Vectorise(std::span<const Term> terms);
  void EmbedPost();
  void TakeMeaning(std::span<const float> meaning, float known_share);
  void GatherCandidates();
  Walk WalkPostings();
  void AddPostings(std::span<const Posting> postings, float weight, size_t* touched);
  void PickCandidates(std::span<const uint32_t> touched);
  bool IsBetter(const Candidate& a, const Candidate& b) const;
  // Also notes, for Take, how long the cluster that is most like the post has waited for it.
  Placement PickBest(uint32_t product);
  // Before fading and pulls.
  float Score(const Candidate& candidate, float dense_dot, float meaning_dot, uint32_t product) const;
  void SetThresholdFactor(double noise_square);
  float Crowd() const;
  float RequiredScore() const;
  uint32_t NewCluster();
  void Absorb(uint32_t slot, uint32_t product);
  void Learn(uint32_t slot);
  void LearnContexts();
  void SetHalfLife();
  void SetSlowHalfLife(uint32_t slot);
  void LearnPause(float pause);
  void LearnPulls(const Placement& placement);
  void LearnThresholdFactor();

  double MeanPosts() const { return static_cast<double>(learned_) + settings_.mean_prior_posts; }
  bool MaintenanceDue() const;
  bool MustCompare(const Cluster& cluster) const;
  void SetAlone(uint32_t slot);
  void EvictFaded(std::vector<uint32_t>* evicted);
  void EvictLongestUntouched(size_t count, std::vector<uint32_t>* evicted);
  void BoundTerms(std::vector<uint32_t>* evicted);
  void Evict(uint32_t slot, std::vector<uint32_t>* evicted);
  void MergeAlike(std::vector<Merge>* merges);
  void FindPairs();
  void FindHome(uint32_t slot);
  void AddPair(double likeness, uint32_t a, uint32_t b, bool is_home);
  double MergeThreshold() const;
  void FindMergeCandidates(uint32_t slot);
  // `threshold` is what it will be held against: meaning counts by how far it is from what is worth as much.
  double MergeLikeness(uint32_t a, uint32_t b, double threshold) const;
  void MergeInto(uint32_t from, uint32_t into);
  void TrimTerms(uint32_t slot);
  void RemovePosting(uint32_t term, uint32_t place);
  void PrefetchPostings(const Cluster& cluster);
  double ProductMismatch(const Cluster& cluster, uint32_t product) const;
  double ProductMismatch(const Cluster& a, const Cluster& b) const;
  float* Meaning(uint32_t slot) { return meanings_.data() + size_t{slot} * kDense; }
  const float* Meaning(uint32_t slot) const { return meanings_.data() + size_t{slot} * kDense; }
  float* Dense(uint32_t slot) { return dense_.data() + size_t{slot} * kDense; }
  const float* Dense(uint32_t slot) const { return dense_.data() + size_t{slot} * kDense; }
  float Fade(uint32_t slot) const;
  void SetPromise(uint32_t slot);
  // Which of two began earlier, the lower slot of a moment.
  std::pair<uint64_t, uint32_t> Began(uint32_t slot) const { return {clusters_[slot].first_post, slot}; }

  uint32_t MostAlike(std::span<const uint32_t> slots) const;
  void TakeOut(uint32_t slot, uint32_t product);
  void SettleRest(uint32_t slot, const TermWeights& before, uint32_t posts_before);
  void ApplyRuleChanges(uint32_t slot);
  Merge MergeOf(uint32_t a, uint32_t b) const;
  uint64_t LastTouched(uint32_t slot) const;
  void EvictFamily(uint32_t slot, std::vector<uint32_t>* evicted);
  void BoundRules(std::vector<uint32_t>* evicted);

  float Newness(uint32_t posts) const { return 1 - settings_.newness / static_cast<float>(posts + 1); }

  // Squared lengths below this are those of nothing.
  static constexpr double kTiny = 1e-9;

  ClusterSettings settings_;
  Vocabulary vocabulary_;
  std::vector<Cluster> clusters_;
  // By slot, beside the clusters: all that picking candidates needs. What a dot product with the cluster's sum is worth
  // (newness / length of the sum), the half-life in posts that its own pauses ask for (0 while they are not known), by
  // how much its score with posts of others is above that of all clusters, and when the cluster was touched last.
  std::vector<float> promise_scale_, slow_half_life_, pull_;
  std::vector<uint64_t> last_post_;
  std::vector<uint8_t> live_;  // 1 while the slot is in use
  // Of a lone post without rules the rounds of maintenance it has seen, else kInCompany. Those that have grown since
  // the last round are listed: a round looks at these and at lone posts, however many clusters there are.
  std::vector<uint32_t> rounds_alone_, grown_;
  static constexpr uint32_t kInCompany = 0xffffffff;
  std::vector<float> dense_;     // row-major, a row a slot: sum of the unit dense vectors of the cluster's posts
  std::vector<float> meanings_;  // the same of their meanings
  std::vector<uint32_t> active_, free_;
  ClusterRules rules_;
  uint64_t posts_ = 0;      // the clock of the scope
  uint64_t learned_ = 0;    // posts that document frequencies and the mean post know
  double mean_square_ = 0;  // of the sum of all posts
  DenseVector dense_mean_{};
  uint64_t dense_posts_ = 0;
  DenseVector meaning_mean_{};
  uint64_t meaning_posts_ = 0;

  // What the scope has taught about its own ways.
  float pause_log_ = 0;              // of the pause in posts that one in ten returns to a cluster exceeds
  float half_life_ = 0;              // in posts, by that pause
  float longest_pause_log_ = 0;      // of the pause that lets fade_posts hold; 0 where pauses do not count
  float mean_threshold_factor_ = 1;  // of the factor by which thresholds moved
  float pull_mean_ = 0;              // of the scores of posts with clusters of others

  // The post under way.
  std::vector<Weighted> post_;
  double mean_dot_ = 0;        // post . mean
  float effective_terms_ = 1;  // 1 / sum of weight^4
  float seen_share_ = 0;
  float threshold_factor_ = 1;
  float dense_weight_ = 0;
  bool has_dense_ = false;
  DenseVector dense_raw_{}, dense_centred_{};
  float meaning_weight_ = 0;
  bool has_meaning_ = false;
  DenseVector meaning_raw_{}, meaning_centred_{};

  // Scratch.
  std::vector<float> partial_;
  std::optional<uint64_t> pause_;  // of the post under way
  std::vector<uint32_t> touched_, slots_;
  std::vector<std::pair<uint32_t, uint32_t>> order_;  // length of the posting list, place in post_
  std::vector<Candidate> candidates_;
  std::vector<Pair> pairs_;
  std::vector<float> dense_dots_, meaning_dots_;
  std::vector<HeavyTerm> heaviest_;
  std::vector<Leaving> leaving_;
};

}  // namespace groundswell
