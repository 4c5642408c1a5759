// CopyTable: which texts a scope has seen, and who wrote them first.
//
// Contract: Find gives the first writer of a folded text and the group it went to. Remembers at least the last
// `texts_max` and at most twice as many texts; what is older is forgotten by halves. Threads: one.
#pragma once

#include <cstdint>
#include <optional>

#include "base/flat_map.h"
#include "models/record.h"

namespace groundswell {

class CopyTable {
 public:
  struct First {
    uint64_t person;  // 0 where nobody is known
    uint64_t group;
    int64_t posts;  // with this text, that stand
  };

  explicit CopyTable(uint32_t texts_max) : texts_max_(texts_max) {}

  const First* Find(uint64_t text_hash) const {
    if (const First* first = recent_.Find(Key(text_hash))) return first;
    return older_.Find(Key(text_hash));
  }
  void Prefetch(uint64_t text_hash) const {
    recent_.Prefetch(Key(text_hash));
    older_.Prefetch(Key(text_hash));
  }
  // One more post with this text went to `group`. The first writer stays who it was.
  void Remember(uint64_t text_hash, PersonHash person, GroupId group) {
    if (First* known = FindMutable(text_hash)) {
      known->group = group.value;
      ++known->posts;
      return;
    }
    if (recent_.size() >= texts_max_) {
      older_.Swap(recent_);
      recent_.Clear();
    }
    bool inserted;
    recent_.FindOrInsert(Key(text_hash), &inserted) = {person.value, group.value, 1};
  }
  // The posts with this text went from `from` to another group; nothing where they had gone elsewhere since.
  void Move(uint64_t text_hash, GroupId from, GroupId to) {
    First* known = FindMutable(text_hash);
    if (known != nullptr && known->group == from.value) known->group = to.value;
  }
  // A post with this text was withdrawn. When none is left, whoever writes it next is its first writer.
  void Withdraw(uint64_t text_hash) {
    First* known = FindMutable(text_hash);
    if (known == nullptr || --known->posts > 0) return;
    recent_.Erase(Key(text_hash));
    older_.Erase(Key(text_hash));
  }

  void Save(ByteWriter* writer) const {
    recent_.Save(writer);
    older_.Save(writer);
  }
  bool Load(ByteReader* reader) { return recent_.Load(reader) && older_.Load(reader); }

 private:
  First* FindMutable(uint64_t text_hash) {
    if (First* first = recent_.Find(Key(text_hash))) return first;
    return older_.Find(Key(text_hash));
  }
  static uint64_t Key(uint64_t text_hash) { return text_hash | 1; }

  const uint32_t texts_max_;
  FlatMap<First> recent_, older_;
};

}  // namespace groundswell
