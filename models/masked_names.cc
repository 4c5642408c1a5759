#include "models/masked_names.h"

#include <algorithm>
#include <array>
#include <cstddef>

#include "base/hash.h"
#include "models/text_utf8.h"

namespace groundswell {
namespace {

constexpr size_t kCharsMin = 3, kCharsMax = 8, kMaskedMax = 3;

// Kinds of firms, of three-byte characters: they tell no firm from another.
constexpr std::string_view kKindsOfFirms[] = {
    "有限公司", "银行", "保险", "人寿", "汽车", "航空", "公司", "集团", "科技", "证券", "基金", "电信", "移动", "联通",
    "股份",     "超市", "酒店", "医院", "大学", "学院", "教育", "网络", "控股", "财险", "物业", "地产", "电器"};

// Where firms are from tells no firm from another either.
constexpr std::string_view kHeads[] = {"中国", "中华", "全国", "国家", "北京", "上海", "广州", "深圳"};

// Bytes of the mask that stands there, 0 for none: what people put in the place of a character, after folding (Ｘ is x,
// ＊ is *). Not #, which begins and ends topics.
size_t MaskBytes(std::string_view text, size_t at) {
  const size_t left = text.size() - at;
  const auto byte = [&](size_t i) { return static_cast<uint32_t>(static_cast<unsigned char>(text[at + i])); };
  if (left == 0) return 0;
  if (byte(0) < 0x80) return text[at] == '*' || text[at] == 'x' ? 1 : 0;
  if (byte(0) == 0xc3) return left >= 2 && byte(1) == 0x97 ? 2 : 0;  // ×
  if (left < 3) return 0;
  switch (byte(0) << 16 | byte(1) << 8 | byte(2)) {
    case 0xe69f90:  // 某
    case 0xe2978b:  // ○
    case 0xe38087:  // 〇
    case 0xe296a1:  // □
    case 0xe2978f:  // ●
    case 0xe296a0:  // ■
    case 0xe297af:  // ◯
      return 3;
    default:
      return 0;
  }
}

// How far the next character is, by the first byte of the one that stands there; damaged text may be skipped with it.
size_t StepBytes(char first) {
  const auto byte = static_cast<unsigned char>(first);
  return byte < 0xc2 ? 1 : byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4;
}

bool IsAsciiWord(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }

// Whether the masks [begin, end) belong to a word in Latin letters, such as the x of box.
bool IsOfWord(std::string_view text, size_t begin, size_t end) {
  if (text.substr(begin, end - begin).find('x') == std::string_view::npos) return false;
  return (begin > 0 && IsAsciiWord(text[begin - 1])) || (end < text.size() && IsAsciiWord(text[end]));
}

uint64_t KeyOf(std::string_view before, size_t masked, std::string_view after) {
  return Hash64(after, Hash64(before, masked)) | 1;  // 0 is no key
}

std::vector<std::string_view> HanCharsOf(std::string_view name) {
  std::vector<std::string_view> chars;
  for (size_t at = 0; at < name.size();) {
    const CodePoint c = CodePointAt(name, at);
    if (c.size_bytes == 0 || !IsHan(c.value)) return {};
    chars.push_back(name.substr(at, c.size_bytes));
    at += c.size_bytes;
  }
  return chars;
}

// The characters [begin, end) of a name that tell it from others: those that are neither its head nor its kind of firm.
struct Core {
  size_t begin = 0, end = 0;
};

Core CoreOf(std::string_view name, size_t chars) {
  Core core{0, chars};
  for (const std::string_view kind : kKindsOfFirms) {
    if (!name.ends_with(kind)) continue;
    core.end -= kind.size() / 3;
    break;
  }
  for (const std::string_view head : kHeads)
    if (name.starts_with(head) && head.size() / 3 < core.end) core.begin = head.size() / 3;
  return core;
}

// Whether the name can still be told when so many characters from `begin` on are masked. A name of which nothing of the
// core is masked is a short name, and says so where it is listed.
bool IsTold(size_t chars, Core core, size_t begin, size_t masked) {
  if (chars - masked < 2) return false;
  const size_t first = std::clamp(begin, core.begin, core.end), last = std::clamp(begin + masked, core.begin, core.end);
  const size_t all = core.end - core.begin, stays = all - (last - first);
  return last > first && stays > 0 && stays * 2 >= all;
}

}  // namespace

void MaskedNames::AddForm(std::string_view before, size_t masked, std::string_view after, uint32_t entry,
                          uint32_t org) {
  bool is_new = false;
  Meaning& meaning = forms_.FindOrInsert(KeyOf(before, masked, after), &is_new);
  if (is_new) meaning = {entry, org, false};
  if (meaning.org != org) meaning.is_ambiguous = true;
}

void MaskedNames::Add(std::string_view name, uint32_t entry, uint32_t org) {
  if (const size_t star = name.find('*'); star != std::string_view::npos) {
    const size_t end = std::min(name.find_first_not_of('*', star), name.size());
    const std::string_view before = name.substr(0, star), after = name.substr(end);
    const size_t stays = HanCharsOf(before).size() + HanCharsOf(after).size();
    const bool is_han = HanCharsOf(before).empty() == before.empty() && HanCharsOf(after).empty() == after.empty();
    if (is_han && end - star <= kMaskedMax && stays > 0 && stays + end - star <= kCharsMax)
      AddForm(before, end - star, after, entry, org);
    return;
  }
  const std::vector<std::string_view> chars = HanCharsOf(name);
  if (chars.size() < kCharsMin || chars.size() > kCharsMax) return;
  const Core core = CoreOf(name, chars.size());
  const auto offset = [&](size_t i) {
    return i < chars.size() ? static_cast<size_t>(chars[i].data() - name.data()) : name.size();
  };
  for (size_t masked = 1; masked <= kMaskedMax; ++masked)
    for (size_t begin = 0; begin + masked <= chars.size(); ++begin)
      if (IsTold(chars.size(), core, begin, masked))
        AddForm(name.substr(0, offset(begin)), masked, name.substr(offset(begin + masked)), entry, org);
}

void MaskedNames::Find(std::string_view text, std::vector<MaskedMatch>* matches) const {
  matches->clear();
  if (forms_.empty()) return;
  uint32_t masks = 0;
  for (size_t at = 0; at < text.size() && masks < kMasksMax;) {
    size_t end = at, masked = 0;
    for (size_t bytes = MaskBytes(text, end); bytes > 0; bytes = MaskBytes(text, end)) end += bytes, ++masked;
    if (masked == 0) {
      at += StepBytes(text[at]);
      continue;
    }
    if (masked <= kMaskedMax && !IsOfWord(text, at, end)) FindAround(text, at, end, masked, matches), ++masks;
    at = end;
  }
}

void MaskedNames::FindAround(std::string_view text, size_t begin, size_t end, size_t masked,
                             std::vector<MaskedMatch>* matches) const {
  // Where the characters begin that stand before the masks, and where those end that stand after them.
  std::array<size_t, kCharsMax> starts{begin}, ends{end};
  size_t before = 1, after = 1;
  while (before < kCharsMax) {
    const CodePoint c = CodePointBefore(text, starts[before - 1]);
    if (c.size_bytes == 0 || !IsHan(c.value)) break;
    starts[before] = starts[before - 1] - c.size_bytes;
    ++before;
  }
  while (after < kCharsMax) {
    const CodePoint c = CodePointAt(text, ends[after - 1]);
    if (c.size_bytes == 0 || !IsHan(c.value)) break;
    ends[after] = ends[after - 1] + c.size_bytes;
    ++after;
  }
  for (size_t b = 0; b < before; ++b) {
    for (size_t a = 0; a < after && b + a + masked <= kCharsMax; ++a) {
      const Meaning* meaning =
          forms_.Find(KeyOf(text.substr(starts[b], begin - starts[b]), masked, text.substr(end, ends[a] - end)));
      if (meaning == nullptr || meaning->is_ambiguous) continue;
      matches->push_back({static_cast<uint32_t>(starts[b]), static_cast<uint32_t>(ends[a]), meaning->entry});
    }
  }
}

}  // namespace groundswell
