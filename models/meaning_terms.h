// The terms that a text's meaning is made of: its words, its Chinese characters and their pairs.
//
// Words and pairs are the tokenizer's terms (models/tokenizer.h); beside them stands every Chinese character by itself,
// for most of them carry the sense of the words they are in. A Latin word means another thing to the table when Chinese
// stands around it (`app` in 花呗app打不开): its key is another one then. Contract: total over any bytes of folded
// text. Threads: free functions without state.
#pragma once

#include <cstdint>
#include <string_view>

#include "models/tokenizer.h"

namespace groundswell {

enum class MeaningTermKind : uint8_t {
  kCharacter,  // a Chinese character; takes a place in the text
  kWord,       // a word, number, emoji or mark; takes a place in the text
  kPair,       // the Chinese character before and the one that comes next
};

// The key of a word with this hash in a Chinese text.
constexpr uint32_t ChineseWordKey(uint32_t word_hash) {
  return static_cast<uint32_t>(Mix64(uint64_t{word_hash} ^ 0x5a48) >> 32);
}

// Calls visit(kind, key) for every term in the order of the text: a pair comes after its first character, before its
// second. Keys of words are those of the tokenizer; the caller makes Chinese ones of them where the text has
// characters.
template <typename Visit>
void ForEachMeaningTerm(std::string_view folded, Visit&& visit) {
  const char* run_end = nullptr;  // where the Chinese run under way would go on
  Tokenizer::ForEachTerm(folded, [&](uint32_t hash, std::string_view text, bool) {
    size_t at = 0;
    const uint32_t first = scan::NextCodePoint(text, &at);
    if (scan::Classify(first) != scan::CharClass::kHan) return visit(MeaningTermKind::kWord, hash);
    // Pairs overlap by a character, which is visited once: as the second of the pair before.
    if (run_end != text.data() + at) visit(MeaningTermKind::kCharacter, scan::HanHash(first, 0));
    if (at == text.size()) return;
    const uint32_t second = scan::NextCodePoint(text, &at);
    run_end = text.data() + text.size();
    visit(MeaningTermKind::kPair, hash);
    visit(MeaningTermKind::kCharacter, scan::HanHash(second, 0));
  });
}

}  // namespace groundswell
