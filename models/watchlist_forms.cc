#include "models/watchlist_forms.h"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <utility>

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

// Characters with a second sound that names have, and one that always has it.
constexpr std::string_view kSecondSounds[][2] = {{"行", "杭"}, {"长", "常"}, {"重", "虫"}, {"厦", "夏"}, {"都", "督"},
                                                 {"乐", "月"}, {"地", "弟"}, {"参", "身"}, {"曾", "增"}, {"单", "善"},
                                                 {"传", "赚"}, {"朝", "招"}, {"藏", "葬"}, {"解", "谢"}, {"薄", "博"},
                                                 {"柏", "博"}, {"茄", "切"}, {"还", "环"}, {"调", "条"}, {"弹", "谈"}};
constexpr size_t kSoundVariantsMax = 8;

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

std::vector<std::string> SoundVariants(std::string_view name) {
  std::vector<std::string> variants = {""};
  for (const std::string_view c : CharsOf(name)) {
    const auto second = std::find_if(std::begin(kSecondSounds), std::end(kSecondSounds),
                                     [c](const auto& pair) { return pair[0] == c; });
    const size_t known = variants.size();
    if (second != std::end(kSecondSounds) && known * 2 <= kSoundVariantsMax)
      for (size_t i = 0; i < known; ++i) variants.push_back(variants[i] + std::string((*second)[1]));
    for (size_t i = 0; i < known; ++i) variants[i] += c;
  }
  return variants;
}

std::vector<std::string> PinyinForms(std::string_view name) {
  std::vector<std::string> forms;
  if (CountChars(name) < 2) return forms;
  for (const std::string& variant : SoundVariants(name)) {
    std::string word = PinyinOf(variant, "");
    if (word.size() < kPinyinBytesMin) continue;
    forms.push_back(std::move(word));
    forms.push_back(PinyinOf(variant, " "));
  }
  return forms;
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
