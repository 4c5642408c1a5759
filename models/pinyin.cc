#include "models/pinyin.h"

#include "models/text_tables.h"
#include "models/text_utf8.h"

namespace groundswell {
namespace {

// Signs take three bytes of UTF-8, as the characters with readings do.
constexpr char32_t kFirstSign = 0xe000;

}  // namespace

void FoldHomophones(std::string_view text, std::string* out) {
  out->assign(text);
  for (size_t at = 0; at + 3 <= text.size();) {
    const auto byte = [&](size_t i) { return static_cast<unsigned char>(text[at + i]); };
    // U+4000 to U+9FFF, of which U+4E00 and up have readings.
    if (byte(0) < 0xe4 || byte(0) > 0xe9 || (byte(1) & 0xc0) != 0x80 || (byte(2) & 0xc0) != 0x80) {
      ++at;
      continue;
    }
    const char32_t c = (byte(0) & 0xfu) << 12 | (byte(1) & 0x3fu) << 6 | (byte(2) & 0x3fu);
    const uint16_t syllable = c < kReadingFirst || c > kReadingLast ? 0 : kReadingOf[c - kReadingFirst];
    if (syllable != 0) {
      const char32_t sign = kFirstSign + syllable;
      (*out)[at] = static_cast<char>(0xe0 | sign >> 12);
      (*out)[at + 1] = static_cast<char>(0x80 | (sign >> 6 & 0x3f));
      (*out)[at + 2] = static_cast<char>(0x80 | (sign & 0x3f));
    }
    at += 3;
  }
}

std::string PinyinOf(std::string_view name, std::string_view between) {
  std::string pinyin;
  for (size_t at = 0; at < name.size();) {
    const CodePoint c = CodePointAt(name, at);
    const std::string_view syllable = c.size_bytes == 0 ? std::string_view() : HanReading(c.value);
    if (syllable.empty()) return {};
    if (!pinyin.empty()) pinyin += between;
    pinyin += syllable;
    at += c.size_bytes;
  }
  return pinyin;
}

}  // namespace groundswell
