// What the parts of redaction share: classes of bytes, separators within numbers, and the piece that was found.
//
// Texts are in their normalised form: half-width digits and letters, no zero-width characters. Contract: total; nothing
// is read outside of the text. Units: bytes. Threads: free functions without state.
#pragma once

#include <cstddef>
#include <string_view>

namespace groundswell {

// A piece of personal data: [start, end) of the text and the mark that takes its place; `end` is 0 where nothing is.
struct PersonalPiece {
  size_t start = 0, end = 0;
  std::string_view mark = {};
  explicit operator bool() const { return end != 0; }
};

constexpr bool IsDigitByte(char b) { return b >= '0' && b <= '9'; }
constexpr bool IsLetterByte(char b) { return (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z'); }
constexpr bool IsAlnumByte(char b) { return IsDigitByte(b) || IsLetterByte(b); }
constexpr char LowerByte(char b) { return static_cast<char>(b >= 'A' && b <= 'Z' ? b + 32 : b); }

inline bool IsDigitAt(std::string_view text, size_t at) { return at < text.size() && IsDigitByte(text[at]); }
inline bool IsAlnumAt(std::string_view text, size_t at) { return at < text.size() && IsAlnumByte(text[at]); }
inline bool IsAnyAt(std::string_view text, size_t at, std::string_view any) {
  return at < text.size() && any.find(text[at]) != any.npos;
}

// `lower` is in small letters; the text's case does not matter.
inline bool StartsWithIgnoringCase(std::string_view text, std::string_view lower) {
  if (text.size() < lower.size()) return false;
  for (size_t i = 0; i < lower.size(); ++i) {
    if (LowerByte(text[i]) != lower[i]) return false;
  }
  return true;
}
inline bool EndsWithIgnoringCase(std::string_view text, std::string_view lower) {
  return text.size() >= lower.size() && StartsWithIgnoringCase(text.substr(text.size() - lower.size()), lower);
}

// The bytes of the one separator that stands at text[at] between two parts of a number; 0 for none. Spaces, hyphens and
// dashes, points and middle dots, low lines, and the box that a keycap emoji leaves.
inline size_t SeparatorBytes(std::string_view text, size_t at) {
  if (at >= text.size()) return 0;
  const char b = text[at];
  if (b == ' ' || b == '-' || b == '.' || b == '_') return 1;
  if (b == '\xc2') return at + 1 < text.size() && text[at + 1] == '\xb7' ? 2 : 0;  // ·
  if ((b != '\xe2' && b != '\xe3') || at + 2 >= text.size()) return 0;
  const char c = text[at + 1], d = text[at + 2];
  if (b == '\xe3') return c == '\x83' && d == '\xbb' ? 3 : 0;  // ・
  // Dashes of U+2010 to U+2015, the bullet; the box of a keycap; minus and the dot operator.
  if (c == '\x80') return (d >= '\x90' && d <= '\x95') || d == '\xa2' ? 3 : 0;
  if (c == '\x83') return d == '\xa3' ? 3 : 0;
  return (c == '\x88' && d == '\x92') || (c == '\x8b' && d == '\x85') ? 3 : 0;
}

}  // namespace groundswell
