// Cursors: where the next page of a list begins, as an opaque word of URL-safe characters.
//
// A cursor is the base64url of a kind and some words. Contract: decoding takes exactly what encoding gives, of the kind
// asked for; anything else is nothing. It holds no secret and is trusted with no more than a place in a list.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace groundswell {

std::string EncodeCursor(std::string_view kind, const std::vector<std::string>& words);
// The words, exactly `count` of them, none empty.
std::optional<std::vector<std::string>> DecodeCursor(std::string_view kind, std::string_view cursor, size_t count);

// A whole decimal number, with nothing around it.
std::optional<uint64_t> ParseUnsigned(std::string_view text);
std::optional<int64_t> ParseSigned(std::string_view text);

}  // namespace groundswell
