#include "models/redact_places.h"
#include "models/text_utf8.h"

namespace groundswell {
namespace {

constexpr std::u32string_view kProvinces = U"京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼";

// Of a new-energy car: a letter A to K but I, then five places, or five digits and then the letter.
bool IsNewEnergy(std::string_view tail) {
  const auto is_kind = [](char b) { return LowerByte(b) >= 'a' && LowerByte(b) <= 'k' && LowerByte(b) != 'i'; };
  const auto digits_from = [&](size_t begin, size_t end) {
    for (size_t i = begin; i < end; ++i) {
      if (!IsDigitByte(tail[i])) return false;
    }
    return true;
  };
  return (is_kind(tail[0]) && digits_from(2, 6)) || (is_kind(tail[5]) && digits_from(0, 5));
}

bool IsNamedPlate(std::string_view head) {
  for (const std::string_view word : {"车牌", "车牌号", "牌照", "车号", "牌号", "车牌:", "车牌号:", "车牌是",
                                      "车牌号是", "牌照:", "车牌 ", "车牌号 ", "车牌号码", "车牌号码:"}) {
    if (head.ends_with(word)) return true;
  }
  return false;
}

// Whether `tail`, behind a province and a letter, can be a plate's.
bool IsTail(std::string_view tail, size_t digits_min) {
  size_t digits = 0;
  for (const char b : tail) {
    if (LowerByte(b) == 'i' || LowerByte(b) == 'o') return false;
    digits += IsDigitByte(b);
  }
  if (tail.size() == 6) return IsNewEnergy(tail);
  return tail.size() == 5 && digits >= digits_min;
}

}  // namespace

PersonalPiece PlateAround(std::string_view text, size_t at, size_t from) {
  constexpr size_t kTailMax = 6;
  size_t start = at;
  while (start > from && at - start <= kTailMax && IsAlnumByte(text[start - 1])) --start;
  size_t tail = start, letter = start;
  bool has_point = false;
  if (start > from + 1 && IsLetterByte(text[start]) && (text[start - 1] & 0x80) != 0 && text[start - 1] != '\xb7' &&
      text[start - 1] != '\xa2') {
    tail = start + 1;
    // 京A·12345: the letter stands alone, and what follows is another run.
  } else {
    // A separator of one to three bytes lies between the letter and the run.
    size_t separator = 0;
    for (size_t bytes = 1; bytes <= 3 && start >= from + bytes + 1; ++bytes) {
      if (SeparatorBytes(text, start - bytes) == bytes) separator = bytes;
    }
    if (separator == 0 || !IsLetterByte(text[start - separator - 1])) return {};
    letter = start - separator - 1;
    has_point = separator > 1;
  }
  const CodePoint province = CodePointBefore(text, letter);
  if (province.size_bytes < 3 || letter < from + province.size_bytes ||
      kProvinces.find(province.value) == kProvinces.npos)
    return {};
  size_t end = tail;
  while (end < text.size() && end - tail <= kTailMax && IsAlnumByte(text[end])) ++end;
  const size_t plate = letter - province.size_bytes;
  const std::string_view head = text.substr(from, plate - from);
  // 全新A12345 is a new model, 黑X5L20 a black one: where the province is a common word too, more is asked for.
  if (province.value == U'新' && (head.ends_with("全") || head.ends_with("最"))) return {};
  // 北京CBD200: the end of a place's name.
  constexpr std::u32string_view kPlaces = U"北东南天四江辽西";
  const char32_t before = CodePointBefore(head, head.size()).value;
  const bool is_common = province.value == U'新' || province.value == U'黑' || kPlaces.find(before) != kPlaces.npos;
  const bool is_sure = has_point || IsNamedPlate(head);
  if (!IsTail(text.substr(tail, end - tail), is_sure ? 2 : is_common ? 4 : 3)) return {};
  return {plate, end, "[plate]"};
}

}  // namespace groundswell
