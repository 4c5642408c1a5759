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

// The bytes of the separator that ends at `end`; 0 for none.
size_t SeparatorBefore(std::string_view text, size_t end, size_t from) {
  for (size_t bytes = 1; bytes <= 3 && end >= from + bytes; ++bytes) {
    if (SeparatorBytes(text, end - bytes) == bytes) return bytes;
  }
  return 0;
}

// Where the province begins that ends at `end`; `end` for none.
size_t ProvinceStart(std::string_view text, size_t end, size_t from) {
  const CodePoint province = CodePointBefore(text, end);
  const bool is_one = province.size_bytes == 3 && end >= from + 3 && kProvinces.find(province.value) != kProvinces.npos;
  return is_one ? end - 3 : end;
}

// Where a plate and its last places begin, around a run of letters and digits.
struct PlateHead {
  size_t start = 0, tail = 0;  // equal: none
  bool has_point = false;
};
PlateHead HeadOf(std::string_view text, size_t run, size_t from) {
  const size_t separator = SeparatorBefore(text, run, from);
  if (IsLetterByte(text[run])) {
    // 京A12345, 京 A12345.
    for (const size_t end : {run, run - separator}) {
      const size_t start = ProvinceStart(text, end, from);
      if (start != end) return {start, run + 1, separator > 1};
    }
  }
  // 京A·12345: the letter stands alone.
  if (separator == 0 || run < from + separator + 1 || !IsLetterByte(text[run - separator - 1])) return {};
  const size_t letter = run - separator - 1, start = ProvinceStart(text, letter, from);
  return start == letter ? PlateHead{} : PlateHead{start, run, separator > 1};
}

// Where a plate of four places and a word ends: 粤Z1234港, 京A1234学; 0 for none.
size_t SpecialEnd(std::string_view text, size_t tail, size_t end) {
  if (end - tail != 4) return 0;
  for (const std::string_view word : {"港", "澳", "学", "警", "挂", "领"}) {
    if (text.substr(end).starts_with(word)) return end + word.size();
  }
  return 0;
}

}  // namespace

PersonalPiece PlateAround(std::string_view text, size_t at, size_t from) {
  constexpr size_t kTailMax = 6;
  size_t run = at;
  while (run > from && at - run <= kTailMax && IsAlnumByte(text[run - 1])) --run;
  const auto [start, tail, has_point] = HeadOf(text, run, from);
  if (start == tail) return {};
  size_t end = tail, digits = 0;
  for (; end < text.size() && end - tail <= kTailMax && IsAlnumByte(text[end]); ++end) digits += IsDigitByte(text[end]);
  const std::string_view head = text.substr(from, start - from), province = text.substr(start, 3);
  // 全新A12345 is a new model, 黑X5L20 a black one: where the province is a common word too, more is asked for.
  if (province == "新" && (head.ends_with("全") || head.ends_with("最"))) return {};
  // 北京CBD200: the end of a place's name.
  constexpr std::u32string_view kPlaces = U"北东南天四江辽西";
  const bool is_place = kPlaces.find(CodePointBefore(head, head.size()).value) != kPlaces.npos;
  const bool is_common = province == "新" || province == "黑" || is_place;
  const bool is_sure = has_point || IsNamedPlate(head);
  if (const size_t special = digits >= 3 ? SpecialEnd(text, tail, end) : 0; special != 0)
    return {start, special, "[plate]"};
  if (!IsTail(text.substr(tail, end - tail), is_sure ? 2 : is_common ? 4 : 3)) return {};
  return {start, end, "[plate]"};
}

}  // namespace groundswell
