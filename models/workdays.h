// Workdays: which days are worked, and when a period that is counted in hours, days or working days is over.
//
// Monday to Friday are worked unless a holiday file says otherwise: holidays off, and in China weekends worked in
// exchange (调休). A year of which the file has no day is not covered: its weekends alone are off, and readers are
// told. Counting follows the Chinese rule unless `counts_first_day`: the day of receipt does not count, the day after
// is day one, and a period ends with the last moment of its last day in the zone; hours are counted to the millisecond.
// Contract: pure functions of plain data. Units: event times, days since 1970-01-01. Limits: kDaysMax days. Errors:
// kInvalid. Threads: shared like any constant.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/status.h"
#include "models/local_zone.h"

namespace groundswell {

enum class PeriodUnit : uint8_t { kHours, kDays, kWorkingDays };

class Workdays {
 public:
  static constexpr size_t kDaysMax = 4096;

  // Weekends alone.
  Workdays() = default;
  // Items "2026-05-01 = holiday" and "2026-05-09 = workday", in any order; a day named twice is kInvalid.
  static Result<Workdays> Parse(std::span<const std::string> items);

  bool IsWorked(int32_t day) const;
  bool Covers(int32_t year) const;
  // Whether the file has a word of its own for this day: 0 none, 'h' a holiday, 'w' worked in exchange.
  char Named(int32_t day) const;
  bool is_empty() const { return days_.empty(); }
  // First and last year that are covered; only where not empty.
  int32_t first_year() const { return YearOf(days_.front().day); }
  int32_t last_year() const { return YearOf(days_.back().day); }

 private:
  struct Day {
    int32_t day;
    bool is_worked;
  };
  std::vector<Day> days_;  // ascending
};

// What a period ends at, and whether a year it runs through is not covered while working days are counted.
struct PeriodEnd {
  EventTime at;
  bool is_covered = true;
};

struct PeriodRules {
  LocalZone zone;
  Workdays workdays;
  bool counts_first_day = false;
};
PeriodEnd EndOfPeriod(const PeriodRules& rules, EventTime from, uint32_t amount, PeriodUnit unit);

}  // namespace groundswell
