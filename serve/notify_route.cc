#include "serve/notify_route.h"

#include <algorithm>

namespace groundswell {
namespace {

constexpr int kDayMinutes = 24 * 60;
constexpr uint8_t kEmerging = 2;

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
  const auto at = [&](int64_t day, int minute) { return zone.TimeAt(day * kDayMs + minute * 60 * kSecondMs).ms; };
  const int64_t today = zone.DayAt({wall_ms});
  for (const int64_t day : {today, today - 1}) {
    const int64_t end_ms = at(from_min < to_min ? day : day + 1, to_min);
    if (at(day, from_min) <= wall_ms && wall_ms < end_ms) return end_ms - wall_ms;
  }
  return 0;
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
  return std::find(days.begin(), days.end(), WeekDay(zone.DayAt({wall_ms}))) != days.end();
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
