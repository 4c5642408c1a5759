#include "tools/config_clocks.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>

#include "tools/config_keys.h"

namespace groundswell {
namespace {

constexpr size_t kWarningsMax = 8;
constexpr int64_t kWarningMaxMs = 366 * kDayMs;

// "90m", "24h", "3d": milliseconds; 0 for none of these.
int64_t ReadDuration(const std::string& text) {
  int64_t amount = 0, unit_ms = 0;
  for (size_t i = 0; i + 1 < text.size(); ++i) {
    if (text[i] < '0' || text[i] > '9' || amount > kWarningMaxMs) return 0;
    amount = amount * 10 + (text[i] - '0');
  }
  if (text.size() < 2) return 0;
  if (text.back() == 'm') unit_ms = 60 * kSecondMs;
  if (text.back() == 'h') unit_ms = kHourMs;
  if (text.back() == 'd') unit_ms = kDayMs;
  return unit_ms == 0 || amount > kWarningMaxMs / unit_ms ? 0 : amount * unit_ms;
}

}  // namespace

Result<ClockBook> ClockBookOf(const Config& config) {
  ClockBook book;
  auto rules = ParseClocks(config.List("profile.clocks"));
  if (!rules.ok()) return rules.status().Annotate("profile.clocks");
  book.rules = std::move(*rules);
  if (const int64_t hours = config.Integer("profile.report_major_hours"); hours > 0 && !book.Find("report_major"))
    book.rules.push_back(
        ParseClock(
            fmt::format(
                "report_major = {} hours after major until reported named 重大投诉上报 / Report of a major complaint",
                hours))
            .value());
  auto zone = LocalZone::Parse(config.Text("profile.zone"));
  if (!zone.ok()) return zone.status().Annotate("profile.zone");
  book.days.zone = *zone;
  const std::string& first_day = config.Text("profile.first_day");
  if (first_day != "next" && first_day != "same")
    return Invalid("profile.first_day: must be next or same, not \"" + first_day + "\"");
  book.days.counts_first_day = first_day == "same";
  auto workdays = Workdays::Parse(config.List("calendar.days"));
  if (!workdays.ok()) return workdays.status().Annotate("calendar.days");
  book.days.workdays = std::move(*workdays);
  return book;
}

Result<std::vector<int64_t>> ClockWarningsOf(const Config& config) {
  std::vector<int64_t> warnings;
  for (const std::string& text : config.List("profile.warn_before")) {
    const int64_t before_ms = ReadDuration(text);
    if (before_ms == 0)
      return Invalid("profile.warn_before: \"" + text + "\" is no duration such as 24h, 90m or 3d, of 366d at most");
    warnings.push_back(before_ms);
  }
  if (warnings.size() > kWarningsMax)
    return Invalid(fmt::format("profile.warn_before: at most {} warnings of one deadline", kWarningsMax));
  std::sort(warnings.begin(), warnings.end(), std::greater<>());
  warnings.erase(std::unique(warnings.begin(), warnings.end()), warnings.end());
  return warnings;
}

std::string WorkdaysNote(const ClockBook& book) {
  const bool counts = std::any_of(book.rules.begin(), book.rules.end(),
                                  [](const ClockRule& rule) { return rule.unit == ClockUnit::kWorkingDays; });
  if (!counts) return {};
  const Workdays& days = book.days.workdays;
  if (days.is_empty()) return "no holiday file: working days are counted by weekends alone; name one in calendar.file";
  std::string missing;
  for (int32_t year = days.first_year(); year <= days.last_year(); ++year)
    if (!days.Covers(year)) missing += fmt::format("{}{}", missing.empty() ? ", but not " : ", ", year);
  return fmt::format("holidays are known from {} to {}{}; in other years working days are counted by weekends alone",
                     days.first_year(), days.last_year(), missing);
}

}  // namespace groundswell
