// The calendar of a Config: planned events, from the file that `calendar.file` names and from `calendar.events`.
//
// Contract: each event of the file becomes one item of the setting calendar.events, an inline TOML table, and each of
// its days one of calendar.days, so that its content counts in the configuration hash and goes with a sequence, and the
// file's name does not. Errors: Invalid,
// with line and what to do. Threads: free functions.
#pragma once

#include <string>
#include <vector>

#include "base/status.h"
#include "engine/calendar.h"

namespace groundswell {

struct CalendarItems {
  std::vector<std::string> events, days;
};
// What a calendar file holds, as such items. Times without offset are read in `zone`.
Result<CalendarItems> ReadCalendarFile(const std::string& path, const ZoneOffset& zone);

// The calendar of such items.
Result<Calendar> ParseCalendarItems(const std::vector<std::string>& items, const ZoneOffset& zone);

}  // namespace groundswell
