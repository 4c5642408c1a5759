// GroupList: groups in the order of urgency, as an immutable list of short runs; GroupIndex makes the next list from
// the last one.
//
// A change copies the runs it falls into and shares all others, so that a list of 100,000 groups of which a few hundred
// changed is made in well under a millisecond. Threads: lists are immutable; an index belongs to one thread.
#pragma once

#include <cstddef>
#include <memory>
#include <unordered_map>
#include <vector>

#include "serve/group_entry.h"

namespace groundswell {

class GroupList {
 public:
  using Run = std::vector<GroupEntryPtr>;  // sorted, not empty

  // A place in the list, valid as long as the list is.
  class Iterator {
   public:
    Iterator(const std::vector<std::shared_ptr<const Run>>* runs, size_t run, size_t place)
        : runs_(runs), run_(run), place_(place) {}
    const GroupEntryPtr& operator*() const { return (*(*runs_)[run_])[place_]; }
    Iterator& operator++() {
      if (++place_ == (*runs_)[run_]->size()) ++run_, place_ = 0;
      return *this;
    }
    bool operator==(const Iterator& other) const { return run_ == other.run_ && place_ == other.place_; }

   private:
    const std::vector<std::shared_ptr<const Run>>* runs_;
    size_t run_, place_;
  };

  Iterator begin() const { return {&runs_, 0, 0}; }
  Iterator end() const { return {&runs_, runs_.size(), 0}; }
  // The first group that stands behind `rank`.
  Iterator Behind(const GroupRank& rank) const;
  size_t size() const { return size_; }

 private:
  friend class GroupIndex;
  std::vector<std::shared_ptr<const Run>> runs_;
  size_t size_ = 0;
};

class GroupIndex {
 public:
  // The entry of a group, or null.
  GroupEntryPtr Find(GroupId id) const;
  // Puts an entry in the place of the group's earlier one; shown by the next Publish.
  void Put(GroupEntryPtr entry);
  void Erase(GroupId id);
  // The list with every change since the last call.
  GroupList Publish();

  size_t size() const { return entries_.size(); }

 private:
  std::unordered_map<uint64_t, GroupEntryPtr> entries_;
  std::unordered_map<uint64_t, GroupEntryPtr> replaced_;  // of changed groups, the entry in list_, or null
  GroupList list_;
};

}  // namespace groundswell
