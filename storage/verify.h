// Verify and inspect: what a store holds, and whether its parts agree with one another.
//
// The identities that VerifyStore checks, besides that every stored byte and every row reads:
//
//   input        accepted + updated + refreshed + duplicates + deletions + rejected <= lines taken in,
//                where lines are counted
//   records      every seq from retention's first to next_seq - 1 is there once, but for superseded ones
//                that were erased
//   ids          every id that was not deleted names a record that is there or expired, and one that is
//                not superseded
//   posts        an accepted post adds an assignment and 1 to a pane, a deletion that hits one takes both
//                away, so sum of pane posts + dropped_pane_posts = assignments = accepted - removed, and
//                removed <= deletions
//   series       when there are any of channels, they hold as many posts as the panes, for every post
//                has one channel
//   members      when there are any (a live store writes them), each names a record that is there and
//                not superseded, no two the same; each id that stands and whose record is kept has one;
//                and each whose time lies more than two days behind what ids forget has such an id, for
//                ids are forgotten by the day of their time and records by the day they came. Posts
//                accepted within the kept records <= members <= assignments
//   alerts       numbered 0, 1, 2 …, as many as the totals say
//   rejects      numbered without a hole, at most `rejected`
//   outbox       names alerts that are stored
//   merges       no group merges into itself, whatever the way; the index of what merged into a group
//                says the same
//   buckets      days and first seqs rise together
//   cases        storage/verify_cases.h: the chain of the audit log and what hangs on it
//   checkpoints  each checks out and none is ahead of the position
//
// Contract: the store must not be written meanwhile. Damage is a problem in the report, never a crash; a scan that
// fails ends the checks of its family. Memory: some bytes for each superseded record and merge, a bit for each kept
// record. Units: counts of rows, bytes. Threads: free functions.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "models/audit.h"
#include "storage/store.h"

namespace groundswell {

struct StoreCounts {
  uint64_t records = 0, superseded_pending = 0, superseded_erased = 0;
  uint64_t ids = 0, ids_deleted = 0;  // the second are part of the first
  uint64_t assignments = 0, merges = 0, groups = 0, alerts = 0, rejects = 0, panes = 0, buckets = 0;
  uint64_t series = 0, members = 0, outbox = 0, cases = 0, audit = 0, evidence = 0;
  int64_t pane_posts = 0;
};

struct VerifyReport {
  StoreCounts counts;
  uint64_t problem_count = 0;
  std::vector<std::string> problems;  // the first kProblemsListedMax, each a sentence
  AuditHash audit_head = {};          // the hash of the last entry of the audit log; zeros where it is empty

  bool is_sound() const { return problem_count == 0; }
};
constexpr size_t kProblemsListedMax = 100;

struct VerifyOptions {
  // A head of the audit log that was noted elsewhere: some entry of it must have this hash.
  std::optional<AuditHash> head = {};
};
VerifyReport VerifyStore(const Store& store, const VerifyOptions& options = {});

struct InspectReport {
  StoreCounts counts;
  std::vector<FamilySize> sizes;
  std::optional<Position> position;
  Retention retention;
  std::vector<std::pair<std::string, std::string>> manifest;
  std::vector<CheckpointInfo> checkpoints;
  AuditHash audit_head = {};  // of the last entry, counts.audit - 1
};

// Fails with the first scan that fails.
Result<InspectReport> InspectStore(const Store& store);

}  // namespace groundswell
