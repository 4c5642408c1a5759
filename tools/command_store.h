// `groundswell store inspect` and `store verify`: what a data folder holds, and whether it is sound.
#pragma once

#include <string>

#include "base/status.h"
#include "tools/console.h"

namespace groundswell {

struct StoreOptions {
  std::string data_dir;
  bool json = false;  // one JSON object instead of a list
};

// Both read and change nothing; no other process should write the folder meanwhile.
Status RunStoreInspect(const StoreOptions& options, const Console& console);

// Reads every byte and checks the rows against one another. Corrupt when there is a problem, after all were printed.
Status RunStoreVerify(const StoreOptions& options, const Console& console);

}  // namespace groundswell
