// The deadlines of a Config: the clocks of its profile with the days they are counted in, and when they are warned of.
//
// Contract: profile.clocks, profile.report_major_hours, profile.zone, profile.first_day and calendar.days, checked
// together. Errors: kInvalid, with the key, what is wrong and what is allowed. Threads: free functions.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "models/clock_rule.h"
#include "tools/config.h"

namespace groundswell {

Result<ClockBook> ClockBookOf(const Config& config);

// How long before a deadline it is told, in milliseconds, the longest first.
Result<std::vector<int64_t>> ClockWarningsOf(const Config& config);

// What is to be known of the holiday file of a profile that counts working days: the years it covers, and that others
// have weekends alone. Empty where nothing is counted so.
std::string WorkdaysNote(const ClockBook& book);

}  // namespace groundswell
