// ClockRule: one deadline of a profile, and ClockBook: all of them with the days they are counted in.
//
// A rule is one line:
//   NAME = AMOUNT UNIT after EVENT [until EVENT] [extendable to AMOUNT [AMOUNT…]] [named ZH / EN]
//   decide = 15 days after received until answered extendable to 30 60 named 作出处理决定 / Decision
// Units: hours, days (of the calendar), working_days. It runs from `received` (the receipt of each formal complaint),
// from a status of the case (registered, analysed, handling, answered, reviewed), a level (watch, emerging, major,
// crisis), data_leak (a post that cannot wait) or review_requested; until a status, `settled`, `reported`, or `none`: a
// term that nobody has to meet, which is shown and never warned of. Without `until` it is answered for received and
// review_requested, reported for levels and data_leak, settled for a status. Clocks run for formal complaints and
// cases, never for a post. Contract: pure functions. Errors: kInvalid, with the line, what is wrong and what is
// allowed. Threads: free functions and values.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/status.h"
#include "models/workdays.h"

namespace groundswell {

using ClockUnit = PeriodUnit;
std::string_view ClockUnitName(ClockUnit unit);  // "hours", "days", "working_days"

// What clocks run from and until. Those up to kSettled are of the case, in the order of its statuses.
enum class ClockEvent : uint8_t {
  kReceived,
  kRegistered,
  kAnalysed,
  kHandling,
  kAnswered,
  kReviewed,
  kSettled,
  kReviewRequested,
  kReported,
  kWatch,
  kEmerging,
  kMajor,
  kCrisis,
  kDataLeak,
  kNone,
};
constexpr size_t kClockEvents = static_cast<size_t>(ClockEvent::kNone) + 1;
std::string_view ClockEventName(ClockEvent event);  // "received" …

struct ClockRule {
  std::string name;  // lower-case Latin letters, digits and underscores
  uint32_t amount = 0;
  ClockUnit unit = ClockUnit::kDays;
  ClockEvent after = ClockEvent::kReceived;
  ClockEvent until = ClockEvent::kAnswered;
  std::vector<uint32_t> extended;  // amounts in place of `amount`, one after the other, longer and longer
  std::string zh, en;              // what people see; the name where empty
  bool operator==(const ClockRule&) const = default;
};

constexpr uint32_t kClockAmountMax = 36500;
constexpr uint32_t kClockWorkingDaysMax = 1000;
constexpr size_t kClocksMax = 64;
constexpr size_t kClockStepsMax = 8;

Result<ClockRule> ParseClock(std::string_view line);
// All clocks of a profile; two of one name are kInvalid.
Result<std::vector<ClockRule>> ParseClocks(std::span<const std::string> lines);

struct ClockBook {
  std::vector<ClockRule> rules;
  PeriodRules days;

  const ClockRule* Find(std::string_view name) const;
};

}  // namespace groundswell
