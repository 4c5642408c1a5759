// Makes text that strangers wrote harmless in a chat, a page or a mail, and cuts it by bytes.
//
// Contract: input and output are UTF-8; nothing here fails. An @ of a text becomes its full-width form, so that no text
// calls a person or everybody; signs that a chat would read as markup become theirs; line ends and control characters
// become spaces, what turns the direction of writing goes, and "://" gets a full-width colon, so that no chat makes a
// link of an address that a post holds, nor fetches it. Threads: free functions.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace groundswell {

// The longest front of at most `bytes_max` bytes that ends between two characters.
std::string_view CutBytes(std::string_view text, size_t bytes_max);

// One line without control characters; an @ and every sign in `specials` (ASCII) in full width.
std::string HarmlessText(std::string_view text, std::string_view specials);

// &, < and > as entities, and of HTML the quotes too.
std::string EscapeSlack(std::string_view text);
std::string EscapeHtml(std::string_view text);
// Percent-encoded but for unreserved characters (RFC 3986).
std::string EscapeUrl(std::string_view text);

std::string Base64(std::string_view bytes);
// In lines of 76 characters that end with CRLF, as mail has it (RFC 2045).
std::string Base64Lines(std::string_view bytes);
// A header's text in encoded words of at most 75 characters, folded (RFC 2047); ASCII alone stays as it is.
std::string EncodeHeader(std::string_view text);

}  // namespace groundswell
