// NotifyCursor: how far a receiver has come in the outbox, as the mark "receiver/NAME" of the store keeps it.
//
// Everything below `seen` was looked at and is done with, but for the numbers in `waiting`; the numbers in `flight` are
// a message that was begun: it is told as the same again until it is taken. `open` are the alerts of which the receiver
// may still hold an incident open. Each list is as long as a pipeline's own limits let it become, whatever goes on
// behind what waits. Contract: Parse(Format(c)) is c but for `done`; Parse also takes the forms of before, "v2 …", of
// which `done` is what is done with above `seen`, and "NEXT LATE_END". Errors: kCorrupt. Threads: values.
//
//   mark = "v3 " SEEN " " KIND " " NUMBERS " " NUMBERS " " OPEN " " throttle    (the flight's, then those waiting)
//   OPEN = NUMBER "@" MS {"," NUMBER "@" MS}                                    ("-" is none, of numbers too)
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/status.h"

namespace groundswell {

enum class FlightKind : char { kNone = '-', kGroup = 'g', kDigest = 'd', kLate = 'l', kEnd = 'e' };

struct OpenAlert {
  uint64_t number = 0;
  int64_t begun_ms = 0;  // wall time
  bool operator==(const OpenAlert&) const = default;
};

struct NotifyCursor {
  uint64_t seen = 0;
  FlightKind flight_kind = FlightKind::kNone;
  std::vector<uint64_t> flight, waiting;  // ascending
  std::vector<OpenAlert> open;            // by number
  std::set<uint64_t> done;                // of a mark of before
  std::string throttle;                   // Throttle::ToText

  std::string Format() const;
  static Result<NotifyCursor> Parse(std::string_view mark);
};

}  // namespace groundswell
