#include "ingest/json_token.h"

#include <algorithm>
#include <charconv>
#include <cstddef>

namespace groundswell {
namespace {

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// The place behind the digits that start at `place`.
size_t SkipDigits(std::string_view text, size_t place) {
  while (place < text.size() && IsDigit(text[place])) ++place;
  return place;
}

TokenForm ReadNumber(std::string_view text) {
  const size_t digits = text.starts_with('-') ? 1 : 0;
  size_t place = SkipDigits(text, digits);
  if (place == digits || (text[digits] == '0' && place > digits + 1)) return TokenForm::kNone;
  if (place == text.size()) return TokenForm::kInteger;
  if (text[place] == '.') {
    const size_t fraction = place + 1;
    place = SkipDigits(text, fraction);
    if (place == fraction) return TokenForm::kNone;
  }
  if (place < text.size() && (text[place] == 'e' || text[place] == 'E')) {
    size_t exponent = place + 1;
    if (exponent < text.size() && (text[exponent] == '+' || text[exponent] == '-')) ++exponent;
    place = SkipDigits(text, exponent);
    if (place == exponent) return TokenForm::kNone;
  }
  return place == text.size() ? TokenForm::kFraction : TokenForm::kNone;
}

}  // namespace

TokenForm ReadToken(std::string_view* token) {
  // JSON's white space and no more: a NUL or another control character behind a value is no part of JSON.
  token->remove_suffix(token->size() - (token->find_last_not_of(" \t\r\n") + 1));
  if (token->empty()) return TokenForm::kNone;
  switch (token->front()) {
    case 't':
      return *token == "true" ? TokenForm::kTrue : TokenForm::kNone;
    case 'f':
      return *token == "false" ? TokenForm::kFalse : TokenForm::kNone;
    case 'n':
      return *token == "null" ? TokenForm::kNull : TokenForm::kNone;
    default:
      return ReadNumber(*token);
  }
}

std::optional<int64_t> IntegerValue(std::string_view token) {
  int64_t value = 0;
  const auto [end, error] = std::from_chars(token.data(), token.data() + token.size(), value);
  if (error != std::errc() || end != token.data() + token.size()) return std::nullopt;
  return value;
}

size_t EndOfString(std::string_view text, size_t at) {
  for (++at; at < text.size(); ++at) {
    if (text[at] == '"') return at + 1;
    if (text[at] == '\\') ++at;
  }
  return std::string_view::npos;
}

size_t EndOfValue(std::string_view text, size_t at) {
  size_t depth = 0;
  while (at < text.size()) {
    const char c = text[at];
    if (c == '"') {
      at = EndOfString(text, at);
      if (at == text.npos || depth == 0) return at;
      continue;
    }
    if (depth == 0 && (c == ',' || c == ']' || c == '}')) return at;
    ++at;
    if (c == '{' || c == '[') ++depth;
    if ((c == '}' || c == ']') && --depth == 0) return at;
  }
  return depth == 0 ? at : text.npos;
}

bool IsOneValue(std::string_view text) {
  const size_t end = EndOfValue(text, std::min(text.find_first_not_of(" \t\r\n"), text.size()));
  return end == text.npos || text.find_first_not_of(" \t\r\n", end) == text.npos;
}

size_t FindStringFault(std::string_view line) {
  bool in_string = false;
  size_t opened = 0;
  for (size_t i = 0; i < line.size(); ++i) {
    if (line[i] == '"') {
      in_string = !in_string;
      opened = i;
    } else if (in_string && line[i] == '\\') {
      ++i;
    } else if (in_string && static_cast<unsigned char>(line[i]) < ' ') {
      return i;
    }
  }
  return in_string ? opened : line.size();
}

}  // namespace groundswell
