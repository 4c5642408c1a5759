#include "engine/forecast.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "engine/count_model.h"

namespace groundswell {
namespace {

constexpr int kBinsMax = kPanesKept + kHoursKept + kDaysKept + 1;
constexpr double kStretchPeople = 24;
constexpr int kStretchBinsMin = 4;
// Growth over the stretch, in factors of e: how far from none it is expected to be in a stream that goes on as it did,
// and how much further in one that has just changed.
constexpr double kCalmGrowth = 0.1, kUnrestGrowth = 0.55;
// Where it goes: most bursts fade.
constexpr double kUnrestFade = 0.1, kGoesOnFalling = 1.0;
// How long growth and fading last ahead, in stretches.
constexpr double kGrowthLasts = 0.6;
constexpr double kFadeLasts = 2.5;
// The rate now is of what was seen, the prior all but gone with the first person: a forecast is asked for of streams
// that move.
constexpr double kRatePriorPeople = 0.03;
constexpr double kStretchHoursMin = 0.1;
// Relative variance of what lies ahead, after a stretch or more, in one that has just changed.
constexpr double kUnrestDispersion = 0.1;
// A rate that is so many factors of e away from the one before is all change.
constexpr double kUnrestFactors = 2.0;
// Hours that the anchor is worth as part of the rate before.
constexpr double kAnchorHours = 24;
constexpr int kGrowths = 5;
// The middles of five equal parts of a normal distribution.
constexpr double kDeviates[kGrowths] = {-1.2816, -0.5244, 0, 0.5244, 1.2816};
constexpr int kTimes = 12;
// Most matters just stop, and at any size: of those that have reached n people the share n to the power of -kEndPower
// is left, as sizes with a heavy tail have it. Found on seeds 1 to 3 of the drills.
constexpr double kEndPower = 0.15;

struct Bin {
  double people = 0, hours = 0;  // ordinary hours
};

// The stream's past, newest bin first: panes as far as they reach back to the edge of an hour, then hours, then days.
class Past {
 public:
  Past(const Baseline& baseline, EventTime now, const OrdinaryTime& time)
      : baseline_(baseline), time_(time), begun_ms_(baseline.begun_ms()), edge_ms_(now.ms) {
    const int64_t pane_ms = time.settings().pane_secs * kSecondMs;
    const int64_t hour = now.ms / kHourMs;
    const bool panes_fit = kHourMs % pane_ms == 0 && 2 * kHourMs <= kPanesKept * pane_ms;
    int hours_from = 0;
    if (panes_fit) {
      const int64_t until_ms = (hour - 1) * kHourMs;
      const int64_t pane = now.ms / pane_ms;
      for (int back = 0; (pane - back + 1) * pane_ms > until_ms; ++back)
        Add(baseline.PaneCount(back), (pane - back) * pane_ms);
      hours_from = 2;
    }
    for (int back = hours_from; back < kHoursKept; ++back) Add(baseline.HourCount(back), (hour - back) * kHourMs);
    AddDays(now, hour);
  }

  const std::array<Bin, kBinsMax>& bins() const { return bins_; }
  int size() const { return size_; }

 private:
  void Add(double people, int64_t from_ms) {
    from_ms = std::max(from_ms, begun_ms_);
    if (from_ms >= edge_ms_) return;
    bins_[size_++] = {people, time_.HoursBetween(from_ms, edge_ms_)};
    edge_ms_ = from_ms;
  }
  // Of the day that the kept hours reach into, what came before them; then whole days.
  void AddDays(EventTime now, int64_t hour) {
    const int64_t first_hour = hour - kHoursKept + 1, day = now.ms / kDayMs;
    const int64_t partly = first_hour / 24;
    double counted = 0;
    for (int64_t h = first_hour; h < (partly + 1) * 24 && h <= hour; ++h)
      counted += baseline_.HourCount(static_cast<int>(hour - h));
    for (int64_t d = partly; day - d < kDaysKept; --d) {
      const double people = baseline_.DayCount(static_cast<int>(day - d));
      Add(d == partly ? std::max(0.0, people - counted) : people, d * kDayMs);
    }
  }

