#include "serve/cursor.h"

#include <charconv>

namespace groundswell {
namespace {

constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr size_t kCursorBytesMax = 256;

std::string ToBase64Url(std::string_view bytes) {
  std::string text;
  uint32_t bits = 0;
  int count = 0;
  for (const unsigned char byte : bytes) {
    bits = bits << 8 | byte;
    for (count += 8; count >= 6; count -= 6) text.push_back(kAlphabet[bits >> (count - 6) & 63]);
  }
  if (count > 0) text.push_back(kAlphabet[bits << (6 - count) & 63]);
  return text;
}

std::optional<std::string> FromBase64Url(std::string_view text) {
  std::string bytes;
  uint32_t bits = 0;
  int count = 0;
  for (const char c : text) {
    const size_t value = kAlphabet.find(c);
    if (value == std::string_view::npos) return std::nullopt;
    bits = bits << 6 | static_cast<uint32_t>(value);
    count += 6;
    if (count < 8) continue;
    count -= 8;
    bytes.push_back(static_cast<char>(bits >> count & 255));
  }
  return bytes;
}

template <typename T>
std::optional<T> ParseWhole(std::string_view text) {
  T value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace

std::string EncodeCursor(std::string_view kind, const std::vector<std::string>& words) {
  std::string text(kind);
  for (const std::string& word : words) text.append(" ").append(word);
  return ToBase64Url(text);
}

std::optional<std::vector<std::string>> DecodeCursor(std::string_view kind, std::string_view cursor, size_t count) {
  if (cursor.size() > kCursorBytesMax) return std::nullopt;
  const auto text = FromBase64Url(cursor);
  if (!text || ToBase64Url(*text) != cursor) return std::nullopt;
  std::vector<std::string> words;
  for (size_t begin = 0; begin <= text->size();) {
    const size_t end = std::min(text->find(' ', begin), text->size());
    if (end == begin) return std::nullopt;
    words.push_back(text->substr(begin, end - begin));
    begin = end + 1;
  }
  if (words.size() != count + 1 || words.front() != kind) return std::nullopt;
  words.erase(words.begin());
  return words;
}

std::optional<uint64_t> ParseUnsigned(std::string_view text) { return ParseWhole<uint64_t>(text); }
std::optional<int64_t> ParseSigned(std::string_view text) { return ParseWhole<int64_t>(text); }

}  // namespace groundswell
