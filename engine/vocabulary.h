// Vocabulary: what one scope has learned of its terms: how many posts have each, the mean post, and the words around
// it.
//
// A term is known by its hash and gets a small index. Per term: document frequency, its sum over all unit post vectors
// (the mean post times the number of posts), its posting list (the micro-clusters that have it, with their weight) and
// its context vector. Memory: some 300 bytes a term, at most `terms_max` terms; when full, the rarest terms that no
// micro-cluster holds are forgotten.
// Threads: one.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/flat_map.h"
#include "engine/kernels.h"

namespace groundswell {

struct Posting {
  uint32_t slot;  // of the micro-cluster
  float weight;   // of the term in the micro-cluster's sum
};

class Vocabulary {
 public:
  explicit Vocabulary(uint32_t terms_max) : terms_max_(terms_max) {}

  // The index of a term, made when it is new.
  uint32_t Intern(uint32_t hash);
  // The index of a term, or kNone. Changes nothing.
  static constexpr uint32_t kNone = 0xffffffff;
  uint32_t Find(uint32_t hash) const {
    const uint32_t* term = index_.Find(uint64_t{hash} + 1);
    return term == nullptr ? kNone : *term;
  }

  // Ask the memory ahead for what Intern, and then the other calls, will touch.
  void PrefetchEntry(uint32_t hash) const { index_.Prefetch(uint64_t{hash} + 1); }
  void PrefetchTerm(uint32_t term) const {
    __builtin_prefetch(&postings_[term]);
    __builtin_prefetch(&sums_[term]);
    const char* context = reinterpret_cast<const char*>(&contexts_[term]);
    for (size_t i = 0; i < sizeof(Context); i += 64) __builtin_prefetch(context + i);
  }

  uint32_t size() const { return live_; }
  uint32_t hash(uint32_t term) const { return hashes_[term]; }
  uint32_t& posts(uint32_t term) { return posts_[term]; }
  float& mean_sum(uint32_t term) { return sums_[term].weight; }
  float mean_sum(uint32_t term) const { return sums_[term].weight; }
  // The sum of its squared weights over all posts, and of its squared weights in the micro-clusters: by these two it is
  // known how often two posts that share it share a micro-cluster too.
  float& squares(uint32_t term) { return sums_[term].squares; }
  float& squares_together(uint32_t term) { return sums_[term].together; }
  // The part of `squares` that tells nothing about where a post belongs, for its posts lie in different micro-clusters.
  float ScatteredSquares(uint32_t term) const;
  std::vector<Posting>& postings(uint32_t term) { return postings_[term]; }
  Context& context(uint32_t term) { return contexts_[term]; }
  // 1 / length of the context vector; 0 while the context is empty.
  float& context_scale(uint32_t term) { return context_scale_[term]; }
  // Sum of squares of what was forgotten from mean_sum since the last call, to keep the mean's length right.
  double TakeForgottenSquares();

  // Halves what was learned of frequencies and of the mean, so that counts keep their precision however long the
  // stream.
  void Halve();
  // Forgets rare terms when the next `more` might not fit. Call between posts: indices of a post under way stay valid.
  void MakeRoom(uint32_t more);

  void Save(ByteWriter* writer) const;
  bool Load(ByteReader* reader);

 private:
  struct Sums {
    float weight = 0, squares = 0, together = 0;
  };

  uint32_t terms_max_;
  uint32_t live_ = 0;
  FlatMap<uint32_t> index_;  // hash + 1 -> term
  std::vector<uint32_t> hashes_, posts_, free_;
  std::vector<Sums> sums_;
  std::vector<float> context_scale_;
  std::vector<std::vector<Posting>> postings_;
  std::vector<Context> contexts_;
  double forgotten_squares_ = 0;
};

}  // namespace groundswell
