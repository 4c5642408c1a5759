// AnswerTable: which complaints an agreeing reply may join, and the groups they went to.
//
// Contract: remembers at least the last `posts_max` complaints of all scopes and at most twice as many; what is older
// is forgotten by halves, and replies to it are read as posts of their own. A post is known by its IdHash. Threads:
// one.
#pragma once

#include <cstdint>
#include <optional>

#include "base/flat_map.h"
#include "models/record.h"

namespace groundswell {

class AnswerTable {
 public:
  std::optional<GroupId> Find(uint64_t id_hash) const {
    const uint64_t* group = recent_.Find(id_hash);
    if (group == nullptr) group = older_.Find(id_hash);
    return group == nullptr ? std::nullopt : std::optional(GroupId{*group});
  }
  void Remember(uint64_t id_hash, GroupId group, uint32_t posts_max) {
    if (recent_.size() >= posts_max) {
      older_.Swap(recent_);
      recent_.Clear();
    }
    bool inserted;
    recent_.FindOrInsert(id_hash, &inserted) = group.value;
  }
  // A complaint that is remembered has gone to another group.
  void Move(uint64_t id_hash, GroupId group) {
    for (FlatMap<uint64_t>* half : {&recent_, &older_})
      if (uint64_t* known = half->Find(id_hash)) *known = group.value;
  }
  void Forget(uint64_t id_hash) {
    recent_.Erase(id_hash);
    older_.Erase(id_hash);
  }

  void Save(ByteWriter* writer) const {
    recent_.Save(writer);
    older_.Save(writer);
  }
  bool Load(ByteReader* reader) { return recent_.Load(reader) && older_.Load(reader); }

 private:
  FlatMap<uint64_t> recent_, older_;
};

}  // namespace groundswell
