// PaneHistory: when a group's complainants joined, in panes of event time, and whether that is a burst.
//
// These panes count people who joined one group; the panes of storage (PaneCounts) count posts of one organisation.
// The history begins with the first complainant. The panes of the crisis window are kept one by one; older ones are
// folded into a baseline that fades with its half-life. Surprise is -log10 of the probability of at least as many new
// complainants in the burst window, under a negative binomial: a Poisson count whose rate has the gamma distribution
// that the prior and the baseline give. Units: panes are whole multiples of pane_secs since 1970; rates are
// complainants an hour. Memory: at most the panes of the crisis window. Threads: one. Source: gamma-Poisson surprise as
// in Neill, "Bayesian scan statistics" (2006), for one cell.
#pragma once

#include <cstdint>
#include <vector>

#include "base/bytes.h"
#include "base/time.h"
#include "engine/settings.h"

namespace groundswell {

class PaneHistory {
 public:
  // Counts `count` (it may be negative: a withdrawal) complainants who joined at `at`, seen when the watermark is
  // `now`.
  void Add(EventTime at, int32_t count, EventTime now, const EngineSettings& settings);
  // Takes over what another history counted.
  void Merge(const PaneHistory& other, EventTime now, const EngineSettings& settings);
  void Clear() { *this = PaneHistory(); }

  // New complainants in the last `panes` panes, the one of `now` included.
  uint32_t Within(EventTime now, int64_t panes, const EngineSettings& settings) const;
  double BaselinePerHour(EventTime now, const EngineSettings& settings) const;
  double Surprise(EventTime now, const EngineSettings& settings) const;

  void Save(ByteWriter* writer) const;
  bool Load(ByteReader* reader);

 private:
  struct Pane {
    int64_t index;
    int64_t count;
  };
  // What came before the burst window, older events and hours fading with the half-life.
  struct Baseline {
    double count = 0, hours = 0;
  };
  Baseline BaselineAt(EventTime now, const EngineSettings& settings) const;
  // The share of the folded past that still counts when everything before pane `first_kept` is folded.
  double FadeTo(int64_t first_kept, const EngineSettings& settings) const;
  void Fold(EventTime now, const EngineSettings& settings);

  static constexpr int64_t kNotBegun = -1;
  std::vector<Pane> panes_;        // ascending
  Baseline folded_;                // of everything before pane folded_to_
  int64_t folded_to_ = kNotBegun;  // the history begins with its first complainant: what was before is not quiet
};

// -log10 P(X >= count) for X with mean rate x hours, the rate gamma distributed with `shape` events in
// `exposure_hours`.
double BurstSurprise(uint32_t count, double shape, double exposure_hours, double hours);

}  // namespace groundswell
