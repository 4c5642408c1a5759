// The posts of a group with those of every group that merged into it, from the store's index of members.
//
// Contract: GroupFamily gives the group itself and all that live on in it, over any number of merges. MemberMerge
// visits their members as one list, the newest first, and reads a few at a time. Threads: one. Errors: those of the
// store.
#pragma once

#include <optional>
#include <vector>

#include "storage/store.h"

namespace groundswell {

Result<std::vector<GroupId>> GroupFamily(const Store& store, GroupId group);

class MemberMerge {
 public:
  struct Member {
    Seq seq = 0;
    MemberRow row;
  };

  // Members below `below`.
  MemberMerge(const Store* store, const std::vector<GroupId>& groups, Seq below);

  // The next member, or nothing after the last.
  Result<std::optional<Member>> Next();

 private:
  struct Source {
    GroupId group;
    Seq below;
    size_t block;                 // members to read at a time
    std::vector<Member> members;  // read, the next one last
    bool is_over = false;
  };
  Status Fill(Source* source);
  static bool Later(const Source& a, const Source& b) { return a.members.back().seq < b.members.back().seq; }

  const Store* store_;
  std::vector<Source> sources_;  // a heap, the newest member on top, once opened
  bool opened_ = false;
};

}  // namespace groundswell
