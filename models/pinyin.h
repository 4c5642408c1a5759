// How Chinese characters sound: names in Latin letters, and texts in which characters of one sound are one sign.
//
// Sounds are without tones, and each character has its usual one (models/text_tables.h); models/watchlist_sounds.h
// knows second ones (重 as chong). Threads: free functions without state.
#pragma once

#include <string>
#include <string_view>

namespace groundswell {

// Replaces *out with `text` in which every Chinese character with a known reading is the sign of its sound, a character
// of a private area. Every character keeps its place: *out is as long as the text, byte for byte. Keeps *out's
// capacity.
void FoldHomophones(std::string_view text, std::string* out);

// The sounds of a name, `between` them: "马自达" is "ma zi da". Empty unless every character is Chinese and has a
// reading.
std::string PinyinOf(std::string_view name, std::string_view between);

}  // namespace groundswell
