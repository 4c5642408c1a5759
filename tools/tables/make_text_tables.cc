// make_text_tables: writes models' table of what the stored form does with each code point, run once by the build.
//
// Usage: make_text_tables TS_CHARACTERS.txt OUTPUT.cc
// TS_CHARACTERS.txt is OpenCC's dictionary of traditional characters as text ("乾<tab>干 乾", first choice first).
// The table joins two mappings, ICU's NFKC and traditional to simplified, and is closed under both: what it maps to, it
// leaves alone. models/text_tables.h says what the numbers mean.
#include <unicode/normalizer2.h>
#include <unicode/translit.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <array>
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "models/text_tables.h"

namespace {

using groundswell::CharAction;

constexpr UChar32 kCodePoints = 0x110000;
constexpr int kBlock = groundswell::kCharBlock;

// Characters whose simplified form hangs on their neighbours: models/han_simplify.cc decides them.
constexpr char16_t kContextual[] = u"著乾瞭藉祇衹覆彷";

// Where the dictionary has none, or its first choice is the rarer one in posts.
constexpr char16_t kOwnPairs[][3] = {u"妳你", u"牠它", u"吿告", u"鍊链", u"説说", u"衆众", u"擕携"};

std::map<UChar32, UChar32> ReadSimplified(const char* path) {
  std::map<UChar32, UChar32> pairs;
  std::ifstream in(path);
  for (std::string line; std::getline(in, line);) {
    const icu::UnicodeString text = icu::UnicodeString::fromUTF8(line);
    const int tab = text.indexOf(u'\t');
    if (tab < 0) continue;
    const UChar32 from = text.char32At(0), to = text.char32At(tab + 1);
    if (from != to) pairs[from] = to;
  }
  for (const auto& pair : kOwnPairs) pairs[pair[0]] = pair[1];
  for (const char16_t c : kContextual) pairs.erase(c);
  return pairs;
}

bool IsSpace(UChar32 c) { return u_isUWhiteSpace(c) || (c >= 0x1c && c <= 0x1f); }

// Control characters, invisible ones and what stands for damage. Prepended marks of Arabic numbers are visible: kept.
bool IsDropped(UChar32 c) {
  if (c == 0x2800) return true;  // the blank Braille pattern, used as an invisible letter
  return u_charType(c) == U_CONTROL_CHAR || u_hasBinaryProperty(c, UCHAR_DEFAULT_IGNORABLE_CODE_POINT) ||
         (c >= 0xfff9 && c <= 0xfffd) || (c & 0xfffe) == 0xfffe || (c >= 0xfdd0 && c <= 0xfdef) || U_IS_SURROGATE(c);
}

class Tables {
 public:
  explicit Tables(const char* simplified_path) : simplified_(ReadSimplified(simplified_path)) {
    UErrorCode error = U_ZERO_ERROR;
    nfkc_ = icu::Normalizer2::getNFKCInstance(error);
    latin_.reset(icu::Transliterator::createInstance("Han-Latin; Latin-ASCII", UTRANS_FORWARD, error));
    if (U_FAILURE(error) || simplified_.size() < 3000) {
      std::cerr << "make_text_tables: no ICU data, or no dictionary in " << simplified_path << "\n";
      std::exit(1);
    }
  }

  uint16_t Entry(UChar32 c) {
    if (c == ' ') return 0;
    if (c == 0x200d) return static_cast<uint16_t>(CharAction::kJoiner);
    if (IsSpace(c)) return static_cast<uint16_t>(CharAction::kSpace);
    if (IsDropped(c)) return static_cast<uint16_t>(CharAction::kDrop);
    if (!nfkc_->hasBoundaryBefore(c)) return static_cast<uint16_t>(CharAction::kCombining);
    if (c < 0x10000 && icu::UnicodeString(kContextual).indexOf(static_cast<char16_t>(c)) >= 0)
      return static_cast<uint16_t>(CharAction::kContextual);
    const icu::UnicodeString mapped = Mapped(c);
    return mapped == icu::UnicodeString(c) ? 0 : Replacement(mapped);
  }

  // The usual reading of a Han character without its tone, as in "zhuan"; empty where there is none.
  std::string Reading(UChar32 c) {
    icu::UnicodeString text(c);
    latin_->transliterate(text);
    std::string reading;
    text.toUTF8String(reading);
    const bool is_syllable =
        reading.size() <= 6 && reading.find_first_not_of("abcdefghijklmnopqrstuvwxyz") == reading.npos;
    return is_syllable ? reading : "";
  }

