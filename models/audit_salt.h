// AuditSalt: 128 bits that nobody can guess, drawn by the server for what a person wrote (models/audit.h).
//
// Threads: values.
#pragma once

#include <cstdint>

namespace groundswell {

struct AuditSalt {
  uint64_t high = 0, low = 0;  // both 0: none was drawn
  bool is_none() const { return high == 0 && low == 0; }
  bool operator==(const AuditSalt&) const = default;
};

}  // namespace groundswell
