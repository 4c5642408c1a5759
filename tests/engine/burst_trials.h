// Trials of the burst tests on simulated organisations: how often they are wrong, and how soon they are right.
#pragma once

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "tests/engine/burst_simulation.h"

namespace groundswell {

constexpr int kTrialStreams = 20;  // an organisation
constexpr int kLearningDays = 14;

struct FalseAlarms {
  // For 1,000 days of one stream: in the days 3 to 14, while rhythm and dispersion are learned, and after them.
  double learning = 0, later = 0;
};

// Streams that never change. Their first two days are left out: a stream that begins is news.
inline FalseAlarms TrialOfFalseAlarms(SimKind kind, int days, int organisations, uint64_t watched, uint64_t seed) {
  int learning = 0, later = 0;
  for (int i = 0; i < organisations; ++i) {
    SimOrganisation organisation(kTrialStreams, kind, watched, Mix64(seed) + static_cast<uint64_t>(i));
    for (const auto& alarm : organisation.Run(days * kSimPanesADay, Unchanged)) {
      if (alarm.pane < 2 * kSimPanesADay) continue;
      ++(alarm.pane < kLearningDays * kSimPanesADay ? learning : later);
    }
  }
  const double streams = organisations * kTrialStreams;
  return {1000 * learning / (streams * (kLearningDays - 2)), 1000 * later / (streams * (days - kLearningDays))};
}

// What becomes of a stream's rate `days` after its change began; before that it is `before`.
struct SimChange {
  std::string name;
  SimKind kind;
  std::function<double(double days)> factor;
  double silent_days = 0;  // before the change
};

struct Delays {
  int streams = 0, missed = 0, further = 0;
  std::vector<double> hours;  // ascending, of those found

  double Quantile(double share) const {
    return hours.empty() ? 0 : hours[static_cast<size_t>(share * static_cast<double>(hours.size() - 1))];
  }
};

// Changes begin after four weeks, each stream's at another hour of a week; they are watched for 40 days.
inline Delays TrialOfDelays(const SimChange& change, int organisations, uint64_t watched, uint64_t seed) {
  const auto start_of = [](int stream) { return 28 * kSimPanesADay + stream * 37 * 6 % (7 * kSimPanesADay); };
  const auto factor = [&](int stream, int64_t pane) {
    const double days = static_cast<double>(pane - start_of(stream)) / kSimPanesADay;
    return days >= 0 ? change.factor(days) : days >= -change.silent_days ? 0.0 : 1.0;
  };
  Delays delays;
  for (int i = 0; i < organisations; ++i) {
    SimOrganisation organisation(kTrialStreams, change.kind, watched, Mix64(seed + 1) + static_cast<uint64_t>(i));
    std::vector<int> alarms(kTrialStreams, 0);
    for (const auto& alarm : organisation.Run((35 + 40) * kSimPanesADay, factor)) {
      const int64_t start = start_of(alarm.stream);
      if (alarm.pane < start) continue;
      if (alarms[static_cast<size_t>(alarm.stream)]++ == 0)
        delays.hours.push_back(static_cast<double>(alarm.pane + 1 - start) / 6);
      else
        ++delays.further;
    }
    delays.streams += kTrialStreams;
    delays.missed += static_cast<int>(std::count(alarms.begin(), alarms.end(), 0));
  }
  std::sort(delays.hours.begin(), delays.hours.end());
  return delays;
}

inline SimChange Step(double people_a_day, double times) {
  const bool varies = people_a_day >= 20;
  return {"x" + std::to_string(static_cast<int>(times)),
          {people_a_day, varies ? 0.1 : 0, varies ? 0.03 : 0},
          [times](double) { return times; }};
}

inline SimChange Ramp(double people_a_day, double growth_a_day) {
  return {"+" + std::to_string(static_cast<int>(std::lround(growth_a_day * 100))) + " % a day",
          {people_a_day, 0.1, 0.03},
          [growth_a_day](double days) { return std::pow(1 + growth_a_day, days); }};
}

inline SimChange AfterSilence(double people_a_day, double times) {
  return {"8 silent days, then x" + std::to_string(static_cast<int>(times)),
          {people_a_day, 0, 0},
          [times](double) { return times; },
          8};
}

}  // namespace groundswell
