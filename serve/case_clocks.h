// The clocks of a case, as readers see them: what its group's row says came, and what its own says was done.
//
// Contract: folded by the same function as the engine's (models/clock_fold.h), so that a case whose group has left the
// engine's memory goes on. Units: event times. Ownership: the states view the book. Threads: free functions.
#pragma once

#include <string_view>
#include <vector>

#include "base/json_writer.h"
#include "models/case.h"
#include "models/clock_fold.h"
#include "serve/group_entry.h"

namespace groundswell {

// What a group's row says that clocks run from; nothing for what is no such row.
ClockFacts ReadClockFacts(std::string_view group_row);

// `book` may be null: then nothing runs. `now` parts what has passed from what is due.
std::vector<ClockState> ClocksOfCase(const ClockBook* book, const Case& one, std::string_view group_row, EventTime now);

// Whether a group may have clocks by this book, which may be null; its row says whether it has.
bool MayHaveClocks(const ClockBook* book, const GroupEntry& entry);

// The earliest due of what somebody has to meet; none where nothing runs.
EventTime DueOf(const std::vector<ClockState>& clocks);

// The fields `due` and `clocks` of a case; absent where nothing runs.
void WriteCaseClocks(const std::vector<ClockState>& clocks, EventTime wall, JsonWriter* json);

}  // namespace groundswell
