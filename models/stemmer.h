// A light English stemmer and the list of English function words.
//
// Stem takes off plural, past and -ing endings and the possessive, and nothing else: forms of one word meet, and
// different words seldom do. Contract: the result views `word` or the caller's buffer; a word of more than
// kStemBytesMax bytes, or with a byte outside a-z and the apostrophe, is its own stem. Threads: free functions.
#pragma once

#include <cstddef>
#include <string_view>

namespace groundswell {

constexpr size_t kStemBytesMax = 48;

std::string_view Stem(std::string_view word, char (&buffer)[kStemBytesMax]);

// Whether a lower-case English word only holds sentences together.
bool IsStopWord(std::string_view word);

}  // namespace groundswell
