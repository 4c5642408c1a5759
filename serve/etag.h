// Entity tags (RFC 9110, 8.8.3): a strong one for a body, and whether a condition names it.
//
// Threads: free functions.
#pragma once

#include <string>
#include <string_view>

namespace groundswell {

// Equal bytes, equal tags: 16 hex digits in quotes.
std::string StrongEtag(std::string_view bytes);

// Whether an If-None-Match or If-Match names `etag`. The comparison is the weak one, for proxies that compress mark a
// tag as weak. Tags of ours hold no comma and no quote, so the text of one is found only as a whole.
bool NamesEtag(std::string_view condition, std::string_view etag);

}  // namespace groundswell
