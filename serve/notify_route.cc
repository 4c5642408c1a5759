#include "serve/notify_route.h"

#include <algorithm>

namespace groundswell {
namespace {

constexpr int kDayMinutes = 24 * 60;
constexpr uint8_t kEmerging = 2;

// Days since 1970 and the minute of the day, in a zone.
struct LocalTime {
  int64_t day;
  int64_t ms_of_day;
  int minute() const { return static_cast<int>(ms_of_day / 60'000); }
};

LocalTime LocalOf(int64_t wall_ms, LocalZone zone) {
  const int64_t day = zone.DayAt({wall_ms});
  return {day, zone.ClockMs({wall_ms}) - day * kDayMs};
}

// 1970-01-01 was a Thursday.
int WeekDay(int64_t day) { return static_cast<int>(((day + 4) % 7 + 7) % 7); }

std::optional<int> ParseMinute(std::string_view text) {
  if (text.size() != 5 || text[2] != ':') return std::nullopt;
  for (const size_t i : {0, 1, 3, 4})
    if (text[i] < '0' || text[i] > '9') return std::nullopt;
  const int hour = (text[0] - '0') * 10 + (text[1] - '0'), minute = (text[3] - '0') * 10 + (text[4] - '0');
  if (minute > 59 || hour * 60 + minute > kDayMinutes) return std::nullopt;
  return hour * 60 + minute;
}

bool Names(const std::vector<std::string>& wanted, std::string_view name) {
  return std::find(wanted.begin(), wanted.end(), name) != wanted.end();
}

bool PassesLevel(const AlertFacts& alert, uint8_t level) {
  return alert.is_critical() || alert.highest_level() >= level;
}

}  // namespace

Result<DayHours> DayHours::Parse(std::string_view text) {
  if (text.empty()) return DayHours{};
  const size_t dash = text.find('-');
  const auto from = ParseMinute(text.substr(0, dash));
  const auto to = dash == std::string_view::npos ? std::nullopt : ParseMinute(text.substr(dash + 1));
  if (!from || !to || *from == *to || *from == kDayMinutes)
    return Invalid("'" + std::string(text) + "' is no part of a day; write HH:MM-HH:MM, such as 22:00-07:00");
  return DayHours{*from, *to};
}

bool DayHours::Holds(int64_t wall_ms, LocalZone zone) const { return LeftMs(wall_ms, zone) > 0; }

int64_t DayHours::LeftMs(int64_t wall_ms, LocalZone zone) const {
  if (is_empty()) return 0;
  const LocalTime now = LocalOf(wall_ms, zone);
  const int minute = now.minute();
  const bool holds = from_min < to_min ? minute >= from_min && minute < to_min : minute >= from_min || minute < to_min;
  if (!holds) return 0;
  // Behind midnight where that time of this day is over.
  const int64_t end_day = minute < to_min ? now.day : now.day + 1;
  return std::max<int64_t>(zone.TimeAt(end_day * kDayMs + int64_t{to_min} * 60'000).ms - wall_ms, 0);
}

std::optional<int> DayNumber(std::string_view name) {
  constexpr std::string_view kDays[] = {"sun", "mon", "tue", "wed", "thu", "fri", "sat"};
  const auto found = std::find(std::begin(kDays), std::end(kDays), name);
  if (found == std::end(kDays)) return std::nullopt;
  return static_cast<int>(found - std::begin(kDays));
}

bool Route::Takes(const AlertFacts& alert, int64_t wall_ms) const {
  if (!PassesLevel(alert, level)) return false;
  if (!orgs.empty() && !Names(orgs, alert.org)) return false;
  if (!causes.empty() && !Names(causes, alert.cause_class) && !Names(causes, alert.cause_tag)) return false;
  const auto is_wanted = [this](const auto& channel) { return Names(channels, channel.first); };
  if (!channels.empty() && std::none_of(alert.channels.begin(), alert.channels.end(), is_wanted)) return false;
  if (!hours.is_empty() && !hours.Holds(wall_ms, zone)) return false;
  if (days.empty()) return true;
  return std::find(days.begin(), days.end(), WeekDay(LocalOf(wall_ms, zone).day)) != days.end();
}

RouteMatch RouteTable::Match(const AlertFacts& alert, int64_t decided_ms, std::string_view receiver,
                             uint8_t level) const {
  if (!PassesLevel(alert, level)) return {};
  bool is_matched = false;
  for (const Route& route : routes_) {
    if (!route.Takes(alert, decided_ms)) continue;
    is_matched = true;
    if (Names(route.receivers, receiver)) return {true, &route};
    if (!route.continues) break;
  }
  const bool goes_to_all = !is_matched && PassesLevel(alert, level > 0 ? level : kEmerging);
  return {goes_to_all, nullptr};
}

}  // namespace groundswell
