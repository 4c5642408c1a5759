#include "engine/burst.h"

#include <algorithm>
#include <cmath>

#include "engine/count_model.h"

namespace groundswell {
namespace {

constexpr int kSixHours = 6;
// Days vary partly together, so that a week varies less than a day, and more than independent days would.
constexpr double kWeekShareOfDayDispersion = 0.35;
constexpr double kWeekDispersionMin = 0.004;
// What was learned of a dispersion is itself uncertain, and within an hour a stream varies more than its hours do.
constexpr double kDispersionMargin = 1.2;

class Scan {
 public:
  Scan(const Baseline& baseline, const OrdinaryTime& time, double hours_min)
      : baseline_(baseline), time_(time), hours_min_(hours_min) {}

  void Test(BurstWindow name, const ArrivalWindow& window, bool is_frozen, double dispersion) {
    const BurstSettings& settings = time_.settings();
    if (window.people < settings.people_min) return;
    RateEvidence rate = baseline_.anchor();
    if (!is_frozen) {
      const RateEvidence week = baseline_.WeekWithout(window, time_);
      if (!baseline_.is_told() || week.rate() > rate.rate()) rate = week;
    }
    // A young stream's longer windows hold what a shorter one held, against the same rate: once is enough.
    if (window.from_ms == last_from_ms_ && rate.rate() == last_rate_) return;
    last_from_ms_ = window.from_ms;
    last_rate_ = rate.rate();
    const double hours = time_.HoursBetween(window.from_ms, baseline_.pane_end_ms(settings));
    const double expected = rate.rate() * std::max(hours, hours_min_);
    if (static_cast<double>(window.people) < settings.ratio_min * expected) return;
    const double surprise = CountSurprise(window.people, expected, dispersion + 1 / rate.people);
    if (surprise > figures_.surprise) figures_ = {surprise, name, window.people, expected};
  }

  BurstFigures Result() {
    figures_.surprise = std::max(0.0, figures_.surprise - std::log10(static_cast<double>(kBurstWindows)));
    return figures_;
  }

 private:
  const Baseline& baseline_;
  const OrdinaryTime& time_;
  const double hours_min_;
  BurstFigures figures_;
  int64_t last_from_ms_ = -1;
  double last_rate_ = 0;
};

}  // namespace

std::string_view BurstWindowName(BurstWindow window) {
  constexpr std::string_view kNames[] = {"pane", "panes", "6h", "1d", "1d_frozen", "7d_frozen"};
  return kNames[static_cast<size_t>(window)];
}

BurstFigures TestBurst(const Baseline& baseline, const OrdinaryTime& time, Precision precision) {
  const BurstSettings& settings = time.settings();
  const bool by_days = precision == Precision::kDays;
  Scan scan(baseline, time, by_days ? kHoursKept : 0);
  if (baseline.Days(kDaysKept).people < settings.people_min) return scan.Result();
  const double day_dispersion = baseline.day_dispersion(settings) * kDispersionMargin;
  if (!by_days) {
    const double hour_dispersion = baseline.hour_dispersion(settings) * kDispersionMargin;
    const double six_hour_dispersion = baseline.six_hour_dispersion(settings) * kDispersionMargin;
    scan.Test(BurstWindow::kPane, baseline.Panes(1, settings), false, hour_dispersion);
    const int panes = std::clamp(static_cast<int>(settings.window_panes), 1, kPanesKept);
    scan.Test(BurstWindow::kPanes, baseline.Panes(panes, settings), false, hour_dispersion);
    scan.Test(BurstWindow::kSixHours, baseline.Hours(kSixHours), false, six_hour_dispersion);
  }
  const ArrivalWindow day = baseline.Hours(kHoursKept);
  scan.Test(BurstWindow::kDay, day, false, day_dispersion);
  scan.Test(BurstWindow::kDayFrozen, day, true, day_dispersion);
  scan.Test(BurstWindow::kWeekFrozen, baseline.Days(kDaysKept), true,
            std::max(day_dispersion * kWeekShareOfDayDispersion, kWeekDispersionMin));
  return scan.Result();
}

}  // namespace groundswell
