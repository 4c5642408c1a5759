// What a report says of cases: what people were told in its period and what followed, and where somebody must act.
//
// Contract: answers are those of the audit log whose watermark lies in the period, the newest kReportAnswersMax; of
// each the people who joined its group in the hour of event time before and after. Actions are of cases as they stand
// when the report is made: groups at `emerging` and above that nobody has taken or answered, cases whose day of looking
// at them again or a deadline has come by the watermark; at most kReportActionsMax, the most urgent first. Clocks are
// of the same cases, at most kReportClocksMax, the earliest due first. Threads: free functions. Errors: those of the
// store.
#pragma once

#include <vector>

#include "serve/report_events.h"

namespace groundswell {

constexpr size_t kReportAnswersMax = 50, kReportActionsMax = 50, kReportClocksMax = 50;

struct ReportCases {
  std::vector<ReportAction> actions;
  std::vector<ReportClock> clocks;
};

Result<std::vector<ReportAnswer>> FindReportAnswers(const ReportSource& source, const TimeWindow& window);
Result<ReportCases> FindReportCases(const ReportSource& source);

}  // namespace groundswell
