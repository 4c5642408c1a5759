#include "models/ngram_features.h"

#include <algorithm>
#include <array>
#include <bit>

#include "models/utf8_decode.h"

namespace groundswell {
namespace {

// A unit is a code point, or a word's hash with kWordBit set, or one of the marks below, which no code point reaches.
constexpr uint32_t kWordBit = 0x80000000u;
constexpr uint32_t kLinkUnit = 0x00200000u;
constexpr uint32_t kMentionUnit = 0x00200001u;
constexpr uint32_t kDigitsUnit = 0x00200010u;  // + the number of digits, at most kDigitsMax
constexpr uint32_t kDigitsMax = 5;
constexpr uint32_t kEmoticonUnit = 0x00201000u;  // + the mouth, and a bit for winking eyes
constexpr uint32_t kWinkBit = 0x100u;

constexpr uint64_t kUnitSeed = 0x2545f4914f6cdd1du;
constexpr uint64_t kLetterSeed = 0x8ebc6af09c88c6e3u;
constexpr uint64_t kNegationSeed = 0x589965cc75374cc3u;
constexpr uint64_t kWordSeed = 0x1d8e4e27c47d124fu;

constexpr uint32_t kNoFeature = UINT32_MAX;
static_assert(kFeatureBits < 32);

constexpr size_t kLettersMax = 24;       // of a word; longer words are rarely words
constexpr size_t kRunMax = 3;            // the same character more often in a row says no more
constexpr int kNegationReach = 3;        // Latin words a negation reaches
constexpr size_t kNegationReachHan = 5;  // characters a Chinese negation reaches

// One step of a chained hash: a multiplication and a fold, so that an n-gram costs one step more than its prefix.
inline uint64_t Step(uint64_t hash, uint64_t next) {
  hash = (hash ^ next) * 0x9e3779b97f4a7c15u;
  return hash ^ (hash >> 32);
}
inline uint32_t FeatureOf(uint64_t hash) { return static_cast<uint32_t>(hash >> (64 - kFeatureBits)); }

inline bool IsWordLetter(uint32_t point) {
  if (point < 0x80) {
    return (point >= 'a' && point <= 'z') || (point >= 'A' && point <= 'Z') || (point >= '0' && point <= '9') ||
           point == '\'' || point == '_';
  }
  return (point >= 0xC0 && point <= 0x24F && point != 0xD7 && point != 0xF7) || point == 0x2019;
}
inline bool IsDigit(uint32_t point) { return point >= '0' && point <= '9'; }
inline bool IsSpace(uint32_t point) { return point <= ' ' || point == 0xA0 || point == 0x3000 || point == 0x200B; }
inline bool EndsClause(uint32_t unit) {
  switch (unit) {
    case ',':
    case '.':
    case ';':
    case ':':
    case '!':
    case '?':
    case '~':
    case '\n':
    case 0x3002:
    case 0x3001:
    case 0xFF0C:
    case 0xFF01:
    case 0xFF1F:
    case 0xFF1B:
    case 0x2026:
      return true;
    default:
      return false;
  }
}
// 不 没 未 别 无 莫 勿 非
inline bool IsHanNegation(uint32_t unit) {
  switch (unit) {
    case 0x4E0D:
    case 0x6CA1:
    case 0x672A:
    case 0x522B:
    case 0x65E0:
    case 0x83AB:
    case 0x52FF:
    case 0x975E:
      return true;
    default:
      return false;
  }
}

// A Latin word as it is read: its letters, with runs of one letter cut to two, between marks for start and end.
struct Word {
  std::array<uint32_t, kLettersMax + 2> letters;
  size_t size = 0;
  bool digits_only = true;
};

bool IsLatinNegation(const Word& word) {
  static constexpr std::string_view kNegations[] = {
      "no",    "not",    "never", "cannot", "without", "nobody", "nothing", "none",   "dont",  "cant", "wont",
      "didnt", "doesnt", "isnt",  "wasnt",  "arent",   "aint",   "couldnt", "havent", "hasnt", "nor"};
  std::array<char, 8> text;
  const size_t size = word.size - 1;  // between the marks are letters 1 to size
  if (size >= 3 && word.letters[size] == 't' && word.letters[size - 1] == '\'' && word.letters[size - 2] == 'n')
    return true;
  if (size < 2 || size > 7) return false;
  for (size_t i = 0; i < size; ++i) text[i] = static_cast<char>(word.letters[i + 1]);
  const std::string_view view(text.data(), size);
  return std::find(std::begin(kNegations), std::end(kNegations), view) != std::end(kNegations);
}

class Extractor {
 public:
  Extractor(std::string_view text, NgramScratch* scratch)
      : text_(text), units_(scratch->units.data()), features_(scratch->features.data()) {}

