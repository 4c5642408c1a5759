// The words of a notice about a deadline.
//
// Contract: figures, names and times; never the words of a post. The same state gives the same notice, its time aside.
// Threads: free functions.
#pragma once

#include <cstdint>
#include <string>

#include "models/case.h"
#include "models/clock_fold.h"
#include "serve/notice.h"

namespace groundswell {

// One warning of one deadline of a group.
struct ClockWarning {
  const ClockState& clock;
  const Case& one;
  std::string org;        // empty where it is unknown
  uint8_t level = 2;      // of the group
  int64_t before_ms = 0;  // the warning's time before the deadline; 0: it has passed
};

// The moment that the warning is about.
EventTime MomentOf(const ClockWarning& warning);
// `zone` is that of the deadline.
Notice ClockNotice(const ClockWarning& warning, const LocalZone& zone, int64_t wall_ms);

}  // namespace groundswell
