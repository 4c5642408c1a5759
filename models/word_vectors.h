// WordVectors: English words with a vector each, distilled beforehand from a sentence encoder (tools/distil).
//
// Training alone reads them: they are the English part of the embedding, and they let the sentiment model give words it
// has never met the mood of words that mean the same. Units: vector = scale x entries, weight by frequency included.
// Threads: values.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/status.h"

namespace groundswell {

struct WordVectors {
  uint32_t dims = 0;
  std::vector<std::string> words;
  std::vector<float> scales;    // one a word
  std::vector<int8_t> entries;  // row-major, words x dims
};

//   file := "GSWORDS1" dims:u32 words:text scales:f32* entries:text, the words separated by line feeds
// kCorrupt for anything else. tools/distil/distil_english.py writes it.
Result<WordVectors> ParseWordVectors(std::string_view bytes);

}  // namespace groundswell
