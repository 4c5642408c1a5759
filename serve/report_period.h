// ReportPeriod: the day, week or month that a report is about, in the zone that its readers go by.
//
// Names: "2026-03-05" (a day), "2026-W10" (a week of ISO 8601, from Monday), "2026-03" (a month). Contract: a period is
// [since, until) in event time and begins at midnight of the zone. Years 1971 to
// 9998, so that what lies beside a period has a time too. Threads: values and free functions.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "models/local_zone.h"

namespace groundswell {

enum class ReportKind : uint8_t { kDay, kWeek, kMonth };

std::string_view ReportKindName(ReportKind kind);  // "day", "week", "month"

struct ReportPeriod {
  ReportKind kind = ReportKind::kDay;
  std::string name;
  EventTime since, until;

  bool Holds(EventTime time) const { return time >= since && time < until; }
};

// "+08:00".
std::string ZoneText(ZoneOffset zone);

// The period of that name; nothing for what is none.
std::optional<ReportPeriod> ParseReportPeriod(std::string_view name, LocalZone zone);
// The period of that kind that `time` lies in; years as above.
ReportPeriod ReportPeriodAt(ReportKind kind, EventTime time, LocalZone zone);

// A period to compare with, and by what it is chosen: "previous", of a day also "week_before" (the same day of the
// week) and "month_before" (the same day of the month, where there is one), of a week "four_weeks_before", of a month
// "year_before". The previous one is the first.
struct ComparedPeriod {
  std::string_view with;
  ReportPeriod period;
};
std::vector<ComparedPeriod> ComparedPeriods(const ReportPeriod& period, LocalZone zone);

}  // namespace groundswell
