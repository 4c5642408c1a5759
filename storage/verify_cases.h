// What VerifyStore checks of cases: the chain of the audit log, what hangs on it, and that no act of a person is
// without its entry.
//
//   audit     numbered 0, 1, 2 …; each entry's hash follows from the one before and from what it says, and its words
//             are those that were written or were erased
//   actions   every kept record of a person's act (rules as far back as the log goes) has one entry, which says what
//   the
//             record says, and no other record has
//   evidence  is of an entry that pins some, and is there until its years are over
//   cases     name entries that are there
//
// Whoever can write the store can write all of it anew. What he cannot write is a head that was noted elsewhere before:
// with it, VerifyOptions::head, the log up to there is proven. Contract and threads: as storage/verify.h.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "models/audit.h"
#include "storage/verify.h"

namespace groundswell {

// The acts of people among the kept records, ascending, as their entries must tell them.
struct ActRecord {
  Seq seq = 0;
  bool is_rule = false;
  AuditEntry entry;
};
// Nothing for a record that is none, or cannot be read.
std::optional<ActRecord> ReadAct(Seq seq, std::string_view bytes);

struct CasesToVerify {
  const Store* store = nullptr;
  Retention retention;
  EventTime watermark;
  std::vector<ActRecord> acts;
  std::optional<AuditHash> head;
};
// Fills the counts of cases, audit log and evidence and the head of `report`; `problem` is told what is wrong.
void VerifyCases(const CasesToVerify& what, VerifyReport* report, const std::function<void(std::string)>& problem);

}  // namespace groundswell