  const Baseline& baseline_;
  const OrdinaryTime& time_;
  const int64_t begun_ms_;
  int64_t edge_ms_;
  std::array<Bin, kBinsMax> bins_;
  int size_ = 0;
};

// The newest stretch, and what an exponential says of it. Ages are in stretches, 0 now and 1 at its far end.
class GrowthFit {
 public:
  GrowthFit(const Past& past, RateEvidence prior, RateEvidence anchor, double dispersion) {
    for (; bins_ < past.size() && (people_ < kStretchPeople || bins_ < kStretchBinsMin); ++bins_) {
      people_ += past.bins()[bins_].people;
      hours_ += past.bins()[bins_].hours;
    }
    hours_ = std::max(hours_, kStretchHoursMin);
    double age = 0, outside_people = 0, outside_hours = 0;
    for (int i = 0; i < bins_; ++i) {
      const Bin& bin = past.bins()[i];
      ages_[i] = (age + 0.5 * bin.hours) / hours_;
      widths_[i] = bin.hours;
      counts_[i] = bin.people;
      age += bin.hours;
    }
    for (int i = bins_; i < past.size(); ++i) {
      outside_people += past.bins()[i].people;
      outside_hours += past.bins()[i].hours;
    }
    all_people_ = people_ + outside_people;
    prior_hours_ = prior.hours * kRatePriorPeople / (kRatePriorPeople + people_);
    before_ = (outside_people + anchor.rate() * kAnchorHours) / (outside_hours + kAnchorHours);
    const double change = std::log(RateNow(0) / before_);
    unrest_ = std::min(1.0, std::abs(change) / kUnrestFactors);
    expected_growth_ = kGoesOnFalling * std::min(0.0, change) - kUnrestFade * unrest_;
    // Neighbours of a dispersed stream tell less than their number says.
    worth_ = (people_ + prior.people) / (1 + dispersion * people_ / std::max(hours_, 1.0));
    FindGrowth();
  }

  double hours() const { return hours_; }
  double all_people() const { return all_people_; }
  double before() const { return before_; }
  // 0 where the stream goes on as it did, 1 where it has just changed.
  double unrest() const { return unrest_; }
  double worth() const { return worth_; }
  double growth(int i) const { return growth_ + kDeviates[i] * deviation_; }
  // People an ordinary hour, now, if growth were `growth`.
  double RateNow(double growth) const {
    double hours = prior_hours_;
    for (int i = 0; i < bins_; ++i) hours += widths_[i] * std::exp(-growth * ages_[i]);
    return (people_ + 0.5) / hours;
  }

 private:
  // The most probable growth by Newton's method; the likelihood is concave in it.
  void FindGrowth() {
    double age_sum = 0;
    for (int i = 0; i < bins_; ++i) age_sum += counts_[i] * ages_[i];
    const double share = people_ > 0 ? worth_ / (people_ + 0.5) : 0;
    const double prior_deviation = kCalmGrowth + kUnrestGrowth * unrest_;
    const double prior_precision = 1 / (prior_deviation * prior_deviation);
    double precision = prior_precision;
    for (int step = 0; step < 6; ++step) {
      double sum = 0, first = 0, second = 0;
      for (int i = 0; i < bins_; ++i) {
        const double weight = widths_[i] * std::exp(-growth_ * ages_[i]);
        sum += weight;
        first += weight * ages_[i];
        second += weight * ages_[i] * ages_[i];
      }
      if (sum <= 0) break;
      const double mean = first / sum, variance = std::max(0.0, second / sum - mean * mean);
      precision = share * people_ * variance + prior_precision;
      const double move =
          (share * (people_ * mean - age_sum) - prior_precision * (growth_ - expected_growth_)) / precision;
      growth_ += std::clamp(move, -1.0, 1.0);
      if (std::abs(move) < 1e-4) break;
    }
    deviation_ = 1 / std::sqrt(precision);
  }

  int bins_ = 0;
  double people_ = 0, all_people_ = 0, hours_ = 0, prior_hours_ = 0, before_ = 0, unrest_ = 0, expected_growth_ = 0,
         worth_ = 0, growth_ = 0, deviation_ = 0;
  std::array<double, kBinsMax> ages_, widths_, counts_;
};

// One course ahead: people expected so far, at ascending times.
class Course {
 public:
  Course() = default;
  Course(double rate, double before, double growth, double stretch_hours)
      : floor_(std::min(rate, before)), excess_(rate - floor_) {
    const double lasts = growth > 0 ? kGrowthLasts : kFadeLasts;
    growth_ = growth * lasts;
    lasts_hours_ = stretch_hours * lasts;
  }

