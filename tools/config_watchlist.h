// The watchlist of a Config: its sections [organisation.NAME], and the file of more of them that `watchlist.file`
// names.
//
// Contract: what the file holds becomes settings of the Config like those of its own file (Config::Load), so that its
// content counts in the configuration hash and goes with a sequence, and its name does not. Errors: Invalid, with
// section, key and what to do. Threads: free functions; the table of keys is constant.
#pragma once

#include <functional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "base/status.h"
#include "models/watchlist.h"
#include "tools/config.h"

namespace groundswell {

// The organisations of the sections [organisation.NAME], in ascending order of their names.
Result<std::vector<WatchlistEntry>> WatchlistEntriesOf(const Config& config);

// A Config whose organisations are these entries and nothing else is set: for Config::Adopt. Errors: kInvalid for a
// value that the table of keys does not allow.
Result<Config> ConfigOfWatchlist(const std::vector<WatchlistEntry>& entries);

// Ok when they can be a watchlist, which WatchlistOf then builds. Config::Load checks it.
Status CheckWatchlistOf(const Config& config);
Watchlist WatchlistOf(const Config& config);

// Those whose role is not `own`: they are followed and raise no alert. None where the entries do not check out.
std::set<std::string, std::less<>> SilentOrgsOf(const Config& config);

}  // namespace groundswell
