// The draft of a report to the regulator about one case: filled from what is stored, its empty places marked.
//
// Contract: every figure and sentence is one that the case, its group's row or its audit log holds; what none of them
// says is a gap, 【待填：…】 or [to fill: …], that somebody has to fill. No names or numbers of people who complained:
// a person is a state in a count, and quotes are redacted as they are stored. The same stored state gives the same
// document. Ownership: views what it is given. Threads: free function.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/status.h"
#include "models/audit.h"
#include "models/case.h"
#include "models/clock_fold.h"
#include "serve/document.h"
#include "serve/message.h"

namespace groundswell {

struct DraftInput {
  const Case& one;
  std::string_view group_row;             // JSON; empty where it is gone
  std::span<const AuditEntry> entries;    // of the case, in their order
  const std::vector<ClockState>& clocks;  // as they stand
  LocalZone zone;                         // of the times that are printed
};

// kCorrupt where the row is none.
Result<Document> DraftReport(const DraftInput& input, MessageLanguage language);

}  // namespace groundswell
