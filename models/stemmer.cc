#include "models/stemmer.h"

#include <algorithm>
#include <array>
#include <cstring>

namespace groundswell {
namespace {

bool IsVowel(char c) { return c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u' || c == 'y'; }

bool HasVowel(std::string_view word) { return std::any_of(word.begin(), word.end(), IsVowel); }

// Takes a doubled last consonant back to one (stopp -> stop), but not ll, ss, zz.
std::string_view Undouble(std::string_view stem) {
  const size_t n = stem.size();
  if (n < 4 || stem[n - 1] != stem[n - 2] || IsVowel(stem[n - 1])) return stem;
  const char last = stem[n - 1];
  return last == 'l' || last == 's' || last == 'z' ? stem : stem.substr(0, n - 1);
}

// A final e is dropped everywhere, so that `arrive`, `arrived` and `arriving` meet without a dictionary. Short words
// (like, file) keep it, and ll stays double: `cancelled` and `cancel` do not meet.
std::string_view DropE(std::string_view stem) {
  return stem.size() > 4 && stem.ends_with('e') ? stem.substr(0, stem.size() - 1) : stem;
}

}  // namespace

std::string_view Stem(std::string_view word, char (&buffer)[kStemBytesMax]) {
  if (word.size() < 4 || word.size() > kStemBytesMax) return word;
  if (!std::all_of(word.begin(), word.end(), [](char c) { return (c >= 'a' && c <= 'z') || c == '\''; })) return word;
  std::string_view stem = word;
  if (stem.ends_with("'s")) stem.remove_suffix(2);
  if (stem.ends_with("ies") && stem.size() > 4) {
    std::memcpy(buffer, stem.data(), stem.size() - 3);
    buffer[stem.size() - 3] = 'y';
    return {buffer, stem.size() - 2};
  }
  if (stem.ends_with("ied") && stem.size() > 4) {
    std::memcpy(buffer, stem.data(), stem.size() - 3);
    buffer[stem.size() - 3] = 'y';
    return {buffer, stem.size() - 2};
  }
  if (stem.ends_with('s') && !stem.ends_with("ss") && !stem.ends_with("us") && !stem.ends_with("is")) {
    const bool after_sibilant = stem.ends_with("sses") || stem.ends_with("shes") || stem.ends_with("ches") ||
                                stem.ends_with("xes") || stem.ends_with("zes");
    stem.remove_suffix(after_sibilant ? 2 : 1);
  }
  if (stem.size() > 5 && stem.ends_with("ing") && HasVowel(stem.substr(0, stem.size() - 3)))
    return DropE(Undouble(stem.substr(0, stem.size() - 3)));
  if (stem.size() > 4 && stem.ends_with("ed") && HasVowel(stem.substr(0, stem.size() - 2)))
    return DropE(Undouble(stem.substr(0, stem.size() - 2)));
  return DropE(stem);
}

bool IsStopWord(std::string_view word) {
  static constexpr auto kWords = std::to_array<std::string_view>(
      {"a",      "about",  "after",  "again",  "all",     "also",   "am",      "an",    "and",    "any",   "are",
       "aren't", "as",     "at",     "be",     "because", "been",   "before",  "being", "but",    "by",    "can",
       "can't",  "could",  "did",    "didn't", "do",      "does",   "doesn't", "doing", "don't",  "else",  "ever",
       "few",    "for",    "from",   "get",    "gets",    "give",   "go",      "going", "got",    "had",   "has",
       "have",   "having", "he",     "her",    "here",    "hers",   "him",     "his",   "how",    "i",     "i'd",
       "i'll",   "i'm",    "i've",   "if",     "in",      "into",   "is",      "isn't", "it",     "it's",  "its",
       "just",   "know",   "let",    "like",   "make",    "many",   "may",     "me",    "might",  "mine",  "more",
       "most",   "much",   "must",   "my",     "need",    "no",     "nor",     "not",   "now",    "of",    "off",
       "on",     "one",    "only",   "or",     "other",   "our",    "out",     "over",  "please", "rt",    "s",
       "said",   "say",    "says",   "shall",  "she",     "should", "so",      "some",  "such",   "t",     "tell",
       "than",   "that",   "that's", "the",    "their",   "them",   "then",    "there", "these",  "they",  "this",
       "those",  "to",     "too",    "u",      "up",      "us",     "use",     "very",  "via",    "want",  "was",
       "wasn't", "way",    "we",     "well",   "were",    "what",   "what's",  "when",  "where",  "which", "while",
       "who",    "whom",   "why",    "will",   "with",    "won't",  "would",   "you",   "you're", "your",  "yours"});
  static_assert(std::is_sorted(kWords.begin(), kWords.end()));
  return word.size() <= 7 && std::binary_search(kWords.begin(), kWords.end(), word);
}

}  // namespace groundswell
