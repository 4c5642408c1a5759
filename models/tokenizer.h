// Tokenizer: folded text to the terms that grouping compares.
//
// English and other alphabetic words become one term each, through a light stemmer; function words are marked as stops.
// Chinese runs become their bigrams, a lone character a term of its own; bigrams of function characters are stops.
// Emoji and marks such as [怒] are terms; URLs and punctuation are not. Contract: total over any bytes; malformed UTF-8
// counts as a separator. Terms come in order of first appearance, each once with its count, at most kTermsMax of a post
// (the rest of a longer post adds nothing to what it is about). Ownership: appends to the caller's vector. Threads: one
// Tokenizer a thread (it holds scratch).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "models/scored_post.h"

namespace groundswell {

// Distinct terms of a post. A review of 2,000 characters has some 600; what comes later repeats.
constexpr size_t kTermsMax = 512;

class Tokenizer {
 public:
  Tokenizer();

  // Appends the distinct terms of `folded` to *terms; returns how many.
  size_t Tokenize(std::string_view folded, std::vector<Term>* terms);

  // As Tokenize, but calls visit(hash, text) for every term occurrence: for the words that people are shown.
  template <typename Visit>
  static void ForEachTerm(std::string_view folded, Visit&& visit);

 private:
  struct Slot {
    uint32_t hash;
    uint32_t generation;
    uint32_t place;  // in the terms of this post
  };
  void Add(uint32_t hash, bool is_stop, std::vector<Term>* terms);

  std::vector<Slot> slots_;
  uint32_t generation_ = 0;
  size_t first_ = 0;
};

}  // namespace groundswell

#include "models/tokenizer_scan.h"
