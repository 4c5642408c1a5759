// The scanner behind Tokenizer: walks folded text once and names every term in it. Included by tokenizer.h alone.
#pragma once

#include "base/hash.h"
#include "models/stemmer.h"

namespace groundswell::scan {

// The code point at text[*at], moving *at past it; 0 for a malformed byte, which is passed over alone.
inline uint32_t NextCodePoint(std::string_view text, size_t* at) {
  const auto byte = [&](size_t i) -> uint32_t { return static_cast<unsigned char>(text[i]); };
  const size_t i = *at, left = text.size() - i;
  const uint32_t lead = byte(i);
  const auto tail = [&](size_t k) { return k < left && (byte(i + k) & 0xc0) == 0x80; };
  if (lead < 0x80) return ++*at, lead;
  if (lead >= 0xe0 && lead < 0xf0 && tail(1) && tail(2))
    return *at += 3, (lead & 0x0f) << 12 | (byte(i + 1) & 0x3f) << 6 | (byte(i + 2) & 0x3f);
  if (lead >= 0xc2 && lead < 0xe0 && tail(1)) return *at += 2, (lead & 0x1f) << 6 | (byte(i + 1) & 0x3f);
  if (lead >= 0xf0 && lead < 0xf5 && tail(1) && tail(2) && tail(3))
    return *at += 4,
           (lead & 0x07) << 18 | (byte(i + 1) & 0x3f) << 12 | (byte(i + 2) & 0x3f) << 6 | (byte(i + 3) & 0x3f);
  return ++*at, 0;
}

enum class CharClass : uint8_t { kSeparator, kWord, kHan, kSymbol };

inline CharClass Classify(uint32_t cp) {
  if (cp < 0x80) {
    const bool word = (cp >= 'a' && cp <= 'z') || (cp >= '0' && cp <= '9') || (cp >= 'A' && cp <= 'Z');
    return word ? CharClass::kWord : CharClass::kSeparator;
  }
  if ((cp >= 0x4e00 && cp <= 0x9fff) || (cp >= 0x3400 && cp <= 0x4dbf) || (cp >= 0x20000 && cp <= 0x323af))
    return CharClass::kHan;
  if ((cp >= 0x3040 && cp <= 0x30ff) || (cp >= 0xac00 && cp <= 0xd7a3)) return CharClass::kHan;  // kana, Hangul
  if ((cp >= 0xc0 && cp <= 0x24f && cp != 0xd7 && cp != 0xf7) || (cp >= 0x370 && cp <= 0x1fff)) return CharClass::kWord;
  if ((cp >= 0x1f300 && cp <= 0x1faff) || (cp >= 0x2600 && cp <= 0x27bf)) return CharClass::kSymbol;
  return CharClass::kSeparator;
}

// Function characters: a bigram of two of them says nothing about a cause.
inline bool IsFunctionHan(uint32_t cp) {
  constexpr std::u32string_view kFunction =
      U"的了是在我你他她它们这那有也就都和与及或不没很太还又再被把让给到从对为以于之而且但却吗吧呢啊哦嘛呀着过地得个一"
      U"来去说要会能可想";
  return kFunction.find(static_cast<char32_t>(cp)) != std::u32string_view::npos;
}

inline uint32_t HanHash(uint32_t first, uint32_t second) {
  return static_cast<uint32_t>(Mix64(uint64_t{first} << 32 | second) >> 32);
}

// Where a URL that begins at `at` ends; `at` itself when none begins there.
inline size_t UrlEnd(std::string_view text, size_t at) {
  const std::string_view rest = text.substr(at);
  if (!rest.starts_with("http://") && !rest.starts_with("https://") && !rest.starts_with("www.")) return at;
  size_t end = at;
  while (end < text.size() && static_cast<unsigned char>(text[end]) > ' ' &&
         static_cast<unsigned char>(text[end]) < 0x80)
    ++end;
  return end;
}

// Where a mark such as [怒] that begins at `at` ends; `at` itself when none does. At most 8 characters of 3 bytes.
inline size_t MarkEnd(std::string_view text, size_t at) {
  const size_t end = text.substr(0, std::min(text.size(), at + 26)).find(']', at + 1);
  if (end == std::string_view::npos || end == at + 1) return at;
  if (text.substr(at + 1, end - at - 1).find('[') != std::string_view::npos) return at;
  return end + 1;
}

}  // namespace groundswell::scan

namespace groundswell {

namespace scan {

// Where the link that begins at `at` ends; `at` itself when none does.
inline size_t LinkEnd(std::string_view text, size_t at) {
  return text[at] == 'h' || text[at] == 'w' ? UrlEnd(text, at) : at;
}

// Where the word ends whose first character ends at `at`: letters, digits, and apostrophes before a letter.
inline size_t WordEnd(std::string_view text, size_t at) {
  while (at < text.size()) {
    size_t next = at;
    const uint32_t c = NextCodePoint(text, &next);
    const bool inner = c == '\'' && next < text.size() && text[next] >= 'a' && text[next] <= 'z';
    if (Classify(c) != CharClass::kWord && !inner) break;
    at = next;
  }
  return at;
}

template <typename Visit>
void VisitWord(std::string_view word, Visit&& visit) {
  char buffer[kStemBytesMax];
  visit(static_cast<uint32_t>(Hash64(Stem(word, buffer))), word, IsStopWord(word));
}

// Names the bigrams of the Chinese run that begins at `start` with `first`, which ends at `at`; a lone character is a
// term of its own. Returns where the run ends.
template <typename Visit>
size_t VisitHanRun(std::string_view text, size_t start, size_t at, uint32_t first, Visit&& visit) {
  size_t left = start, middle = at;
  while (middle < text.size()) {
    size_t next = middle;
    const uint32_t second = NextCodePoint(text, &next);
    if (Classify(second) != CharClass::kHan) break;
    visit(HanHash(first, second), text.substr(left, next - left), IsFunctionHan(first) || IsFunctionHan(second));
    left = middle;
    middle = next;
    first = second;
  }
  if (middle == at) visit(HanHash(first, 0), text.substr(start, at - start), IsFunctionHan(first));
  return middle;
}

}  // namespace scan

template <typename Visit>
void Tokenizer::ForEachTerm(std::string_view folded, Visit&& visit) {
  size_t at = 0;
  while (at < folded.size()) {
    const size_t start = at;
    if (const size_t end = scan::LinkEnd(folded, at); end != at) {
      at = end;
      continue;
    }
    if (const size_t end = folded[at] == '[' ? scan::MarkEnd(folded, at) : at; end != at) {
      at = end;
      const std::string_view mark = folded.substr(start, end - start);
      visit(static_cast<uint32_t>(Hash64(mark)), mark, true);
      continue;
    }
    const uint32_t cp = scan::NextCodePoint(folded, &at);
    switch (scan::Classify(cp)) {
      case scan::CharClass::kSeparator:
        break;
      case scan::CharClass::kSymbol:
        visit(static_cast<uint32_t>(Mix64(cp)), folded.substr(start, at - start), true);
        break;
      case scan::CharClass::kWord:
        at = scan::WordEnd(folded, at);
        scan::VisitWord(folded.substr(start, at - start), visit);
        break;
      case scan::CharClass::kHan:
        at = scan::VisitHanRun(folded, start, at, cp, visit);
        break;
    }
  }
}

}  // namespace groundswell
