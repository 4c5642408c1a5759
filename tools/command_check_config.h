// `groundswell check-config`: is the configuration right, and what does it come to?
#pragma once

#include "base/status.h"
#include "tools/config.h"
#include "tools/console.h"

namespace groundswell {

struct CheckConfigOptions {
  bool json = false;
};

// Prints the effective configuration, secrets masked: as TOML that can be used as a file again, or as one JSON object
// with value, source, unit, meaning, and whether it can change a result, for each key. A wrong configuration has failed
// before this is called. Says on stderr when the store of `storage.data_dir` has a watchlist that people edited.
Status RunCheckConfig(const CheckConfigOptions& options, const Config& config, const Console& console);

}  // namespace groundswell
