// The clocks of one group: what its deadlines come to, folded from what came (complaints, levels) and what was done.
//
// Contract: a pure function, which the engine calls for the group it holds and readers for what is stored of it.
// A complaint's clock ends by an act of the case that came after it, or by what the register says of its person. `now`
// only parts what has passed from what is due. Units: event times; `receipts` are complaints of one local day, so that
// clocks of days are exact and those of hours are told for the earliest. Ownership: ClockState views its rule. Errors:
// none. Threads: free functions.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "base/json_writer.h"
#include "models/clock_acts.h"
#include "models/clock_rule.h"

namespace groundswell {

constexpr uint32_t EndBit(ClockEvent event) { return uint32_t{1} << static_cast<int>(event); }
// Who was answered is past the states before that, too.
constexpr uint32_t kAnsweredBits = EndBit(ClockEvent::kRegistered) | EndBit(ClockEvent::kAnalysed) |
                                   EndBit(ClockEvent::kHandling) | EndBit(ClockEvent::kAnswered);

// Formal complaints of one day that stand alike.
struct ClockReceipts {
  EventTime from, to;  // the first and the last of them
  uint32_t acts = 0;   // of the case, before they came
  uint32_t ended = 0;  // one by one, by the register or before a merge: a bit for each ClockEvent
  int64_t count = 0;
};

// A level that was reached, or a post that told of a leak.
struct ClockStart {
  EventTime at = EventTime::None();
  uint32_t acts = 0;  // of the case, before it
  bool operator==(const ClockStart&) const = default;
};
constexpr ClockEvent kClockStarts[] = {ClockEvent::kWatch, ClockEvent::kEmerging, ClockEvent::kMajor,
                                       ClockEvent::kCrisis, ClockEvent::kDataLeak};
using ClockStarts = std::array<ClockStart, std::size(kClockStarts)>;

struct ClockFacts {
  std::vector<ClockReceipts> receipts;
  ClockStarts starts = {};
};

// One deadline as it stands, of all that it runs for.
struct ClockState {
  const ClockRule* rule = nullptr;            // null: promises of our own
  int64_t running = 0, passed = 0;            // passed ones run, too: nobody has ended them
  EventTime due = EventTime::None();          // the earliest
  EventTime next = EventTime::None();         // the earliest that has not passed; none where all have
  int64_t next_count = 0;                     // that are due then
  EventTime last_passed = EventTime::None();  // the latest that has; none where none has
  uint32_t extended = 0;                      // how often the earliest was
  bool is_covered = true;                     // by the holiday file

  std::string_view name() const { return rule == nullptr ? "promise" : std::string_view(rule->name); }
  // Whether somebody has to meet it.
  bool binds() const { return rule == nullptr || rule->until != ClockEvent::kNone; }
};

// Those that run, the earliest due first.
std::vector<ClockState> FoldClocks(const ClockBook& book, const ClockFacts& facts, const ClockActs& acts,
                                   EventTime now);

// Whether what runs from the start is met: each rule that somebody has to meet, of those that run from such an event.
// False where there is none.
bool IsDone(const ClockBook& book, ClockEvent after, const ClockStart& start, const ClockActs& acts);

// Writes the facts as fields of a group, from which a reader folds anew, by another book too: `receipts`, and `reached`
// with all that rules could run from; nothing where there are none.
void WriteClockReceipts(const std::vector<ClockReceipts>& receipts, JsonWriter* json);
void WriteClockStarts(const ClockStarts& starts, JsonWriter* json);
// Writes the value of `clocks`. `wall` is none where the clock of the reader has no place; else each has `due_in`.
void WriteClocks(const std::vector<ClockState>& clocks, EventTime wall, JsonWriter* json);

}  // namespace groundswell
