// The events of a report: groups that had a level and got posts in its period, the gravest first.
//
// Contract: ranked by the highest level in the period, then by how many people joined in it, then by how many complain
// in all. Of the groups that overlap the period the kCandidatesMax that stood highest are looked at, and kEventsMax
// told. Who joined is absent for a group with more members than are read. Threads: free functions. Errors: those of the
// store; kCorrupt for a row that is no group.
#pragma once

#include <vector>

#include "models/clock_rule.h"
#include "models/local_zone.h"
#include "serve/api_context.h"
#include "serve/report.h"
#include "serve/report_levels.h"

namespace groundswell {

constexpr size_t kReportEventsMax = 20, kReportCandidatesMax = 100;

// What the parts of a report are made from.
struct ReportSource {
  const Store* store = nullptr;
  const Snapshot* snapshot = nullptr;
  RoleOf role_of;
  const ClockBook* clocks = nullptr;  // null: no deadlines run
  int64_t pane_secs = 600;
  LocalZone zone;
};

Result<std::vector<ReportEvent>> FindReportEvents(const ReportSource& source, const TimeWindow& window,
                                                  const TimeWindow& before, const WindowAlerts& alerts);

// What the store says of a group now.
struct GroupFacts {
  std::string org, title, status;
  uint8_t level = 0;
  int64_t complainants = 0;
};
// Nothing for a group without a row.
Result<std::optional<GroupFacts>> ReadGroupFacts(const Store& store, GroupId group);

// Whether a group is about an organisation that is own, or about an unknown one.
inline bool IsOwn(const ReportSource& source, const std::string& org) {
  return org.empty() || !source.role_of || source.role_of(org) == EntryRole::kOwn;
}

}  // namespace groundswell
