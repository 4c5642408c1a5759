// Made-up feeds of six shapes, and how often the band of a forecast holds what came: for the tests and the benchmark.
//
// People arrive at random at a rate of the given shape (people an ordinary hour), the self-exciting one with echoes of
// its own people. A forecast of the next of the thresholds 5 to 1,000 is asked for at the third person and each time
// there are a third more. One that is not passed within the horizon has the time `never`.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <limits>
#include <string_view>
#include <vector>

#include "engine/forecast.h"
#include "tests/engine/burst_simulation.h"

namespace groundswell {

struct FeedShape {
  std::string_view name;
  // Draws a feed: the rate at so many ordinary hours after its beginning.
  std::function<std::function<double(double)>(Draws&)> draw;
  bool is_self_exciting = false;
};

inline std::vector<FeedShape> FeedShapes() {
  using Rate = std::function<double(double)>;
  return {
      {"burst and decay",
       [](Draws& d) -> Rate {
         const double height = std::exp(d.Uniform() * 3.5), hours = 2 * std::exp(d.Uniform() * std::log(24.0));
         return [=](double h) { return 0.02 + height * std::exp(-h / hours); };
       }},
      {"slow decay",
       [](Draws& d) -> Rate {
         const double height = std::exp(1 + d.Uniform() * 3.5), hours = 1 + d.Uniform() * 5;
         return [=](double h) { return height * std::pow(1 + h / hours, -1.4); };
       }},
      {"ramp",
       [](Draws& d) -> Rate {
         const double first = 0.1 + d.Uniform() * 0.6, growth = std::log(1.08 + 0.3 * d.Uniform()) / 24;
         return [=](double h) { return std::min(20 * first, first * std::exp(growth * h)); };
       }},
      {"steady",
       [](Draws& d) -> Rate {
         const double rate = std::exp(-3 + d.Uniform() * 5);
         return [=](double) { return rate; };
       }},
      {"hump",
       [](Draws& d) -> Rate {
         const double height = std::exp(0.5 + d.Uniform() * 3), top = 6 + d.Uniform() * 90;
         const double width = top / (2 + d.Uniform() * 2);
         return [=](double h) { return 0.01 + height * std::exp(-0.5 * (h - top) * (h - top) / (width * width)); };
       }},
      {"self-exciting",
       [](Draws& d) -> Rate {
         const double rate = 0.05 + 0.4 * d.Uniform();
         return [=](double) { return rate; };
       },
       true},
  };
}

struct Coverage {
  int forecasts = 0, held = 0, sooner = 0, later = 0, passed = 0;
  double squared_error = 0;  // of the probability to pass
  double share() const { return static_cast<double>(held) / forecasts; }
};

class FeedTrial {
 public:
  explicit FeedTrial(uint64_t seed) : draws_(seed) {}

  Coverage Run(const FeedShape& shape, int feeds) {
    Coverage coverage;
    for (int i = 0; i < feeds; ++i) {
      Draw(shape);
      Score(&coverage);
    }
    return coverage;
  }

 private:
  static constexpr int kDays = 40, kAskedDays = 25;
  static constexpr int64_t kNever = std::numeric_limits<int64_t>::max();

  void Draw(const FeedShape& shape) {
    const std::function<double(double)> rate = shape.draw(draws_);
    const double echoes = 0.3 + 0.5 * draws_.Uniform(), fading = std::exp(-3 * draws_.Uniform());
    begin_ms_ = kSimStartMs + static_cast<int64_t>(draws_.Uniform() * 7 * kSimPanesADay) * kSimPaneMs;
    arrivals_.clear();
    double hours = 0, excited = 0;
    for (int pane = 0; pane < kDays * kSimPanesADay; ++pane) {
      const int64_t from_ms = begin_ms_ + pane * kSimPaneMs;
      const double width = time_.HoursBetween(from_ms, from_ms + kSimPaneMs);
      const uint32_t people = draws_.Poisson((rate(hours) + excited) * width);
      if (shape.is_self_exciting) excited = excited * std::exp(-fading / 6) + echoes * fading * people;
      hours += width;
      const size_t first = arrivals_.size();
      for (uint32_t i = 0; i < people; ++i)
        arrivals_.push_back(from_ms + static_cast<int64_t>(draws_.Uniform() * kSimPaneMs));
      std::sort(arrivals_.begin() + static_cast<ptrdiff_t>(first), arrivals_.end());
    }
  }

  void Score(Coverage* coverage) {
    Baseline baseline;
    double next = 3;
    for (size_t i = 0; i < arrivals_.size() && arrivals_[i] < begin_ms_ + kAskedDays * kDayMs; ++i) {
      const EventTime now{arrivals_[i]};
      if (i == 0) {
        baseline.Begin(now, {settings_.prior_people, settings_.prior_hours}, settings_);
        continue;
      }
      baseline.Add(now, 1, time_);
      const size_t people = i + 1;
      if (static_cast<double>(people) < next) continue;
      next = static_cast<double>(people) * 1.35;
      constexpr size_t kThresholds[] = {5, 10, 20, 50, 100, 200, 500, 1000};
      const size_t* threshold = std::upper_bound(std::begin(kThresholds), std::end(kThresholds), people);
      if (threshold == std::end(kThresholds)) return;
      Compare(ForecastPassing(baseline, now, *threshold - people, time_), now, *threshold, coverage);
    }
  }

  void Compare(const Forecast& forecast, EventTime now, size_t threshold, Coverage* coverage) const {
    int64_t truth_ms = threshold <= arrivals_.size() ? arrivals_[threshold - 1] : kNever;
    if (truth_ms > now.ms + settings_.forecast_horizon_days * kDayMs) truth_ms = kNever;
    const auto edge = [](EventTime time) { return time.is_none() ? kNever : time.ms; };
    const bool is_sooner = truth_ms<edge(forecast.early), is_later = truth_ms> edge(forecast.late);
    const double error = forecast.pass_probability - (truth_ms != kNever);
    ++coverage->forecasts;
    coverage->held += !is_sooner && !is_later;
    coverage->sooner += is_sooner;
    coverage->later += is_later;
    coverage->passed += truth_ms != kNever;
    coverage->squared_error += error * error;
  }

  const BurstSettings settings_;
  const Rhythm rhythm_;
  const OrdinaryTime time_{rhythm_, {}, settings_};
  Draws draws_;
  int64_t begin_ms_ = 0;
  std::vector<int64_t> arrivals_;
};

}  // namespace groundswell
