// Entries of the watchlist as the API writes and takes them, and a version of it as the store keeps it.
//
// Contract: what is written is read again as it was. Errors: kInvalid that names the entry and the field and says what
// is allowed. Threads: free functions.
#pragma once

#include <simdjson.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/json_writer.h"
#include "base/status.h"
#include "models/watchlist_entry.h"

namespace groundswell {

// As many as a watchlist of the configuration may well have; each is looked at by hand.
constexpr size_t kWatchlistEntriesMax = 20'000;

// One state of the watchlist: who made it, when and why.
struct WatchlistVersion {
  uint64_t number = 0;  // from 1, in the order in which they came into force
  int64_t at_ms = 0;    // wall time
  std::string by, comment;
  bool is_edited = false;  // through the API; else it is the configuration's
  uint64_t base = 0;       // checksum of the configuration's watchlist at that time
  std::vector<WatchlistEntry> entries;
};

// An array of objects: `name`, `kind`, `parent`, `role` (null: that of the parent), `role_in_force`, `aliases`,
// `requires`, `excludes`, `accounts`, `masked`, `homophones`. The entries check out (CheckWatchlist).
void WriteWatchlistEntries(const std::vector<WatchlistEntry>& entries, JsonWriter* json);
Result<std::vector<WatchlistEntry>> ReadWatchlistEntries(simdjson::dom::element items);

std::string WatchlistVersionRow(const WatchlistVersion& version);
Result<WatchlistVersion> ReadWatchlistVersion(std::string_view row);

}  // namespace groundswell
