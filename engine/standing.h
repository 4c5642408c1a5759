// Standing: where the case of a group stands, as far as alerts and deadlines depend on it.
//
// A group whose case is closed is quiet or nearly so, until it is more than it was when it was closed: docs/decisions,
// 25. Contract: changed by actions on the case, merges and the engine alone. Units: people. Threads: values.
#pragma once

#include <cstdint>

#include "base/bytes.h"
#include "engine/level.h"
#include "models/case_action.h"
#include "models/clock_acts.h"

namespace groundswell {

struct Standing {
  CaseStatus status = CaseStatus::kReceived;
  bool has_case = false;   // a person has acted on it
  bool is_closed = false;  // resolved, reviewed or dismissed
  // When it was closed.
  Level level = Level::kNone;
  uint64_t complainants = 0;
  ClockActs acts;  // as far as deadlines depend on them

  bool is_dismissed() const { return status == CaseStatus::kDismissed; }

  void Save(ByteWriter* writer) const {
    writer->Number(status);
    writer->Number(has_case);
    writer->Number(is_closed);
    writer->Number(level);
    writer->Number(complainants);
    WriteClockActs(acts, writer);
  }
  bool Load(ByteReader* reader) {
    status = reader->Number<CaseStatus>();
    has_case = reader->Number<bool>();
    is_closed = reader->Number<bool>();
    level = reader->Number<Level>();
    complainants = reader->Number<uint64_t>();
    return ReadClockActs(reader, &acts) && status <= kLastCaseStatus && level <= Level::kCrisis;
  }
};

}  // namespace groundswell
