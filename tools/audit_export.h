// `groundswell store export --audit F` and `--labels F`: what people did, and what they taught.
//
// The audit log is written entry by entry with its hashes. Labels are posts as records that `eval` takes: those that
// were corrected with what people said of them, those of dismissed groups each with a label of its own (a group of them
// is none), those of resolved and reviewed cases with the label of their case.
// Contract: as tools/sequence_export.h. Threads: one.
#pragma once

#include <string>

#include "base/status.h"
#include "storage/store.h"
#include "tools/console.h"

namespace groundswell {

// How many lines were written.
Result<uint64_t> ExportAudit(const Store& store, const std::string& file, const Console& console);
Result<uint64_t> ExportLabels(const Store& store, const std::string& file, const Console& console);

}  // namespace groundswell
