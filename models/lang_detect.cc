#include "models/lang_detect.h"

#include "models/utf8_decode.h"

namespace groundswell {
namespace {

// Enough letters to judge by; the rest of a long text says no more.
constexpr size_t kTextBytesMax = 512;

struct LetterCounts {
  int han = 0, latin = 0, accented = 0, other = 0;
};

inline bool IsAsciiLetter(uint32_t point) { return (point | 0x20) >= 'a' && (point | 0x20) <= 'z'; }
// Latin beyond ASCII, then the scripts in use from Greek to Georgian, kana and Hangul.
inline bool IsAccentedLatin(uint32_t point) { return point >= 0xC0 && point <= 0x24F; }
inline bool IsOtherLetter(uint32_t point) {
  return (point >= 0x370 && point <= 0x1CFF) || (point >= 0x3041 && point <= 0x30FF && point != 0x30FB) ||
         (point >= 0xAC00 && point <= 0xD7A3);
}

size_t SkipName(std::string_view text, size_t at) {
  while (at < text.size() && static_cast<unsigned char>(text[at]) > ' ' && static_cast<unsigned char>(text[at]) < 0x80)
    ++at;
  return at;
}

LetterCounts CountLetters(std::string_view text) {
  LetterCounts counts;
  for (size_t at = 0; at < text.size();) {
    const DecodedPoint point = DecodePoint(text, at);
    if (IsHan(point.value)) {
      ++counts.han;
    } else if (point.value < 0x80) {
      if (point.value == '@' || (point.value == 'h' && text.compare(at, 4, "http") == 0)) {
        at = SkipName(text, at + 1);
        continue;
      }
      counts.latin += IsAsciiLetter(point.value);
    } else {
      counts.accented += IsAccentedLatin(point.value);
      counts.other += IsOtherLetter(point.value);
    }
    at += point.bytes;
  }
  return counts;
}

}  // namespace

Lang DetectLang(std::string_view text) {
  const LetterCounts counts = CountLetters(text.substr(0, kTextBytesMax));
  const int latin = counts.latin + counts.accented;
  if (3 * counts.other > 3 * counts.han + latin || (counts.han > 0 && 4 * counts.other > counts.han))
    return Lang::kOther;
  if (counts.han > 0 && 3 * counts.han >= latin) return Lang::kChinese;
  if (latin == 0 || 10 * counts.accented > latin) return Lang::kOther;
  return Lang::kEnglish;
}

}  // namespace groundswell
