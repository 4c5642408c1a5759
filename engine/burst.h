// TestBurst: does a stream bring more people than its baselines explain?
//
// It scans windows of arrival time that end with the pane under way, each against the rate it must exceed:
//   one pane, window_panes (an hour), 6 hours, a day   against the week before; for a week after an alert, against the
//                                                      anchor where that is greater: what was told is no news
//   a day, the eight days                              against the anchor: what a ramp cannot have taught
// so a sudden burst is seen in its first pane, one after a silent week at once, for the week before was silent,
// and a ramp as soon as a day or a week stands out of the rate from before it began. A window
// must have people_min people and ratio_min times what was expected. Expected is rate x ordinary hours
// (baseline_rhythm.h), up to the end of the pane; the count model (count_model.h) gets the stream's own dispersion and
// the uncertainty of the rate. Surprise is of the most surprising window, less log10 of their number: a probability
// that holds for all of them together. As counts of a pane only grow and what it expects is fixed, a test at a post
// never says more than the test at the pane's close would: deciding early costs no false alarm. Contract: pure. Cost:
// some tens of nanoseconds while nothing stands out, below two microseconds else. Threads: any. Source: scan
// statistics, Kulldorff (1997), with a fixed set of windows and Bonferroni's bound over it.
#pragma once

#include <cstdint>
#include <string_view>

#include "engine/baseline.h"

namespace groundswell {

enum class BurstWindow : uint8_t { kPane, kPanes, kSixHours, kDay, kDayFrozen, kWeekFrozen };
constexpr int kBurstWindows = 6;
std::string_view BurstWindowName(BurstWindow window);  // "pane", "panes", "6h", "1d", "1d_frozen", "7d_frozen"

struct BurstFigures {
  double surprise = 0;  // -log10 of a probability; 0 when no window has enough people
  BurstWindow window = BurstWindow::kPane;
  uint64_t people = 0;  // in that window
  double expected = 0;
};

// How finely it is known when the people of a stream came. By days, no window below a day says anything, and what came
// on a day, all at one moment perhaps, is held against what a whole day brings.
enum class Precision : uint8_t { kPanes, kDays };

// As of the baseline's last AdvanceTo.
BurstFigures TestBurst(const Baseline& baseline, const OrdinaryTime& time, Precision precision = Precision::kPanes);

}  // namespace groundswell
