// Simulated arrivals for the burst tests and the forecast: seeded draws, and an organisation's streams over months.
//
// The real rhythm here is not the shipped one: nights are emptier, mornings fuller, Mondays much fuller. Time starts on
// a Monday. Units: panes of 10 minutes; rates are people a day.
#pragma once

#include <cmath>
#include <functional>
#include <string>
#include <vector>

#include "base/hash.h"
#include "engine/alarm_rate.h"
#include "engine/burst.h"

namespace groundswell {

// Draws that are the same on every machine with the same libm.
class Draws {
 public:
  explicit Draws(uint64_t seed) : state_(Mix64(seed)) {}
  double Uniform() { return (static_cast<double>((state_ = Mix64(state_)) >> 11) + 0.5) * 0x1p-53; }
  double Exponential(double mean) { return -mean * std::log(Uniform()); }
  double Normal() { return std::sqrt(-2 * std::log(Uniform())) * std::cos(6.283185307179586 * Uniform()); }
  // Marsaglia and Tsang (2000); mean 1, relative variance `dispersion`.
  double Gamma(double dispersion) {
    const double shape = 1 / dispersion;
    const double raised = shape < 1 ? shape + 1 : shape;
    const double d = raised - 1.0 / 3, c = 1 / std::sqrt(9 * d);
    for (;;) {
      const double x = Normal(), v = (1 + c * x) * (1 + c * x) * (1 + c * x);
      if (v <= 0 || std::log(Uniform()) > 0.5 * x * x + d - d * v + d * std::log(v)) continue;
      return d * v * (shape < 1 ? std::pow(Uniform(), 1 / shape) : 1) / shape;
    }
  }
  uint32_t Poisson(double mean) {
    uint32_t count = 0;
    for (; mean > 20; mean -= 20) count += Poisson(20);
    double product = Uniform();
    for (const double limit = std::exp(-mean); product > limit; product *= Uniform()) ++count;
    return count;
  }

 private:
  uint64_t state_;
};

constexpr int64_t kSimPaneMs = 600 * kSecondMs;
constexpr int kSimPanesADay = 144;
// Monday, 5 January 2026, 00:00 in the shipped zone.
constexpr int64_t kSimStartMs = 1767542400000;

// Share of a day's people that a pane brings, x 144; the mean over a week is about 1.
inline double RealFactor(int64_t pane) {
  static const double kHours[24] = {.3,  .15, .1,  .1,  .1,  .2,  .5,  1,   1.6, 2,   2,  1.7,
                                    1.3, 1.2, 1.5, 1.6, 1.5, 1.4, 1.2, 1.2, 1.2, 1.1, .8, .6};
  static const double kDays[7] = {1.4, 1.1, 1.05, 1.05, 1, .7, .7};
  return kHours[pane / 6 % 24] * kDays[pane / kSimPanesADay % 7] * 0.985;
}

struct SimKind {
  double people_a_day = 20;
  double hour_dispersion = 0, day_dispersion = 0;  // of the stream itself; days are correlated by 0.5
};

// One organisation with `streams` alike streams and a background, run pane by pane.
class SimOrganisation {
 public:
  struct Alarm {
    int stream;
    int64_t pane;
    BurstFigures figures;
  };
  // Multiplies the rate of a stream at a pane.
  using Change = std::function<double(int stream, int64_t pane)>;

  SimOrganisation(int streams, SimKind kind, uint64_t watched, uint64_t seed)
      : kind_(kind), draws_(seed), needed_(SurpriseNeeded(watched, settings_)), streams_(streams) {}

  // Runs panes 0 .. panes-1; every alarm, those within a day of another of the stream left out.
  std::vector<Alarm> Run(int64_t panes, const Change& change) {
    std::vector<Alarm> alarms;
    for (int64_t pane = 0; pane < panes; ++pane) {
      const EventTime now{kSimStartMs + pane * kSimPaneMs};
      const OrdinaryTime time(rhythm_, planned_, settings_);
      uint32_t all = draws_.Poisson(50 * RealFactor(pane) / kSimPanesADay);
      for (size_t i = 0; i < streams_.size(); ++i) all += Step(static_cast<int>(i), pane, now, change, time, &alarms);
      rhythm_.Count(now, all, planned_, settings_);
    }
    return alarms;
  }

  const Baseline& baseline(int stream) const { return streams_[stream].baseline; }
  const Rhythm& rhythm() const { return rhythm_; }
  BurstSettings& settings() { return settings_; }
  std::vector<PlannedSpan>& planned() { return planned_; }
  // Every test's figures, where wanted.
  std::function<void(int, int64_t, const BurstFigures&)> on_test;

 private:
  struct Stream {
    Baseline baseline;
    double hour_factor = 1, day_deviation = 0;
    int64_t told_pane = -kSimPanesADay;
  };

  uint32_t Step(int i, int64_t pane, EventTime now, const Change& change, const OrdinaryTime& time,
                std::vector<Alarm>* alarms) {
    Stream& stream = streams_[i];
    if (pane % 6 == 0) stream.hour_factor = kind_.hour_dispersion > 0 ? draws_.Gamma(kind_.hour_dispersion) : 1;
    if (pane % kSimPanesADay == 0)
      stream.day_deviation = 0.5 * stream.day_deviation + draws_.Normal() * std::sqrt(kind_.day_dispersion * 0.75);
    const double day_factor = std::exp(stream.day_deviation - kind_.day_dispersion / 2);
    const double rate =
        kind_.people_a_day / kSimPanesADay * RealFactor(pane) * stream.hour_factor * day_factor * change(i, pane);
    const uint32_t people = draws_.Poisson(rate);
    if (people == 0) return 0;
    if (!stream.baseline.has_begun()) {
      stream.baseline.Begin(now, {settings_.prior_people, settings_.prior_hours}, settings_);
      stream.baseline.Add(now, people - 1, time);
    } else {
      stream.baseline.Add(now, people, time);
    }
    const BurstFigures figures = TestBurst(stream.baseline, time);
    if (on_test) on_test(i, pane, figures);
    if (figures.surprise < needed_) return people;
    if (pane - stream.told_pane < kSimPanesADay) return people;
    stream.told_pane = pane;
    stream.baseline.Tell(now, time);
    alarms->push_back({i, pane, figures});
    return people;
  }

  BurstSettings settings_;
  const SimKind kind_;
  Draws draws_;
  const double needed_;
  Rhythm rhythm_;
  std::vector<PlannedSpan> planned_;
  std::vector<Stream> streams_;
};

// A stream that never changes.
inline double Unchanged(int, int64_t) { return 1; }

}  // namespace groundswell
