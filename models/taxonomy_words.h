// TaxonomyWords: the small words around a phrase: negators, words of degree, and fillers that say nothing.
//
// Contract: texts are folded. A Latin word counts only where no letter or digit stands right beside it. Units: bytes of
// the text; characters where it says so. Ownership: its own copies. Threads: immutable.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace groundswell {

// Words found by where they end (or begin) in a text; the longest wins.
class WordEnds {
 public:
  void Add(std::string_view word) { by_last_[static_cast<uint8_t>(word.back())].emplace_back(word); }
  // Bytes of the longest word that ends at text[end); 0 for none.
  size_t EndingAt(std::string_view text, size_t end) const;

 private:
  std::array<std::vector<std::string>, 256> by_last_;
};

class WordStarts {
 public:
  void Add(std::string_view word) { by_first_[static_cast<uint8_t>(word.front())].emplace_back(word); }
  size_t StartingAt(std::string_view text, size_t begin) const;

 private:
  std::array<std::vector<std::string>, 256> by_first_;
};

struct TaxonomyWords {
  WordEnds negators, not_negators, degrees;
  WordStarts fillers;
};

// What the words right before text[begin] do to what is said there.
struct WordsBefore {
  bool negated = false;  // "不", "never really"
  float factor = 1;      // more than 1 after words of degree
};
WordsBefore JudgeBefore(const TaxonomyWords& words, std::string_view text, size_t begin);

// Whether at most `within` characters and no end of a sentence lie between text[from] and text[to].
bool StandNear(std::string_view text, size_t from, size_t to, uint32_t within);

// How many characters are left of `text` where the bytes of `covered` (one a byte), fillers, mentions, marks such as
// [怒], links, emoji and punctuation are taken away. A Latin word or a number is two.
size_t RestChars(const TaxonomyWords& words, std::string_view text, std::span<const char> covered);

inline bool IsLatinWordByte(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

}  // namespace groundswell
