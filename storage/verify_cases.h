// What VerifyStore checks of cases: the chain of the audit log, what hangs on it, and that no act of a person is
// without its entry.
//
//   audit     numbered 0, 1, 2 …; each entry's hash follows from the one before and from what it says, and its words
//             are those that were written or were erased
//   actions   every kept record of a person's act (rules as far back as the log goes) has one entry, and no other
//             record has
//   evidence  is of an entry that pins some
//   cases     name entries that are there
//
// Contract and threads: as storage/verify.h.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "storage/verify.h"

namespace groundswell {

// The acts of people among the kept records, ascending.
struct ActRecord {
  Seq seq = 0;
  bool is_rule = false;
};
// Whether a stored record is one: by its second byte, the kind.
bool IsAct(std::string_view bytes, bool* is_rule);

void VerifyCases(const Store& store, Seq records_from, const std::vector<ActRecord>& acts, StoreCounts* counts,
                 const std::function<void(std::string)>& problem);

}  // namespace groundswell
