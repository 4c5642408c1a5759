// ClockActs: what people did with a case, as far as deadlines start, move or end by it.
//
// Contract: a fold of the acts on a case in their order, kept alike by the engine with the group and by the store with
// the case. Every act, reopening and merge has a number in it, from 1; what came (a complaint, a level) stands behind
// the acts before it, so that an act ends what came before it and nothing that comes later, however late its own time
// is. Units: times are watermarks, for event time decides; the due time of a promise is the wall time that was given.
// Limits: kNamedMax extensions and reports, kPromisesMax promises; the oldest give way. Threads: values.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/time.h"
#include "models/case_action.h"
#include "models/clock_rule.h"

namespace groundswell {

// An event of the case: the act that brought it, and when.
struct ClockMark {
  uint32_t act = 0;  // 0: it has not been
  int64_t at_ms = 0;
  bool operator==(const ClockMark&) const = default;
};

struct ClockActs {
  static constexpr size_t kMarks = static_cast<size_t>(ClockEvent::kReviewRequested) + 1;
  static constexpr size_t kNamedMax = 64;
  static constexpr size_t kPromisesMax = 32;

  // A deadline that was moved, or met by a report, by name.
  struct Named {
    std::string name;
    ClockMark mark;
    bool operator==(const Named&) const = default;
  };
  struct Promise {
    int64_t due_ms = 0;
    uint32_t made = 0, kept = 0;  // the acts; 0: not kept yet
    int64_t made_ms = 0;
    bool operator==(const Promise&) const = default;
  };

  uint32_t acts = 0;
  std::array<ClockMark, kMarks> first = {}, last = {};  // by ClockEvent; `first` since the case was opened last
  std::vector<Named> extensions, reports;
  std::vector<Promise> promises;

  bool operator==(const ClockActs&) const = default;

  ClockMark FirstOf(ClockEvent event) const { return MarkOf(first, event); }
  ClockMark LastOf(ClockEvent event) const { return MarkOf(last, event); }

 private:
  static ClockMark MarkOf(const std::array<ClockMark, kMarks>& marks, ClockEvent event) {
    const auto place = static_cast<size_t>(event);
    return place < kMarks ? marks[place] : ClockMark();
  }
};

// The act is taken; `now` is the watermark.
void NoteAct(const CaseAction& action, EventTime now, ClockActs* acts);
// The case is open again: its states begin anew, and what was ended stays so.
void NoteReopened(ClockActs* acts);
// The case of `from` goes on in that of `into`.
void MergeClockActs(const ClockActs& from, ClockActs* into);

// Whether the act may be taken: kConflict for a deadline that there is not, cannot be extended (further), or is met by
// no report, and for a promise kept that was not made.
Status CheckClockAct(const CaseAction& action, const ClockBook& book, const ClockActs& acts);

void WriteClockActs(const ClockActs& acts, ByteWriter* writer);
bool ReadClockActs(ByteReader* reader, ClockActs* acts);

}  // namespace groundswell
