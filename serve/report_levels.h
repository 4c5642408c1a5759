// The levels that groups had in a window of time, as their alerts tell.
//
// Contract: alerts are read from the newest back to two days before the window, for one that was decided late may stand
// behind newer ones; at most kReportAlertsMax. What merged since counts for the group it lives on in. Threads: free
// functions. Errors: those of the store.
#pragma once

#include <array>
#include <cstdint>
#include <unordered_map>

#include "serve/report_query.h"
#include "storage/store.h"

namespace groundswell {

constexpr uint64_t kReportAlertsMax = 200'000;

struct LevelsInWindow {
  uint8_t highest = 0;
  uint8_t at_start = 0, at_end = 0;
  int64_t alerts = 0;         // in the window, those of merged groups among them
  bool knows_levels = false;  // false: the group's own level has not changed since the window began
};

struct WindowAlerts {
  std::unordered_map<uint64_t, LevelsInWindow> groups;  // by id
  std::array<int64_t, 3> risen = {};                    // alerts by which a group rose to emerging, major, crisis
};

// `count`: alerts with lower numbers are read.
Result<WindowAlerts> ReadWindowAlerts(const Store& store, uint64_t count, const TimeWindow& window);

}  // namespace groundswell
