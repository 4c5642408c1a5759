// Sums of money as people write them: ¥300, 3.5万元, 两千多块, $5k, 损失20万, 5 million dollars.
//
// Contract: folded text; total, and linear in a few dozen bytes around the marker. A sum is what is written, at one
// rate each for other currencies (7 yuan a dollar, 8 a euro, 9 a pound): good for the order of magnitude alone.
// Threads: free functions without state.
#pragma once

#include <cstddef>
#include <string_view>

namespace groundswell {

// The sum, in yuan, that the marker text[begin, end) stands beside; 0 where it is none. Markers are signs and names of
// currencies, before or behind the number, and words of losing money before it.
double MoneyAt(std::string_view text, size_t begin, size_t end);

// A number that begins at text[at], digits or Chinese numerals, with 万, 千, k and the like behind it.
struct WrittenNumber {
  double value = 0;
  size_t end = 0;          // == at: there is none
  bool is_scaled = false;  // has a word of size
  bool is_han = false;     // began with a Chinese numeral
};
WrittenNumber NumberAt(std::string_view text, size_t at);

}  // namespace groundswell
