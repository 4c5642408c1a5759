// The keys of the watch over the engine itself, and what the WatchKeeper is told by them.
//
// Errors: kInvalid with key and what to do. Threads: free functions.
#pragma once

#include <vector>

#include "base/status.h"
#include "serve/watch_keeper.h"
#include "tools/config.h"

namespace groundswell {

// Appends the keys of section watch, and notify.sign_of_life.
void AddWatchKeys(std::vector<ConfigKey>* keys);

Result<WatchOptions> WatchOptionsOf(const Config& config);

}  // namespace groundswell
