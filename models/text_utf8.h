// UTF-8, one code point at a time, over bytes that may be damaged.
//
// Contract: total; never reads outside of the text. Well-formed is what Unicode's table 3-7 says: no overlong forms, no
// surrogates, nothing above U+10FFFF. Units: bytes. Threads: free functions without state.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace groundswell {

struct CodePoint {
  char32_t value = 0;
  uint32_t size_bytes = 0;  // 0: no well-formed code point stands here
};

// The code point that starts at text[at]; at <= text.size().
inline CodePoint CodePointAt(std::string_view text, size_t at) {
  const auto byte = [&](size_t i) { return static_cast<unsigned char>(text[at + i]); };
  const auto tail = [&](size_t i) { return (byte(i) & 0xc0) == 0x80; };
  const size_t left = text.size() - at;
  if (left == 0) return {};
  const uint32_t b0 = byte(0);
  if (b0 < 0x80) return {b0, 1};
  if (b0 >= 0xe0 && b0 < 0xf0) {
    if (left < 3 || !tail(1) || !tail(2)) return {};
    const char32_t c = (b0 & 0xf) << 12 | (byte(1) & 0x3fu) << 6 | (byte(2) & 0x3fu);
    return c < 0x800 || (c >= 0xd800 && c < 0xe000) ? CodePoint{} : CodePoint{c, 3};
  }
  if (b0 >= 0xc2 && b0 < 0xe0) {
    if (left < 2 || !tail(1)) return {};
    return {(b0 & 0x1f) << 6 | (byte(1) & 0x3fu), 2};
  }
  if (b0 >= 0xf0 && b0 < 0xf5) {
    if (left < 4 || !tail(1) || !tail(2) || !tail(3)) return {};
    const char32_t c = (b0 & 7) << 18 | (byte(1) & 0x3fu) << 12 | (byte(2) & 0x3fu) << 6 | (byte(3) & 0x3fu);
    return c < 0x10000 || c > 0x10ffff ? CodePoint{} : CodePoint{c, 4};
  }
  return {};
}

// The code point that ends just before text[end] of well-formed text; none at the start.
inline CodePoint CodePointBefore(std::string_view text, size_t end) {
  size_t start = end;
  while (start > 0 && end - start < 4) {
    if ((static_cast<unsigned char>(text[--start]) & 0xc0) != 0x80) return CodePointAt(text.substr(0, end), start);
  }
  return {};
}

// Appends `c`, which must be a code point that is no surrogate.
inline void AppendUtf8(char32_t c, std::string* out) {
  const auto put = [&](uint32_t byte) { out->push_back(static_cast<char>(byte)); };
  if (c < 0x80) return put(c);
  if (c < 0x800) {
    put(0xc0 | c >> 6);
  } else if (c < 0x10000) {
    put(0xe0 | c >> 12), put(0x80 | (c >> 6 & 0x3f));
  } else {
    put(0xf0 | c >> 18), put(0x80 | (c >> 12 & 0x3f)), put(0x80 | (c >> 6 & 0x3f));
  }
  put(0x80 | (c & 0x3f));
}

// Han characters of all planes, without punctuation.
inline bool IsHan(char32_t c) {
  return (c >= 0x4e00 && c <= 0x9fff) || (c >= 0x3400 && c <= 0x4dbf) || (c >= 0x20000 && c <= 0x323af) || c == 0x3007;
}

}  // namespace groundswell
