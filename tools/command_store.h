// `groundswell store inspect`, `store verify` and `store compact`: what a data folder holds, whether it is sound, and
// making its files as small as what is in them. `store export` is sequence_export.h.
#pragma once

#include <string>

#include "base/status.h"
#include "tools/console.h"

namespace groundswell {

struct StoreOptions {
  std::string data_dir;
  bool json = false;  // one JSON object instead of a list
  std::string head;   // of verify: a head of the audit log that was noted before; empty: none was
};

// This and verify read and change nothing; no other process should write the folder meanwhile.
Status RunStoreInspect(const StoreOptions& options, const Console& console);

// Reads every byte and checks the rows against one another. Corrupt when there is a problem, after all were printed.
Status RunStoreVerify(const StoreOptions& options, const Console& console);

// Rewrites the files, so that what was deleted or has expired leaves them now rather than within a day. Conflict when
// another process has the store open.
Status RunStoreCompact(const StoreOptions& options, const Console& console);

}  // namespace groundswell
