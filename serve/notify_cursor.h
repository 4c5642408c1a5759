// NotifyCursor: how far a receiver has come in the outbox, as the mark "receiver/NAME" of the store keeps it.
//
// Everything below `next` is done with, and so are the numbers in `done`; the numbers in `flight` are a message that
// was begun: it is told as the same again until it is taken. Contract: Parse(Format(c)) is c; Parse also takes the form
// of before, "NEXT LATE_END". Errors: kCorrupt. Threads: values.
//
//   mark = "v2 " NEXT " " KIND " " NUMBERS " " NUMBERS " " throttle      (the flight's, then those done; "-" is none)
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/status.h"

namespace groundswell {

enum class FlightKind : char { kNone = '-', kGroup = 'g', kDigest = 'd', kLate = 'l' };

struct NotifyCursor {
  uint64_t next = 0;
  FlightKind flight_kind = FlightKind::kNone;
  std::vector<uint64_t> flight;  // ascending
  std::set<uint64_t> done;       // above next
  std::string throttle;          // Throttle::ToText

  std::string Format() const;
  static Result<NotifyCursor> Parse(std::string_view mark);
};

}  // namespace groundswell
