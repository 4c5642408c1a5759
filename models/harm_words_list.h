// The phrases of HarmWords, each with what it says. Written for this program; folded form.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace groundswell {

struct HarmPhrases {
  uint16_t harms = 0;
  uint8_t vulnerable = 0;
  bool is_money = false;           // a marker of a sum
  bool is_turn_of_speech = false;  // takes back every phrase within it
  std::string_view words;          // separated by `|`; an English one is found as whole words
};

std::span<const HarmPhrases> HarmPhraseList();
// Words that turn what follows into its absence, words that only seem to, and words that may stand between.
std::string_view HarmNegators();
std::string_view HarmNoNegators();
std::string_view HarmDegrees();

}  // namespace groundswell
