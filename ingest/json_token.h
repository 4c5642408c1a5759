// Scalars of JSON as they stand in the text: what a token is, by the grammar of RFC 8259. Numbers of any size.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace groundswell {

enum class TokenForm : uint8_t { kNone, kInteger, kFraction, kTrue, kFalse, kNull };

// `token` is a scalar other than a string, maybe with white space behind it, which is taken off. kNone: not JSON.
TokenForm ReadToken(std::string_view* token);

// The value of an integer token; nothing when it does not fit.
std::optional<int64_t> IntegerValue(std::string_view token);

// The place behind the string whose opening quote is at `at`; npos when it does not close.
size_t EndOfString(std::string_view text, size_t at);

// The place behind the value at `at`: its closing bracket, or where a scalar ends. npos when it does not close. Values
// are told apart by strings and brackets alone.
size_t EndOfValue(std::string_view text, size_t at);

// False where something stands behind the value that `text` begins with. What does not close is one value, and broken.
bool IsOneValue(std::string_view text);

// Offset of what is wrong with the strings of `line`: an unescaped control character, or the opening quote of a string
// that is never closed; the line's size when its strings are sound.
size_t FindStringFault(std::string_view line);

}  // namespace groundswell
