// The members of a group in order of time, and by which of them somebody joined those who complain.
//
// Contract: the members are those of the group and of all that merged into it, by time, of equals the earlier record.
// A member `joins` when by it a complainant counts for the first time. Threads: free functions. Errors: those of the
// store.
#pragma once

#include <vector>

#include "storage/store.h"

namespace groundswell {

// Members that one answer reads: some 15 MiB of memory and a fraction of a second.
constexpr size_t kGroupMembersMax = 300'000;

struct GroupMember {
  Seq seq = 0;
  MemberRow row;
  bool joins = false;
};

struct GroupMembers {
  std::vector<GroupMember> members;
  bool is_complete = true;  // false: there are more than were asked for, and who joined is not known for sure
};

// `family` is that of GroupFamily (serve/group_members.h).
Result<GroupMembers> ReadGroupMembers(const Store& store, const std::vector<GroupId>& family,
                                      size_t members_max = kGroupMembersMax);

}  // namespace groundswell
