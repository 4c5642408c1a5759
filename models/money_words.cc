#include "models/money_words.h"

#include <algorithm>
#include <span>

namespace groundswell {
namespace {

constexpr double kYuanOfDollar = 7, kYuanOfEuro = 8, kYuanOfPound = 9;
constexpr double kSumMax = 1e12;      // more is no sum that anybody lost
constexpr double kPlainSumMin = 100;  // after "lost", a bare number below this is a count of something
constexpr size_t kLookBackBytes = 48;

struct Word {
  std::string_view text;
  double value;
};
constexpr Word kHanDigits[] = {{"零", 0}, {"〇", 0}, {"一", 1}, {"二", 2}, {"两", 2}, {"三", 3}, {"四", 4},
                               {"五", 5}, {"六", 6}, {"七", 7}, {"八", 8}, {"九", 9}, {"几", 2}, {"数", 2}};
constexpr Word kHanSizes[] = {{"十", 1e1}, {"百", 1e2}, {"千", 1e3}, {"万", 1e4}, {"亿", 1e8}};
constexpr Word kLatinSizes[] = {{"k", 1e3},         {"w", 1e4},        {"m", 1e6},       {" hundred", 1e2},
                                {" thousand", 1e3}, {" million", 1e6}, {" billion", 1e9}};
constexpr Word kBefore[] = {{"¥", 1},   {"$", kYuanOfDollar}, {"€", kYuanOfEuro},    {"£", kYuanOfPound},
                            {"rmb", 1}, {"cny", 1},           {"usd", kYuanOfDollar}};
constexpr Word kBehind[] = {{"元", 1},
                            {"块", 1},
                            {"yuan", 1},
                            {"rmb", 1},
                            {"cny", 1},
                            {"usd", kYuanOfDollar},
                            {"dollars", kYuanOfDollar},
                            {"bucks", kYuanOfDollar},
                            {"euros", kYuanOfEuro},
                            {"pounds", kYuanOfPound},
                            {"¥", 1},
                            {"€", kYuanOfEuro},
                            {"£", kYuanOfPound}};
constexpr std::string_view kAbout[] = {"多", "余", "来", "左右"};
// What may stand between a word of losing and the sum.
constexpr std::string_view kFillers[] = {"了",   "我",     "我们", "将近", "近",   "共",   "共计",
                                         "大概", "大约",   "约",   "整整", "高达", "超过", "至少",
                                         "好",   "差不多", "一共", "总共", "掉",   " ",    ":"};
// What a number counts when it counts no money.
constexpr std::string_view kOtherUnits[] = {"公里", "人", "次", "天", "年", "个", "月", "小时", "分钟", "km",
                                            "名",   "户", "件", "条", "辆", "台", "岁", "%",    "份",   "股"};

const Word* WordAt(std::span<const Word> words, std::string_view rest) {
  for (const Word& word : words)
    if (rest.starts_with(word.text)) return &word;
  return nullptr;
}

template <size_t N>
size_t SkipAny(const std::string_view (&words)[N], std::string_view rest) {
  size_t longest = 0;
  for (const std::string_view word : words)
    if (word.size() > longest && rest.starts_with(word)) longest = word.size();
  return longest;
}

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsLetter(char c) { return c >= 'a' && c <= 'z'; }

size_t TakeDigits(std::string_view text, size_t at, double* value) {
  const size_t begin = at;
  for (; at < text.size() && at - begin < 20; ++at) {
    if (IsDigit(text[at])) {
      *value = *value * 10 + (text[at] - '0');
    } else if (text[at] != ',' || at + 3 >= text.size() || !IsDigit(text[at + 1]) || !IsDigit(text[at + 2]) ||
               !IsDigit(text[at + 3])) {
      break;
    }
  }
  if (at + 1 >= text.size() || text[at] != '.' || !IsDigit(text[at + 1])) return at;
  double place = 0.1;
  for (++at; at < text.size() && IsDigit(text[at]); ++at, place /= 10) *value += place * (text[at] - '0');
  return at;
}

// 三千五百, 十二, 几十: up to 万.
size_t TakeHan(std::string_view text, size_t at, double* value) {
  const size_t begin = at;
  double digit = 0, sum = 0;
  while (at < text.size()) {
    const std::string_view rest = text.substr(at);
    if (const Word* word = WordAt(kHanDigits, rest)) {
      digit = word->value;
      at += word->text.size();
    } else if (const Word* size = WordAt(kHanSizes, rest); size != nullptr && size->value < 1e4) {
      if (at == begin && size->value > 10) return begin;  // 千 and 百 alone are no number; 十 is
      sum += (digit == 0 ? 1 : digit) * size->value;
      digit = 0;
      at += size->text.size();
    } else {
      break;
    }
  }
  *value = sum + digit;
  return at;
}

// Whether text[at] begins a Latin word or number that goes on.
bool GoesOn(std::string_view text, size_t at) { return at < text.size() && (IsLetter(text[at]) || IsDigit(text[at])); }

// Bytes of the part of a number that ends right before text[end): a digit, a point, a numeral, a word of size; 0 for
// none.
size_t NumberPartBefore(std::string_view text, size_t end) {
  const std::string_view before = text.substr(0, end);
  if (before.empty()) return 0;
  const char last = before.back();
  if (IsDigit(last) || last == '.' || last == ',') return 1;
  const auto ends_with = [&](std::span<const Word> words) -> size_t {
    for (const Word& word : words)
      if (before.ends_with(word.text)) return word.text.size();
    return 0;
  };
  if ((last & 0x80) == 0) return IsLetter(last) ? ends_with(kLatinSizes) : 0;
  const size_t digit = ends_with(kHanDigits);
  return digit > 0 ? digit : ends_with(kHanSizes);
}

double MoneyBefore(std::string_view text, size_t marker, std::string_view name, double yuan) {
  size_t end = marker;
  if (end > 0 && text[end - 1] == ' ') --end;
  for (const std::string_view about : kAbout) {
    if (!text.substr(0, end).ends_with(about)) continue;
    end -= about.size();
    break;
  }
  size_t begin = end;
  while (marker - begin < kLookBackBytes) {
    const size_t part = NumberPartBefore(text, begin);
    if (part == 0) break;
    begin -= part;
  }
  // A comma or a word of size may stand before the number and be none of it.
  for (; begin < end; ++begin) {
    if ((text[begin] & 0xc0) == 0x80) continue;
    const WrittenNumber number = NumberAt(text, begin);
    if (number.end != end) continue;
    // "一块" is "together", "五元素" is no money.
    const std::string_view behind = text.substr(marker + name.size());
    if (name == "块" && number.is_han && number.value < 10 && !behind.starts_with("钱")) return 0;
    if (name == "元" && (behind.starts_with("素") || behind.starts_with("旦") || behind.starts_with("化"))) return 0;
    return number.value * yuan;
  }
  return 0;
}

double MoneyAfter(std::string_view text, size_t at, double yuan) {
  if (at < text.size() && text[at] == ' ') ++at;
  const WrittenNumber number = NumberAt(text, at);
  return number.end == at ? 0 : number.value * yuan;
}

double MoneyLostAt(std::string_view text, size_t at) {
  for (int i = 0; i < 4; ++i) {
    const size_t skipped = SkipAny(kFillers, text.substr(at));
    if (skipped == 0) break;
    at += skipped;
  }
  const WrittenNumber number = NumberAt(text, at);
  if (number.end == at || (!number.is_scaled && (number.is_han || number.value < kPlainSumMin))) return 0;
  const size_t end = number.end + SkipAny(kAbout, text.substr(number.end));
  return SkipAny(kOtherUnits, text.substr(end)) > 0 ? 0 : number.value;
}

}  // namespace

WrittenNumber NumberAt(std::string_view text, size_t at) {
  WrittenNumber number{0, at, false, false};
  if (at >= text.size()) return number;
  if (IsDigit(text[at])) {
    number.end = TakeDigits(text, at, &number.value);
  } else {
    number.end = TakeHan(text, at, &number.value);
    number.is_han = number.end > at;
    number.is_scaled = number.is_han && number.value >= 10;
  }
  if (number.end == at) return number;
  // 3千万, 5 million, 20w; "20what" has no size.
  for (int i = 0; i < 3; ++i) {
    const std::string_view rest = text.substr(number.end);
    const Word* size = WordAt(kHanSizes, rest);
    if (size == nullptr) {
      size = WordAt(kLatinSizes, rest);
      if (size != nullptr && GoesOn(text, number.end + size->text.size())) size = nullptr;
    }
    if (size == nullptr) break;
    number.value *= size->value;
    number.end += size->text.size();
    number.is_scaled = true;
  }
  return number;
}

double MoneyAt(std::string_view text, size_t begin, size_t end) {
  const std::string_view name = text.substr(begin, end - begin);
  double sum = 0;
  const Word* before = WordAt(kBefore, name);
  const Word* behind = WordAt(kBehind, name);
  if (before != nullptr) sum = MoneyAfter(text, end, before->value);
  if (sum == 0 && behind != nullptr) sum = MoneyBefore(text, begin, name, behind->value);
  if (before == nullptr && behind == nullptr) sum = MoneyLostAt(text, end);
  return sum > kSumMax ? 0 : sum;
}

}  // namespace groundswell
