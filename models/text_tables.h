// What the stored form does with each code point: a compiled table, made at build time by tools/tables.
//
// The table is NFKC and traditional to simplified Chinese in one step, for every code point that can be treated alone.
// It is closed: the characters of a replacement are left alone, save that a replacement may hold a space or a combining
// character, which one more pass settles.
// Threads: constants.
#pragma once

#include <cstdint>
#include <string_view>

namespace groundswell {

constexpr int kCharBlock = 256;

// An entry of the table: an action, or kFirstReplacement + the number of a replacement.
enum class CharAction : uint16_t {
  kKeep = 0,
  kDrop = 1,        // control, zero-width, bidi, variation selectors, what stands for damage
  kSpace = 2,       // any white space
  kCombining = 3,   // may join what stands before it: the whole text goes through ICU's NFKC
  kContextual = 4,  // a Han character that models/han_simplify.h decides by its neighbours
  kJoiner = 5,      // U+200D: kept between two emoji, dropped elsewhere
};
constexpr uint16_t kFirstReplacement = 8;

struct ReplacementPlace {
  uint32_t offset;
  uint32_t size_bytes;
};

extern const uint16_t kCharIndex[0x110000 / kCharBlock];
extern const uint16_t kCharEntries[];
extern const ReplacementPlace kReplacementPlaces[];
extern const char kReplacementPool[];

// The usual reading, without its tone, of the Han characters U+4E00 to U+9FFF.
constexpr uint32_t kReadingFirst = 0x4e00, kReadingLast = 0x9fff;
extern const char kSyllables[][8];
extern const uint16_t kReadingOf[];

// `c` must be a code point (below U+110000).
inline uint16_t CharEntry(char32_t c) { return kCharEntries[kCharIndex[c / kCharBlock] * kCharBlock + c % kCharBlock]; }
inline std::string_view Replacement(uint16_t entry) {
  const ReplacementPlace& place = kReplacementPlaces[entry - kFirstReplacement];
  return {kReplacementPool + place.offset, place.size_bytes};
}
inline std::string_view HanReading(char32_t c) {
  return c < kReadingFirst || c > kReadingLast ? std::string_view() : kSyllables[kReadingOf[c - kReadingFirst]];
}

}  // namespace groundswell
