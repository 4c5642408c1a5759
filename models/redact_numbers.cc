#include "models/redact_numbers.h"

#include <initializer_list>

namespace groundswell {
namespace {

constexpr size_t kCardDigitsMin = 13, kCardDigitsMax = 19;

bool IsDigitAt(std::string_view text, size_t at) { return at < text.size() && text[at] >= '0' && text[at] <= '9'; }
bool IsAt(std::string_view text, size_t at, std::string_view any) {
  return at < text.size() && any.find(text[at]) != any.npos;
}

// Groups of so many digits each, with at most one space or hyphen between two; 0 unless they end where a digit does not
// follow.
size_t GroupsEnd(std::string_view text, size_t at, std::initializer_list<size_t> sizes) {
  bool is_first = true;
  for (const size_t size : sizes) {
    if (!is_first && IsAt(text, at, " -")) ++at;
    is_first = false;
    for (size_t i = 0; i < size; ++i, ++at) {
      if (!IsDigitAt(text, at)) return 0;
    }
  }
  return IsDigitAt(text, at) ? 0 : at;
}

// Past what may stand between a code and the number: `-`, a space, `)`, `) `.
size_t PastCodeEnd(std::string_view text, size_t at) {
  if (IsAt(text, at, ")")) ++at;
  return IsAt(text, at, " -") ? at + 1 : at;
}

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

}  // namespace

size_t MobileEnd(std::string_view text, size_t at) {
  const auto plain_end = [&](size_t from) -> size_t {
    if (!IsAt(text, from, "1") || !IsAt(text, from + 1, "3456789")) return 0;
    return GroupsEnd(text, from, {3, 4, 4});
  };
  if (text[at] == '1') return plain_end(at);
  const std::string_view rest = text.substr(at);
  const size_t code = rest.starts_with("86") ? 2 : rest.starts_with("0086") ? 4 : 0;
  return code == 0 ? 0 : plain_end(PastCodeEnd(text, at + code));
}

size_t LandlineEnd(std::string_view text, size_t at) {
  if (text[at] != '0' || !IsDigitAt(text, at + 1) || !IsDigitAt(text, at + 2)) return 0;
  const bool is_short_code = text[at + 1] == '2' || (text[at + 1] == '1' && text[at + 2] == '0');
  if (!is_short_code && (text[at + 1] < '3' || !IsDigitAt(text, at + 3))) return 0;
  const size_t code_end = at + (is_short_code ? 3 : 4);
  const size_t number = PastCodeEnd(text, code_end);
  // Numbers begin with 2 to 8; written apart from the code any digit but 0 is believed.
  if (!IsAt(text, number, number == code_end ? "2345678" : "123456789")) return 0;
  const size_t end = GroupsEnd(text, number, {4, 4});
  return end != 0 ? end : GroupsEnd(text, number, {3, 4});
}

size_t InternationalEnd(std::string_view text, size_t at) {
  if (text[at] == '0') return 0;
  size_t digits = 0, end = at;
  for (size_t i = at; digits < 16; ++i) {
    if (IsDigitAt(text, i)) {
      ++digits;
      end = i + 1;
    } else if (!IsAt(text, i, " -()") || i >= end + 2) {
      break;
    }
  }
  return digits >= 10 && digits <= 15 ? end : 0;
}

size_t NorthAmericanEnd(std::string_view text, size_t at) {
  if (!IsAt(text, at, "23456789") || !IsDigitAt(text, at + 1) || !IsDigitAt(text, at + 2)) return 0;
  const std::string_view area = text.substr(at, 3);
  if (area == "400" || (area[0] == '8' && area[1] == area[2]) || area == "800") return 0;
  const bool is_bracketed = IsAt(text, at + 3, ")");
  if (!is_bracketed && !IsAt(text, at + 3, "-.")) return 0;
  const size_t exchange = is_bracketed ? PastCodeEnd(text, at + 3) : at + 4;
  if (!IsAt(text, exchange, "23456789") || !IsAt(text, exchange + 3, "-.")) return 0;
  if (!IsDigitAt(text, exchange + 1) || !IsDigitAt(text, exchange + 2)) return 0;
  return GroupsEnd(text, exchange + 4, {4});
}

size_t IdentityCardEnd(std::string_view text, size_t at) {
  constexpr int kWeights[17] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};  // GB 11643-1999, 2^(17-i) mod 11
  int digits[17], sum = 0;
  for (int i = 0; i < 17; ++i, ++at) {
    if ((i == 6 || i == 14) && IsAt(text, at, " -")) ++at;
    if (!IsDigitAt(text, at)) return 0;
    digits[i] = text[at] - '0';
    sum += digits[i] * kWeights[i];
  }
  if (at >= text.size() || IsDigitAt(text, at + 1)) return 0;
  const int century = digits[6] * 10 + digits[7];
  const int month = digits[10] * 10 + digits[11], day = digits[12] * 10 + digits[13];
  if (digits[0] == 0 || century < 18 || century > 20 || month < 1 || month > 12 || day < 1 || day > 31) return 0;
  const char check = "10X98765432"[sum % 11];
  return text[at] == check || (check == 'X' && text[at] == 'x') ? at + 1 : 0;
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
    if (!IsAt(text, i, " -")) return best;
    ++i;
  }
  return best;
}

}  // namespace groundswell
