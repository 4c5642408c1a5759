// TimeReader: reads a text that tells a time from the left, piece by piece.
//
// Contract: total over any bytes, no allocation; every Take says whether what it wanted was there, and leaves the text
// alone where it was not. Ownership: views the text. Threads: one.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace groundswell {

class TimeReader {
 public:
  explicit TimeReader(std::string_view text) : rest_(text) {}

  bool Take(std::string_view wanted) {
    if (!rest_.starts_with(wanted)) return false;
    rest_.remove_prefix(wanted.size());
    return true;
  }
  bool TakeAny(std::string_view wanted) {
    if (rest_.empty() || wanted.find(rest_.front()) == wanted.npos) return false;
    rest_.remove_prefix(1);
    return true;
  }
  void SkipSpaces() {
    while (Take(" ")) {
    }
  }
  std::optional<int> TakeNumber(size_t digits_min, size_t digits_max) {
    size_t digits = 0;
    int value = 0;
    while (digits < rest_.size() && digits < digits_max && IsDigit(rest_[digits]))
      value = value * 10 + (rest_[digits++] - '0');
    if (digits < digits_min) return std::nullopt;
    rest_.remove_prefix(digits);
    return value;
  }
  // Its place among `names`, whole or cut behind the third letter or a later one.
  std::optional<int> TakeName(std::span<const std::string_view> names) {
    const std::string_view word = rest_.substr(0, LettersAhead());
    if (word.size() < 3) return std::nullopt;
    for (size_t i = 0; i < names.size(); ++i) {
      if (!names[i].starts_with(word)) continue;
      rest_.remove_prefix(word.size());
      return static_cast<int>(i);
    }
    return std::nullopt;
  }
  // A whole word.
  bool TakeWord(std::string_view word) { return LettersAhead() == word.size() && Take(word); }
  int64_t TakeFractionMs() {
    int64_t ms = 0, scale = 100;
    for (; !rest_.empty() && IsDigit(rest_.front()); rest_.remove_prefix(1), scale /= 10)
      ms += (rest_.front() - '0') * scale;
    return ms;
  }
  // From a bracket to the one that closes it.
  bool TakeBracketed(char open, char close) {
    if (!rest_.starts_with(open) || rest_.find(close) == rest_.npos) return false;
    rest_.remove_prefix(rest_.find(close) + 1);
    return true;
  }
  size_t LettersAhead() const {
    return static_cast<size_t>(std::find_if_not(rest_.begin(), rest_.end(), IsLetter) - rest_.begin());
  }
  bool done() const { return rest_.empty(); }
  std::string_view rest() const { return rest_; }

  static bool IsDigit(char c) { return c >= '0' && c <= '9'; }
  static bool IsLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

 private:
  std::string_view rest_;
};

}  // namespace groundswell
