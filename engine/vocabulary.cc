#include "engine/vocabulary.h"

#include <algorithm>
#include <utility>

namespace groundswell {
namespace {

// Until so much weight in pairs of posts is known, a term passes for scattered.
constexpr float kPairsPrior = 0.5f;

}  // namespace

uint32_t Vocabulary::Intern(uint32_t hash) {
  bool inserted;
  uint32_t& term = index_.FindOrInsert(uint64_t{hash} + 1, &inserted);
  if (!inserted) return term;
  ++live_;
  if (!free_.empty()) {
    term = free_.back();
    free_.pop_back();
    hashes_[term] = hash;
    return term;
  }
  term = static_cast<uint32_t>(hashes_.size());
  hashes_.push_back(hash);
  posts_.push_back(0);
  sums_.emplace_back();
  context_scale_.push_back(0);
  postings_.emplace_back();
  contexts_.push_back(Context{});
  return term;
}

void Vocabulary::MakeRoom(uint32_t more) {
  if (live_ + more <= terms_max_) return;
  const uint32_t wanted = terms_max_ - terms_max_ / 4;
  // Rarest first; the bound doubles until enough are gone. Terms that micro-clusters hold stay whatever it takes.
  for (uint32_t posts_bound = 1; live_ > wanted && posts_bound < (1u << 31); posts_bound *= 2) {
    for (uint32_t term = 0; term < hashes_.size() && live_ > wanted; ++term) {
      if (posts_[term] > posts_bound || !postings_[term].empty()) continue;
      if (posts_[term] == 0 && Find(hashes_[term]) != term) continue;  // a free place, and no term seen but not learned
      forgotten_squares_ += double{sums_[term].weight} * sums_[term].weight;
      index_.Erase(uint64_t{hashes_[term]} + 1);
      posts_[term] = 0;
      sums_[term] = Sums{};
      context_scale_[term] = 0;
      contexts_[term] = Context{};
      free_.push_back(term);
      --live_;
    }
  }
}

void Vocabulary::Halve() {
  for (uint32_t& posts : posts_) posts = (posts + 1) / 2;
  for (Sums& sums : sums_) {
    sums.weight /= 2;
    // Of two posts the square, together, is known by pairs, which go with the square of the weight; of one it goes with
    // the posts.
    sums.together = (sums.together - sums.squares) / 4 + sums.squares / 2;
    sums.squares /= 2;
  }
}

float Vocabulary::ScatteredSquares(uint32_t term) const {
  const Sums& sums = sums_[term];
  const float pairs = sums.weight * sums.weight - sums.squares;
  if (!(pairs > 0)) return sums.squares;
  const float together = std::clamp((sums.together - sums.squares) / (pairs + kPairsPrior), 0.f, 1.f);
  return sums.squares * (1 - together);
}

double Vocabulary::TakeForgottenSquares() { return std::exchange(forgotten_squares_, 0.0); }

void Vocabulary::Save(ByteWriter* writer) const {
  writer->Number(live_);
  index_.Save(writer);
  writer->Array(hashes_);
  writer->Array(posts_);
  writer->Array(free_);
  writer->Array(sums_);
  writer->Array(context_scale_);
  writer->Array(contexts_);
  for (const auto& list : postings_) writer->Array(list);
}

bool Vocabulary::Load(ByteReader* reader) {
  live_ = reader->Number<uint32_t>();
  if (!index_.Load(reader) || !reader->Array(&hashes_) || !reader->Array(&posts_) || !reader->Array(&free_) ||
      !reader->Array(&sums_) || !reader->Array(&context_scale_) || !reader->Array(&contexts_))
    return false;
  const size_t terms = hashes_.size();
  if (posts_.size() != terms || sums_.size() != terms || context_scale_.size() != terms || contexts_.size() != terms ||
      live_ > terms)
    return false;
  postings_.resize(terms);
  return std::all_of(postings_.begin(), postings_.end(), [&](auto& list) { return reader->Array(&list); });
}

}  // namespace groundswell
