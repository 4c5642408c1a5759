#include "engine/baseline.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/check.h"

namespace groundswell {
namespace {

constexpr double kHourPriorSamples = 12, kSixHourPriorSamples = 8, kDayPriorSamples = 6;
// Older samples fade when there are more: a week of hours, two of six hours, four of days.
constexpr double kHourSamplesMax = 168, kSixHourSamplesMax = 56, kDaySamplesMax = 28;
constexpr double kOutlierDeviations = 4;
constexpr double kSpreadMax = 4;
constexpr int kSixHours = 6;
constexpr int kLocalDays = 3;  // a day and the two before it
constexpr double kPriorPeople = 2;

template <typename Count, size_t kSize>
void AddTo(std::array<Count, kSize>* slots, size_t slot, uint32_t people) {
  const uint64_t sum = uint64_t{(*slots)[slot]} + people;
  (*slots)[slot] = static_cast<Count>(std::min<uint64_t>(sum, std::numeric_limits<Count>::max()));
}

template <typename Count, size_t kSize>
void TakeFrom(std::array<Count, kSize>* slots, size_t slot, uint32_t people) {
  (*slots)[slot] -= static_cast<Count>(std::min<uint64_t>((*slots)[slot], people));
}

// Clears the slots of last + 1 .. next.
template <typename Count, size_t kSize>
void Roll(std::array<Count, kSize>* slots, int64_t last, int64_t next) {
  const auto kept = static_cast<int64_t>(kSize);
  for (int64_t index = std::max(last + 1, next - kept + 1); index <= next; ++index)
    (*slots)[static_cast<size_t>(index % kept)] = 0;
}

// What was seen, drawn to the prior while it is little. The prior's hours lose weight with every person seen: kept in
// full, as of a gamma prior that were certain of its scale, they would pull a busy stream down for as long as it lives.
RateEvidence Drawn(RateEvidence prior, double people, double hours) {
  const double kept = kPriorPeople / (kPriorPeople + people);
  return {prior.people + people, hours + prior.hours * kept};
}

// The sum of two independent gamma rates, as the gamma rate with its mean and variance.
RateEvidence SumOfRates(RateEvidence a, RateEvidence b) {
  const double mean = a.rate() + b.rate();
  const double hours = mean / (a.rate() / a.hours + b.rate() / b.hours);
  return {mean * hours, hours};
}

}  // namespace

void Baseline::Spread::Learn(double count, double mean, double reference_people, double usual, double dispersion,
                             double samples_max) {
  const double deviation = std::sqrt(mean + (dispersion + 1 / reference_people) * mean * mean);
  const double cut = std::min(count, mean + kOutlierDeviations * deviation);
  // Not of the reference: where that is small by chance, its samples would weigh too much.
  const double scale = (1 + usual) * (1 + usual);
  const double kept = samples >= samples_max ? 1 - 1 / samples_max : 1;
  // What chance alone does to the count, and to the mean that was taken from so many people.
  const double chance = mean + mean * mean / reference_people;
  sum = static_cast<float>(sum * kept + ((cut - mean) * (cut - mean) - chance) / scale);
  samples = static_cast<float>(samples * kept + usual * usual / scale);
}

double Baseline::hour_dispersion(const BurstSettings& settings) const {
  return std::clamp(hour_spread_.Mean(settings.hour_dispersion, kHourPriorSamples), settings.dispersion_min,
                    kSpreadMax);
}

double Baseline::six_hour_dispersion(const BurstSettings& settings) const {
  return std::clamp(six_hour_spread_.Mean(settings.six_hour_dispersion, kSixHourPriorSamples), settings.dispersion_min,
                    kSpreadMax);
}

double Baseline::day_dispersion(const BurstSettings& settings) const {
  return std::clamp(day_spread_.Mean(settings.day_dispersion, kDayPriorSamples), settings.dispersion_min, kSpreadMax);
}

void Baseline::Begin(EventTime now, RateEvidence prior, const BurstSettings& settings) {
  *this = Baseline();
  pane_secs_ = settings.pane_secs;
  pane_ = now.ms / (settings.pane_secs * kSecondMs);
  hour_ = now.ms / kHourMs;
  day_ = now.ms / kDayMs;
  begun_ms_ = pane_ * settings.pane_secs * kSecondMs;
  prior_ = anchor_ = prior;
}

void Baseline::AdvanceTo(EventTime now, const OrdinaryTime& time) {
  CHECK(has_begun());
  const int64_t pane = now.ms / (time.settings().pane_secs * kSecondMs);
  if (pane_secs_ != time.settings().pane_secs) {  // panes of another length cannot be told apart any more
    pane_secs_ = time.settings().pane_secs;
    panes_.fill(0);
  } else {
    if (pane <= pane_) return;
    Roll(&panes_, pane_, pane);
  }
  pane_ = pane;
  const int64_t hour = now.ms / kHourMs;
  while (hour_ < hour) {
    CloseHour(time);
    Roll(&hours_, hour_, hour_ + 1);
    if (++hour_ % 24 != 0) continue;
    CloseDay(time);
    Roll(&days_, day_, day_ + 1);
    ++day_;
  }
}

// What a window that ends at end_ms says of the spread.
void Baseline::LearnSpread(const ArrivalWindow& window, int64_t end_ms, double dispersion, double samples_max,
                           const OrdinaryTime& time, Spread* spread) const {
  const ArrivalWindow reach = Days(kLocalDays);
  // A stream that has just begun, or just been told of, moves for other reasons than noise.
  if (reach.from_ms <= begun_ms_ || end_ms <= told_until_ms_) return;
  const double before = static_cast<double>(reach.people - std::min(reach.people, window.people));
  const RateEvidence reference = Drawn(prior_, before, time.HoursBetween(reach.from_ms, window.from_ms));
  const double hours = time.HoursBetween(window.from_ms, end_ms);
  const double usual = WeekWithout(window, time).rate() * hours;
  spread->Learn(static_cast<double>(window.people), reference.rate() * hours, reference.people, usual, dispersion,
                samples_max);
}

void Baseline::CloseHour(const OrdinaryTime& time) {
  // A long silence has nothing to teach, and is gone through quickly.
  if (Days(kLocalDays).people == 0) return;
  const BurstSettings& settings = time.settings();
  const int64_t end_ms = (hour_ + 1) * kHourMs;
  LearnSpread(Hours(1), end_ms, hour_dispersion(settings), kHourSamplesMax, time, &hour_spread_);
  if (end_ms / kHourMs % kSixHours == 0)
    LearnSpread(Hours(kSixHours), end_ms, six_hour_dispersion(settings), kSixHourSamplesMax, time, &six_hour_spread_);
  if (end_ms <= told_until_ms_ && end_ms > begun_ms_) RaiseAnchor(Hours(kSixHours), end_ms, time);
}

void Baseline::CloseDay(const OrdinaryTime& time) {
  const BurstSettings& settings = time.settings();
  const int64_t end_ms = (day_ + 1) * kDayMs;
  LearnSpread(Days(1), end_ms, day_dispersion(settings), kDaySamplesMax, time, &day_spread_);
  const ArrivalWindow week = Days(kDaysKept - 1);
  const int64_t age_ms = end_ms - begun_ms_;
  if (is_told() || age_ms < (kDaysKept - 1) * kDayMs) return;
  const RateEvidence seen = Drawn(prior_, static_cast<double>(week.people), time.HoursBetween(week.from_ms, end_ms));
  const bool is_first = told_until_ms_ == 0 && age_ms < kDaysKept * kDayMs;
  if (is_first) {
    anchor_ = seen;
  } else {
    FollowWeek(seen, settings);
  }
}

// A share of the way down, a small growth up.
void Baseline::FollowWeek(RateEvidence week, const BurstSettings& settings) {
  if (week.rate() < anchor_.rate()) {
    anchor_.people += settings.anchor_down_per_day * (week.people - anchor_.people);
    anchor_.hours += settings.anchor_down_per_day * (week.hours - anchor_.hours);
  } else {
    const double growth = std::min(1 + settings.anchor_up_per_day, week.rate() / anchor_.rate());
    anchor_.people *= growth;
  }
}

void Baseline::RaiseAnchor(const ArrivalWindow& window, int64_t end_ms, const OrdinaryTime& time) {
  const double hours = time.HoursBetween(window.from_ms, end_ms);
  const RateEvidence seen = Drawn(prior_, static_cast<double>(window.people), hours);
  if (seen.rate() > anchor_.rate()) anchor_ = seen;
}

void Baseline::Add(EventTime now, uint32_t people, const OrdinaryTime& time) {
  AdvanceTo(now, time);
  AddTo(&panes_, Slot(pane_, kPanesKept), people);
  AddTo(&hours_, Slot(hour_, kHoursKept), people);
  AddTo(&days_, Slot(day_, kDaysKept), people);
}

void Baseline::Withdraw(EventTime arrived, uint32_t people, const BurstSettings& settings) {
  const int64_t pane = arrived.ms / (settings.pane_secs * kSecondMs);
  const int64_t hour = arrived.ms / kHourMs, day = arrived.ms / kDayMs;
  if (pane <= pane_ && pane > pane_ - kPanesKept) TakeFrom(&panes_, Slot(pane, kPanesKept), people);
  if (hour <= hour_ && hour > hour_ - kHoursKept) TakeFrom(&hours_, Slot(hour, kHoursKept), people);
  if (day <= day_ && day > day_ - kDaysKept) TakeFrom(&days_, Slot(day, kDaysKept), people);
}

void Baseline::Restore(EventTime arrived, uint32_t people, const BurstSettings& settings) {
  const int64_t pane = arrived.ms / (settings.pane_secs * kSecondMs);
  const int64_t hour = arrived.ms / kHourMs, day = arrived.ms / kDayMs;
  if (pane <= pane_ && pane > pane_ - kPanesKept) AddTo(&panes_, Slot(pane, kPanesKept), people);
  if (hour <= hour_ && hour > hour_ - kHoursKept) AddTo(&hours_, Slot(hour, kHoursKept), people);
  if (day <= day_ && day > day_ - kDaysKept) AddTo(&days_, Slot(day, kDaysKept), people);
}

void Baseline::Tell(EventTime now, const OrdinaryTime& time) {
  AdvanceTo(now, time);
  told_until_ms_ = now.ms + int64_t{time.settings().told_hours} * kHourMs;
  RaiseAnchor(Hours(kSixHours), pane_end_ms(time.settings()), time);
}

void Baseline::Merge(Baseline other, EventTime now, const OrdinaryTime& time) {
  if (!other.has_begun()) return;
  if (!has_begun()) {
    *this = other;
    return AdvanceTo(now, time);
  }
  AdvanceTo(now, time);
  other.AdvanceTo(now, time);
  for (size_t i = 0; i < panes_.size(); ++i) AddTo(&panes_, i, other.panes_[i]);
  for (size_t i = 0; i < hours_.size(); ++i) AddTo(&hours_, i, other.hours_[i]);
  for (size_t i = 0; i < days_.size(); ++i) AddTo(&days_, i, other.days_[i]);
  // Each was begun by a person it does not count; of two beginnings one has become a joining.
  const EventTime joined{std::max(begun_ms_, other.begun_ms_)};
  const BurstSettings& settings = time.settings();
  const int64_t pane = joined.ms / (settings.pane_secs * kSecondMs), hour = joined.ms / kHourMs;
  if (pane > pane_ - kPanesKept) AddTo(&panes_, Slot(pane, kPanesKept), 1);
  if (hour > hour_ - kHoursKept) AddTo(&hours_, Slot(hour, kHoursKept), 1);
  if (joined.ms / kDayMs > day_ - kDaysKept) AddTo(&days_, Slot(joined.ms / kDayMs, kDaysKept), 1);
  // The prior is of the survivor: one stream, one prior. What was learned beyond it adds up.
  anchor_ = SumOfRates(anchor_, other.anchor_);
  begun_ms_ = std::min(begun_ms_, other.begun_ms_);
  told_until_ms_ = std::max(told_until_ms_, other.told_until_ms_);
  const auto add = [](Spread* spread, const Spread& theirs, double samples_max) {
    const float samples = spread->samples + theirs.samples;
    const float kept = samples > samples_max ? static_cast<float>(samples_max) / samples : 1;
    spread->sum = (spread->sum + theirs.sum) * kept;
    spread->samples = samples * kept;
  };
  add(&hour_spread_, other.hour_spread_, kHourSamplesMax);
  add(&six_hour_spread_, other.six_hour_spread_, kSixHourSamplesMax);
  add(&day_spread_, other.day_spread_, kDaySamplesMax);
}

ArrivalWindow Baseline::Panes(int panes, const BurstSettings& settings) const {
  const int64_t from_ms = (pane_ - panes + 1) * settings.pane_secs * kSecondMs;
  ArrivalWindow window{0, std::max(from_ms, begun_ms_)};
  for (int back = 0; back < panes; ++back) window.people += PaneCount(back);
  return window;
}

ArrivalWindow Baseline::Hours(int hours) const {
  ArrivalWindow window{0, std::max((hour_ - hours + 1) * kHourMs, begun_ms_)};
  for (int back = 0; back < hours; ++back) window.people += HourCount(back);
  return window;
}

ArrivalWindow Baseline::Days(int days) const {
  ArrivalWindow window{0, std::max((day_ - days + 1) * kDayMs, begun_ms_)};
  for (int back = 0; back < days; ++back) window.people += DayCount(back);
  return window;
}

RateEvidence Baseline::WeekWithout(const ArrivalWindow& window, const OrdinaryTime& time) const {
  const ArrivalWindow kept = Days(kDaysKept);
  const uint64_t before = kept.people - std::min(kept.people, window.people);
  return Drawn(prior_, static_cast<double>(before), time.HoursBetween(kept.from_ms, window.from_ms));
}

void Baseline::Save(ByteWriter* writer) const {
  for (const int64_t value : {pane_, hour_, day_, begun_ms_, told_until_ms_}) writer->Number(value);
  writer->Number(pane_secs_);
  for (const RateEvidence& rate : {prior_, anchor_}) writer->Number(rate.people), writer->Number(rate.hours);
  for (const Spread& spread : {hour_spread_, six_hour_spread_, day_spread_})
    writer->Number(spread.sum), writer->Number(spread.samples);
  for (const uint32_t count : days_) writer->Number(count);
  for (const uint32_t count : hours_) writer->Number(count);
  for (const uint16_t count : panes_) writer->Number(count);
}

bool Baseline::Load(ByteReader* reader) {
  for (int64_t* value : {&pane_, &hour_, &day_, &begun_ms_, &told_until_ms_}) *value = reader->Number<int64_t>();
  pane_secs_ = reader->Number<uint32_t>();
  for (RateEvidence* rate : {&prior_, &anchor_}) {
    rate->people = reader->Number<double>();
    rate->hours = reader->Number<double>();
  }
  for (Spread* spread : {&hour_spread_, &six_hour_spread_, &day_spread_}) {
    spread->sum = reader->Number<float>();
    spread->samples = reader->Number<float>();
  }
  for (uint32_t& count : days_) count = reader->Number<uint32_t>();
  for (uint32_t& count : hours_) count = reader->Number<uint32_t>();
  for (uint16_t& count : panes_) count = reader->Number<uint16_t>();
  if (!reader->ok()) return false;
  return !has_begun() || (pane_ >= 0 && hour_ >= 0 && day_ == hour_ / 24 && prior_.hours > 0 && anchor_.hours > 0);
}

RateEvidence PriorUnder(const Baseline& organisation, double share, const OrdinaryTime& time) {
  const BurstSettings& settings = time.settings();
  double rate = settings.prior_people / settings.prior_hours;
  if (organisation.has_begun()) {
    const ArrivalWindow nothing{0, organisation.pane_end_ms(settings)};
    rate = std::max(rate, share * organisation.WeekWithout(nothing, time).rate());
  }
  return {settings.prior_people, settings.prior_people / rate};
}

}  // namespace groundswell
