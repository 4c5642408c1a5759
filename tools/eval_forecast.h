// How often the band of a forecast holds the time at which the threshold was passed.
//
// Every alert whose group carries a forecast is one; the truth is the first later alert of that group at or above the
// level that was forecast. A band whose late edge lies beyond the horizon holds when nothing passes within the horizon
// too. A forecast whose outcome lies behind the end of the input is left out. Contract: a pure function of its
// arguments. Threads: free functions.
#pragma once

#include <cstdint>
#include <vector>

#include "tools/detection_watch.h"

namespace groundswell {

struct ForecastScore {
  uint64_t forecasts = 0, held = 0, sooner = 0, later = 0;
  double coverage() const { return forecasts == 0 ? 0 : static_cast<double>(held) / static_cast<double>(forecasts); }
};

ForecastScore ScoreForecasts(const DetectionWatch& watch);

}  // namespace groundswell
