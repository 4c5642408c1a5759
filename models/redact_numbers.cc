#include "models/redact_numbers.h"

#include "models/redact_scan.h"

namespace groundswell {
namespace {

constexpr size_t kCardDigitsMin = 13, kCardDigitsMax = 19;

bool PassesLuhn(std::string_view digits) {
  int sum = 0;
  for (size_t i = 0; i < digits.size(); ++i) {
    int digit = digits[digits.size() - 1 - i] - '0';
    if (i % 2 == 1) digit = digit * 2 > 9 ? digit * 2 - 9 : digit * 2;
    sum += digit;
  }
  return sum % 10 == 0;
}

// 2333333333333333 is laughter, and rows of one digit are filling, though both may pass Luhn's check.
bool IsFilling(std::string_view digits) {
  return digits.find_first_not_of('3', 1) == digits.npos || digits.find_first_not_of(digits[0]) == digits.npos;
}

// Banks, travel and payment brands: 3 to 6; Mastercard's 2221 to 2720; 9558 of ICBC's older cards.
bool BeginsLikeCard(std::string_view digits) {
  if (digits[0] >= '3' && digits[0] <= '6') return true;
  return (digits[0] == '2' && digits[1] >= '2' && digits[1] <= '7' && digits.size() == 16) ||
         digits.starts_with("9558");
}

int Two(const char* digits) { return (digits[0] - '0') * 10 + digits[1] - '0'; }

// The first two digits of a region's code (GB/T 2260): a province.
bool IsProvince(int code) {
  return (code >= 11 && code <= 15) || (code >= 21 && code <= 23) || (code >= 31 && code <= 37) ||
         (code >= 41 && code <= 46) || (code >= 50 && code <= 54) || (code >= 61 && code <= 65) || code == 71 ||
         code == 81 || code == 82 || code == 83;
}

bool IsMonthAndDay(const char* digits) {
  const int month = Two(digits), day = Two(digits + 2);
  return month >= 1 && month <= 12 && day >= 1 && day <= 31;
}

}  // namespace

size_t IdentityCardEnd(std::string_view text, size_t at) {
  constexpr int kWeights[17] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};  // GB 11643-1999, 2^(17-i) mod 11
  char digits[17];
  int sum = 0;
  for (int i = 0; i < 17; ++i, ++at) {
    if (i > 0 && !IsDigitAt(text, at)) at += SeparatorBytes(text, at);
    if (!IsDigitAt(text, at)) return 0;
    digits[i] = text[at];
    sum += (digits[i] - '0') * kWeights[i];
  }
  if (!IsAnyAt(text, at, "0123456789Xx")) at += SeparatorBytes(text, at);
  if (at >= text.size() || IsDigitAt(text, at + 1)) return 0;
  const int century = Two(digits + 6);
  if (!IsProvince(Two(digits)) || century < 18 || century > 20 || !IsMonthAndDay(digits + 10)) return 0;
  const char check = "10X98765432"[sum % 11];
  return text[at] == check || (check == 'X' && text[at] == 'x') ? at + 1 : 0;
}

size_t OldIdentityCardEnd(std::string_view text, size_t at) {
  constexpr size_t kDigits = 15;
  if (at + kDigits > text.size() || IsDigitAt(text, at + kDigits)) return 0;
  for (size_t i = 0; i < kDigits; ++i) {
    if (!IsDigitByte(text[at + i])) return 0;
  }
  return IsProvince(Two(&text[at])) && IsMonthAndDay(&text[at + 8]) ? at + kDigits : 0;
}

size_t BankCardEnd(std::string_view text, size_t at) {
  char digits[kCardDigitsMax];
  size_t count = 0, groups = 0, group_sizes[8] = {}, best = 0;
  for (size_t i = at; groups < 8;) {
    size_t size = 0;
    for (; IsDigitAt(text, i); ++i, ++size) {
      if (count == kCardDigitsMax) return best;
      digits[count++] = text[i];
    }
    if (size == 0) return best;
    group_sizes[groups++] = size;
    const std::string_view number(digits, count);
    const bool is_spread = groups == 2 && group_sizes[0] == 6;             // 622202 0200012345678
    const bool is_amex = groups == 3 && group_sizes[1] == 6 && size == 5;  // 3782 822463 10005
    const bool is_grouped = groups == 1 || (group_sizes[0] == 4 && size <= 4) || is_spread || is_amex;
    if (count >= kCardDigitsMin && is_grouped && BeginsLikeCard(number) && PassesLuhn(number) && !IsFilling(number))
      best = i;
    // Groups of four go on; so may the first parts of the two other shapes.
    if (size != 4 && !(groups == 1 && size == 6) && !(groups == 2 && group_sizes[0] == 4 && size == 6)) return best;
    const size_t separator = SeparatorBytes(text, i);
    if (separator == 0) return best;
    i += separator;
  }
  return best;
}

}  // namespace groundswell
