// Style: how one author writes, laid over what the grammar says: punctuation, case, slips of the keyboard, emoji.
//
// Contract: company names keep their letters (English ones may change case); numbers, links, @names and #tags are left
// alone. The same style, text and random state give the same bytes. Threads: free functions without state.
#pragma once

#include <cstdint>
#include <string>

#include "tools/generate_random.h"

namespace groundswell {

enum class Language : uint8_t { kChinese, kEnglish };
enum class Mood : uint8_t { kNeutral, kHappy, kAngry };

// An author's habits; drawn once for each author and kept for all of their posts.
struct Style {
  enum class Punctuation : uint8_t { kProper, kSpaces, kLoud, kDots, kNoStop } punctuation = Punctuation::kProper;
  bool is_lower_case = false;  // English: no capitals, and now and then no apostrophes
  bool is_shorthand = false;   // English "u", "pls"; Chinese colloquial words
  uint32_t slip_percent = 0;   // chance of one slip in a post
  uint32_t emoji_percent = 0;  // chance of an emoji at the end of a post
};

Style DrawStyle(Random* random);
std::string ApplyStyle(const Style& style, Language language, Mood mood, std::string text, Random* random);

}  // namespace groundswell