  // By Simpson's rule over the step from the last time.
  double PeopleBy(double hours) {
    const double step = hours - hours_;
    people_ += step / 6 * (RateAt(hours_) + 4 * RateAt(hours_ + step / 2) + RateAt(hours));
    hours_ = hours;
    return people_;
  }

 private:
  double RateAt(double hours) const {
    return floor_ + excess_ * std::exp(growth_ * (1 - std::exp(-hours / lasts_hours_)));
  }
  double floor_ = 0, excess_ = 0, growth_ = 0, lasts_hours_ = 1;
  double hours_ = 0, people_ = 0;
};

// The probability of having passed, at ascending times.
class Curve {
 public:
  std::array<double, kTimes> hours, passed;

  // The time by which `share` have passed, on a straight line between the logits over the logarithm of time, which is
  // near to how such curves run; negative when not by the last.
  double HoursOf(double share) const {
    if (passed[kTimes - 1] < share) return -1;
    if (passed[0] >= share) return hours[0] * share / passed[0];
    int i = 1;
    while (passed[i] < share) ++i;
    const double from = Logit(passed[i - 1]), to = Logit(passed[i]);
    const double part = to > from ? (Logit(share) - from) / (to - from) : 1;
    return hours[i - 1] * std::pow(hours[i] / hours[i - 1], part);
  }

 private:
  static double Logit(double probability) {
    const double inside = std::clamp(probability, 1e-9, 1 - 1e-9);
    return std::log(inside / (1 - inside));
  }
};

Curve CurveOf(const GrowthFit& fit, uint64_t people, double horizon_hours, double dispersion) {
  std::array<Course, kGrowths> courses;
  double fastest = fit.before();
  for (int i = 0; i < kGrowths; ++i) {
    const double rate = fit.RateNow(fit.growth(i));
    courses[i] = Course(rate, fit.before(), fit.growth(i), fit.hours());
    fastest = std::max(fastest, rate * std::exp(std::max(0.0, fit.growth(i))));
  }
  Curve curve;
  const double so_far = std::max(fit.all_people(), 1.0);
  const double reaches = std::pow(so_far / (so_far + static_cast<double>(people)), kEndPower);
  const double goes_on = 1 - fit.unrest() * (1 - reaches);  // what has gone on for long goes on
  // From sooner than even the fastest course is likely to pass.
  const double least = std::sqrt(static_cast<double>(people));
  const double soonest = static_cast<double>(people) / (1 + 3 / least) * 0.2 / fastest;
  const double first = std::min(soonest, horizon_hours / 2);
  const double ratio = std::pow(horizon_hours / first, 1.0 / (kTimes - 1));
  double hours = first;
  for (int t = 0; t < kTimes; ++t, hours *= ratio) {
    curve.hours[t] = t + 1 < kTimes ? hours : horizon_hours;
    const double far = std::min(1.0, curve.hours[t] / fit.hours());
    const double spread = 1 / fit.worth() + (dispersion + kUnrestDispersion * fit.unrest()) * far;
    double passed = 0;
    for (Course& course : courses) passed += CountTail(people, course.PeopleBy(curve.hours[t]), spread);
    curve.passed[t] = goes_on * passed / kGrowths;
    if (t > 0) curve.passed[t] = std::max(curve.passed[t], curve.passed[t - 1]);
  }
  return curve;
}

}  // namespace

Forecast ForecastPassing(const Baseline& baseline, EventTime now, uint64_t people, const OrdinaryTime& time) {
  const BurstSettings& settings = time.settings();
  const int64_t horizon_ms = int64_t{settings.forecast_horizon_days} * kDayMs;
  const double horizon_hours = time.HoursBetween(now.ms, now.ms + horizon_ms);
  const double dispersion = baseline.six_hour_dispersion(settings);
  const GrowthFit fit(Past(baseline, now, time), baseline.prior(), baseline.anchor(), dispersion);
  const Curve curve = CurveOf(fit, std::max<uint64_t>(people, 1), horizon_hours, baseline.day_dispersion(settings));
  const auto time_of = [&](double share) {
    const double hours = curve.HoursOf(share);
    return hours < 0 ? EventTime::None() : EventTime{time.After(now.ms, hours)};
  };
  return {curve.passed[kTimes - 1], time_of(0.5), time_of(0.1), time_of(0.9)};
}

}  // namespace groundswell
