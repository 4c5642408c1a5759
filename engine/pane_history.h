// PaneHistory: when a group's complainants joined, in panes of event time.
//
// These panes count people who joined one group; the panes of storage (PaneCounts) count posts of one organisation.
// They are kept for the crisis window, for a day at least; whoever came later than that is in no pane. What is expected
// of a group is its Baseline, which counts by arrival. Units: panes are whole multiples of burst.pane_secs since 1970.
// Memory: at most the panes of the crisis window and of a day. Threads: one.
#pragma once

#include <cstdint>
#include <vector>

#include "base/bytes.h"
#include "base/time.h"
#include "engine/settings.h"

namespace groundswell {

inline int64_t PanesOfADay(const EngineSettings& settings) { return kDayMs / kSecondMs / settings.burst.pane_secs; }

class PaneHistory {
 public:
  // Counts `count` (it may be negative: a withdrawal) complainants who joined at `at`, seen when the watermark is
  // `now`.
  void Add(EventTime at, int32_t count, EventTime now, const EngineSettings& settings);
  // Takes over what another history counted.
  void Merge(const PaneHistory& other, EventTime now, const EngineSettings& settings);
  void Clear() { panes_.clear(); }

  // New complainants in the last `panes` panes, the one of `now` included.
  uint32_t Within(EventTime now, int64_t panes, const EngineSettings& settings) const;

  void Save(ByteWriter* writer) const;
  bool Load(ByteReader* reader);

 private:
  struct Pane {
    int64_t index;
    int64_t count;
  };
  std::vector<Pane> panes_;  // ascending
};

}  // namespace groundswell
