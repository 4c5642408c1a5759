#include "models/near_copy.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "base/check.h"
#include "base/hash.h"
#include "models/text_utf8.h"

namespace groundswell {
namespace {

constexpr size_t kLettersOfShingle = 4;
constexpr size_t kMarkBytesMax = 40;  // [怒], [phone]

// One odd multiplier and one mask a row. Multiplying a well-mixed hash by an odd number is a bijection of 32 bits, so
// the least of all products is that of a random shingle.
struct Rows {
  std::array<uint32_t, NearCopySignature::kRows> mask{}, factor{};
};
constexpr Rows MakeRows() {
  Rows rows;
  for (size_t i = 0; i < NearCopySignature::kRows; ++i) {
    rows.mask[i] = static_cast<uint32_t>(Mix64(2 * i + 1));
    rows.factor[i] = static_cast<uint32_t>(Mix64(2 * i + 2)) | 1;
  }
  return rows;
}
constexpr Rows kRowHashes = MakeRows();

bool IsUrlByte(char b) { return b > ' ' && b < 0x7f; }
bool IsNameByte(char b) { return (b >= 'a' && b <= 'z') || (b >= '0' && b <= '9') || b == '_' || b == '-' || b == '.'; }

// The end of a mention, a URL or a mark in brackets at text[at]; `at` for none. A mention ends at the first byte that
// is neither a name's nor a Chinese character, as people part it from what they say.
size_t PastNoWords(std::string_view text, size_t at) {
  size_t end = at;
  const std::string_view rest = text.substr(at);
  if (rest[0] == '@') {
    for (++end; end < text.size() && (IsNameByte(text[end]) || (text[end] & 0x80) != 0);) ++end;
    return end;
  }
  if (rest[0] == '[') {
    const size_t close = rest.substr(0, kMarkBytesMax).find(']');
    return close == rest.npos ? at : at + close + 1;
  }
  if (!rest.starts_with("http://") && !rest.starts_with("https://") && !rest.starts_with("www.")) return at;
  while (end < text.size() && IsUrlByte(text[end])) ++end;
  return end;
}

// Letters of scripts that are written in words.
bool IsWordLetter(char32_t c) {
  if (c < 0x80) return c >= 'a' && c <= 'z';
  return (c >= 0xc0 && c < 0x2000 && c != 0xd7 && c != 0xf7) || (c >= 0xac00 && c < 0xd7a4);
}

// Chinese characters and Japanese syllables, of which two make a shingle.
bool IsCharacter(char32_t c) { return IsHan(c) || (c >= 0x3041 && c < 0x3100); }

// Calls visit(hash) for each shingle. What is left out between two characters does not part them, so that a comma or an
// emoji put in changes nothing.
template <typename Visit>
void ForEachShingle(std::string_view text, Visit&& visit) {
  uint64_t before = 0, letters = 0;  // the character before; the last letters, 16 bits each
  size_t run = 0, count = 0;
  for (size_t at = 0; at < text.size() && count < kShinglesMax;) {
    const char b = text[at];
    if (b == '@' || b == '[' || b == 'h' || b == 'w') {
      if (const size_t end = PastNoWords(text, at); end > at) {
        at = end;
        continue;
      }
    }
    const CodePoint c = CodePointAt(text, at);
    at += std::max<size_t>(c.size_bytes, 1);
    if (IsCharacter(c.value)) {
      if (before != 0) visit(Mix64(before << 32 | c.value)), ++count;
      before = c.value;
      run = 0;
    } else if (IsWordLetter(c.value)) {
      letters = letters << 16 | (c.value & 0xffff);
      if (++run >= kLettersOfShingle) visit(Mix64(letters)), ++count;
      before = 0;
    }
  }
}

}  // namespace

NearCopySignature SignNearCopy(std::string_view folded) {
  alignas(32) std::array<uint32_t, NearCopySignature::kRows> least;
  least.fill(UINT32_MAX);
  size_t shingles = 0;
  ForEachShingle(folded, [&](uint64_t hash) {
    const uint32_t base = static_cast<uint32_t>(hash >> 32);
    for (size_t i = 0; i < NearCopySignature::kRows; ++i) {
      const uint32_t value = (base ^ kRowHashes.mask[i]) * kRowHashes.factor[i];
      least[i] = std::min(least[i], value);
    }
    ++shingles;
  });
  NearCopySignature signature;
  signature.shingles = static_cast<uint16_t>(shingles);
  if (shingles == 0) return signature;
  // The least products are small numbers: their low bits tell them apart, mixed so that all of them count.
  for (size_t i = 0; i < NearCopySignature::kRows; ++i)
    signature.rows[i] = static_cast<uint8_t>((least[i] * 0x9e3779b1u) >> 24);
  return signature;
}

double Likeness(const NearCopySignature& a, const NearCopySignature& b) {
  if (a.shingles == 0 || b.shingles == 0) return 0;
  size_t equal = 0;
  for (size_t i = 0; i < NearCopySignature::kRows; ++i) equal += a.rows[i] == b.rows[i];
  // One row in 256 is equal by chance.
  constexpr double kChance = 1.0 / 256;
  const double share = static_cast<double>(equal) / NearCopySignature::kRows;
  return std::max(0.0, (share - kChance) / (1 - kChance));
}

bool AreNearCopies(const NearCopySignature& a, const NearCopySignature& b) {
  if (std::min(a.shingles, b.shingles) < kNearCopyShinglesMin) return false;
  return Likeness(a, b) >= kNearCopyLikeness;
}

NearCopyIndex::NearCopyIndex(size_t capacity) {
  CHECK(capacity > 0 && capacity <= size_t{1} << 24);
  entries_.resize(std::bit_ceil(capacity));
  bands_.resize(entries_.size() * kBands);
}

size_t NearCopyIndex::SlotsOf(const NearCopySignature& signature, size_t band) const {
  uint32_t rows;
  static_assert(sizeof(rows) == kRowsOfBand);
  std::memcpy(&rows, &signature.rows[band * kRowsOfBand], sizeof(rows));
  return band * entries_.size() + (Mix64(rows) & (entries_.size() - 1));
}

bool NearCopyIndex::IsHeld(uint32_t number) const { return number != 0 && count_ - number < entries_.size(); }

NearCopyIndex::Match NearCopyIndex::Find(const NearCopySignature& signature) const {
  if (signature.shingles < kNearCopyShinglesMin) return {};
  std::array<size_t, kBands> places;
  for (size_t band = 0; band < kBands; ++band) {
    places[band] = SlotsOf(signature, band);
    __builtin_prefetch(&bands_[places[band]]);
  }
  Match best;
  uint32_t best_number = 0;
  for (const size_t place : places) {
    for (const uint32_t number : bands_[place]) {
      if (!IsHeld(number) || number == best_number) continue;
      const Entry& entry = entries_[number & (entries_.size() - 1)];
      if (!AreNearCopies(entry.signature, signature)) continue;
      const double likeness = Likeness(entry.signature, signature);
      if (likeness < best.likeness || (likeness == best.likeness && count_ - number < count_ - best_number)) continue;
      best = {entry.id, likeness};
      best_number = number;
    }
  }
  return best;
}

void NearCopyIndex::Add(const NearCopySignature& signature, uint64_t id) {
  if (signature.shingles < kNearCopyShinglesMin) return;
  if (++count_ == 0) Clear(), count_ = 1;  // after four billion texts
  entries_[count_ & (entries_.size() - 1)] = {signature, id};
  for (size_t band = 0; band < kBands; ++band) {
    Slots& slots = bands_[SlotsOf(signature, band)];
    slots = {count_, slots[0]};
  }
}

void NearCopyIndex::Clear() {
  count_ = 0;
  std::fill(bands_.begin(), bands_.end(), Slots{});
}

}  // namespace groundswell
