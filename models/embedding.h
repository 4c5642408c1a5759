// Embedding: what a text is about as a vector, in which other words for the same thing lie close.
//
// A text's vector is the sum of its terms' vectors (models/meaning_terms.h), each with the weight it was trained to
// have, brought to length 1. Two texts mean the same as far as the dot product of their vectors goes, -1..1.
// Contract: a function of the table and the text; the bits of a vector depend on nothing else. The terms of a text that
// count are its first kMeaningTermsMax. Ownership: owns its table. Shapes: vectors have kMeaningDims floats.
// Errors: Parse returns kCorrupt for anything that is no embedding file (models/embedding_file.h).
// Threads: immutable; one EmbeddingScratch a thread. No allocation in the steady state.
// Sources: Levy and Goldberg (2014) for vectors from co-occurrence, Arora et al. (2017) for sums with weights by
// frequency, van den Oord et al. (2018) for training by contrast; how the table is made is models/train_embedding.h.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "base/status.h"
#include "models/scored_post.h"

namespace groundswell {

// A post of 2,000 characters is about what its beginning is about.
constexpr size_t kMeaningTermsMax = 256;

struct EmbeddingScratch {
  std::vector<uint32_t> keys, rows;
  std::vector<uint8_t> is_word;
};

class Embedding {
 public:
  static Result<Embedding> Parse(std::string_view bytes);

  // Replaces `vector` with that of the folded text; returns the share of its terms that the table knows, 0 when the
  // vector is zero.
  float Embed(std::string_view folded, EmbeddingScratch* scratch, std::span<float> vector) const;

  size_t dims() const { return dims_; }  // kMeaningDims
  size_t terms() const { return scales_.size(); }
  // Of the whole file: equal checksums, equal vectors.
  uint64_t checksum() const { return checksum_; }

 private:
  struct Slot {
    uint32_t key, row;
  };
  static constexpr uint32_t kNoRow = 0xffffffff;

  size_t Home(uint32_t key) const { return (key * 0x9e3779b1u) >> shift_; }
  uint32_t FindRow(uint32_t key) const;
  void FindRows(std::string_view folded, EmbeddingScratch* scratch) const;

  size_t dims_ = 0;
  int shift_ = 0;
  uint64_t checksum_ = 0;
  std::vector<Slot> slots_;  // open addressing; a power of two, at most half full
  std::vector<float> scales_;
  std::vector<int8_t> entries_;  // row-major, terms x dims
};

// The inner loop of Embed: replaces `vector` with the sum of scales[row] x row over `rows`, in their order. `entries`
// is row-major, terms x kMeaningDims.
void SumRows(const int8_t* entries, const float* scales, std::span<const uint32_t> rows,
             std::span<float, kMeaningDims> vector);

}  // namespace groundswell
