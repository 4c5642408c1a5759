// LocalZone: the clock and the days of a place, by its offset from UTC and its rule of summer time.
//
// Deadlines are counted in days of the place where they hold; shifts, quiet hours and reports go by its clock. Rules
// are written here rather than read from the machine, so that the same input gives the same days everywhere: an offset
// ("+08:00"), or one of the names below with the rule in force today (Europe since 1996, North America since 2007).
// Units: event times in milliseconds, days since 1970-01-01. Contract: pure functions. Errors: kInvalid names what may
// be written. Threads: values.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/status.h"
#include "base/time.h"

namespace groundswell {

// Days since 1970-01-01 of a date of the calendar.
int32_t DayOf(int32_t year, uint32_t month, uint32_t day);
// "2026-03-01".
std::string DayText(int32_t day);
// The day that such a text names; kInvalid for a day that there is not.
Result<int32_t> ParseDay(std::string_view text);
int32_t YearOf(int32_t day);
// 0 is Monday.
constexpr int32_t WeekdayOf(int32_t day) { return ((day + 3) % 7 + 7) % 7; }

class LocalZone {
 public:
  // UTC.
  LocalZone() = default;
  // Without summer time. Not explicit: an offset is a zone.
  LocalZone(ZoneOffset offset) : minutes_(offset.minutes) {}  // NOLINT(google-explicit-constructor)
  // "+08:00", "Z", "Asia/Shanghai", "Europe/London", "America/New_York" …
  static Result<LocalZone> Parse(std::string_view text);

  ZoneOffset OffsetAt(EventTime time) const;
  // What the clock there shows, as milliseconds since 1970-01-01 00:00 by that clock; and the moment at which it shows
  // so: the first of two, and for a time that summer time skips the moment of the change.
  int64_t ClockMs(EventTime time) const;
  EventTime TimeAt(int64_t clock_ms) const;
  // A time as ParseEventTime reads it, within its limits; one without an offset is what the clock there shows.
  Result<EventTime> ParseTime(std::string_view text) const;

  int32_t DayAt(EventTime time) const;
  // The first moment of a day.
  EventTime BeginOf(int32_t day) const { return TimeAt(day * kDayMs); }
  // The last millisecond of a day: a deadline that falls on it has passed after this moment.
  EventTime EndOf(int32_t day) const { return {BeginOf(day + 1).ms - 1}; }

 private:
  enum class Summer : uint8_t { kNone, kEurope, kAmerica };
  // When summer time begins and ends in the year of a time, in UTC; empty without.
  struct SummerTime {
    int64_t from_ms = 0, until_ms = 0;
    bool Holds(int64_t utc_ms) const { return utc_ms >= from_ms && utc_ms < until_ms; }
  };
  SummerTime SummerOf(int64_t utc_ms) const;

  int32_t minutes_ = 0;  // in winter
  Summer summer_ = Summer::kNone;
};

}  // namespace groundswell
