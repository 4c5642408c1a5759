#include "ingest/imap_reply.h"

#include <algorithm>
#include <charconv>

#include "ingest/utf8.h"

namespace groundswell {
namespace {

std::optional<uint32_t> NumberAt(std::string_view text) {
  uint32_t number = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  if (read.ec != std::errc() || read.ptr == text.data()) return std::nullopt;
  return number;
}

char Upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; }

// Whether `wanted`, in capitals, stands at the front of `text` in any case.
bool Begins(std::string_view text, std::string_view wanted) {
  return text.size() >= wanted.size() &&
         std::equal(wanted.begin(), wanted.end(), text.begin(), [](char a, char b) { return a == Upper(b); });
}

// UTF-8 to UTF-16 in modified base64, with its shift marks.
std::string Shifted(std::string_view text) {
  constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+,";
  std::string out = "&";
  uint32_t bits = 0;
  int count = 0;
  const auto add = [&](uint32_t unit) {
    bits = bits << 16 | unit;
    for (count += 16; count >= 6; count -= 6) out += kDigits[bits >> (count - 6) & 63];
  };
  while (!text.empty()) {
    const size_t size = std::max<size_t>(Utf8CharacterBytes(text), 1);
    uint32_t character = static_cast<unsigned char>(text[0]);
    if (size > 1) {
      character &= 0x7fu >> size;
      for (size_t i = 1; i < size; ++i) character = character << 6 | (static_cast<unsigned char>(text[i]) & 0x3fu);
    }
    text.remove_prefix(size);
    if (character >= 0x10000) {
      add(0xD800 + ((character - 0x10000) >> 10));
      character = 0xDC00 + ((character - 0x10000) & 0x3ff);
    }
    add(character);
  }
  if (count > 0) out += kDigits[bits << (6 - count) & 63];
  return out + "-";
}

bool IsPlain(char c) { return c >= ' ' && c <= '~'; }

}  // namespace

std::optional<uint64_t> LiteralBytes(std::string_view line) {
  const size_t open = line.rfind('{');
  if (!line.ends_with('}') || open == line.npos) return std::nullopt;
  const std::string_view digits = line.substr(open + 1, line.size() - open - 2);
  uint64_t number = 0;
  const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (digits.empty() || read.ec != std::errc() || read.ptr != digits.data() + digits.size()) return std::nullopt;
  return number;
}

std::optional<uint32_t> ImapCode(std::string_view text, std::string_view code) {
  const size_t open = text.find('[');
  if (!Begins(text, "* OK") || open == text.npos) return std::nullopt;
  text.remove_prefix(open + 1);
  if (!Begins(text, code) || !text.substr(code.size()).starts_with(' ')) return std::nullopt;
  return NumberAt(text.substr(code.size() + 1));
}

std::optional<uint32_t> FetchedUid(std::string_view text) {
  const size_t open = text.find('(');
  const size_t verb = text.find(' ', 2);
  if (!text.starts_with("* ") || open == text.npos || verb == text.npos || !Begins(text.substr(verb + 1), "FETCH "))
    return std::nullopt;
  bool in_quotes = false;
  for (size_t at = open; at < text.size(); ++at) {
    if (in_quotes && text[at] == '\\')
      ++at;
    else if (text[at] == '"')
      in_quotes = !in_quotes;
    else if (!in_quotes && (text[at] == '(' || text[at] == ' ') && Begins(text.substr(at + 1), "UID "))
      return NumberAt(text.substr(at + 5));
  }
  return std::nullopt;
}

std::string ImapFolderName(std::string_view name) {
  std::string out = "\"";
  while (!name.empty()) {
    const size_t plain = static_cast<size_t>(std::find_if_not(name.begin(), name.end(), IsPlain) - name.begin());
    for (const char c : name.substr(0, plain)) {
      if (c == '"' || c == '\\') out += '\\';
      out += c;
      if (c == '&') out += '-';
    }
    name.remove_prefix(plain);
    const size_t other = static_cast<size_t>(std::find_if(name.begin(), name.end(), IsPlain) - name.begin());
    if (other > 0) out += Shifted(name.substr(0, other));
    name.remove_prefix(other);
  }
  return out + '"';
}

std::string ImapUidSet(const uint32_t* uids, size_t count) {
  std::string set;
  for (size_t i = 0; i < count; ++i) set.append(i > 0 ? "," : "").append(std::to_string(uids[i]));
  return set;
}

}  // namespace groundswell
