#include "models/redact_phones.h"

#include <array>
#include <cstdint>
#include <initializer_list>

#include "models/redact_scan.h"

namespace groundswell {
namespace {

constexpr size_t kMobileDigits = 11;

// Digits that stand together, in groups with one separator between two.
struct Groups {
  std::array<uint8_t, kMobileDigits> sizes{};
  size_t count = 0, end = 0;
};

// One separator, or one between two spaces: 138 - 0013 - 8000.
size_t GapBytes(std::string_view text, size_t at) {
  const size_t first = SeparatorBytes(text, at);
  if (first != 1 || text[at] != ' ') return first;
  const size_t second = SeparatorBytes(text, at + 1);
  return second > 0 && IsAnyAt(text, at + 1 + second, " ") ? second + 2 : first;
}

// Reads groups from text[at] until they have `digits` digits in all; count is 0 unless they come to exactly so many and
// no digit follows.
Groups ReadGroups(std::string_view text, size_t at, size_t digits) {
  Groups groups;
  for (size_t left = digits; groups.count < groups.sizes.size();) {
    size_t size = 0;
    while (size <= left && IsDigitAt(text, at + size)) ++size;
    if (size == 0 || size > left) return {};
    groups.sizes[groups.count++] = static_cast<uint8_t>(size);
    at += size;
    left -= size;
    if (left == 0) {
      groups.end = at;
      return groups;
    }
    const size_t separator = GapBytes(text, at);
    if (separator == 0) return {};
    at += separator;
  }
  return {};
}

bool IsShape(const Groups& groups, std::initializer_list<uint8_t> sizes) {
  if (groups.count != sizes.size()) return false;
  size_t i = 0;
  for (const uint8_t size : sizes) {
    if (groups.sizes[i++] != size) return false;
  }
  return true;
}

// How people part the eleven digits. Dates and times come to other shapes.
bool IsMobileShape(const Groups& groups) {
  switch (groups.count) {
    case 1:
      return true;
    case 2:
      return groups.sizes[0] >= 3;
    case 3:
      return IsShape(groups, {3, 4, 4}) || IsShape(groups, {3, 3, 5}) || IsShape(groups, {4, 3, 4}) ||
             IsShape(groups, {4, 4, 3}) || IsShape(groups, {3, 5, 3});
    case 5:
      return IsShape(groups, {3, 2, 2, 2, 2});
    default:
      return groups.count == kMobileDigits;
  }
}

size_t PlainMobileEnd(std::string_view text, size_t at) {
  if (!IsAnyAt(text, at, "1")) return 0;
  const size_t second = IsDigitAt(text, at + 1) ? at + 1 : at + 1 + SeparatorBytes(text, at + 1);
  if (!IsAnyAt(text, second, "3456789")) return 0;
  const Groups groups = ReadGroups(text, at, kMobileDigits);
  return groups.count > 0 && IsMobileShape(groups) ? groups.end : 0;
}

// Past what may stand between a code and the number: `-`, a space, `)`, `) `, ` - `.
size_t PastCodeEnd(std::string_view text, size_t at) {
  if (IsAnyAt(text, at, ")")) ++at;
  for (int i = 0; i < 3; ++i) at += SeparatorBytes(text, at);
  return at;
}

// Past the code of mainland China at text[at]; `at` where there is none.
size_t PastChina(std::string_view text, size_t at) {
  const std::string_view rest = text.substr(at);
  const size_t code = rest.starts_with("86") ? 2 : rest.starts_with("0086") ? 4 : 0;
  return code == 0 ? at : PastCodeEnd(text, at + code);
}

// Takes in an extension behind a number that ends at `end`: -801, 转801, ext 801, x801.
size_t PastExtension(std::string_view text, size_t end) {
  size_t at = end;
  if (IsAnyAt(text, at, " ")) ++at;
  const std::string_view rest = text.substr(at);
  bool is_introduced = false;
  for (const std::string_view word : {"-", "转", "ext", "x", "#"}) {
    if (!StartsWithIgnoringCase(rest, word)) continue;
    at += word.size();
    is_introduced = true;
    break;
  }
  if (!is_introduced) return end;
  while (IsAnyAt(text, at, ".: ")) ++at;
  size_t digits = 0;
  while (digits < 6 && IsDigitAt(text, at + digits)) ++digits;
  return digits >= 1 && digits <= 5 ? at + digits : end;
}

// The seven or eight digits of a landline behind its area code.
size_t SubscriberEnd(std::string_view text, size_t at) {
  for (const size_t digits : {8, 7}) {
    const Groups groups = ReadGroups(text, at, digits);
    const bool is_shape = groups.count == 1 || (groups.count == 2 && groups.sizes[0] >= 3 && groups.sizes[1] >= 3) ||
                          IsShape(groups, {2, 2, 2, 2});
    if (groups.count > 0 && is_shape) return groups.end;
  }
  return 0;
}

// The value of the digit that stands at text[at] as a figure or a word, and its bytes; none: bytes 0.
struct SpelledDigit {
  int value = 0;
  size_t bytes = 0;
};
constexpr uint32_t WordKey(std::string_view word) {
  return static_cast<uint32_t>(static_cast<unsigned char>(word[0]) << 16 | static_cast<unsigned char>(word[1]) << 8 |
                               static_cast<unsigned char>(word[2]));
}

// The last two bytes of the words as bits: one look turns most other characters away.
constexpr std::string_view kDigitWords = "零〇一幺壹二两贰三叁四肆五伍六陆七柒八捌九玖";
constexpr uint64_t BitsOf(size_t byte) {
  uint64_t bits = 0;
  for (size_t at = 0; at < kDigitWords.size(); at += 3) bits |= uint64_t{1} << (kDigitWords[at + byte] & 63);
  return bits;
}
constexpr uint64_t kSecondBytes = BitsOf(1), kThirdBytes = BitsOf(2);

bool MayBeDigitWord(std::string_view text, size_t at) {
  return at + 3 <= text.size() && (kSecondBytes >> (text[at + 1] & 63) & kThirdBytes >> (text[at + 2] & 63) & 1) != 0;
}

SpelledDigit SpelledDigitAt(std::string_view text, size_t at) {
  if (IsDigitAt(text, at)) return {text[at] - '0', 1};
  if (!MayBeDigitWord(text, at)) return {};
  switch (WordKey(text.substr(at, 3))) {
    case WordKey("零"):
    case WordKey("〇"):
      return {0, 3};
    case WordKey("一"):
    case WordKey("幺"):
    case WordKey("壹"):
      return {1, 3};
    case WordKey("二"):
    case WordKey("两"):
    case WordKey("贰"):
      return {2, 3};
    case WordKey("三"):
    case WordKey("叁"):
      return {3, 3};
    case WordKey("四"):
    case WordKey("肆"):
      return {4, 3};
    case WordKey("五"):
    case WordKey("伍"):
      return {5, 3};
    case WordKey("六"):
    case WordKey("陆"):
      return {6, 3};
    case WordKey("七"):
    case WordKey("柒"):
      return {7, 3};
    case WordKey("八"):
    case WordKey("捌"):
      return {8, 3};
    case WordKey("九"):
    case WordKey("玖"):
      return {9, 3};
    default:
      return {};
  }
}

// A digit word, or a separator within a spelled number.
bool IsSpelledPart(std::string_view text, size_t at) {
  if (at >= text.size()) return false;
  if (MayBeDigitWord(text, at)) return SpelledDigitAt(text, at).bytes > 1;
  // No Chinese character is a separator: these begin with 0xe4 or more.
  return static_cast<unsigned char>(text[at]) < 0xe4 && SeparatorBytes(text, at) > 0;
}

}  // namespace

size_t MobileEnd(std::string_view text, size_t at) {
  if (text[at] == '1') return PlainMobileEnd(text, at);
  const size_t number = PastChina(text, at);
  return number == at ? 0 : PlainMobileEnd(text, number);
}

size_t SpelledMobileEnd(std::string_view text, size_t at) {
  bool has_word = false;
  for (size_t i = 0; i < kMobileDigits; ++i) {
    SpelledDigit digit = SpelledDigitAt(text, at);
    if (digit.bytes == 0 && i > 0) {
      at += SeparatorBytes(text, at);
      digit = SpelledDigitAt(text, at);
    }
    if (digit.bytes == 0 || (i == 0 && digit.value != 1) || (i == 1 && digit.value < 3)) return 0;
    has_word |= digit.bytes > 1;
    at += digit.bytes;
  }
  return has_word && SpelledDigitAt(text, at).bytes == 0 ? at : 0;
}

bool MayHoldSpelledMobile(std::string_view text) {
  // Eleven words are 33 bytes, so of bytes 30 apart one falls on one of them, beside another or a separator. This is
  // asked of every text: the bits are weighed without branches, and only what passes is read.
  constexpr size_t kStride = 30;
  const auto byte = [&](size_t at) { return static_cast<unsigned char>(text[at]); };
  const auto is_tail = [&](size_t at) { return static_cast<size_t>((byte(at) & 0xc0) == 0x80); };
  const auto may_be_word = [&](size_t at) {
    return kSecondBytes >> (byte(at + 1) & 63) & kThirdBytes >> (byte(at + 2) & 63) & (byte(at) >> 7);
  };
  for (size_t at = kStride; at + 2 < text.size(); at += kStride) {
    const size_t start = at - is_tail(at) - (is_tail(at) & is_tail(at - 1));
    const uint64_t beside = may_be_word(start - 3) | (start + 6 <= text.size() ? may_be_word(start + 3) : 0) |
                            (start + 3 < text.size() && byte(start + 3) < 0x80 ? 1 : 0);
    if (((may_be_word(start) | (byte(start) < 0xe4)) & beside) == 0) continue;
    if (IsSpelledPart(text, start) && (IsSpelledPart(text, start + 3) || IsSpelledPart(text, start - 3))) return true;
  }
  return false;
}

size_t LandlineEnd(std::string_view text, size_t at) {
  size_t code = at;
  if (text[at] != '0' || text.substr(at).starts_with("0086")) {
    code = PastChina(text, at);
    if (code == at || IsDigitByte(text[code - 1])) return 0;
    if (IsAnyAt(text, code, "0")) ++code;
  } else {
    ++code;
  }
  if (!IsDigitAt(text, code) || !IsDigitAt(text, code + 1)) return 0;
  const bool is_short_code = text[code] == '2' || (text[code] == '1' && text[code + 1] == '0');
  if (!is_short_code && (text[code] < '3' || !IsDigitAt(text, code + 2))) return 0;
  const size_t code_end = code + (is_short_code ? 2 : 3);
  const size_t number = PastCodeEnd(text, code_end);
  // Numbers begin with 2 to 8; written apart from the code any digit but 0 is believed.
  if (!IsAnyAt(text, number, number == code_end ? "2345678" : "123456789")) return 0;
  const size_t end = SubscriberEnd(text, number);
  return end == 0 ? 0 : PastExtension(text, end);
}

size_t InternationalEnd(std::string_view text, size_t at) {
  if (text[at] == '0') return 0;
  size_t digits = 0, end = at;
  for (size_t i = at; digits < 16 && i < text.size();) {
    if (IsDigitAt(text, i)) {
      ++digits;
      end = ++i;
      continue;
    }
    const size_t step = IsAnyAt(text, i, "()") ? 1 : SeparatorBytes(text, i);
    if (step == 0 || i >= end + 3) break;
    i += step;
  }
  return digits >= 9 && digits <= 15 ? end : 0;
}

size_t DialledEnd(std::string_view text, size_t at) {
  if (!text.substr(at).starts_with("00") || !IsDigitAt(text, at + 2)) return 0;
  const std::string_view number = text.substr(at + 2);
  for (const std::string_view code : {"1",  "7",  "33", "34", "39", "44", "49", "60",  "61",  "62",  "63", "64",
                                      "65", "66", "81", "82", "84", "86", "91", "852", "853", "886", "971"}) {
    if (!number.starts_with(code)) continue;
    const size_t end = InternationalEnd(text, at + 2);
    if (end != 0) return end;
  }
  return 0;
}

size_t ForeignEnd(std::string_view text, size_t at) {
  if (text[at] == '0') {
    // Of the United Kingdom.
    if (!text.substr(at).starts_with("07") && !text.substr(at).starts_with("01")) return 0;
    const Groups groups = ReadGroups(text, at, 11);
    return IsShape(groups, {5, 6}) || IsShape(groups, {5, 3, 3}) || IsShape(groups, {4, 3, 4}) ? groups.end : 0;
  }
  if (const std::string_view code = text.substr(at, 3); code == "852" || code == "853") {
    // Of Hong Kong and Macau, the code parted from the number.
    const size_t number = PastCodeEnd(text, at + 3);
    const Groups groups = number > at + 3 ? ReadGroups(text, number, 8) : Groups{};
    if (groups.count == 1 || IsShape(groups, {4, 4})) return groups.end;
  }
  if (text[at] == '1' && SeparatorBytes(text, at + 1) == 1) at += 2;
  if (IsAnyAt(text, at, "(")) ++at;
  if (!IsAnyAt(text, at, "23456789") || !IsDigitAt(text, at + 1) || !IsDigitAt(text, at + 2)) return 0;
  const std::string_view area = text.substr(at, 3);
  if (area == "400" || area == "800" || (area[0] == '8' && area[1] == area[2])) return 0;
  const bool is_bracketed = IsAnyAt(text, at + 3, ")");
  const bool is_spaced = IsAnyAt(text, at + 3, " ");
  if (!is_bracketed && !IsAnyAt(text, at + 3, "-. ")) return 0;
  const size_t exchange = is_bracketed ? PastCodeEnd(text, at + 3) : at + 4;
  if (!IsAnyAt(text, exchange, "23456789") || !IsAnyAt(text, exchange + 3, "-. ")) return 0;
  // Round figures in a row are amounts.
  if (is_spaced && area.ends_with("00")) return 0;
  if (!IsDigitAt(text, exchange + 1) || !IsDigitAt(text, exchange + 2)) return 0;
  const Groups line = ReadGroups(text, exchange + 4, 4);
  return line.count == 1 ? PastExtension(text, line.end) : 0;
}

}  // namespace groundswell
