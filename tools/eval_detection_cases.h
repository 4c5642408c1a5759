// What alerts were worth, case by case: a row a kind of case that the truth of a feed tells of.
//
// Contract: pure functions of a watch that has seen its replay, and of the truth. Rows stand in the order in which the
// truth names their cases, then `background`. Delay runs from the moment when the second complainant's post had come;
// in a group that fell silent, the second one of those who came after the silence. Threads: none.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/json_writer.h"
#include "tools/detection_watch.h"
#include "tools/eval_detection_truth.h"

namespace groundswell {

// A surge counts as told for so long after it began: the days it lasts, and half a day.
constexpr int64_t kSurgeToldMs = 60 * kHourMs;

struct CaseRow {
  std::string name;    // of the case; `chronic, surged` for the surges, `background` for what belongs to no case
  std::string wanted;  // emerging, surged, critical_post, nothing
  uint32_t instances = 0;
  // Instances that were caught; of cases from which nothing may come, instances that raised an alert.
  uint32_t caught = 0;
  // Where an alert is wanted: alerted groups whose labelled posts are of this case for the most part and of no label
  // purely; alerts that a surge has come when none had; groups called resolved within a day of the deletion of their
  // posts. Where none is wanted: alerts of groups of which more than half the posts are from the case. Of the
  // background: alerted groups without any post of a case.
  uint32_t false_alerts = 0;
  uint32_t repeats = 0;  // further groups that were alerted of one that was caught already
  double median_complainants = 0, median_delay_secs = 0;
};

double Median(std::vector<double> values);
std::vector<CaseRow> RowsByCase(const DetectionWatch& watch, const DetectionTruth& truth);

std::string CaseTable(const std::vector<CaseRow>& rows);
// The rows as an array.
void AppendCases(const std::vector<CaseRow>& rows, JsonWriter* json);

}  // namespace groundswell
