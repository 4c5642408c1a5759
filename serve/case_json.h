// Cases and entries of the audit log as JSON.
//
// Contract: the same values give the same bytes; what is not known is absent. Wall times are RFC 3339. Threads: free
// functions.
#pragma once

#include <string_view>

#include "base/json_writer.h"
#include "models/audit.h"
#include "models/case.h"

namespace groundswell {

// The fields of a case that need no look at its entries; `json` is within an object. `group_row` is the group's row,
// empty where it is gone: organisation, title and level are taken from it.
void WriteCaseFields(const Case& one, std::string_view group_row, JsonWriter* json);
void WritePeople(const Case& one, JsonWriter* json);
// One entry as an object: what was done, by whom, when; its words unless they were erased.
void WriteAuditEntry(const AuditEntry& entry, JsonWriter* json);

}  // namespace groundswell
