// The parts of a request that are text with rules of their own: percent-coding, the query, names of hosts.
//
// Contract: what is decoded is valid UTF-8 or refused. Ownership: results are the caller's; views point into the
// argument. Threads: functions without state. Sources: RFC 3986 (2.1 percent-coding, 3.2 authority), RFC 9110 (7.2
// Host).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace groundswell {

bool EqualsIgnoringCase(std::string_view a, std::string_view b);

// The text that `%41` and the like stand for. Nothing for a bad escape or for bytes that are not UTF-8.
std::optional<std::string> PercentDecode(std::string_view text);

// "a=1&b=x+y%21" -> {a,1},{b,x y!}: '+' is a space, a part without '=' has an empty value, empty parts are skipped.
// Nothing when a name or a value cannot be decoded.
std::optional<std::vector<std::pair<std::string, std::string>>> ParseQuery(std::string_view query);

// "[::1]:8686" -> "::1", "Localhost:80" -> "Localhost": the name alone, without port and brackets.
std::string_view HostOf(std::string_view authority);
// "http://localhost:8686" -> "localhost:8686"; empty for "null" and for what is no origin.
std::string_view AuthorityOfOrigin(std::string_view origin);

}  // namespace groundswell
