// Near copies: a signature by which reposts, filled-in templates and lightly edited copies of a text are known.
//
// The signature is a MinHash sketch (Broder 1997) of the text's shingles, 64 rows of 8 bits (b-bit MinHash, Li and
// König 2010): pairs of Chinese characters and runs of four letters of other scripts. Mentions, URLs, marks such as
// [怒], emoji, digits and punctuation are left out: they are what copies change first. MinHash rather than SimHash: its
// likeness is a share of shingles that can be reasoned about, and bands of its rows find the candidates of a stream in
// bounded time. What it may decide: many owners of one fault write nearly the same in a dozen characters, and are no
// copies. So only texts with kShinglesMin shingles or more are ever called near copies, and short ones are left to
// equality of text. Contract: a pure function of the folded text; the same on every machine. Cost: linear in the text
// up to kShinglesMax shingles, beyond which a text is known by its beginning. Threads: signing is free functions
// without state; an index belongs to one thread.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace groundswell {

struct NearCopySignature {
  static constexpr size_t kRows = 64;
  std::array<uint8_t, kRows> rows{};
  uint16_t shingles = 0;  // of the text, repeats included; 0 for a text without words
};

constexpr size_t kShinglesMax = 1024;
// Below this nothing is called a near copy.
constexpr size_t kNearCopyShinglesMin = 24;
// The likeness from which on two texts long enough are near copies.
constexpr double kNearCopyLikeness = 0.5;

// `folded` is in folded form (models/text_cleaner.h).
NearCopySignature SignNearCopy(std::string_view folded);

// An estimate of the share of shingles that both texts have among those that either has (Jaccard), 0..1; its standard
// error is .06 at most. 0 where either has none.
double Likeness(const NearCopySignature& a, const NearCopySignature& b);

// Both long enough, of like length, and alike enough.
bool AreNearCopies(const NearCopySignature& a, const NearCopySignature& b);

// The signatures of the latest texts of a stream, and which of them a new one copies.
//
// Contract: holds the last `capacity` signatures added; older ones give way. Candidates are found by bands: sixteen
// groups of four rows, of which one must be equal; of the texts that share a band's value the last two are kept, so a
// text that has been copied a thousand times costs no more than one. Of several near copies the most alike is given,
// the oldest among equals. What is found depends on the sequence of calls alone. Memory: 208 bytes for each of
// `capacity`, all of it taken at the start. A pair at the threshold of likeness is found in two cases of three, at .7
// in 99 of 100.
class NearCopyIndex {
 public:
  struct Match {
    uint64_t id = 0;
    double likeness = 0;  // 0: none was found
  };

  // `capacity` is rounded up to a power of two; at most 2^24.
  explicit NearCopyIndex(size_t capacity);

  // The near copy of `signature` among those held.
  Match Find(const NearCopySignature& signature) const;

  // Adds a text under an id of the caller's. One too short to be called a near copy is not kept.
  void Add(const NearCopySignature& signature, uint64_t id);

  size_t size() const { return count_ < entries_.size() ? count_ : entries_.size(); }
  void Clear();

 private:
  static constexpr size_t kBands = 16, kRowsOfBand = 4, kSlots = 2;
  struct Entry {
    NearCopySignature signature;
    uint64_t id = 0;
  };
  // Numbers of entries, from 1 and rising, newest first; 0 is none.
  using Slots = std::array<uint32_t, kSlots>;

  size_t SlotsOf(const NearCopySignature& signature, size_t band) const;
  bool IsHeld(uint32_t number) const;

  std::vector<Entry> entries_;
  std::vector<Slots> bands_;  // kBands tables of as many places as there are entries
  uint32_t count_ = 0;        // entries ever added, modulo 2^32
};

}  // namespace groundswell
