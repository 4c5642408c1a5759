#include "models/local_zone.h"

#include <algorithm>
#include <charconv>
#include <cstdio>

namespace groundswell {
namespace {

constexpr int64_t kMinuteMs = 60 * kSecondMs;

struct NamedZone {
  std::string_view name;
  int32_t minutes;
  char summer;  // E: Europe's, A: North America's, else none
};
constexpr NamedZone kNamed[] = {
    {"UTC", 0, '-'},
    {"Asia/Shanghai", 480, '-'},
    {"Asia/Hong_Kong", 480, '-'},
    {"Asia/Macau", 480, '-'},
    {"Asia/Taipei", 480, '-'},
    {"Asia/Singapore", 480, '-'},
    {"Asia/Tokyo", 540, '-'},
    {"Asia/Seoul", 540, '-'},
    {"Europe/London", 0, 'E'},
    {"Europe/Dublin", 0, 'E'},
    {"Europe/Lisbon", 0, 'E'},
    {"Europe/Berlin", 60, 'E'},
    {"Europe/Paris", 60, 'E'},
    {"Europe/Amsterdam", 60, 'E'},
    {"Europe/Brussels", 60, 'E'},
    {"Europe/Luxembourg", 60, 'E'},
    {"Europe/Madrid", 60, 'E'},
    {"Europe/Rome", 60, 'E'},
    {"Europe/Vienna", 60, 'E'},
    {"Europe/Zurich", 60, 'E'},
    {"America/New_York", -300, 'A'},
    {"America/Toronto", -300, 'A'},
    {"America/Chicago", -360, 'A'},
    {"America/Denver", -420, 'A'},
    {"America/Los_Angeles", -480, 'A'},
};

int64_t FloorDays(int64_t ms) { return ms >= 0 ? ms / kDayMs : -((-ms + kDayMs - 1) / kDayMs); }

// The Sunday of a month: the n-th from its begin, or the last for 0.
int32_t SundayOf(int32_t year, uint32_t month, int32_t n) {
  if (n == 0) {
    const int32_t last = DayOf(month == 12 ? year + 1 : year, month == 12 ? 1 : month + 1, 1) - 1;
    return last - (WeekdayOf(last) + 1) % 7;
  }
  const int32_t first = DayOf(year, month, 1);
  return first + (6 - WeekdayOf(first)) + 7 * (n - 1);
}

bool ReadNumber(std::string_view text, int32_t* number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), *number);
  return error == std::errc() && end == text.data() + text.size() && text.front() != '-';
}

}  // namespace

// Days from civil, after Howard Hinnant's "chrono-Compatible Low-Level Date Algorithms".
int32_t DayOf(int32_t year, uint32_t month, uint32_t day) {
  year -= month <= 2;
  const int32_t era = (year >= 0 ? year : year - 399) / 400;
  const auto year_of_era = static_cast<uint32_t>(year - era * 400);
  const uint32_t day_of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
  const uint32_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
  return era * 146097 + static_cast<int32_t>(day_of_era) - 719468;
}

std::string DayText(int32_t day) { return FormatEventTime({int64_t{day} * kDayMs}).substr(0, 10); }

Result<int32_t> ParseDay(std::string_view text) {
  int32_t year = 0, month = 0, day = 0;
  const bool is_date = text.size() == 10 && text[4] == '-' && text[7] == '-' && ReadNumber(text.substr(0, 4), &year) &&
                       ReadNumber(text.substr(5, 2), &month) && ReadNumber(text.substr(8), &day) && year >= 1970 &&
                       month >= 1 && month <= 12 && day >= 1 && day <= 31;
  if (is_date) {
    const int32_t found = DayOf(year, static_cast<uint32_t>(month), static_cast<uint32_t>(day));
    if (DayText(found) == text) return found;
  }
  return Invalid("\"" + std::string(text) + "\" is no date such as 2026-05-01");
}

int32_t YearOf(int32_t day) {
  int32_t year = 1970 + static_cast<int32_t>(day / 365.2425);
  while (DayOf(year + 1, 1, 1) <= day) ++year;
  while (DayOf(year, 1, 1) > day) --year;
  return year;
}

Result<LocalZone> LocalZone::Parse(std::string_view text) {
  LocalZone zone;
  if (text == "Z") return zone;
  for (const NamedZone& named : kNamed) {
    if (named.name != text) continue;
    zone.minutes_ = named.minutes;
    zone.summer_ = named.summer == 'E' ? Summer::kEurope : named.summer == 'A' ? Summer::kAmerica : Summer::kNone;
    return zone;
  }
  int32_t hours = 0, minutes = 0;
  const bool is_offset = text.size() == 6 && (text[0] == '+' || text[0] == '-') && text[3] == ':' &&
                         ReadNumber(text.substr(1, 2), &hours) && ReadNumber(text.substr(4), &minutes) && hours <= 14 &&
                         minutes <= 59;
  if (is_offset) {
    zone.minutes_ = (text[0] == '-' ? -1 : 1) * (hours * 60 + minutes);
    return zone;
  }
  std::string names;
  for (const NamedZone& named : kNamed) names.append(names.empty() ? "" : ", ").append(named.name);
  return Invalid("\"" + std::string(text) + "\" is no zone: write an offset such as +08:00, or one of " + names);
}

LocalZone::SummerTime LocalZone::SummerOf(int64_t utc_ms) const {
  if (summer_ == Summer::kNone) return {};
  const int32_t year = YearOf(static_cast<int32_t>(FloorDays(utc_ms)));
  // From the last Sunday of March to that of October, both at one o'clock UTC.
  if (summer_ == Summer::kEurope)
    return {SundayOf(year, 3, 0) * kDayMs + kHourMs, SundayOf(year, 10, 0) * kDayMs + kHourMs};
  // From the second Sunday of March to the first of November, both at two o'clock of the time that then ends.
  return {SundayOf(year, 3, 2) * kDayMs + 2 * kHourMs - minutes_ * kMinuteMs,
          SundayOf(year, 11, 1) * kDayMs + kHourMs - minutes_ * kMinuteMs};
}

ZoneOffset LocalZone::OffsetAt(EventTime time) const {
  return {minutes_ + (SummerOf(time.ms).Holds(time.ms) ? 60 : 0)};
}

int64_t LocalZone::ClockMs(EventTime time) const { return time.ms + OffsetAt(time).minutes * kMinuteMs; }

EventTime LocalZone::TimeAt(int64_t clock_ms) const {
  const int64_t in_winter = clock_ms - minutes_ * kMinuteMs, in_summer = in_winter - kHourMs;
  const SummerTime summer = SummerOf(in_winter);
  if (summer.Holds(in_summer)) return {in_summer};
  return {summer.Holds(in_winter) ? summer.from_ms : in_winter};
}

Result<EventTime> LocalZone::ParseTime(std::string_view text) const {
  constexpr ZoneOffset kUtc;
  if (auto time = ParseEventTime(text, nullptr); time.ok()) return time;
  const auto clock = ParseEventTime(text, &kUtc);
  if (!clock.ok()) return clock;
  const EventTime time = TimeAt(clock->ms);
  if (time < kEventTimeMin || time > kEventTimeMax)
    return Invalid("\"" + std::string(text) + "\" lies beyond all times");
  return time;
}

int32_t LocalZone::DayAt(EventTime time) const { return static_cast<int32_t>(FloorDays(ClockMs(time))); }

}  // namespace groundswell
