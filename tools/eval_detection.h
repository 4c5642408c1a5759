// `groundswell eval detection FILE`: a replay, then which of the true groups its alerts caught, how early and how
// purely.
//
// Contract: a true group is a label carried by the posts of at least min_complainants distinct people. It is caught by
// the first alert at or above `level` whose group has, at that moment, at least kPurityMin of its labelled posts from
// that label (a post with several labels counts for each). The delay runs from the event time of the post that brings
// the second distinct person of the true group to the alert's `at`; it is negative when the alert came before. Records
// are stepped one by one, so that "at that moment" is exact. With a truth (tools/eval_detection_truth.h) a row for each
// kind of case is told too (tools/eval_detection_cases.h). Errors: kInvalid when no label has enough people, and those
// of the truth.
#pragma once

#include <cstdint>
#include <string>

#include "engine/level.h"
#include "tools/config.h"
#include "tools/console.h"

namespace groundswell {

constexpr double kPurityMin = 0.6;

struct EvalDetectionOptions {
  std::string input;
  std::string truth;  // a file; empty: none
  std::string level = "emerging";
  uint32_t min_complainants = 5;
  bool json = false;
};

Status RunEvalDetection(const EvalDetectionOptions& options, const Config& config, const Console& console);

}  // namespace groundswell
