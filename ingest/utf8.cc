#include "ingest/utf8.h"

namespace groundswell {

size_t Utf8CharacterBytes(std::string_view text) {
  const auto byte = [text](size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0u; };
  const auto follows = [byte](size_t i) { return (byte(i) & 0xC0) == 0x80; };
  const unsigned first = byte(0);
  if (first < 0x80) return 1;
  if (first < 0xC2 || first > 0xF4) return 0;
  if (first < 0xE0) return follows(1) ? 2 : 0;
  const unsigned second = byte(1);
  if (first < 0xF0) {
    const bool overlong = first == 0xE0 && second < 0xA0;
    const bool surrogate = first == 0xED && second > 0x9F;
    return follows(1) && follows(2) && !overlong && !surrogate ? 3 : 0;
  }
  const bool overlong = first == 0xF0 && second < 0x90;
  const bool beyond = first == 0xF4 && second > 0x8F;
  return follows(1) && follows(2) && follows(3) && !overlong && !beyond ? 4 : 0;
}

size_t FindInvalidUtf8(std::string_view text) {
  size_t place = 0;
  while (place < text.size()) {
    const size_t length = Utf8CharacterBytes(text.substr(place));
    if (length == 0) return place;
    place += length;
  }
  return std::string_view::npos;
}

void AppendValidUtf8(std::string_view text, size_t bytes_max, std::string* out) {
  constexpr std::string_view kReplacement = "\xEF\xBF\xBD";
  size_t left = bytes_max;
  while (!text.empty()) {
    const size_t length = Utf8CharacterBytes(text);
    const std::string_view shown = length == 0 ? kReplacement : text.substr(0, length);
    if (shown.size() > left) return;
    out->append(shown);
    left -= shown.size();
    text.remove_prefix(length == 0 ? 1 : length);
  }
}

void AppendCharacter(char32_t code_point, std::string* out) {
  const auto push = [out](char32_t byte) { out->push_back(static_cast<char>(byte)); };
  if (code_point < 0x80) {
    push(code_point);
  } else if (code_point < 0x800) {
    push(0xC0 | code_point >> 6);
    push(0x80 | (code_point & 0x3F));
  } else if (code_point < 0x10000) {
    push(0xE0 | code_point >> 12);
    push(0x80 | (code_point >> 6 & 0x3F));
    push(0x80 | (code_point & 0x3F));
  } else {
    push(0xF0 | code_point >> 18);
    push(0x80 | (code_point >> 12 & 0x3F));
    push(0x80 | (code_point >> 6 & 0x3F));
    push(0x80 | (code_point & 0x3F));
  }
}

}  // namespace groundswell
