#include "models/text_ruby.h"

#include "models/text_tables.h"
#include "models/text_utf8.h"

namespace groundswell {
namespace {

constexpr size_t kInsideBytesMax = 12;  // "zhuāng" with a toned ü would be less
constexpr size_t kSyllableMax = 6;

// Vowels with the four tone marks; the n-th stands for kPlain[n / 4]. v is ü.
constexpr std::u32string_view kToned = U"āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ";
constexpr std::string_view kPlain = "aeiouv";

// Longest first where one begins another.
constexpr std::string_view kInitials[] = {"zh", "ch", "sh", "b", "p", "m", "f", "d", "t", "n", "l", "g",
                                          "k",  "h",  "j",  "q", "x", "r", "z", "c", "s", "y", "w", ""};
constexpr std::string_view kFinals[] = {
    "a",  "o",   "e",  "i",   "u",  "v",    "ai",  "ei",   "ao", "ou", "an",  "en", "ang", "eng", "er",   "ong", "ia",
    "ie", "iao", "iu", "ian", "in", "iang", "ing", "iong", "ua", "uo", "uai", "ui", "uan", "un",  "uang", "ue",  "ve"};

bool IsSyllable(std::string_view text) {
  for (const std::string_view initial : kInitials) {
    if (!text.starts_with(initial)) continue;
    for (const std::string_view final_part : kFinals) {
      if (text.substr(initial.size()) == final_part) return true;
    }
    return false;
  }
  return false;
}

}  // namespace

bool IsRubyFor(char32_t base, std::string_view inside) {
  char plain[kSyllableMax + 1];
  size_t size = 0, tones = 0;
  for (size_t at = 0; at < inside.size();) {
    const CodePoint c = CodePointAt(inside, at);
    at += c.size_bytes;
    if (c.size_bytes == 0 || size > kSyllableMax) return false;
    const size_t toned = kToned.find(c.value);
    if (toned != kToned.npos) {
      plain[size++] = kPlain[toned / 4];
      ++tones;
    } else if (c.value == U'ü') {
      plain[size++] = 'v';
    } else if ((c.value >= 'a' && c.value <= 'z') || (c.value >= '1' && c.value <= '5')) {
      plain[size++] = static_cast<char>(c.value);
    } else {
      return false;
    }
  }
  std::string_view syllable(plain, size);
  if (tones > 0) return tones == 1 && syllable.size() <= kSyllableMax && IsSyllable(syllable);
  if (!syllable.empty() && syllable.back() <= '5') syllable.remove_suffix(1);
  return !syllable.empty() && syllable == HanReading(base);
}

bool DropRubyPinyin(std::string* text) {
  std::string& bytes = *text;
  size_t from = bytes.find('('), to = from;
  const size_t size = bytes.size();
  while (from < size) {
    if (bytes[from] == '(') {
      const std::string_view rest = std::string_view(bytes).substr(from + 1, kInsideBytesMax + 1);
      const size_t inside = rest.find(')');
      const char32_t base = CodePointBefore(bytes, to).value;
      if (inside != rest.npos && IsHan(base) && IsRubyFor(base, rest.substr(0, inside))) {
        from += inside + 2;
        continue;
      }
    }
    bytes[to++] = bytes[from++];
  }
  if (to >= size) return false;
  bytes.resize(to);
  return true;
}

}  // namespace groundswell
