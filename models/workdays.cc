#include "models/workdays.h"

#include <algorithm>

namespace groundswell {
namespace {

constexpr int32_t kSaturday = 5;

std::string_view Trimmed(std::string_view text) {
  const size_t begin = text.find_first_not_of(" \t");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

// Working days may run far beyond any holiday file; who waits for centuries waits for weekdays.
constexpr int32_t kLastDay = 2932896;  // 9999-12-31

}  // namespace

Result<Workdays> Workdays::Parse(std::span<const std::string> items) {
  if (items.size() > kDaysMax) return Invalid("more than " + std::to_string(kDaysMax) + " days; drop those long past");
  Workdays workdays;
  for (const std::string& item : items) {
    const size_t equals = item.find('=');
    const std::string_view view = item;
    const auto day = ParseDay(Trimmed(view.substr(0, std::min(equals, item.size()))));
    if (!day.ok()) return day.status();
    const std::string_view word = equals == std::string::npos ? "" : Trimmed(view.substr(equals + 1));
    if (word != "holiday" && word != "workday")
      return Invalid("\"" + item + "\": a day is \"holiday\" or \"workday\", such as 2026-05-01 = holiday");
    workdays.days_.push_back({*day, word == "workday"});
  }
  std::vector<Day>& days = workdays.days_;
  std::sort(days.begin(), days.end(), [](const Day& a, const Day& b) { return a.day < b.day; });
  const auto twice =
      std::adjacent_find(days.begin(), days.end(), [](const Day& a, const Day& b) { return a.day == b.day; });
  if (twice != days.end()) return Invalid(DayText(twice->day) + " is named twice; name it once");
  return workdays;
}

char Workdays::Named(int32_t day) const {
  const auto found =
      std::lower_bound(days_.begin(), days_.end(), day, [](const Day& known, int32_t d) { return known.day < d; });
  if (found == days_.end() || found->day != day) return 0;
  return found->is_worked ? 'w' : 'h';
}

bool Workdays::IsWorked(int32_t day) const {
  const char named = Named(day);
  return named == 0 ? WeekdayOf(day) < kSaturday : named == 'w';
}

bool Workdays::Covers(int32_t year) const {
  const auto found = std::lower_bound(days_.begin(), days_.end(), DayOf(year, 1, 1),
                                      [](const Day& known, int32_t d) { return known.day < d; });
  return found != days_.end() && found->day < DayOf(year + 1, 1, 1);
}

PeriodEnd EndOfPeriod(const PeriodRules& rules, EventTime from, uint32_t amount, PeriodUnit unit) {
  if (unit == PeriodUnit::kHours) return {{std::min(from.ms + amount * kHourMs, kEventTimeMax.ms)}, true};
  const int32_t first = rules.zone.DayAt(from);
  PeriodEnd end;
  int32_t day = first - (rules.counts_first_day ? 1 : 0);
  if (unit == PeriodUnit::kDays) {
    day += static_cast<int32_t>(amount);
  } else {
    for (uint32_t counted = 0; counted < amount && day < kLastDay;) counted += rules.workdays.IsWorked(++day);
    for (int32_t year = YearOf(first); year <= YearOf(day); ++year)
      end.is_covered = end.is_covered && rules.workdays.Covers(year);
  }
  end.at = std::min(rules.zone.EndOf(std::min(day, kLastDay)), kEventTimeMax);
  return end;
}

}  // namespace groundswell
