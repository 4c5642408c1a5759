#include "serve/group_people.h"

#include <algorithm>
#include <limits>
#include <unordered_set>

namespace groundswell {

Result<GroupMembers> ReadGroupMembers(const Store& store, const std::vector<GroupId>& family, size_t members_max) {
  GroupMembers read;
  for (const GroupId group : family) {
    const Status status = store.ScanMembers(group, std::numeric_limits<Seq>::max(), [&](Seq seq, const MemberRow& row) {
      if (read.members.size() == members_max) return Exhausted("enough members");
      read.members.push_back({seq, row, false});
      return Status();
    });
    if (status.code() == Code::kExhausted) {
      read.is_complete = false;
      break;
    }
    if (!status.ok()) return status;
  }
  std::sort(read.members.begin(), read.members.end(), [](const GroupMember& a, const GroupMember& b) {
    return a.row.time != b.row.time ? a.row.time < b.row.time : a.seq < b.seq;
  });
  std::unordered_set<uint64_t> seen;
  for (GroupMember& member : read.members)
    member.joins = member.row.complainant.known() && seen.insert(member.row.complainant.value).second;
  return read;
}

}  // namespace groundswell
