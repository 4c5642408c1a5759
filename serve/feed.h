// Feed: a list of entries as the formats that feed readers know: Atom (RFC 4287) and JSON Feed 1.1.
//
// Contract: equal feeds give equal bytes, so that a tag of them says whether anything is new. Texts may hold anything:
// markup is escaped, characters that XML cannot hold become U+FFFD. Ids are URNs that the same entry keeps for ever.
// Units: event times. Threads: values and free functions. Sources: RFC 4287; https://www.jsonfeed.org/version/1.1/.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"

namespace groundswell {

struct FeedEntry {
  std::string id, title, text;
  std::string link;  // empty: none
  EventTime published, updated;
  std::vector<std::string> tags;
};

struct Feed {
  std::string id, title;
  std::string self, home;  // addresses of the feed and of the page; either may be empty
  std::string language;    // "en", "zh-CN"
  EventTime asked;         // what a feed without entries is dated, for Atom wants a date
  std::vector<FeedEntry> entries;
};

// urn:uuid of a name: the same name gives the same id (RFC 9562, version 8).
std::string UrnOf(std::string_view name);

std::string AtomOf(const Feed& feed);
std::string JsonFeedOf(const Feed& feed);

}  // namespace groundswell
