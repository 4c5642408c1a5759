// NgramFeatures: a folded text as the bag of hashed n-grams that every text model here reads.
//
// The text is cut into units: a Latin word, a run of digits (known by its length alone), a mention, a link, an emoticon
// such as :-( or any other single character, Chinese and emoji above all. Features are the n-grams of one to three
// units, for runs of Latin words of one and two; of Latin words also the character n-grams of two to five with marks
// for both ends; and what follows a negation within its clause. Links and mentions are one unit each, so that no model
// learns names of accounts.
//
// A feature is a hash of kFeatureBits bits; a text has each once, however often it occurs: what a long review repeats
// says no more. Equal text gives equal features in equal order, in training and in use. Any bytes may come in; only
// valid UTF-8 gives meaningful features. Units: at most kFeatureTextBytesMax bytes of a text are read, so that one post
// costs at most about 0.3 ms. Threads: a free function; the scratch belongs to the caller and is reused without
// allocation once it has grown.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace groundswell {

constexpr int kFeatureBits = 26;
constexpr size_t kFeatureTextBytesMax = 8192;

struct NgramScratch {
  std::vector<uint32_t> units;     // of the text read last come first; sized for the longest text so far
  size_t unit_count = 0;           // how many units that text has
  std::vector<uint32_t> features;  // sized for the longest text so far
  std::vector<uint32_t> seen;      // a hash set of those of the text read last

  // The units of the text read last, in its order: code points, and numbers above them for words and marks.
  std::span<const uint32_t> Units() const { return {units.data(), unit_count}; }
};

// The features of `folded` (the folded form of models/text_cleaner.h). Each once, in the order of their
// first places. The span views the scratch until its next use.
std::span<const uint32_t> ExtractFeatures(std::string_view folded, NgramScratch* scratch);

}  // namespace groundswell