  const std::string& pool() const { return pool_; }
  const std::vector<std::pair<uint32_t, uint32_t>>& places() const { return places_; }

 private:
  icu::UnicodeString Mapped(UChar32 c) const {
    icu::UnicodeString text(c);
    for (;;) {
      UErrorCode error = U_ZERO_ERROR;
      const icu::UnicodeString normal = nfkc_->normalize(text, error);
      icu::UnicodeString next;
      for (int i = 0; i < normal.length(); i = normal.moveIndex32(i, 1)) {
        const auto pair = simplified_.find(normal.char32At(i));
        next.append(pair == simplified_.end() ? normal.char32At(i) : pair->second);
      }
      if (next == text) return text;
      text = next;
    }
  }

  uint16_t Replacement(const icu::UnicodeString& mapped) {
    std::string utf8;
    mapped.toUTF8String(utf8);
    const auto [place, is_new] = numbers_.try_emplace(utf8, static_cast<uint16_t>(places_.size()));
    if (is_new) {
      places_.emplace_back(pool_.size(), utf8.size());
      pool_ += utf8;
    }
    return static_cast<uint16_t>(place->second + groundswell::kFirstReplacement);
  }

  std::map<UChar32, UChar32> simplified_;
  const icu::Normalizer2* nfkc_ = nullptr;
  std::unique_ptr<icu::Transliterator> latin_;
  std::map<std::string, uint16_t> numbers_;
  std::string pool_;
  std::vector<std::pair<uint32_t, uint32_t>> places_;
};

template <typename List, typename Print>
void WriteList(std::ostream& out, const char* head, const List& list, Print print) {
  out << head << " = {";
  int column = 0;
  for (const auto& item : list) {
    if (column++ % 24 == 0) out << "\n  ";
    print(item);
    out << ',';
  }
  out << "\n};\n";
}

void WriteChars(std::ostream& out, Tables* tables) {
  std::vector<int> index;
  std::vector<uint16_t> entries;
  std::map<std::array<uint16_t, kBlock>, int> blocks;
  for (UChar32 start = 0; start < kCodePoints; start += kBlock) {
    std::array<uint16_t, kBlock> block;
    for (int i = 0; i < kBlock; ++i) block[i] = tables->Entry(start + i);
    const auto [place, is_new] = blocks.try_emplace(block, static_cast<int>(blocks.size()));
    if (is_new) entries.insert(entries.end(), block.begin(), block.end());
    index.push_back(place->second);
  }
  const auto number = [&](auto value) { out << value; };
  WriteList(out, "const uint16_t kCharIndex[0x110000 / kCharBlock]", index, number);
  WriteList(out, "const uint16_t kCharEntries[]", entries, number);
  WriteList(out, "const ReplacementPlace kReplacementPlaces[]", tables->places(),
            [&](const auto& place) { out << '{' << place.first << ',' << place.second << '}'; });
  WriteList(out, "const char kReplacementPool[]", tables->pool(),
            [&](char c) { out << static_cast<int>(static_cast<signed char>(c)); });
}

void WriteReadings(std::ostream& out, Tables* tables) {
  std::map<std::string, int> numbers{{"", 0}};
  std::vector<std::string> syllables{""};
  std::vector<int> of_char;
  for (uint32_t c = groundswell::kReadingFirst; c <= groundswell::kReadingLast; ++c) {
    const std::string reading = tables->Reading(static_cast<UChar32>(c));
    const auto [place, is_new] = numbers.try_emplace(reading, static_cast<int>(syllables.size()));
    if (is_new) syllables.push_back(reading);
    of_char.push_back(place->second);
  }
  WriteList(out, "const char kSyllables[][8]", syllables, [&](const auto& text) { out << '"' << text << '"'; });
  WriteList(out, "const uint16_t kReadingOf[]", of_char, [&](int number) { out << number; });
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    std::cerr << "usage: make_text_tables TS_CHARACTERS.txt OUTPUT.cc\n";
    return 2;
  }
  Tables tables(argv[1]);
  std::ofstream out(argv[2]);
  out << "// Made by make_text_tables from ICU " U_ICU_VERSION " and OpenCC's TSCharacters. Do not edit.\n"
      << "#include \"models/text_tables.h\"\n\nnamespace groundswell {\n\n";
  WriteChars(out, &tables);
  WriteReadings(out, &tables);
  out << "\n}  // namespace groundswell\n";
  return out.good() ? 0 : 1;
}
