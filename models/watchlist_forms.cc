#include "models/watchlist_forms.h"

#include <algorithm>
#include <cstddef>

#include "models/pinyin.h"
#include "models/text_utf8.h"

namespace groundswell {
namespace {

// What people put in the place of a character, after folding (Ｘ is x, ＊ is *).
constexpr std::string_view kMasks[] = {"*", "x", "×", "某", "○", "〇", "□", "●", "■", "◯", "#"};

// Kinds of firms: they tell no firm from another.
constexpr std::string_view kKindsOfFirms[] = {
    "有限公司", "银行", "保险", "人寿", "汽车", "航空", "公司", "集团", "科技", "证券", "基金", "电信", "移动", "联通",
    "股份",     "超市", "酒店", "医院", "大学", "学院", "教育", "网络", "控股", "财险", "物业", "地产", "电器"};

constexpr size_t kMaskedCharsMin = 3, kMaskedCharsMax = 8, kRunMax = 3;
constexpr size_t kPinyinBytesMin = 5;

std::vector<std::string_view> CharsOf(std::string_view text) {
  std::vector<std::string_view> chars;
  for (size_t at = 0; at < text.size();) {
    const size_t size = std::max<size_t>(CodePointAt(text, at).size_bytes, 1);
    chars.push_back(text.substr(at, size));
    at += size;
  }
  return chars;
}

bool IsHanChar(std::string_view c) { return IsHan(CodePointAt(c, 0).value); }

// Characters at the end of the name that say which kind of firm it is.
size_t TailChars(std::string_view name) {
  for (const std::string_view kind : kKindsOfFirms)
    if (name.ends_with(kind)) return kind.size() / 3;
  return 0;
}

std::string Join(const std::vector<std::string_view>& chars, size_t begin, size_t end) {
  std::string text;
  for (size_t i = begin; i < end; ++i) text += chars[i];
  return text;
}

// Whether the name can still be told when the characters [begin, end) are masked; `core` characters are not its tail.
bool IsTold(size_t chars, size_t core, size_t begin, size_t end) {
  const size_t masked_core = std::min(end, core) - std::min(begin, core);
  return chars - (end - begin) >= 2 && (core - masked_core) * 2 >= core && core > masked_core;
}

void AddRuns(const std::vector<std::string_view>& chars, size_t core, std::vector<std::string>* forms) {
  for (size_t run = 1; run <= kRunMax && run < chars.size(); ++run) {
    for (size_t begin = 0; begin + run <= chars.size(); ++begin) {
      // A name whose kind of firm is masked is the short name, and says so where it is listed.
      if (begin >= core || !IsTold(chars.size(), core, begin, begin + run)) continue;
      const std::string before = Join(chars, 0, begin), after = Join(chars, begin + run, chars.size());
      for (const std::string_view mask : kMasks) {
        std::string& form = forms->emplace_back(before);
        for (size_t i = 0; i < run; ++i) form += mask;
        form += after;
      }
    }
  }
}

}  // namespace

std::vector<std::string> MaskedForms(std::string_view name) {
  std::vector<std::string> forms;
  const std::vector<std::string_view> chars = CharsOf(name);
  if (const auto star = std::count(chars.begin(), chars.end(), "*"); star > 0 && star * 2 <= std::ssize(chars)) {
    for (const std::string_view mask : kMasks) {
      std::string& form = forms.emplace_back();
      for (const std::string_view c : chars) form += c == "*" ? mask : c;
    }
    return forms;
  }
  if (chars.size() < kMaskedCharsMin || chars.size() > kMaskedCharsMax ||
      !std::all_of(chars.begin(), chars.end(), IsHanChar))
    return forms;
  AddRuns(chars, chars.size() - TailChars(name), &forms);
  return forms;
}

std::vector<std::string> PinyinForms(std::string_view name) {
  std::string word = PinyinOf(name, "");
  if (word.size() < kPinyinBytesMin || CountChars(name) < 2) return {};
  return {std::move(word), PinyinOf(name, " ")};
}

bool HasHomophones(std::string_view name) { return CountChars(name) >= 2 && !PinyinOf(name, "").empty(); }

bool MayStandFor(std::string_view text, std::string_view name) {
  const std::vector<std::string_view> said = CharsOf(text), meant = CharsOf(name);
  if (said.size() != meant.size()) return false;
  if (meant.size() > 2) return text != name;
  return text != name && (said[0] == meant[0] || said[1] == meant[1]);
}

size_t CountChars(std::string_view name) { return CharsOf(name).size(); }

}  // namespace groundswell
