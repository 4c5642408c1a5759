// The calendar of a Config: planned events, from the file that `calendar.file` names and from `calendar.events`.
//
// Contract: each event of the file becomes one item of the setting calendar.events, an inline TOML table, so that its
// content counts in the configuration hash and goes with a sequence, and the file's name does not. Errors: Invalid,
// with line and what to do. Threads: free functions.
#pragma once

#include <string>
#include <vector>

#include "base/status.h"
#include "engine/calendar.h"

namespace groundswell {

// The events of a calendar file as items of calendar.events. Times without offset are read in `zone`.
Result<std::vector<std::string>> ReadCalendarFile(const std::string& path, const ZoneOffset& zone);

// The calendar of such items.
Result<Calendar> ParseCalendarItems(const std::vector<std::string>& items, const ZoneOffset& zone);

}  // namespace groundswell
