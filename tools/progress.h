// ProgressLine: one line on a terminal that says how far long work is, how fast it goes and when it will be done.
//
// Contract: draws over its own line at most ten times a second, and nothing at all where `out` is no terminal. Done()
// wipes the line; so does destruction. `done` and `total` are of one unit (bytes of the input); a total of 0 is
// unknown. Ownership: borrows `out`. Threads: one. Time: monotonic, given by the caller, so that a test needs no clock.
#pragma once

#include <cstdint>
#include <ostream>
#include <string>

#include "base/time.h"

namespace groundswell {

struct ProgressState {
  uint64_t done = 0, total = 0;
  uint64_t posts = 0;
  double seconds = 0;  // since the start
};

// " 42 % [########------------]  81,234 posts/s  1:07 left"
std::string RenderProgress(const ProgressState& state);

class ProgressLine {
 public:
  ProgressLine(std::ostream* out, bool is_terminal, uint64_t total, MonotonicTime start)
      : out_(is_terminal ? out : nullptr), total_(total), start_(start) {}
  ~ProgressLine() { Done(); }
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;

  void Update(uint64_t done, uint64_t posts, MonotonicTime now);
  void Done();

 private:
  std::ostream* out_;
  uint64_t total_;
  MonotonicTime start_, last_drawn_{};
  bool drawn_ = false;
};

}  // namespace groundswell
