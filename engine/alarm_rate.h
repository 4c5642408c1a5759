// AlarmRate: how surprising a burst must be, so that all streams watched together give few false alarms.
//
// A stated number of false alarms a day is shared out in advance: half to the known streams (groups that an alert was
// given about, causes, organisations), half to the new ones, of which there are many more; within a kind evenly over
// the panes of a day and the streams of that kind when the pane opened. A stream passes when the probability of its
// figures is at most its share, that is when its surprise reaches log10(streams x panes a day / (rate / 2)). What it
// guarantees: if each surprise is -log10 of a probability under the stream's own null model, the expected number of
// false alarms a day is at most the rate, whatever the dependence between streams, panes and windows, for the sum of
// the probabilities bounds it. Panes overlap in their windows, so that in practice it is less (a tenth, where the null
// model is exact).
// Contract: the lines are fixed when the pane opens and do not depend on other streams' figures of that pane: the order
// of tests does not matter, scopes may be spread over cores, and a test before the pane's close decides as the close
// would. Units: panes of arrival time. Saved with the engine's state. Threads: one writer.
#pragma once

#include <array>
#include <cstdint>

#include "base/bytes.h"
#include "base/time.h"
#include "engine/burst_settings.h"

namespace groundswell {

enum class StreamKind : uint8_t { kNew, kKnown };
constexpr int kStreamKinds = 2;

// The surprise from which on one of `streams` of a kind passes.
double SurpriseNeeded(uint64_t streams, const BurstSettings& settings);

class AlarmRate {
 public:
  // Call when the watermark moves, before the posts of the new pane are tested, with the numbers of streams watched
  // then. Within a pane the lines stay.
  void AdvanceTo(EventTime watermark, uint64_t new_streams, uint64_t known_streams, const BurstSettings& settings);
  double surprise_needed(StreamKind kind) const { return needed_[static_cast<size_t>(kind)]; }
  bool Passes(double surprise, StreamKind kind) const { return pane_end_ms_ > 0 && surprise >= surprise_needed(kind); }

  void Save(ByteWriter* writer) const;
  bool Load(ByteReader* reader);

 private:
  int64_t pane_end_ms_ = 0;  // of the pane the lines are for; 0 before the first
  std::array<double, kStreamKinds> needed_{};
};

}  // namespace groundswell
