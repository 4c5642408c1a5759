#include <algorithm>
#include <array>

#include "models/redact_places.h"
#include "models/text_utf8.h"

namespace groundswell {
namespace {

// A word behind a number of an address. `is_door` ones stand inside of an estate or a house.
struct HouseUnit {
  std::string_view word;
  bool is_door;
};
// Longest first where one begins another.
constexpr HouseUnit kUnits[] = {{"号楼", true}, {"号院", true}, {"#楼", true}, {"单元", true},
                                {"号", false},  {"弄", true},   {"栋", true},  {"幢", true},
                                {"座", false},  {"室", true},   {"房", true},  {"户", false},
                                {"楼", false},  {"层", false},  {"门", false}, {"#", true}};

// The first two bytes of the words: what stands behind most numbers is turned away by one look.
constexpr uint64_t SecondBytesOfUnits() {
  uint64_t bits = 0;
  for (const HouseUnit& unit : kUnits)
    bits |= uint64_t{unit.word[0] != '#'} << (unit.word.size() > 1 ? unit.word[1] & 63 : 0);
  return bits;
}
const HouseUnit* UnitAt(std::string_view rest) {
  if (rest.empty()) return nullptr;
  const bool may_be = rest[0] == '#' || (rest[0] >= '\xe5' && rest[0] <= '\xe9' && rest.size() > 1 &&
                                         (SecondBytesOfUnits() >> (rest[1] & 63) & 1) != 0);
  if (!may_be) return nullptr;
  for (const HouseUnit& unit : kUnits) {
    if (rest.starts_with(unit.word)) return &unit;
  }
  return nullptr;
}

// 号线, 号机, 房价: the unit is part of another word.
constexpr std::string_view kNotBehind[] = {"线", "码", "机", "店", "台", "称", "召", "令", "外", "球", "人", "内",
                                           "友", "价", "产", "贷", "东", "租", "型", "位", "厅", "口", "晚", "早",
                                           "上", "下", "前", "后", "起", "开", "到", "就", "盘", "市", "主", "间"};
// What a bare number is an amount or a date of.
constexpr std::string_view kAmounts[] = {"元", "块", "万", "人", "个", "年", "月", "日", "天", "米", "平", "次", "户",
                                         "点", "分", "期", "%",  "kg", "k",  "w",  "套", "方", "多", "号", "路"};

bool BeginsWithAny(std::string_view text, const std::string_view* begin, const std::string_view* end) {
  return std::any_of(begin, end, [&](std::string_view word) { return text.starts_with(word); });
}

// Past `3`, `12B`, `A`, `3-2-501` at text[at]; `at` for none. At most five digits a number.
size_t PastNumber(std::string_view text, size_t at) {
  size_t end = at, parts = 0;
  for (; parts < 4; ++parts) {
    const size_t from = parts == 0 ? at : end + 1;
    if (parts > 0 && !IsAnyAt(text, end, "-")) break;
    size_t i = from;
    while (i - from < 6 && IsDigitAt(text, i)) ++i;
    if (i - from > 5 || (i == from && parts > 0)) break;
    if (i < text.size() && IsLetterByte(text[i]) && !IsAlnumAt(text, i + 1)) ++i;
    if (i == from || IsAlnumAt(text, i)) break;
    end = i;
  }
  return end;
}

// Units of a whole house, behind which a bare number is a room.
bool TakesBareRoom(const HouseUnit& unit) {
  return unit.word == "座" || (unit.is_door && unit.word != "室" && unit.word != "房" && unit.word != "弄");
}

// Past the spaces and commas between two parts.
size_t PastGap(std::string_view text, size_t at) {
  for (int i = 0; i < 2 && IsAnyAt(text, at, " ,-"); ++i) ++at;
  return at;
}

// The parts of an address from text[at] on.
struct Parts {
  size_t end = 0;
  int count = 0, doors = 0;
};

constexpr std::string_view kEstates[] = {"小区", "花园", "公寓", "家园", "新村", "大厦", "苑", "里",
                                         "城",   "园",   "府",   "庭",   "湾",   "村",   "庄", "宿舍"};

// Past the name of an estate that stands at text[at] before a number: 翠湖小区3栋. `at` for none.
size_t PastEstate(std::string_view text, size_t at) {
  size_t end = at;
  for (int i = 0; i < 10; ++i) {
    const CodePoint c = CodePointAt(text, end);
    if (!IsHan(c.value)) break;
    end += c.size_bytes;
  }
  if (!IsAlnumAt(text, end)) return at;
  const std::string_view name = text.substr(at, end - at);
  const bool is_estate =
      std::any_of(std::begin(kEstates), std::end(kEstates), [&](auto word) { return name.ends_with(word); });
  return is_estate ? end : at;
}

Parts ReadParts(std::string_view text, size_t at) {
  Parts parts;
  const HouseUnit* before = nullptr;
  while (parts.count < 8) {
    const size_t number_end = PastNumber(text, at);
    if (number_end == at) break;
    const std::string_view rest = text.substr(number_end + (IsAnyAt(text, number_end, " ") ? 1 : 0));
    const HouseUnit* unit = UnitAt(rest);
    if (unit == nullptr) {
      // 3栋501: a room without its word.
      const size_t digits = number_end - at;
      const bool is_whole = text.substr(at, digits).find('-') == text.npos;
      if (before == nullptr || !TakesBareRoom(*before) || digits < 3 || digits > 4 || !is_whole ||
          BeginsWithAny(rest, std::begin(kAmounts), std::end(kAmounts)))
        break;
      parts.end = number_end;
      ++parts.count, ++parts.doors;
      break;
    }
    // 6#501, but not the end of a hashtag.
    if (unit->word == "#" && !IsDigitAt(text, number_end + 1)) break;
    const size_t unit_end = static_cast<size_t>(rest.data() - text.data()) + unit->word.size();
    if (BeginsWithAny(text.substr(unit_end), std::begin(kNotBehind), std::end(kNotBehind)) && unit->word != "弄") break;
    parts.end = unit_end;
    ++parts.count;
    parts.doors += unit->is_door;
    before = unit;
    // Behind a comma only a number goes on with the same address.
    at = PastGap(text, unit_end);
    if (!IsAnyAt(text, unit_end, ",")) at = PastEstate(text, at);
  }
  return parts;
}

constexpr std::u32string_view kPlaceEnds = U"路街道巷弄里村园区苑寓厦庭府湾城庄院坊胡同舍";
// A district's end, or a word before an address.
constexpr std::u32string_view kPlaceStops = U"省市区县镇乡旗在住到于是寄址往去我你他她的家了位";

// Where the name of the road or the estate begins that ends at `at`.
size_t PlaceStart(std::string_view text, size_t at, size_t from) {
  constexpr int kNameMax = 7;
  size_t start = at;
  for (int i = 0; i < kNameMax; ++i) {
    const CodePoint c = CodePointBefore(text, start);
    if (c.size_bytes == 0 || start < from + c.size_bytes || !IsHan(c.value)) break;
    if (i == 0 && kPlaceEnds.find(c.value) == kPlaceEnds.npos) break;
    if (i > 0 && kPlaceStops.find(c.value) != kPlaceStops.npos) break;
    start -= c.size_bytes;
  }
  return start;
}

// Where a building named by a letter begins that stands right before `at`: A栋1203室; `at` for none.
size_t LetterUnitStart(std::string_view text, size_t at, size_t from) {
  size_t end = at;
  if (end > from && text[end - 1] == ' ') --end;
  for (const std::string_view word : {"栋", "幢", "座", "单元", "号楼"}) {
    const std::string_view head = text.substr(from, end - from);
    if (head.size() <= word.size() || !head.ends_with(word)) continue;
    const size_t letter = end - word.size() - 1;
    if (IsLetterByte(text[letter]) && (letter == from || !IsAlnumByte(text[letter - 1]))) return letter;
  }
  return at;
}

// --- English

constexpr std::string_view kStreets[] = {"street", "st", "road",   "rd",       "avenue",  "ave",  "lane",  "ln",
                                         "drive",  "dr", "court",  "ct",       "place",   "pl",   "way",   "terrace",
                                         "blvd",   "sq", "square", "crescent", "parkway", "pkwy", "close", "boulevard"};
constexpr std::string_view kFlats[] = {"apartment", "apt", "unit", "suite", "ste", "flat", "room", "rm"};

std::string_view LettersAt(std::string_view text, size_t at) {
  size_t end = at;
  while (end < text.size() && IsLetterByte(text[end])) ++end;
  return text.substr(at, end - at);
}

template <size_t N>
bool IsOneOf(std::string_view word, const std::string_view (&words)[N]) {
  return std::any_of(std::begin(words), std::end(words), [&](std::string_view candidate) {
    return word.size() == candidate.size() && StartsWithIgnoringCase(word, candidate);
  });
}

// A word of a street's name: letters, or a number with its ending (5th).
std::string_view StreetWordAt(std::string_view text, size_t at) {
  size_t end = at;
  while (end - at < 3 && IsDigitAt(text, end)) ++end;
  const std::string_view letters = LettersAt(text, end);
  if (end == at) return letters;
  constexpr std::string_view kEndings[] = {"st", "nd", "rd", "th"};
  return IsOneOf(letters, kEndings) ? text.substr(at, end - at + letters.size()) : std::string_view();
}

// Past `, Apt. 4B` or ` #4` at text[at]; `at` for none.
size_t PastFlat(std::string_view text, size_t at) {
  size_t i = at;
  while (IsAnyAt(text, i, " ,")) ++i;
  const std::string_view word = LettersAt(text, i);
  if (IsOneOf(word, kFlats)) {
    i += word.size();
  } else if (!word.empty() || !IsAnyAt(text, i, "#")) {
    return at;
  }
  while (IsAnyAt(text, i, " .#")) ++i;
  const size_t number = i;
  while (i - number < 6 && IsAlnumAt(text, i)) ++i;
  return i > number && IsDigitAt(text, number) && !IsAlnumAt(text, i) ? i : at;
}

// Where `Flat 3, ` begins that ends at `at`; `at` for none.
size_t FlatStart(std::string_view text, size_t at, size_t from) {
  size_t i = at;
  while (i > from && (text[i - 1] == ' ' || text[i - 1] == ',')) --i;
  const size_t number_end = i;
  while (i > from && IsAlnumByte(text[i - 1])) --i;
  if (i == number_end || !IsDigitByte(text[i])) return at;
  while (i > from && (text[i - 1] == ' ' || text[i - 1] == '.' || text[i - 1] == '#')) --i;
  const size_t word_end = i;
  while (i > from && IsLetterByte(text[i - 1])) --i;
  return IsOneOf(text.substr(i, word_end - i), kFlats) ? i : at;
}

}  // namespace

PersonalPiece ChineseAddressAround(std::string_view text, size_t at, size_t from) {
  at = LetterUnitStart(text, at, from);
  // Behind most numbers stands no word of an address: told before anything else is read.
  size_t number_end = at;
  while (number_end - at < 8 && IsAlnumAt(text, number_end)) ++number_end;
  if (!IsAnyAt(text, number_end, " -") && UnitAt(text.substr(number_end)) == nullptr) return {};
  if (at >= from + 3 && text.substr(at - 3, 3) == "月") return {};  // 6月12号 is a day
  const Parts parts = ReadParts(text, at);
  if (parts.count < 2 || parts.doors == 0) return {};
  return {PlaceStart(text, at, from), parts.end, "[address]"};
}

PersonalPiece EnglishAddressAround(std::string_view text, size_t at, size_t from) {
  constexpr size_t kWordsMax = 4;
  size_t i = at;
  while (i - at < 6 && IsDigitAt(text, i)) ++i;
  if (i - at > 5) return {};
  if (i < text.size() && IsLetterByte(text[i]) && !IsAlnumAt(text, i + 1)) ++i;
  bool is_capital = true;
  for (size_t words = 0; words < kWordsMax; ++words) {
    if (!IsAnyAt(text, i, " ")) return {};
    const std::string_view word = StreetWordAt(text, i + 1);
    if (word.empty()) return {};
    if (words == 0 && (StartsWithIgnoringCase(word, "pm") || StartsWithIgnoringCase(word, "am")) && word.size() == 2)
      return {};  // 8 PM CT is a time
    is_capital = is_capital && word[0] <= 'Z';
    i += 1 + word.size();
    if (words > 0 && IsOneOf(word, kStreets)) {
      const size_t street_end = IsAnyAt(text, i, ".") && word.size() <= 4 ? i + 1 : i;
      const size_t start = FlatStart(text, at, from), flat_end = PastFlat(text, street_end);
      if (!is_capital && start == at && flat_end == street_end) return {};
      return {start, flat_end == street_end ? i : flat_end, "[address]"};
    }
    if (IsAnyAt(text, i, ".")) ++i;
  }
  return {};
}

}  // namespace groundswell
