// Where UTF-8 is damaged, and how to cut it: for the slow path of refused lines. Free functions, total over any bytes.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace groundswell {

// Length of the valid character at the front of `text` (not empty), or 0 when its first byte starts none. Overlong
// forms, surrogates and what lies above U+10FFFF are not valid (Unicode 15, table 3-7).
size_t Utf8CharacterBytes(std::string_view text);

// Offset of the first byte that belongs to no valid character; npos when there is none.
size_t FindInvalidUtf8(std::string_view text);

// Appends the first characters of `text` to `out`, at most `bytes_max` bytes; each damaged byte becomes U+FFFD.
void AppendValidUtf8(std::string_view text, size_t bytes_max, std::string* out);

// Appends the character `code_point` (a Unicode scalar value).
void AppendCharacter(char32_t code_point, std::string* out);

}  // namespace groundswell
