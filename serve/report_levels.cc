#include "serve/report_levels.h"

#include <algorithm>
#include <string>
#include <vector>

#include "serve/levels.h"
#include "serve/post_reader.h"
#include "serve/rows.h"

namespace groundswell {
namespace {

constexpr uint64_t kBlockAlerts = 512;
constexpr int64_t kLateMs = 2 * kDayMs;

bool IsRise(const AlertRow& alert) {
  constexpr std::array<std::string_view, 3> kRises = {"opened", "escalated", "reopened"};
  return alert.event >= 0 && IndexOf(kRises, kEventNames[static_cast<size_t>(alert.event)]) >= 0;
}

// Alerts come the newest first.
void Take(const AlertRow& alert, GroupId group, const TimeWindow& window, WindowAlerts* found) {
  const bool is_within = alert.at < window.until;
  LevelsInWindow& levels = found->groups[group.value];
  if (is_within) {
    ++levels.alerts;
    levels.highest = std::max({levels.highest, alert.level, alert.previous_level});
    if (alert.level >= 2 && IsRise(alert)) ++found->risen[alert.level - 2u];
  }
  if (alert.group != group) return;  // it has merged since: its steps are not those of the group
  if (is_within && !levels.knows_levels) levels.at_end = alert.level;
  if (!is_within) levels.at_end = alert.previous_level;
  levels.at_start = alert.previous_level;
  levels.knows_levels = true;
}

}  // namespace

Result<WindowAlerts> ReadWindowAlerts(const Store& store, uint64_t count, const TimeWindow& window) {
  WindowAlerts found;
  RowReader reader;
  PostReader posts(&store);
  std::vector<std::string> block;
  const uint64_t last = count > kReportAlertsMax ? count - kReportAlertsMax : 0;
  bool goes_on = true;
  for (uint64_t next = count; next > last && goes_on;) {
    const uint64_t begin = next - std::min(kBlockAlerts, next - last);
    block.assign(next - begin, {});
    const Status status = store.ScanAlerts(begin, [&](uint64_t number, std::string_view row) {
      if (number >= next) return NotFound("the end of the block");
      block[number - begin] = row;
      return Status();
    });
    if (!status.ok() && status.code() != Code::kNotFound) return status;
    for (; next > begin && goes_on; --next) {
      const std::string& row = block[next - 1 - begin];
      if (row.empty()) continue;
      auto alert = reader.ReadAlert(row);
      if (!alert.ok()) return alert.status();
      goes_on = alert->at.ms >= window.since.ms - kLateMs;
      if (alert->at < window.since) continue;
      auto group = posts.Survivor(alert->group);
      if (!group.ok()) return group.status();
      Take(*alert, *group, window, &found);
    }
  }
  for (auto& [id, levels] : found.groups) levels.highest = std::max({levels.highest, levels.at_start, levels.at_end});
  return found;
}

}  // namespace groundswell
