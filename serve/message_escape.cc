#include "serve/message_escape.h"

#include <sodium.h>

#include <algorithm>

namespace groundswell {
namespace {

bool IsContinuation(char c) { return (static_cast<unsigned char>(c) & 0xc0) == 0x80; }

// ASCII 0x21 to 0x7e has its full-width forms at U+FF01 to U+FF5E.
void AppendFullWidth(char c, std::string* out) {
  const unsigned code = 0xfee0u + static_cast<unsigned char>(c);
  out->push_back(static_cast<char>(0xe0 | code >> 12));
  out->push_back(static_cast<char>(0x80 | (code >> 6 & 0x3f)));
  out->push_back(static_cast<char>(0x80 | (code & 0x3f)));
}

// How many bytes at the front turn the direction of writing or end a line: U+2028 to U+202E and U+2066 to U+2069.
size_t TurningBytes(std::string_view text) {
  if (text.size() < 3 || text[0] != '\xe2') return 0;
  const auto second = static_cast<unsigned char>(text[1]), third = static_cast<unsigned char>(text[2]);
  const bool is_turning =
      (second == 0x80 && third >= 0xa8 && third <= 0xae) || (second == 0x81 && third >= 0xa6 && third <= 0xa9);
  return is_turning ? 3 : 0;
}

std::string EscapeMarkup(std::string_view text, bool with_quotes) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += with_quotes ? "&quot;" : "\"";
        break;
      case '\'':
        out += with_quotes ? "&#39;" : "'";
        break;
      default:
        out.push_back(c);
    }
  }
  return out;
}

}  // namespace

std::string_view CutBytes(std::string_view text, size_t bytes_max) {
  if (text.size() <= bytes_max) return text;
  size_t end = bytes_max;
  while (end > 0 && IsContinuation(text[end])) --end;
  return text.substr(0, end);
}

std::string HarmlessText(std::string_view text, std::string_view specials) {
  std::string out;
  out.reserve(text.size());
  for (size_t at = 0; at < text.size(); ++at) {
    if (const size_t turning = TurningBytes(text.substr(at)); turning > 0) {
      at += turning - 1;
      continue;
    }
    const char c = text[at];
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
      if (!out.empty() && out.back() != ' ') out.push_back(' ');
    } else if (c == '@' || (c == ':' && text.substr(at).starts_with("://")) ||
               specials.find(c) != std::string_view::npos) {
      AppendFullWidth(c, &out);
    } else {
      out.push_back(c);
    }
  }
  return out;
}

std::string EscapeSlack(std::string_view text) { return EscapeMarkup(text, false); }
std::string EscapeHtml(std::string_view text) { return EscapeMarkup(text, true); }

std::string EscapeUrl(std::string_view text) {
  constexpr std::string_view kUnreserved = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
  constexpr char kHex[] = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    if (kUnreserved.find(c) != std::string_view::npos) {
      out.push_back(c);
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    out.push_back('%');
    out.push_back(kHex[byte >> 4]);
    out.push_back(kHex[byte & 15]);
  }
  return out;
}

std::string Base64(std::string_view bytes) {
  std::string text(sodium_base64_encoded_len(bytes.size(), sodium_base64_VARIANT_ORIGINAL), '\0');
  sodium_bin2base64(text.data(), text.size(), reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(),
                    sodium_base64_VARIANT_ORIGINAL);
  text.pop_back();  // its null
  return text;
}

std::string Base64Lines(std::string_view bytes) {
  constexpr size_t kLineBytes = 57;  // make 76 characters
  std::string lines;
  for (size_t at = 0; at < bytes.size(); at += kLineBytes) lines += Base64(bytes.substr(at, kLineBytes)) + "\r\n";
  return lines;
}

std::string EncodeHeader(std::string_view text) {
  constexpr size_t kWordBytes = 45;  // make 60 characters, 72 with the frame around them
  const bool is_plain = std::all_of(text.begin(), text.end(), [](char c) { return c >= 0x20 && c < 0x7f; }) &&
                        text.find("=?") == std::string_view::npos;
  if (is_plain && text.size() <= 900) return std::string(text);
  std::string out;
  while (!text.empty()) {
    const std::string_view word = CutBytes(text, kWordBytes);
    out.append(out.empty() ? "" : "\r\n ").append("=?UTF-8?B?").append(Base64(word)).append("?=");
    text.remove_prefix(word.size());
  }
  return out;
}

}  // namespace groundswell
