// DetectionTruth: what `generate --scenario drills --truth` tells of a feed, read back: its cases, what is wanted of
// each, and from when on an alert was possible.
//
// Contract: a file of NDJSON, a line a case (docs/formats.md); unknown fields are ignored. A post is a member of a case
// when the case names it by channel and id; cases that carry a label in the feed need not name their posts. Errors: kIo
// when the file cannot be read, kInvalid with the number of the line and what is missing there. Threads: immutable.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/status.h"
#include "base/time.h"

namespace groundswell {

enum class CaseWant : uint8_t { kEmerging, kCriticalPost, kNothing };

struct TrueCase {
  std::string label;
  std::string name;  // of its kind: `burst`
  CaseWant want = CaseWant::kEmerging;
  EventTime clock_at;              // when the second complainant's post had come; none: taken from the feed
  EventTime surge_at, deleted_at;  // none where nothing of the kind happens
};

class DetectionTruth {
 public:
  static constexpr int32_t kNoCase = -1;

  static Result<DetectionTruth> Read(const std::string& path);
  static Result<DetectionTruth> Parse(std::string_view ndjson);

  const std::vector<TrueCase>& cases() const { return cases_; }
  // The case that names the post, by its place in cases().
  int32_t CaseOf(std::string_view channel, std::string_view id) const;

 private:
  Status TakeLine(std::string_view line);

  std::vector<TrueCase> cases_;
  std::unordered_map<std::string, int32_t> members_;  // by channel and id
};

}  // namespace groundswell
