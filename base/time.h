// Three kinds of time, three types: event time decides, monotonic time measures, wall time labels.
//
// EventTime is the time a post carries: milliseconds since 1970-01-01 UTC. Only event time enters a decision.
// Threads: values.
#pragma once

#include <chrono>
#include <compare>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

#include "base/status.h"

namespace groundswell {

struct EventTime {
  int64_t ms = std::numeric_limits<int64_t>::min();  // the least value means "no time"

  static constexpr EventTime None() { return {}; }
  constexpr bool is_none() const { return ms == std::numeric_limits<int64_t>::min(); }
  constexpr auto operator<=>(const EventTime&) const = default;
};

constexpr int64_t kSecondMs = 1000;
constexpr int64_t kHourMs = 3600 * kSecondMs;
constexpr int64_t kDayMs = 24 * kHourMs;

// The first and last event times that are taken: years 1970 to 9999, so that every time has an RFC 3339 form.
constexpr EventTime kEventTimeMin{0};
constexpr EventTime kEventTimeMax{253402300799999};

using MonotonicTime = std::chrono::steady_clock::time_point;
inline double SecondsSince(MonotonicTime start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

// Offset of a time zone that a channel gives to times written without one.
struct ZoneOffset {
  int32_t minutes = 0;
};

// Reads RFC 3339 ("2020-06-05T00:00:00+08:00", a space for the T and any number of fraction digits are taken). A time
// without offset, or a date alone, is read in `zone`; without a zone it is Invalid. Leap seconds read as :59.
Result<EventTime> ParseEventTime(std::string_view text, const ZoneOffset* zone);

// RFC 3339 in UTC with milliseconds: "2020-06-04T16:00:00.000Z". `time` must lie within the limits above.
std::string FormatEventTime(EventTime time);
void AppendEventTime(EventTime time, std::string* out);

}  // namespace groundswell
