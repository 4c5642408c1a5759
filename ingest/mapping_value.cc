// Counts and white space as other systems write them; times are read in ingest/mapping_time.cc.
#include "ingest/mapping_value.h"

#include "models/post.h"

namespace groundswell {
namespace {

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

struct Suffix {
  std::string_view text;
  int64_t factor;
};
constexpr Suffix kSuffixes[] = {{"万", 10'000},      {"萬", 10'000},      {"w", 10'000},    {"W", 10'000},
                                {"亿", 100'000'000}, {"億", 100'000'000}, {"千", 1'000},    {"k", 1'000},
                                {"K", 1'000},        {"m", 1'000'000},    {"M", 1'000'000}, {"b", 1'000'000'000},
                                {"B", 1'000'000'000}};

// Digits with commas in their right places; false for anything else. *at is left behind them.
bool TakeGrouped(std::string_view text, size_t* at, int64_t* value) {
  size_t digits = 0, since_comma = 0;
  bool grouped = false;
  for (; *at < text.size(); ++*at) {
    if (IsDigit(text[*at])) {
      if (++digits > 18) return false;
      ++since_comma;
      *value = *value * 10 + (text[*at] - '0');
    } else if (text[*at] == ',' && digits > 0 && (grouped ? since_comma == 3 : since_comma <= 3)) {
      grouped = true;
      since_comma = 0;
    } else {
      break;
    }
  }
  return digits > 0 && (!grouped || since_comma == 3);
}

}  // namespace

std::optional<int64_t> ReadMappedCount(std::string_view text) {
  int64_t value = 0, fraction = 0, scale = 1;
  size_t at = 0;
  // Some write -1 for unknown, others subtract votes: either way nothing is known to be counted.
  if (text.size() > 1 && text[0] == '-' && text.find_first_not_of("0123456789", 1) == text.npos) return kNoCount;
  if (!TakeGrouped(text, &at, &value)) return std::nullopt;
  if (at < text.size() && text[at] == '.') {
    const size_t first = ++at;
    for (; at < text.size() && IsDigit(text[at]) && at - first < 6; ++at) {
      fraction = fraction * 10 + (text[at] - '0');
      scale *= 10;
    }
    if (at == first) return std::nullopt;
  }
  while (at < text.size() && text[at] == ' ') ++at;
  std::string_view rest = text.substr(at);
  if (rest.ends_with('+')) rest.remove_suffix(1);
  int64_t factor = 1;
  for (const Suffix& suffix : kSuffixes) {
    if (rest != suffix.text) continue;
    factor = suffix.factor;
    rest = {};
    break;
  }
  // A part of one like, as in 3.5, is no count; 12.0 is what tables make of 12.
  if (!rest.empty() || (fraction * factor) % scale != 0) return std::nullopt;
  if (value > (int64_t{1} << 62) / factor) return std::nullopt;
  return value * factor + fraction * factor / scale;
}

std::string_view TrimmedOfSpaces(std::string_view text) {
  constexpr std::string_view kSpaces = " \t\r\n";
  constexpr std::string_view kWide[] = {"\u3000", "\u00a0"};
  while (true) {
    const size_t begin = text.find_first_not_of(kSpaces);
    if (begin == text.npos) return {};
    text = text.substr(begin, text.find_last_not_of(kSpaces) - begin + 1);
    const size_t size = text.size();
    for (const std::string_view wide : kWide) {
      if (text.starts_with(wide)) text.remove_prefix(wide.size());
      if (text.ends_with(wide)) text.remove_suffix(wide.size());
    }
    if (text.size() == size) return text;
  }
}

}  // namespace groundswell
