#include "engine/baseline_rhythm.h"

#include <algorithm>
#include <cmath>

namespace groundswell {
namespace {

// The shipped profile: people write by day and in the evening, less at night, a little less on weekends. It is drawn
// towards 1 on purpose: a wrong profile costs more than a flat one.
constexpr double kWorkingHours[24] = {.60, .45, .35, .30, .30, .35, .50, .75,  1.0,  1.25, 1.40, 1.35,
                                      1.2, 1.2, 1.3, 1.4, 1.3, 1.2, 1.1, 1.15, 1.25, 1.25, 1.1,  .85};
constexpr double kWeekendHours[24] = {.70, .55, .40, .35, .30, .35,  .45, .60, .85,  1.05, 1.20, 1.25,
                                      1.2, 1.2, 1.2, 1.2, 1.2, 1.15, 1.1, 1.2, 1.30, 1.30, 1.15, .95};
constexpr double kWeekdays[7] = {1.08, 1.05, 1.03, 1.02, 1.0, .91, .91};

constexpr double kHourEventsMax = 5, kDayEventsMax = 20;
constexpr double kHourPriorEvents = 20, kDayPriorEvents = 40;
constexpr double kOutlierRatio = 3, kOutlierEvents = 2;
constexpr double kFactorMin = 0.05, kFactorMax = 20;
// Hours without a post that still teach, one by one; longer silence says nothing of the rhythm.
constexpr int64_t kQuietHoursMax = 7 * 24;
constexpr double kSlotHalfLifeDays = 56, kLevelHalfLifeDays = 14;
constexpr double kLevelPriorPosts = 0.5, kLevelPriorHours = 12;
// The first day says how many posts there are; only then can hours be told apart.
constexpr double kLevelHoursMin = 24;
constexpr int64_t kMondayHours = 3 * 24;  // the first of January 1970 was a Thursday

int WeekHourOf(int64_t local_hour) { return static_cast<int>((local_hour + kMondayHours) % kWeekHours); }
bool IsWeekend(int weekday) { return weekday >= 5; }
int SlotOf(int week_hour) { return week_hour % 24 + (IsWeekend(week_hour / 24) ? 24 : 0); }
double ShippedHour(int slot) { return slot < 24 ? kWorkingHours[slot] : kWeekendHours[slot - 24]; }

double Drawn(double shipped, double prior_events, double counted, double expected) {
  return std::clamp((prior_events * shipped + counted) / (prior_events + expected), kFactorMin, kFactorMax);
}

double FactorOf(std::span<const PlannedSpan> planned, int64_t ms) {
  for (const PlannedSpan& span : planned) {
    if (span.from_ms > ms) break;
    if (ms < span.to_ms) return span.factor;
  }
  return 1;
}

}  // namespace

Rhythm::Rhythm() { Rebuild(); }

void Rhythm::Rebuild() {
  std::array<double, 48> hours;
  for (int slot = 0; slot < 48; ++slot)
    hours[slot] = Drawn(ShippedHour(slot), kHourPriorEvents, hours_[slot].counted, hours_[slot].expected);
  std::array<double, kWeekHours> factors;
  double sum = 0;
  for (int hour = 0; hour < kWeekHours; ++hour) {
    const int day = hour / 24;
    factors[hour] =
        hours[SlotOf(hour)] * Drawn(kWeekdays[day], kDayPriorEvents, weekdays_[day].counted, weekdays_[day].expected);
    sum += factors[hour];
  }
  double so_far = 0;
  for (int hour = 0; hour < kWeekHours; ++hour) {
    sums_[hour] = static_cast<float>(so_far);
    so_far += factors[hour] * (kWeekHours / sum);
  }
  sums_[kWeekHours] = kWeekHours;
}

double Rhythm::WeekPosition(int64_t ms, const BurstSettings& settings) const {
  const int64_t local_ms = ms + int64_t{settings.zone_minutes} * 60 * kSecondMs + kMondayHours * kHourMs;
  const int64_t hours = local_ms / kHourMs;
  const double part = static_cast<double>(local_ms % kHourMs) / kHourMs;
  const auto hour = static_cast<size_t>(hours % kWeekHours);
  return static_cast<double>(hours - static_cast<int64_t>(hour)) + sums_[hour] + part * (sums_[hour + 1] - sums_[hour]);
}

double Rhythm::HoursBetween(int64_t from_ms, int64_t to_ms, const BurstSettings& settings) const {
  return to_ms <= from_ms ? 0 : WeekPosition(to_ms, settings) - WeekPosition(from_ms, settings);
}

double Rhythm::FactorAt(EventTime time, const BurstSettings& settings) const {
  const int64_t hour = (time.ms + int64_t{settings.zone_minutes} * 60 * kSecondMs) / kHourMs;
  const int week_hour = WeekHourOf(hour);
  return sums_[week_hour + 1] - sums_[week_hour];
}

void Rhythm::Count(EventTime now, uint32_t count, std::span<const PlannedSpan> planned, const BurstSettings& settings) {
  const int64_t zone_ms = int64_t{settings.zone_minutes} * 60 * kSecondMs;
  const int64_t hour = (now.ms + zone_ms) / kHourMs;
  if (hour_ == kNotBegun) hour_ = hour;
  if (hour > hour_) {
    const int64_t last = std::min(hour, hour_ + kQuietHoursMax);
    for (; hour_ < last; ++hour_) CloseHour(FactorOf(planned, hour_ * kHourMs - zone_ms));
    if (hour > hour_) {  // a silence longer than teaches: only the level falls
      level_hours_ += static_cast<double>(hour - hour_);
      hour_ = hour;
      day_count_ = day_expected_ = 0;
    }
    Rebuild();
  }
  hour_count_ += count;
}

// The day of the hour under way is closed with its last hour, so that its parts add up to the whole.
void Rhythm::CloseHour(double planned_factor) {
  const int week_hour = WeekHourOf(hour_);
  const double level = (kLevelPriorPosts + level_count_) / (kLevelPriorHours + level_hours_);
  const double worth = sums_[week_hour + 1] - sums_[week_hour];
  const double expected = level * worth;
  const bool is_level_known = level_hours_ >= kLevelHoursMin;
  double count = hour_count_ / planned_factor;
  if (is_level_known) count = std::min(count, expected * kOutlierRatio + kOutlierEvents);
  hour_count_ = 0;
  level_count_ += count;
  level_hours_ += worth;
  if (!is_level_known) return;

  const int slot = SlotOf(week_hour);
  const double own =
      Drawn(ShippedHour(slot), kHourPriorEvents, hours_[slot].counted, hours_[slot].expected);  // taken out again
  const double without = expected / own;
  const double weight = std::min(1.0, kHourEventsMax / std::max(without, 1e-9));
  hours_[slot].counted += static_cast<float>(weight * count);
  hours_[slot].expected += static_cast<float>(weight * without);

  const int day = week_hour / 24;
  const double day_factor = Drawn(kWeekdays[day], kDayPriorEvents, weekdays_[day].counted, weekdays_[day].expected);
  day_count_ += count;
  day_expected_ += expected / day_factor;
  if (week_hour % 24 == 23) CloseDay();
}

void Rhythm::CloseDay() {
  const int day = WeekHourOf(hour_) / 24;
  const double weight = std::min(1.0, kDayEventsMax / std::max(day_expected_, 1e-9));
  weekdays_[day].counted += static_cast<float>(weight * day_count_);
  weekdays_[day].expected += static_cast<float>(weight * day_expected_);
  day_count_ = day_expected_ = 0;
  const auto slot_kept = static_cast<float>(std::exp2(-1 / kSlotHalfLifeDays));
  for (Evidence& evidence : hours_) evidence.counted *= slot_kept, evidence.expected *= slot_kept;
  for (Evidence& evidence : weekdays_) evidence.counted *= slot_kept, evidence.expected *= slot_kept;
  const double level_kept = std::exp2(-1 / kLevelHalfLifeDays);
  level_count_ *= level_kept;
  level_hours_ *= level_kept;
}

void Rhythm::Save(ByteWriter* writer) const {
  for (const Evidence& evidence : hours_) writer->Number(evidence.counted), writer->Number(evidence.expected);
  for (const Evidence& evidence : weekdays_) writer->Number(evidence.counted), writer->Number(evidence.expected);
  for (const double value : {level_count_, level_hours_, hour_count_, day_count_, day_expected_}) writer->Number(value);
  writer->Number(hour_);
}

bool Rhythm::Load(ByteReader* reader) {
  const auto load = [reader](Evidence* evidence) {
    evidence->counted = reader->Number<float>();
    evidence->expected = reader->Number<float>();
  };
  for (Evidence& evidence : hours_) load(&evidence);
  for (Evidence& evidence : weekdays_) load(&evidence);
  for (double* value : {&level_count_, &level_hours_, &hour_count_, &day_count_, &day_expected_})
    *value = reader->Number<double>();
  hour_ = reader->Number<int64_t>();
  if (!reader->ok()) return false;
  Rebuild();
  return true;
}

double OrdinaryTime::HoursBetween(int64_t from_ms, int64_t to_ms) const {
  double hours = rhythm_.HoursBetween(from_ms, to_ms, settings_);
  auto span = std::upper_bound(planned_.begin(), planned_.end(), from_ms,
                               [](int64_t ms, const PlannedSpan& planned) { return ms < planned.to_ms; });
  for (; span != planned_.end() && span->from_ms < to_ms; ++span) {
    const int64_t from = std::max(from_ms, span->from_ms), to = std::min(to_ms, span->to_ms);
    hours += (span->factor - 1) * rhythm_.HoursBetween(from, to, settings_);
  }
  return hours;
}

int64_t OrdinaryTime::After(int64_t from_ms, double hours) const {
  if (hours <= 0) return from_ms;
  // Ordinary hours grow with every moment: bracket, then halve.
  int64_t low = from_ms, high = from_ms + static_cast<int64_t>((hours + 1) * kHourMs);
  while (HoursBetween(from_ms, high) < hours) {
    low = high;
    high += high - from_ms;
  }
  while (high - low > 1) {
    const int64_t middle = low + (high - low) / 2;
    (HoursBetween(from_ms, middle) < hours ? low : high) = middle;
  }
  return high;
}

}  // namespace groundswell