  size_t Run() {
    size_t at = 0;
    while (at < text_.size()) at = ReadUnit(at);
    EmitUnitNgrams();
    return feature_count_;
  }
  size_t unit_count() const { return unit_count_; }

 private:
  void Emit(uint64_t hash) { features_[feature_count_++] = FeatureOf(hash); }

  void AddUnit(uint32_t unit) {
    const size_t n = unit_count_;
    if (n >= kRunMax && units_[n - 1] == unit && units_[n - 2] == unit && units_[n - 3] == unit) return;
    units_[unit_count_++] = unit;
  }

  // Reads one unit from `at`; returns where the next begins.
  size_t ReadUnit(size_t at) {
    const DecodedPoint point = DecodePoint(text_, at);
    if (IsSpace(point.value)) return at + point.bytes;
    if (IsWordLetter(point.value)) return ReadWord(at);
    if (point.value == '@') return ReadMention(at);
    if (const size_t end = ReadEmoticon(at); end > at) return end;
    if (EndsClause(point.value)) negation_left_ = 0;
    AddUnit(point.value);
    return at + point.bytes;
  }

  size_t ReadWord(size_t at) {
    if (text_.compare(at, 7, "http://") == 0 || text_.compare(at, 8, "https://") == 0) return ReadLink(at);
    Word word;
    word.letters[word.size++] = '<';
    uint64_t hash = kWordSeed;
    uint32_t digits = 0;
    while (at < text_.size()) {
      DecodedPoint point = DecodePoint(text_, at);
      if (!IsWordLetter(point.value)) break;
      at += point.bytes;
      if (point.value == 0x2019) point.value = '\'';
      if (!IsDigit(point.value)) word.digits_only = false;
      ++digits;
      const size_t n = word.size;
      if (n > 2 && word.letters[n - 1] == point.value && word.letters[n - 2] == point.value) continue;
      hash = Step(hash, point.value);
      if (n <= kLettersMax) word.letters[word.size++] = point.value;
    }
    if (word.digits_only) {
      AddUnit(kDigitsUnit + std::min(digits, kDigitsMax));
    } else {
      FinishWord(&word, static_cast<uint32_t>(hash >> 32) | kWordBit);
    }
    return at;
  }

  void FinishWord(Word* word, uint32_t unit) {
    AddUnit(unit);
    if (negation_left_ > 0) {
      --negation_left_;
      Emit(Step(kNegationSeed, unit));
    }
    if (IsLatinNegation(*word)) negation_left_ = kNegationReach;
    word->letters[word->size++] = '>';
    for (size_t i = 0; i + 1 < word->size; ++i) {
      uint64_t hash = Step(kLetterSeed, word->letters[i]);
      const size_t end = std::min(word->size, i + 5);
      for (size_t j = i + 1; j < end; ++j) {
        hash = Step(hash, word->letters[j]);
        if (j >= i + 2) Emit(hash);
      }
    }
  }

  size_t ReadLink(size_t at) {
    while (at < text_.size() && static_cast<unsigned char>(text_[at]) > ' ' &&
           static_cast<unsigned char>(text_[at]) < 0x80)
      ++at;
    AddUnit(kLinkUnit);
    return at;
  }

