// `groundswell store export`: with --sequence F every record of a store, as it was sequenced, as lines that `replay`
// reads.
//
// Contract: what stands in the file is the sequence as it was at one moment, also when an engine is writing the store
// meanwhile. Records that have expired and those of deleted posts, erased or not yet, are not in it; where they were, a
// line says so, and how many there are is in the head. Nothing is written into the store. Errors: kNotFound without a
// store, kCorrupt for a damaged one, kIo for the file. Threads: one.
#pragma once

#include <string>

#include "base/status.h"
#include "storage/store.h"
#include "tools/console.h"

namespace groundswell {

struct ExportOptions {
  std::string data_dir;
  // Files, at least one of them; "-" is stdout, for one alone.
  std::string sequence, audit, labels;
  bool json = false;  // what was written and what is missing, as one object on stdout
};

Status RunStoreExport(const ExportOptions& options, const Console& console);

struct ExportCounts {
  Seq from_seq = 0, next_seq = 0;
  uint64_t records = 0;
  uint64_t expired = 0, deleted = 0;  // records that are missing
  bool settings_known = true;         // of the first record; not so when they were changed since and have expired
};

// The same of an open store, which nobody writes meanwhile.
Result<ExportCounts> ExportSequence(const Store& store, const std::string& file, const Console& console);

}  // namespace groundswell
