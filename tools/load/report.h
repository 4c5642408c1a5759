// How a load is reported: to people, and as one JSON object.
#pragma once

#include <string>

#include "tools/load/run.h"

namespace groundswell {

// One line while it runs.
std::string LoadProgress(const LoadReport& report, double secs);
// Some lines at the end.
std::string LoadText(const LoadReport& report);
// {"offered_posts":…,"latency_ms":{"p50":…},…}; `capacity`, if there was a closed loop before, is its rate.
std::string LoadJson(const LoadReport& report, double capacity_posts_per_sec);

}  // namespace groundswell
