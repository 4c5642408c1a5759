// AccountTable: which accounts have written before, of one scope or of all.
//
// By this a Filing says whether its account writes nothing else. Contract: remembers at least the last `accounts_max`
// accounts that wrote and at most twice as many; older ones are forgotten by halves, in the order in which they wrote,
// so that nothing depends on a hash's value. Memory: 16 bytes for each of at most 2.7 times accounts_max. No allocation
// once both halves have been full. Threads: one.
#pragma once

#include <cstdint>

#include "base/flat_map.h"
#include "models/scored_post.h"

namespace groundswell {

class AccountTable {
 public:
  explicit AccountTable(uint32_t accounts_max) : accounts_max_(accounts_max) {}

  // Notes a post of any kind by the account. Returns how many of it were known before; 0 for nobody.
  uint32_t Note(PersonHash person) {
    if (!person.known()) return 0;
    uint32_t before = 0;
    if (uint32_t* posts = recent_.Find(person.value)) {
      before = *posts;
      *posts += before < UINT32_MAX ? 1 : 0;
      return before;
    }
    if (const uint32_t* posts = older_.Find(person.value)) before = *posts;
    if (recent_.size() >= accounts_max_) {
      older_.Swap(recent_);
      recent_.Clear();
    }
    bool inserted;
    recent_.FindOrInsert(person.value, &inserted) = before < UINT32_MAX ? before + 1 : before;
    return before;
  }

  // Asks the memory ahead for what Note will look up.
  void Prefetch(PersonHash person) const {
    recent_.Prefetch(person.value);
    older_.Prefetch(person.value);
  }

  void Save(ByteWriter* writer) const {
    recent_.Save(writer);
    older_.Save(writer);
  }
  bool Load(ByteReader* reader) { return recent_.Load(reader) && older_.Load(reader); }

 private:
  const uint32_t accounts_max_;
  FlatMap<uint32_t> recent_, older_;  // posts by person
};

}  // namespace groundswell