  // Eyes, perhaps a nose, and a mouth, however often it is repeated: ":-(((". Returns `at` where there is none.
  size_t ReadEmoticon(size_t at) {
    const char eyes = text_[at];
    if ((eyes != ':' && eyes != ';' && eyes != '=' && eyes != '<') || at + 1 >= text_.size()) return at;
    size_t end = at + 1;
    if (eyes != '<' && (text_[end] == '-' || text_[end] == '\'') && end + 1 < text_.size()) ++end;
    const char mouth = text_[end];
    static constexpr std::string_view kMouths = "()[]dp/|*@so3";
    if (eyes == '<' ? mouth != '3' : kMouths.find(mouth) == std::string_view::npos) return at;
    ++end;
    if (IsWordLetter(static_cast<unsigned char>(mouth)) && end < text_.size() &&
        IsWordLetter(static_cast<unsigned char>(text_[end])))
      return at;
    while (end < text_.size() && text_[end] == mouth) ++end;
    const char turned = mouth == ']' ? ')' : mouth == '[' ? '(' : mouth;
    AddUnit(kEmoticonUnit + static_cast<uint32_t>(turned) + (eyes == ';' ? kWinkBit : 0));
    return end;
  }

  // A mention runs over letters, Chinese included, and ends at space or punctuation.
  size_t ReadMention(size_t at) {
    const size_t start = ++at;
    while (at < text_.size()) {
      const DecodedPoint point = DecodePoint(text_, at);
      if (!IsWordLetter(point.value) && point.value != '-' && !IsHan(point.value)) break;
      at += point.bytes;
    }
    AddUnit(at > start ? kMentionUnit : '@');
    return at;
  }

  void EmitUnitNgrams() {
    const size_t n = unit_count_;
    for (size_t i = 0; i < n; ++i) {
      uint64_t hash = Step(kUnitSeed, units_[i]);
      Emit(hash);
      if (i + 1 < n) Emit(hash = Step(hash, units_[i + 1]));
      // Three Latin words in a row recur too seldom to learn from.
      if (i + 2 < n && (units_[i] & units_[i + 1] & units_[i + 2] & kWordBit) == 0) Emit(Step(hash, units_[i + 2]));
      if (IsHanNegation(units_[i])) EmitNegated(i);
    }
  }

  // Pairs of characters within reach of the negation at `at`, as far as its clause goes; trigrams hold the nearest.
  void EmitNegated(size_t at) {
    const size_t end = std::min(unit_count_, at + kNegationReachHan);
    for (size_t i = at + 2; i + 1 < end && !EndsClause(units_[i]) && !EndsClause(units_[i + 1]); ++i) {
      Emit(Step(Step(kNegationSeed, units_[i]), units_[i + 1]));
    }
  }

  const std::string_view text_;
  uint32_t* const units_;
  uint32_t* const features_;
  size_t unit_count_ = 0;
  size_t feature_count_ = 0;
  int negation_left_ = 0;
};

// Keeps the first of equal features; returns how many are left. Open addressing in a table at most half full.
size_t KeepDistinct(std::span<uint32_t> features, std::vector<uint32_t>* seen) {
  const size_t slots = std::bit_ceil(2 * features.size() + 1);
  seen->assign(slots, kNoFeature);
  size_t kept = 0;
  for (const uint32_t feature : features) {
    size_t at = feature & (slots - 1);  // features are hashes already
    while ((*seen)[at] != kNoFeature && (*seen)[at] != feature) at = (at + 1) & (slots - 1);
    if ((*seen)[at] == feature) continue;
    (*seen)[at] = feature;
    features[kept++] = feature;
  }
  return kept;
}

}  // namespace

std::span<const uint32_t> ExtractFeatures(std::string_view folded, NgramScratch* scratch) {
  const std::string_view text = folded.substr(0, kFeatureTextBytesMax);
  // A byte adds at most one unit with three n-grams and three negated pairs, or four n-grams of letters and the share
  // of a word; nine a byte bound both.
  const size_t features_max = 9 * text.size() + 16;
  if (scratch->features.size() < features_max) scratch->features.resize(features_max);
  if (scratch->units.size() < text.size() + 1) scratch->units.resize(text.size() + 1);
  Extractor extractor(text, scratch);
  const size_t count = extractor.Run();
  scratch->unit_count = extractor.unit_count();
  return {scratch->features.data(), KeepDistinct({scratch->features.data(), count}, &scratch->seen)};
}

}  // namespace groundswell
