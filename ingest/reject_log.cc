#include "ingest/reject_log.h"

#include <algorithm>
#include <optional>

#include "base/json_writer.h"
#include "ingest/utf8.h"
#include "models/stored_text.h"

namespace groundswell {
namespace {

// The 16-bit unit of the escape \uXXXX at the front of `text`.
std::optional<char32_t> ReadUnicodeEscape(std::string_view text) {
  if (text.size() < 6 || !text.starts_with("\\u")) return std::nullopt;
  char32_t unit = 0;
  for (const char c : text.substr(2, 4)) {
    const char lower = static_cast<char>(c | 0x20);
    const bool digit = c >= '0' && c <= '9';
    if (!digit && (lower < 'a' || lower > 'f')) return std::nullopt;
    unit = unit * 16 + (digit ? c - '0' : lower - 'a' + 10);
  }
  return unit;
}

// Appends the character that one or two \u escapes at the front of `text` stand for, and returns their bytes; 0 when
// there is none, or when it would change where the JSON's strings end.
size_t AppendUnescaped(std::string_view text, std::string* out) {
  const auto unit = ReadUnicodeEscape(text);
  if (!unit || *unit < 0x20 || *unit == '"' || *unit == '\\') return 0;
  if (*unit < 0xD800 || *unit > 0xDFFF) return AppendCharacter(*unit, out), 6;
  const auto low = ReadUnicodeEscape(text.substr(6));
  if (*unit > 0xDBFF || !low || *low < 0xDC00 || *low > 0xDFFF) return 0;
  AppendCharacter(0x10000 + ((*unit - 0xD800) << 10) + (*low - 0xDC00), out);
  return 12;
}

// Full-width forms of ASCII (U+FF01 to U+FF5E) are written in half width, where redaction finds them.
bool AppendHalfWidth(std::string_view character, std::string* out) {
  if (character.size() != 3 || character[0] != '\xEF') return false;
  const unsigned code_point = 0xF000u | (character[1] & 0x3Fu) << 6 | (character[2] & 0x3Fu);
  if (code_point < 0xFF01 || code_point > 0xFF5E) return false;
  out->push_back(static_cast<char>(code_point - 0xFEE0));
  return true;
}

std::string MakeReadable(std::string_view bytes) {
  std::string unescaped, readable;
  while (!bytes.empty()) {
    size_t taken = AppendUnescaped(bytes, &unescaped);
    if (taken == 0) {
      // An escaped backslash does not begin a \u escape.
      taken = bytes.starts_with("\\\\") ? 2 : 1;
      unescaped.append(bytes.substr(0, taken));
    }
    bytes.remove_prefix(taken);
  }
  for (std::string_view rest = unescaped; !rest.empty();) {
    const size_t length = std::max<size_t>(Utf8CharacterBytes(rest), 1);
    if (!AppendHalfWidth(rest.substr(0, length), &readable)) {
      AppendValidUtf8(rest.substr(0, length), kRejectHeadBytes, &readable);
    }
    rest.remove_prefix(length);
  }
  return readable;
}

// The place behind the JSON scalar that starts at `place`: a string, closed or not, or a bare token.
size_t SkipScalar(std::string_view text, size_t place) {
  if (place >= text.size() || text[place] != '"') return std::min(text.find_first_of(",}] \t", place), text.size());
  for (++place; place < text.size(); ++place) {
    if (text[place] == '\\') {
      ++place;
    } else if (text[place] == '"') {
      return place + 1;
    }
  }
  return text.size();
}

// Replaces the value behind each key `name` (with its quotes), as far as the text is JSON at all.
void MaskValues(std::string_view name, std::string* text) {
  for (size_t found = text->find(name); found != std::string::npos; found = text->find(name, found)) {
    found += name.size();
    size_t value = std::min(text->find_first_not_of(" \t", found), text->size());
    if (value == text->size() || (*text)[value] != ':') continue;
    value = std::min(text->find_first_not_of(" \t", value + 1), text->size());
    const size_t end = SkipScalar(*text, value);
    text->replace(value, end - value, "\"[masked]\"");
    found = value;
  }
}

}  // namespace

void AppendShownBytes(std::string_view line, std::string* out, const RedactPatterns* patterns) {
  std::string text = MakeReadable(line.substr(0, kRejectHeadBytes));
  MaskValues("\"author\"", &text);
  MaskValues("\"person\"", &text);
  // As texts are: personal data may stand between zero-width or traditional characters.
  std::string shown;
  CleanAndRedact(text, &shown, patterns);
  text.swap(shown);
  // Where the line was cut, its end may be the front of a number or an address, too short to be known as one.
  if (line.size() >= kRejectHeadBytes) text.resize(text.size() - std::min<size_t>(text.size(), 64));
  AppendValidUtf8(text, kRejectShownBytesMax, out);
}

std::string_view RejectLog::Add(uint64_t line_number, const Refusal& refusal, std::string_view line) {
  ++counts_[static_cast<size_t>(refusal.reason)];
  ++total_;
  row_.clear();
  if (rows_ >= kRejectRowsMax) return row_;
  ++rows_;
  shown_.clear();
  AppendShownBytes(line, &shown_, patterns_);
  JsonWriter(&row_)
      .BeginObject()
      .Key("line")
      .Integer(static_cast<int64_t>(line_number))
      .Key("code")
      .Text(RejectReasonName(refusal.reason))
      .Key("reason")
      .Text(refusal.text)
      .Key("bytes")
      .Text(shown_)
      .EndObject();
  return row_;
}

}  // namespace groundswell
