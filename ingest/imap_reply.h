// What an IMAP server says (RFC 3501, 9051), and what a client writes: small functions over texts.
//
// Contract: total over any bytes. Threads: free functions; values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace groundswell {

// One reply: its text, in which a literal stands as its length, "{310}", and the literals in their order.
struct ImapReply {
  std::string text;
  std::vector<std::string> literals;
};

// The length of the literal that a line announces at its end.
std::optional<uint64_t> LiteralBytes(std::string_view line);

// The number behind "[UIDVALIDITY ", or another such code, of a reply "* OK [UIDVALIDITY 3857529045] …".
std::optional<uint32_t> ImapCode(std::string_view text, std::string_view code);

// Of a reply "* 12 FETCH (… UID 34 …)"; nothing for any other.
std::optional<uint32_t> FetchedUid(std::string_view text);

// A folder's name as a command takes it: quoted, in modified UTF-7 (RFC 3501, 5.1.3). `name` is UTF-8.
std::string ImapFolderName(std::string_view name);

// "5,7,9".
std::string ImapUidSet(const uint32_t* uids, size_t count);

}  // namespace groundswell
