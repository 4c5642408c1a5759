// Rhythm: how the hours of a week share an organisation's posts, and OrdinaryTime: hours weighted by it and by what is
// planned.
//
// A rhythm has a factor for each hour of the day, on working days and on weekends, and one for each weekday; their
// product, scaled to a mean of 1 over the week, says how many ordinary hours an hour of the clock is worth. It begins
// as a shipped profile, flatter than most streams are, and is drawn to the organisation's own as evidence comes:
// a factor is (prior events x shipped factor + counted) / (prior events + expected). One hour of one day counts for at
// most kHourEventsMax expected events and about three times as many counted ones, so that neither a burst nor a single
// odd day teaches it; it forgets with a half-life of eight weeks. What is planned (calendar.h) is taken out before it
// learns. How to use: one Rhythm an organisation, Count() for every post of it, in order of arrival; all streams of the
// organisation (its groups, its causes, itself) read it. Units: event time of arrival, that is the watermark; hours.
// Memory: some 700 bytes. Threads: one. Errors: Load says whether the bytes were its own.
#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "base/bytes.h"
#include "base/time.h"
#include "engine/burst_settings.h"
#include "engine/calendar.h"

namespace groundswell {

constexpr int kWeekHours = 168;

class Rhythm {
 public:
  Rhythm();

  // Counts `count` posts that arrive at `now`, which never falls; `planned` is what the calendar has for the
  // organisation. Once an hour it learns from the hours that are over.
  void Count(EventTime now, uint32_t count, std::span<const PlannedSpan> planned, const BurstSettings& settings);

  // Ordinary hours from..to, without what is planned. O(1).
  double HoursBetween(int64_t from_ms, int64_t to_ms, const BurstSettings& settings) const;
  double FactorAt(EventTime time, const BurstSettings& settings) const;

  void Save(ByteWriter* writer) const;
  bool Load(ByteReader* reader);

 private:
  // Counted and expected events of one slot of the day or the week.
  struct Evidence {
    float counted = 0, expected = 0;
  };
  void CloseHour(double planned_factor);
  void CloseDay();
  double WeekPosition(int64_t ms, const BurstSettings& settings) const;
  void Rebuild();

  static constexpr int64_t kNotBegun = -1;
  std::array<Evidence, 48> hours_{};  // working days, then weekends
  std::array<Evidence, 7> weekdays_{};
  double level_count_ = 0, level_hours_ = 0;  // fading: posts an ordinary hour
  int64_t hour_ = kNotBegun;                  // the one under way, since 1970 in local time
  double hour_count_ = 0, day_count_ = 0, day_expected_ = 0;
  std::array<float, kWeekHours + 1> sums_;  // ordinary hours from Monday 00:00 to each hour; follows from the above
};

// Time as streams of one organisation see it. Borrows all three.
class OrdinaryTime {
 public:
  OrdinaryTime(const Rhythm& rhythm, std::span<const PlannedSpan> planned, const BurstSettings& settings)
      : rhythm_(rhythm), planned_(planned), settings_(settings) {}

  double HoursBetween(int64_t from_ms, int64_t to_ms) const;
  // The first time, to the millisecond, by which `hours` ordinary hours have gone since from_ms.
  int64_t After(int64_t from_ms, double hours) const;

  const BurstSettings& settings() const { return settings_; }

 private:
  const Rhythm& rhythm_;
  const std::span<const PlannedSpan> planned_;
  const BurstSettings& settings_;
};

}  // namespace groundswell
