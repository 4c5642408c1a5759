#include "serve/report_period.h"

#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>

namespace groundswell {
namespace {

using std::chrono::days;
using std::chrono::months;
using std::chrono::sys_days;
using std::chrono::year;
using std::chrono::year_month;
using std::chrono::year_month_day;

constexpr year kFirstYear{1971}, kLastYear{9998};

// The number that `text` is, all of it digits; -1 for others.
int Digits(std::string_view text) {
  int value = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return -1;
    value = 10 * value + (c - '0');
  }
  return text.empty() ? -1 : value;
}

// Monday of the first week of a year, the one that holds its first Thursday.
sys_days FirstMonday(year of) {
  const sys_days fourth = sys_days(of / std::chrono::January / 4);
  return fourth - (std::chrono::weekday(fourth) - std::chrono::Monday);
}

EventTime Midnight(sys_days day, LocalZone zone) {
  return zone.BeginOf(static_cast<int32_t>(day.time_since_epoch().count()));
}

sys_days DayAt(EventTime time, LocalZone zone) { return sys_days(days(zone.DayAt(time))); }

template <typename... Numbers>
std::string Format(const char* format, Numbers... numbers) {
  std::array<char, 32> text{};
  const int size = std::snprintf(text.data(), text.size(), format, numbers...);
  return std::string(text.data(), static_cast<size_t>(size));
}

ReportPeriod DayPeriod(sys_days day, LocalZone zone) {
  const year_month_day date(day);
  return {ReportKind::kDay,
          Format("%04d-%02u-%02u", static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                 static_cast<unsigned>(date.day())),
          Midnight(day, zone), Midnight(day + days(1), zone)};
}

ReportPeriod WeekPeriod(sys_days monday, LocalZone zone) {
  // A week belongs to the year of its Thursday.
  const year of = year_month_day(monday + days(3)).year();
  const auto week = (monday - FirstMonday(of)).count() / 7 + 1;
  return {ReportKind::kWeek, Format("%04d-W%02d", static_cast<int>(of), static_cast<int>(week)), Midnight(monday, zone),
          Midnight(monday + days(7), zone)};
}

ReportPeriod MonthPeriod(year_month month, LocalZone zone) {
  return {ReportKind::kMonth, Format("%04d-%02u", static_cast<int>(month.year()), static_cast<unsigned>(month.month())),
          Midnight(sys_days(month / 1), zone), Midnight(sys_days((month + months(1)) / 1), zone)};
}

}  // namespace

std::string_view ReportKindName(ReportKind kind) {
  constexpr std::string_view kNames[] = {"day", "week", "month"};
  return kNames[static_cast<size_t>(kind)];
}

std::optional<ReportPeriod> ParseReportPeriod(std::string_view name, LocalZone zone) {
  if (name.size() < 7 || name[4] != '-') return std::nullopt;
  const year of{Digits(name.substr(0, 4))};
  if (of < kFirstYear || of > kLastYear) return std::nullopt;
  if (name[5] == 'W') {
    const int week = name.size() == 8 ? Digits(name.substr(6)) : -1;
    if (week < 1 || week > 53) return std::nullopt;
    ReportPeriod period = WeekPeriod(FirstMonday(of) + days(7 * (week - 1)), zone);
    return period.name == name ? std::optional(std::move(period)) : std::nullopt;
  }
  const int month = Digits(name.substr(5, 2));
  if (month < 1 || month > 12) return std::nullopt;
  const year_month in = of / static_cast<unsigned>(month);
  if (name.size() == 7) return MonthPeriod(in, zone);
  const int day = name.size() == 10 && name[7] == '-' ? Digits(name.substr(8)) : -1;
  if (day < 1) return std::nullopt;
  const year_month_day date = in / day;
  return date.ok() ? std::optional(DayPeriod(sys_days(date), zone)) : std::nullopt;
}

ReportPeriod ReportPeriodAt(ReportKind kind, EventTime time, LocalZone zone) {
  const sys_days day = DayAt(time, zone);
  if (kind == ReportKind::kDay) return DayPeriod(day, zone);
  if (kind == ReportKind::kWeek) return WeekPeriod(day - (std::chrono::weekday(day) - std::chrono::Monday), zone);
  const year_month_day date(day);
  return MonthPeriod(date.year() / date.month(), zone);
}

std::vector<ComparedPeriod> ComparedPeriods(const ReportPeriod& period, LocalZone zone) {
  const sys_days first = DayAt(period.since, zone);
  const year_month_day date(first);
  const year_month month = date.year() / date.month();
  if (period.kind == ReportKind::kWeek)
    return {{"previous", WeekPeriod(first - days(7), zone)}, {"four_weeks_before", WeekPeriod(first - days(28), zone)}};
  if (period.kind == ReportKind::kMonth)
    return {{"previous", MonthPeriod(month - months(1), zone)}, {"year_before", MonthPeriod(month - months(12), zone)}};
  std::vector<ComparedPeriod> compared = {{"previous", DayPeriod(first - days(1), zone)},
                                          {"week_before", DayPeriod(first - days(7), zone)}};
  const year_month_day same_day = (month - months(1)) / date.day();
  if (same_day.ok()) compared.push_back({"month_before", DayPeriod(sys_days(same_day), zone)});
  return compared;
}

std::string ZoneText(ZoneOffset zone) {
  const int minutes = std::abs(zone.minutes);
  const auto two = [](int value) { return std::string(value < 10 ? "0" : "") + std::to_string(value); };
  return (zone.minutes < 0 ? "-" : "+") + two(minutes / 60) + ":" + two(minutes % 60);
}

}  // namespace groundswell
