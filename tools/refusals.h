// RefusalReport: tells people on stderr which records were refused and why, without flooding them.
//
// Contract: the first few refusals are told one a line with their line number; Finish tells how many there were in all
// and, under --strict, makes them a failure. Threads: one.
#pragma once

#include <cstdint>

#include "base/status.h"
#include "ingest/decoder.h"
#include "tools/console.h"

namespace groundswell {

class RefusalReport {
 public:
  explicit RefusalReport(const Console& console) : console_(console) {}

  void Add(const RefusedLine& refused);
  // Corrupt when `strict` and anything was refused.
  Status Finish(bool strict);
  uint64_t count() const { return count_; }

 private:
  Console console_;
  uint64_t count_ = 0;
};

}  // namespace groundswell
