// Calendar: events that are planned, and how many more (or fewer) posts each is expected to bring.
//
// A sale day, a launch or a holiday is no surprise: within it the expected rate of everything about its organisation is
// multiplied by its factor. Where events overlap their factors are multiplied.
// Format, TOML:
//   [[event]]
//   name = "双11"
//   organisation = "海桥银行"              # as groups name it; left out: all organisations
//   from = 2026-11-10T20:00:00+08:00       # quoted or not
//   to = 2026-11-12T00:00:00+08:00         # the first moment after it
//   factor = 6.0
//   [days]                                 # what is no usual week: working days are counted by it
//   2026-05-01 = "holiday"
//   2026-05-09 = "workday"                 # a weekend worked in exchange
// Contract: plain data; spans are ascending and disjoint, and a span's factor is the product of its events'. Units:
// event time in milliseconds; factors without unit. Limits below. Errors: kInvalid, "FILE: line N: what is wrong; what
// to do". Ownership: a value; spans and names view it. Threads: shared like any constant.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/status.h"
#include "base/time.h"
#include "models/workdays.h"

namespace groundswell {

constexpr size_t kCalendarEventsMax = 10000;
constexpr size_t kCalendarNameBytesMax = 128;
constexpr double kCalendarFactorMin = 0.1;
constexpr double kCalendarFactorMax = 100;

struct PlannedEvent {
  std::string name;
  std::string organisation;  // empty: all
  EventTime from, to;
  double factor = 1;
};

// From..to, the end not included.
struct PlannedSpan {
  int64_t from_ms = 0, to_ms = 0;
  double factor = 1;
  bool operator==(const PlannedSpan&) const = default;
};

class Calendar {
 public:
  Calendar() = default;
  explicit Calendar(std::vector<PlannedEvent> events);

  // What is planned for the organisation, events of all organisations included. O(log organisations with events).
  std::span<const PlannedSpan> SpansOf(std::string_view organisation) const;
  double FactorAt(std::string_view organisation, EventTime time) const;
  // The event under way that came first in the file; empty when there is none.
  std::string_view NameAt(std::string_view organisation, EventTime time) const;

  const std::vector<PlannedEvent>& events() const { return events_; }
  const Workdays& workdays() const { return workdays_; }
  void SetWorkdays(Workdays workdays) { workdays_ = std::move(workdays); }

 private:
  std::vector<PlannedEvent> events_;
  Workdays workdays_;
  std::vector<PlannedSpan> all_;
  std::map<std::string, std::vector<PlannedSpan>, std::less<>> by_organisation_;  // those with events of their own
};

// Its [days] as items that Workdays::Parse takes, by date.
Result<std::vector<std::string>> ParseCalendarDays(std::string_view name, std::string_view toml);

// Reads a calendar file; `name` is what errors call it. Times without offset are read in `zone`; without a zone they
// are refused.
Result<Calendar> ParseCalendar(std::string_view name, std::string_view toml, const ZoneOffset* zone);

}  // namespace groundswell
