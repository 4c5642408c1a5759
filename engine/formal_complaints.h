// FormalComplaints: of one group, how many complaints were made formally, by how many people, and when the first of
// those that stand was made: what legal clocks run from.
//
// Contract: every formal complaint of the group is added once and may be withdrawn once, by an edit, a deletion or a
// split; lives of the group change nothing, for what was formally asked still waits for its answer. Posts are exact;
// people are those that count as complainants, exact as far as Complainants is. The kEarliestMax earliest times are
// kept: first_at is exact until all of them were withdrawn while later ones stand, and from then on no later than the
// truth, so that a clock runs out too early rather than too late. Units: event times. Memory: kEarliestMax times, and
// what Complainants has; none in a group without such complaints, and no allocation for each post. Ownership: a value.
// Threads: one. Errors: Load says whether the bytes were its own.
#pragma once

#include <cstdint>
#include <limits>
#include <vector>

#include "base/bytes.h"
#include "base/time.h"
#include "engine/complainants.h"

namespace groundswell {

class FormalComplaints {
 public:
  static constexpr size_t kEarliestMax = 32;

  // `complainant` is unknown where the post counts for nobody: a copy, or nobody known.
  void Add(Seq seq, EventTime at, PersonHash complainant);
  void Withdraw(Seq seq, EventTime at, PersonHash complainant);
  void Merge(const FormalComplaints& other);

  int64_t posts() const { return posts_; }
  uint64_t people() const { return people_.count(); }
  EventTime first_at() const;  // none without posts

  void Save(ByteWriter* writer) const;
  bool Load(ByteReader* reader);

 private:
  static constexpr int64_t kNoneLater = std::numeric_limits<int64_t>::max();
  void Trim();

  int64_t posts_ = 0;
  Complainants people_;
  std::vector<int64_t> earliest_;  // ascending
  int64_t later_ms_ = kNoneLater;  // none of the others is earlier than this
};

}  // namespace groundswell
