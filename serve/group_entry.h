// GroupEntry: what lists and filters need to know of one group; the group itself is its row in the store.
//
// Contract: made from a row (serve/rows.h) and never changed; a group that changes gets a new entry. Entries are small,
// for there may be 100,000 of them. Threads: immutable, shared.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/time.h"
#include "models/sequence.h"

namespace groundswell {

// What lists of groups are sorted by.
struct GroupRank {
  uint8_t level = 0;
  int32_t urgency_thousandths = -1;  // of 0..100; -1 where the row has none
  EventTime last_at;
  GroupId id;
};

// The more urgent first: by level, urgency, the newest post; of equals the lesser id.
inline bool operator<(const GroupRank& a, const GroupRank& b) {
  if (a.level != b.level) return a.level > b.level;
  if (a.urgency_thousandths != b.urgency_thousandths) return a.urgency_thousandths > b.urgency_thousandths;
  if (a.last_at != b.last_at) return a.last_at > b.last_at;
  return a.id < b.id;
}

struct GroupEntry {
  GroupRank rank;
  EventTime first_at;
  int8_t status = -1;    // in kStatusNames; -1 where the row has none
  std::string org;       // empty where it is unknown
  std::string channels;  // each between two line ends: "\nweibo\nforum\n"
  // Title, keywords and organisation, each on a line of its own, folded (models/text_cleaner.h).
  std::string search;
  std::string cause;        // the tag of its cause; empty where none is known
  bool has_clocks = false;  // it has some, or complaints that may have
  uint32_t reached = 0;     // EndBit of each ClockEvent that it reached
  Seq changed_seq = 0;      // the position after the commit that changed the group last
};

using GroupEntryPtr = std::shared_ptr<const GroupEntry>;

}  // namespace groundswell
