// Reading code points from UTF-8, a point at a time.
//
// Contract: total. A damaged or cut sequence reads as one byte with the value U+FFFD, so a reader always moves on.
// Threads: free functions.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace groundswell {

struct DecodedPoint {
  uint32_t value;
  uint32_t bytes;  // 1 to 4
};

// The code point at byte `at` of `text`; `at` must lie within it.
inline DecodedPoint DecodePoint(std::string_view text, size_t at) {
  const auto byte = [&](size_t i) { return static_cast<uint32_t>(static_cast<unsigned char>(text[at + i])); };
  const auto follows = [&](size_t i) { return (byte(i) & 0xC0) == 0x80; };
  const uint32_t lead = byte(0);
  if (lead < 0x80) return {lead, 1};
  const size_t left = text.size() - at;
  if (lead >= 0xE0 && lead < 0xF0 && left >= 3 && follows(1) && follows(2)) {
    return {(lead & 0x0F) << 12 | (byte(1) & 0x3F) << 6 | (byte(2) & 0x3F), 3};
  }
  if (lead >= 0xC2 && lead < 0xE0 && left >= 2 && follows(1)) return {(lead & 0x1F) << 6 | (byte(1) & 0x3F), 2};
  if (lead >= 0xF0 && lead < 0xF5 && left >= 4 && follows(1) && follows(2) && follows(3)) {
    return {(lead & 0x07) << 18 | (byte(1) & 0x3F) << 12 | (byte(2) & 0x3F) << 6 | (byte(3) & 0x3F), 4};
  }
  return {0xFFFD, 1};
}

// Whether the code point is a Chinese character (also used in Japanese and Korean).
inline bool IsHan(uint32_t point) {
  return (point >= 0x4E00 && point <= 0x9FFF) || (point >= 0x3400 && point <= 0x4DBF) || point == 0x3007 ||
         (point >= 0x20000 && point <= 0x323AF);
}

}  // namespace groundswell
