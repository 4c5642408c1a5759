#include "models/watchlist_sounds.h"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <utility>

#include "models/pinyin.h"
#include "models/text_utf8.h"

namespace groundswell {
namespace {

// Characters with a second sound that names have, and one that always has it.
constexpr std::string_view kSecondSounds[][2] = {{"行", "杭"}, {"长", "常"}, {"重", "虫"}, {"厦", "夏"}, {"都", "督"},
                                                 {"乐", "月"}, {"地", "弟"}, {"参", "身"}, {"曾", "增"}, {"单", "善"},
                                                 {"传", "赚"}, {"朝", "招"}, {"藏", "葬"}, {"解", "谢"}, {"薄", "博"},
                                                 {"柏", "博"}, {"茄", "切"}, {"还", "环"}, {"调", "条"}, {"弹", "谈"}};
constexpr size_t kSoundVariantsMax = 8;

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

}  // namespace

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

bool HasHomophones(std::string_view name, bool needs_context) {
  return CountChars(name) >= (needs_context ? 2 : 3) && !PinyinOf(name, "").empty();
}

bool MayStandFor(std::string_view text, std::string_view name) {
  const std::vector<std::string_view> said = CharsOf(text), meant = CharsOf(name);
  if (said.size() != meant.size()) return false;
  if (meant.size() > 2) return text != name;
  return text != name && (said[0] == meant[0] || said[1] == meant[1]);
}

size_t CountChars(std::string_view name) { return CharsOf(name).size(); }

}  // namespace groundswell
