#include "models/taxonomy_words.h"

#include <algorithm>

#include "models/text_utf8.h"

namespace groundswell {
namespace {

// "not at all really very" is as much as people write; a longer chain is not read as one.
constexpr int kDegreesMax = 3;
constexpr float kDegreeFactor = 1.5f;
constexpr size_t kMarkBytesMax = 32;  // of "[...]"

bool EndsSentence(std::string_view text, size_t at, char32_t c) {
  switch (c) {
    case U'。':
    case U'!':
    case U'?':
    case U';':
    case U'…':
    case U'\n':
      return true;
    case U'.':
      return at + 1 >= text.size() || text[at + 1] == ' ';
    default:
      return false;
  }
}

// Letters of any script; emoji and other symbols are none.
bool IsLetter(char32_t c) {
  return (c >= 0xc0 && c < 0x2000) || (c >= 0x3005 && c < 0x3008) || (c >= 0x3041 && c < 0xd7fc) ||
         (c >= 0xf900 && c < 0xfb00) || (c >= 0x20000 && c < 0x323b0);
}

// Bytes of a mention, mark or link that begins at text[at]; 0 for none.
size_t SkippedAt(std::string_view text, size_t at) {
  const std::string_view rest = text.substr(at);
  if (rest[0] == '@') return std::min(rest.find_first_of(" :,"), rest.size());
  if (rest[0] == '[') {
    const size_t close = rest.find(']');
    return close < kMarkBytesMax ? close + 1 : 0;
  }
  if (rest.starts_with("http://") || rest.starts_with("https://")) return std::min(rest.find(' '), rest.size());
  return 0;
}

}  // namespace

size_t WordEnds::EndingAt(std::string_view text, size_t end) const {
  if (end == 0) return 0;
  const std::string_view before = text.substr(0, end);
  size_t longest = 0;
  for (const std::string& word : by_last_[static_cast<uint8_t>(before.back())]) {
    if (word.size() <= longest || !before.ends_with(word)) continue;
    const size_t begin = end - word.size();
    if (begin > 0 && IsLatinWordByte(word[0]) && IsLatinWordByte(text[begin - 1])) continue;
    longest = word.size();
  }
  return longest;
}

size_t WordStarts::StartingAt(std::string_view text, size_t begin) const {
  const std::string_view rest = text.substr(begin);
  if (rest.empty()) return 0;
  size_t longest = 0;
  for (const std::string& word : by_first_[static_cast<uint8_t>(rest[0])]) {
    if (word.size() <= longest || !rest.starts_with(word)) continue;
    if (rest.size() > word.size() && IsLatinWordByte(word.back()) && IsLatinWordByte(rest[word.size()])) continue;
    longest = word.size();
  }
  return longest;
}

WordsBefore JudgeBefore(const TaxonomyWords& words, std::string_view text, size_t begin) {
  WordsBefore result;
  size_t end = begin;
  for (int i = 0;; ++i) {
    // One space may stand between the words of a language that has spaces.
    if (end > 0 && text[end - 1] == ' ') --end;
    const size_t degree = i < kDegreesMax ? words.degrees.EndingAt(text, end) : 0;
    if (degree == 0) break;
    end -= degree;
    result.factor = kDegreeFactor;
  }
  result.negated = words.not_negators.EndingAt(text, end) == 0 && words.negators.EndingAt(text, end) > 0;
  return result;
}

bool StandNear(std::string_view text, size_t from, size_t to, uint32_t within) {
  if (to - from > size_t{within} * 4) return false;  // no character has more bytes
  uint32_t chars = 0;
  for (size_t at = from; at < to;) {
    const CodePoint point = CodePointAt(text, at);
    if (EndsSentence(text, at, point.value) || ++chars > within) return false;
    at += std::max<uint32_t>(point.size_bytes, 1);
  }
  return true;
}

size_t RestChars(const TaxonomyWords& words, std::string_view text, std::span<const char> covered) {
  size_t rest = 0;
  for (size_t at = 0; at < text.size();) {
    if (covered[at] != 0) {
      ++at;
    } else if (const size_t skipped = SkippedAt(text, at); skipped > 0) {
      at += skipped;
    } else if (const size_t filler = words.fillers.StartingAt(text, at); filler > 0) {
      at += filler;
    } else if (IsLatinWordByte(text[at])) {
      rest += 2;
      while (at < text.size() && IsLatinWordByte(text[at]) && covered[at] == 0) ++at;
    } else {
      const CodePoint point = CodePointAt(text, at);
      rest += IsLetter(point.value) ? 1 : 0;
      at += std::max<uint32_t>(point.size_bytes, 1);
    }
  }
  return rest;
}

}  // namespace groundswell
