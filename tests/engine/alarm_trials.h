// Three ways of sharing out false alarms, on the same simulated streams: which finds real bursts sooner at what price?
//
// 1,000 streams of three people a day, in organisations of 100; one in 40 has a tenfold burst of a day. Each pane's
// surprises go through
//   spending     the rate, shared out over panes and streams in advance (alarm_rate.h, with one kind of stream);
//   step-up      Benjamini and Hochberg's procedure over the streams of a pane, at the same share of the rate a pane;
//   wealth       the same, at a level that is earned: LORD (Javanmard and Montanari, 2018) over panes, for a false
//                discovery rate of a tenth.
// An alarm within a day of another of its stream is left out. It is true when it falls into a burst or the day after.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <string_view>
#include <vector>

#include "tests/engine/burst_simulation.h"

namespace groundswell {

constexpr std::string_view kAlarmWays[] = {"spending", "step-up", "wealth"};

struct AlarmTrial {
  double false_a_day = 0;
  int bursts = 0, found = 0;
  double median_delay_hours = 0;
};

class AlarmComparison {
 public:
  explicit AlarmComparison(uint64_t seed) {
    for (int organisation = 0; organisation < kOrganisations; ++organisation) {
      SimOrganisation simulated(kStreams, {3, 0, 0}, uint64_t{1} << 60,
                                Mix64(seed) + static_cast<uint64_t>(organisation));
      simulated.on_test = [&](int stream, int64_t pane, const BurstFigures& figures) {
        if (figures.surprise > 1) tests_[pane].push_back({organisation * kStreams + stream, figures.surprise});
      };
      simulated.Run(kDays * kSimPanesADay, [&](int stream, int64_t pane) {
        const int64_t start = StartOf(organisation * kStreams + stream);
        return pane >= start && pane < start + kSimPanesADay ? 10.0 : 1.0;
      });
    }
  }

  std::array<AlarmTrial, 3> Run() const {
    std::array<AlarmTrial, 3> trials;
    for (int way = 0; way < 3; ++way) trials[static_cast<size_t>(way)] = RunWay(way);
    return trials;
  }

 private:
  struct Test {
    int stream;
    double surprise;
  };
  static constexpr int kOrganisations = 10, kStreams = 100, kAll = kOrganisations * kStreams;
  static constexpr int kDays = 60, kFirstDay = 14, kBurstEvery = 40;
  static constexpr double kRateADay = 0.5, kDiscoveryRate = 0.1;

  static int64_t StartOf(int stream) {
    if (stream % kBurstEvery != 7) return int64_t{1} << 40;
    return (16 + stream / kBurstEvery % 40) * kSimPanesADay + stream * 5 % kSimPanesADay;
  }

  // The least surprise that passes at `level`, of the tests of a pane, the most surprising first.
  static double StepUp(const std::vector<Test>& tests, double level) {
    double line = 1e300;
    for (size_t i = 0; i < tests.size(); ++i)
      if (tests[i].surprise >= std::log10(kAll / (level * static_cast<double>(i + 1)))) line = tests[i].surprise;
    return line;
  }

  // Shares of what is earned, that sum to less than one.
  static double Share(int64_t panes) {
    const double t = static_cast<double>(panes);
    return 0.07 * std::log(std::max(t, 2.0)) / (t * std::exp(std::sqrt(std::log(t))));
  }

  static double LordLevel(int64_t pane, const std::vector<int64_t>& discoveries) {
    double level = Share(pane + 1) * kDiscoveryRate / 2;
    for (size_t i = 0; i < discoveries.size(); ++i)
      level += (i == 0 ? 0.5 : 1) * kDiscoveryRate * Share(pane - discoveries[i]);
    return level;
  }

  AlarmTrial RunWay(int way) const {
    AlarmTrial trial;
    std::vector<int64_t> told(kAll, -kSimPanesADay), discoveries;
    std::map<int, double> delays;
    int wrong = 0;
    for (const auto& [pane, unsorted] : tests_) {
      if (pane < kFirstDay * kSimPanesADay) continue;
      std::vector<Test> tests = unsorted;
      std::stable_sort(tests.begin(), tests.end(),
                       [](const Test& a, const Test& b) { return a.surprise > b.surprise; });
      const double rate = kRateADay / kSimPanesADay;
      double line = std::log10(kAll / rate);
      if (way == 1) line = StepUp(tests, rate);
      if (way == 2) line = StepUp(tests, LordLevel(pane - kFirstDay * kSimPanesADay, discoveries));
      for (const Test& test : tests) {
        int64_t& last = told[static_cast<size_t>(test.stream)];
        if (test.surprise < line || pane - last < kSimPanesADay) continue;
        last = pane;
        const int64_t after = pane - StartOf(test.stream);
        if (after < 0 || after > 2 * kSimPanesADay)
          ++wrong;
        else
          delays.emplace(test.stream, static_cast<double>(after + 1) / 6);
        if (discoveries.empty() || discoveries.back() != pane) discoveries.push_back(pane);
      }
    }
    std::vector<double> hours;
    for (const auto& [stream, delay] : delays) hours.push_back(delay);
    std::sort(hours.begin(), hours.end());
    trial.false_a_day = static_cast<double>(wrong) / (kDays - kFirstDay);
    trial.bursts = kAll / kBurstEvery;
    trial.found = static_cast<int>(hours.size());
    trial.median_delay_hours = hours.empty() ? 0 : hours[hours.size() / 2];
    return trial;
  }

  std::map<int64_t, std::vector<Test>> tests_;
};

}  // namespace groundswell
