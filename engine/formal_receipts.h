// FormalReceipts: of one group, when each formal complaint came and what the register says of its person: what the
// clocks of single complaints run from.
//
// Contract: each formal complaint is added once and may be withdrawn once, known by the hash of its channel and id; an
// edit, which withdraws and adds at once, keeps what was said of it. The register ends those of a person that are there
// when it speaks. Lives of the group change nothing. The kKeptMax earliest open ones are kept one by one; of further
// ones their number and the span of their times, so that their clocks run from the earliest of them: too early rather
// than too late. What the register says of those has no effect. Units: event times. Memory: 32 bytes for each kept one,
// none in a group without formal complaints, and no allocation for any other post. Ownership: a value. Threads: one.
// Errors: Load says whether the bytes were its own.
#pragma once

#include <cstdint>
#include <vector>

#include "base/bytes.h"
#include "models/clock_fold.h"
#include "models/scored_post.h"

namespace groundswell {

class FormalReceipts {
 public:
  static constexpr size_t kKeptMax = 2048;
  // Days told one by one; further ones are told as one.
  static constexpr size_t kDaysMax = 128;

  // `acts`: how many the case of the group had seen (ClockActs).
  void Add(uint64_t id_hash, EventTime at, PersonHash person, uint32_t acts);
  void Withdraw(uint64_t id_hash, EventTime at);
  // The complaints of a person, or of whoever wrote this post; either may be unknown (0).
  void NotePerson(PersonHash person, uint64_t id_hash, PersonState state);
  // Those of `other`, which ends, come to a case of so many acts; `ended_by` are the acts that other's had seen.
  void Merge(const FormalReceipts& other, const ClockActs& ended_by, uint32_t acts);

  bool is_empty() const { return kept_.empty() && more_ <= 0; }
  // By local day, and by what acts have seen of them: the earliest first.
  std::vector<ClockReceipts> ByDay(const LocalZone& zone) const;

  void Save(ByteWriter* writer) const;
  bool Load(ByteReader* reader);

 private:
  // No clock runs for it; the other marks are EndBits.
  static constexpr uint32_t kOver = uint32_t{1} << 31;
  struct Receipt {
    int64_t at_ms;
    uint64_t id_hash;
    uint64_t person;
    uint32_t acts;
    uint32_t marks;
  };
  static bool Before(const Receipt& a, const Receipt& b) {
    return a.at_ms != b.at_ms ? a.at_ms < b.at_ms : a.id_hash < b.id_hash;
  }
  void Insert(const Receipt& receipt);
  void LetGo(const Receipt& receipt);
  void LetGoOver(int64_t from_ms, int64_t to_ms, int64_t count);

  std::vector<Receipt> kept_;  // by time
  // Those that were let go: how many, and from when to when they came, and the least of acts seen.
  int64_t more_ = 0, more_from_ms_ = 0, more_to_ms_ = 0;
  uint32_t more_acts_ = 0;
  // Those that nothing runs for and that were let go, so that a deletion of one takes no open one away.
  int64_t over_ = 0, over_from_ms_ = 0, over_to_ms_ = 0;
  // The last one withdrawn, so that its edit keeps what was said of it; saved, for an edit may come much later.
  uint64_t withdrawn_id_ = 0;
  uint32_t withdrawn_marks_ = 0, withdrawn_acts_ = 0;
};

}  // namespace groundswell
