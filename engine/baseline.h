// Baseline: how many people a stream (a group, a cause at an organisation, an organisation) is expected to bring, and
// how many it brought lately.
//
// Counts are entered by arrival: the pane of a post is the pane of the watermark when the post was taken, never that of
// its event time. So a channel that is always a day late is tested as it comes in, and a late post never changes a pane
// that is closed; charts keep the event times (PaneHistory, storage). The first person of a stream begins it and is not
// counted: without that person nobody would watch it.
// It keeps the last 12 panes, 24 hours and 8 days of arrival time, and knows three rates, in people an ordinary hour
// (baseline_rhythm.h), each as a gamma distribution, `people` in `hours`:
//   prior   what it began with: of its organisation's own rate, or shipped (PriorUnder);
//   week    what came within the last eight days, without the window that is tested, added to the prior;
//   anchor  the frozen one. It is the prior until the stream is a week old, then what that week brought. It follows a
//           quieter week down by a seventh a day, and a busier one up by half a percent a day and no faster, so that a
//           ramp cannot teach it. Only an alert moves it up: Tell() says that people know of the stream as it is now;
//           for told_hours more it takes over the most that six hours bring, and then it stands for a week.
// Dispersion is learned too, as relative variance of hours, six hours and days around the two days before them: so near
// a past tells a ramp from noise. Outliers are cut at four deviations, so that bursts do not teach it, and every sample
// counts as much as it can know: m² / (1 + m)² where a usual one has m people.
// Contract: Begin comes first; times never fall from call to call. Merging adds counts and rates. Memory: 256 bytes, no
// allocation. Threads: one. Errors: Load says whether the bytes were its own.
#pragma once

#include <array>
#include <cstdint>

#include "base/bytes.h"
#include "base/time.h"
#include "engine/baseline_rhythm.h"
#include "engine/burst_settings.h"

namespace groundswell {

constexpr int kPanesKept = 12, kHoursKept = 24, kDaysKept = 8;

// A rate as a gamma distribution: `people` were seen, or are worth as much, in so many ordinary hours.
struct RateEvidence {
  double people = 0, hours = 0;
  double rate() const { return people / hours; }
};

// A stretch of arrival time that ends with the pane under way.
struct ArrivalWindow {
  uint64_t people = 0;
  int64_t from_ms = 0;
};

class Baseline {
 public:
  // The stream begins, with the person who arrives at `now`.
  void Begin(EventTime now, RateEvidence prior, const BurstSettings& settings);
  bool has_begun() const { return pane_ != kNotBegun; }

  // People who arrive at `now` (the watermark, whatever the event time of their posts).
  void Add(EventTime now, uint32_t people, const OrdinaryTime& time);
  // People who are taken back; those who arrived at `arrived` or, when that is no longer kept, nobody.
  void Withdraw(EventTime arrived, uint32_t people, const BurstSettings& settings);
  // The same people again, or others who arrived then and are known of since now.
  void Restore(EventTime arrived, uint32_t people, const BurstSettings& settings);
  // Closes what is over at `now`. O(1) within an hour, a fraction of a microsecond an hour passed. Hours close by the
  // rhythm as it is at the call: call it, as all else here, for what the sequence brings and never because a reader
  // asks.
  void AdvanceTo(EventTime now, const OrdinaryTime& time);
  // An alert was given: what is seen now, and for told_hours on, is known.
  void Tell(EventTime now, const OrdinaryTime& time);
  // Takes over what the other, which ends, has counted. Both are of one organisation.
  void Merge(Baseline other, EventTime now, const OrdinaryTime& time);

  // As of the last AdvanceTo. Windows reach back over whole panes, hours or days, and not behind the beginning.
  ArrivalWindow Panes(int panes, const BurstSettings& settings) const;
  ArrivalWindow Hours(int hours) const;
  ArrivalWindow Days(int days) const;
  // End of the pane under way: what a window expects, it expects by then.
  int64_t pane_end_ms(const BurstSettings& settings) const { return (pane_ + 1) * settings.pane_secs * kSecondMs; }
  int64_t begun_ms() const { return begun_ms_; }
  // What came before `window`, within the eight days.
  RateEvidence WeekWithout(const ArrivalWindow& window, const OrdinaryTime& time) const;
  RateEvidence anchor() const { return anchor_; }
  RateEvidence prior() const { return prior_; }
  // True for a week after told_hours: until then the week before does not know the stream as it was told.
  bool is_told() const { return told_until_ms_ > 0 && hour_ * kHourMs < told_until_ms_ + (kDaysKept - 1) * kDayMs; }
  // Relative variance of the rate of an hour, six hours, a day, from one to the next.
  double hour_dispersion(const BurstSettings& settings) const;
  double six_hour_dispersion(const BurstSettings& settings) const;
  double day_dispersion(const BurstSettings& settings) const;

  // For the forecast: people by slot, the one under way first.
  uint32_t PaneCount(int back) const { return panes_[Slot(pane_ - back, kPanesKept)]; }
  uint32_t HourCount(int back) const { return hours_[Slot(hour_ - back, kHoursKept)]; }
  uint32_t DayCount(int back) const { return days_[Slot(day_ - back, kDaysKept)]; }

  void Save(ByteWriter* writer) const;
  bool Load(ByteReader* reader);

 private:
  // Sum of squared relative deviations beyond those of chance, and how many samples it is worth.
  struct Spread {
    float sum = 0, samples = 0;
    // `count` where a reference of so many people said `mean`, and the week `usual`.
    void Learn(double count, double mean, double reference_people, double usual, double dispersion, double samples_max);
    double Mean(double prior, double prior_samples) const {
      return (prior * prior_samples + sum) / (prior_samples + samples);
    }
  };

  static size_t Slot(int64_t index, int kept) { return static_cast<size_t>((index % kept + kept) % kept); }
  void CloseHour(const OrdinaryTime& time);
  void LearnSpread(const ArrivalWindow& window, int64_t end_ms, double dispersion, double samples_max,
                   const OrdinaryTime& time, Spread* spread) const;
  void CloseDay(const OrdinaryTime& time);
  void FollowWeek(RateEvidence week, const BurstSettings& settings);
  void RaiseAnchor(const ArrivalWindow& window, int64_t end_ms, const OrdinaryTime& time);

  static constexpr int64_t kNotBegun = -1;
  int64_t pane_ = kNotBegun, hour_ = 0, day_ = 0;  // under way, since 1970
  int64_t begun_ms_ = 0, told_until_ms_ = 0;       // told_until_ms_ is 0 while nothing was told
  RateEvidence prior_, anchor_;
  Spread hour_spread_, six_hour_spread_, day_spread_;
  std::array<uint32_t, kDaysKept> days_{};
  std::array<uint32_t, kHoursKept> hours_{};
  std::array<uint16_t, kPanesKept> panes_{};
  uint32_t pane_secs_ = 0;  // of panes_; it may be set anew
};

// What a new stream of the organisation is expected to bring: `share` of the organisation's own rate, at least the
// shipped prior, with little certainty. `organisation` may not have begun.
RateEvidence PriorUnder(const Baseline& organisation, double share, const OrdinaryTime& time);

}  // namespace groundswell
