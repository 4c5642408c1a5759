// Cost of the burst tests, baselines and forecasts, each checked first; and, with --simulation[=SEED], how often they
// are wrong and how soon they are right on simulated organisations (some ten seconds).
#include <benchmark/benchmark.h>

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <string_view>

#include "engine/count_model.h"
#include "tests/engine/alarm_trials.h"
#include "tests/engine/burst_trials.h"
#include "tests/engine/forecast_feeds.h"

namespace groundswell {
namespace {

void Surprise(benchmark::State& state, uint64_t count, double mean, double expected) {
  double surprise = 0;
  for (auto _ : state) {
    benchmark::DoNotOptimize(mean);
    benchmark::DoNotOptimize(surprise = CountSurprise(count, mean, 0.1));
  }
  if (std::abs(surprise - expected) > 0.001 * expected) state.SkipWithError("wrong answer");
}

// A stream of 300 people a day after three weeks.
struct Busy {
  explicit Busy(double times) {
    Draws draws(1);
    baseline.Begin({kSimStartMs}, {settings.prior_people, settings.prior_hours}, settings);
    for (int64_t pane = 0; pane < kPanes; ++pane) {
      now = {kSimStartMs + pane * kSimPaneMs};
      const double hours = time.HoursBetween(now.ms, now.ms + kSimPaneMs);
      const double factor = pane > kPanes - 12 ? times : 1;
      if (const uint32_t people = draws.Poisson(300.0 / 24 * hours * factor); people > 0)
        baseline.Add(now, people, time);
    }
    baseline.AdvanceTo(now, time);
  }
  static constexpr int64_t kPanes = 21 * kSimPanesADay + 60;
  BurstSettings settings;
  Rhythm rhythm;
  OrdinaryTime time{rhythm, {}, settings};
  Baseline baseline;
  EventTime now;
};

void Test(benchmark::State& state, double times) {
  const Busy busy(times);
  BurstFigures figures;
  for (auto _ : state) benchmark::DoNotOptimize(figures = TestBurst(busy.baseline, busy.time));
  if ((figures.surprise > 5) != (times > 1)) state.SkipWithError("wrong answer");
}

void AddPerson(benchmark::State& state) {
  Busy busy(1);
  for (auto _ : state) busy.baseline.Add({busy.now.ms += 5000}, 1, busy.time);
  if (busy.baseline.Hours(2).people == 0) state.SkipWithError("wrong answer");
}

void CountPost(benchmark::State& state) {
  Rhythm rhythm;
  const BurstSettings settings;
  int64_t now_ms = kSimStartMs;
  for (auto _ : state) rhythm.Count({now_ms += 1000}, 1, {}, settings);
  if (rhythm.FactorAt({now_ms}, settings) <= 0) state.SkipWithError("wrong answer");
}

void Forecasts(benchmark::State& state, uint64_t people) {
  const Busy busy(3);
  Forecast forecast;
  for (auto _ : state) benchmark::DoNotOptimize(forecast = ForecastPassing(busy.baseline, busy.now, people, busy.time));
  if (forecast.median <= busy.now) state.SkipWithError("wrong answer");
}

BENCHMARK_CAPTURE(Surprise, small, 5u, 0.05, 8.231);
BENCHMARK_CAPTURE(Surprise, hundred, 100u, 30.0, 5.154);
BENCHMARK_CAPTURE(Surprise, ten_thousand, 10000u, 3000.0, 6.187);
BENCHMARK_CAPTURE(Test, ordinary, 1.0);
BENCHMARK_CAPTURE(Test, burst, 5.0);
BENCHMARK(AddPerson);
BENCHMARK(CountPost);
BENCHMARK_CAPTURE(Forecasts, next, 5u);
BENCHMARK_CAPTURE(Forecasts, far, 1000u);

constexpr uint64_t kKnownStreams = 100;

void PrintFalseAlarms(uint64_t seed) {
  const BurstSettings settings;
  std::printf("False alarms in 1,000 days of one stream, of %d known ones; stated: at most %.2f\n",
              static_cast<int>(kKnownStreams), 1000 * settings.false_alarms_per_day / kStreamKinds / kKnownStreams);
  std::printf("%-34s %14s %12s\n", "stream", "days 3 to 14", "later");
  const struct {
    const char* name;
    SimKind kind;
  } kKinds[] = {{"steady, 3 a day", {3, 0, 0}},
                {"steady, 20 a day", {20, 0, 0}},
                {"chronic, 300 a day", {300, 0, 0}},
                {"chronic, 300 a day, varying", {300, 0.1, 0.03}},
                {"over-dispersed, 100 a day", {100, 0.2, 0.05}},
                {"strongly over-dispersed, 300 a day", {300, 0.3, 0.1}}};
  for (const auto& [name, kind] : kKinds) {
    const FalseAlarms alarms = TrialOfFalseAlarms(kind, 75, 5, kKnownStreams, seed);
    std::printf("%-34s %14.2f %12.2f\n", name, alarms.learning, alarms.later);
  }
}

void PrintDelays(uint64_t seed) {
  std::printf("\nHours to the first alarm\n%-26s %10s %7s %7s %7s %7s %7s\n", "change", "from a day", "missed", "p10",
              "median", "p90", "further");
  const SimChange kChanges[] = {Step(3, 3),     Step(20, 3),   Step(300, 3),        Step(3, 10),
                                Step(20, 10),   Step(300, 10), Ramp(5, 0.1),        Ramp(20, 0.1),
                                Ramp(300, 0.1), Ramp(5, 0.04), AfterSilence(20, 1), AfterSilence(20, 3)};
  for (const SimChange& change : kChanges) {
    const Delays delays = TrialOfDelays(change, 3, kKnownStreams, seed);
    std::printf("%-26s %10.0f %3d/%-3d %7.1f %7.1f %7.1f %7.2f\n", change.name.c_str(), change.kind.people_a_day,
                delays.missed, delays.streams, delays.Quantile(0.1), delays.Quantile(0.5), delays.Quantile(0.9),
                static_cast<double>(delays.further) / delays.streams);
  }
}

void PrintAlarmWays(uint64_t seed) {
  std::printf("\n1,000 streams of 3 a day, 25 tenfold bursts of a day\n%-10s %18s %8s %14s\n", "way",
              "false alarms a day", "found", "median hours");
  const std::array<AlarmTrial, 3> trials = AlarmComparison(seed).Run();
  for (size_t way = 0; way < trials.size(); ++way)
    std::printf("%-10s %18.3f %5d/%-2d %14.1f\n", kAlarmWays[way].data(), trials[way].false_a_day, trials[way].found,
                trials[way].bursts, trials[way].median_delay_hours);
}

void PrintCoverage(uint64_t seed) {
  std::printf("\nForecast: how often the 80 %% band holds the time of passing\n%-16s %9s %6s %7s %6s %7s %6s\n", "feed",
              "forecasts", "held", "sooner", "later", "passed", "Brier");
  for (const FeedShape& shape : FeedShapes()) {
    const Coverage coverage = FeedTrial(seed).Run(shape, 400);
    const double all = coverage.forecasts;
    std::printf("%-16s %9d %6.3f %7.3f %6.3f %7.3f %6.3f\n", shape.name.data(), coverage.forecasts, coverage.share(),
                coverage.sooner / all, coverage.later / all, coverage.passed / all, coverage.squared_error / all);
  }
}

}  // namespace
}  // namespace groundswell

int main(int argc, char** argv) {
  constexpr std::string_view kFlag = "--simulation";
  if (argc > 1 && std::string_view(argv[1]).substr(0, kFlag.size()) == kFlag) {
    const std::string_view seed_text = std::string_view(argv[1]).substr(kFlag.size());
    const uint64_t seed = seed_text.empty() ? 1 : std::strtoull(seed_text.data() + 1, nullptr, 10);
    std::printf("seed %llu\n", static_cast<unsigned long long>(seed));
    groundswell::PrintFalseAlarms(seed);
    groundswell::PrintDelays(seed);
    groundswell::PrintAlarmWays(seed);
    groundswell::PrintCoverage(seed);
    return 0;
  }
  benchmark::Initialize(&argc, argv);
  benchmark::RunSpecifiedBenchmarks();
  benchmark::Shutdown();
}
