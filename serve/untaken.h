// Whether a case still waits for somebody to take it.
//
// Contract: a function of the store; of a group that has merged, the case of the one that stands for it counts, and
// *group becomes that one. A group without a case was touched by nobody. Errors: those of the store, kCorrupt for a row
// that cannot be read. Threads: any.
#pragma once

#include "base/status.h"
#include "models/sequence.h"
#include "storage/store.h"

namespace groundswell {

Result<bool> IsUntaken(const Store* store, GroupId* group);

}  // namespace groundswell
