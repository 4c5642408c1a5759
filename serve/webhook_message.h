// The bodies that a receiver gets: one alert, or the late ones of an outage in one message.
//
// After Standard Webhooks a body is {"type","timestamp","data"}. Of one alert: type "alert." and its event, the time of
// the decision, and the alert as GET /api/v1/alerts/{id} gives it. Of late alerts: type "alerts.catch_up", and
//
//   data = {"late": true, "count", "from", "to", "alerts": [{"id","event","level","org","title","group","at"} …]}
//
// where from and to are the first and the last decision, and of the alerts the worst kCatchUpLinesMax are listed, worst
// first: by level, then by the level before, then the newer. Contract: the same rows give the same bytes, whatever the
// time; texts are as the store has them, so that what a deletion blanked stays blank. Errors: kCorrupt for a row that
// is no alert. Threads: values and objects of one thread.
#pragma once

#include <simdjson.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/status.h"

namespace groundswell {

constexpr size_t kCatchUpLinesMax = 100;

// What is said of an alert where there are many. Texts are copies.
struct AlertLine {
  uint64_t number = 0;  // in the order of decision
  std::string id, event, org, title, group, at;
  uint8_t level = 0, previous_level = 0;

  // By which routes ask: the end of a group is of interest to those who heard of its rise.
  uint8_t highest_level() const { return std::max(level, previous_level); }
  // One post that cannot wait asks for no level.
  bool is_critical() const { return event == "critical_post"; }
};

class AlertLineReader {
 public:
  Result<AlertLine> Read(uint64_t number, std::string_view json);

 private:
  simdjson::dom::parser parser_;
};

std::string AlertBody(const AlertLine& alert, int64_t decided_ms, std::string_view json);

class CatchUp {
 public:
  // In the order of their numbers.
  void Add(AlertLine alert, int64_t decided_ms);

  uint64_t count() const { return count_; }
  // A function of the first and the last alert.
  std::string Id() const { return "catch-up-" + first_id_ + "-" + last_id_; }
  std::string Body() const;

 private:
  uint64_t count_ = 0;
  std::string first_id_, last_id_;
  int64_t from_ms_ = 0, to_ms_ = 0;
  std::vector<AlertLine> worst_;  // a heap whose first is the least bad
};

}  // namespace groundswell
