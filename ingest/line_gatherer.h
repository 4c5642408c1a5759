// LineGatherer: bytes that come in pieces, as whole lines; the half line at their end is waited for.
//
// Contract: a line is handed on once its '\n' has come, unchanged; of one longer than kLineBytesMax its first
// kLineBytesMax + 1 bytes, which is one too many for whoever reads it, so that it is refused there. Memory: what was
// added and not yet taken, and at most one line. Units: bytes. Threads: one.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "ingest/limits.h"

namespace groundswell {

struct GatheredLines {
  std::string bytes;   // whole lines, each with its '\n'
  uint64_t lines = 0;  // blank ones included
  uint64_t taken = 0;  // bytes that were added for them, what was cut of long lines included
};

class LineGatherer {
 public:
  void Add(std::string_view bytes);
  bool has_lines() const { return ready_.lines > 0; }
  // All whole lines there are.
  GatheredLines Take();
  // The same, and the half line as a whole one: nothing more will come.
  GatheredLines TakeRest();

 private:
  void EndLine();

  GatheredLines ready_;
  std::string half_;
  uint64_t half_taken_ = 0;
};

}  // namespace groundswell
