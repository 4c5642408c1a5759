#include "serve/group_members.h"

#include <algorithm>
#include <unordered_set>

namespace groundswell {
namespace {

constexpr size_t kBlockMembersMin = 8, kBlockMembersMax = 512;

}  // namespace

Result<std::vector<GroupId>> GroupFamily(const Store& store, GroupId group) {
  std::vector<GroupId> family = {group};
  std::unordered_set<uint64_t> seen = {group.value};
  for (size_t i = 0; i < family.size(); ++i) {
    Status status = store.ScanMergedInto(family[i], [&](GroupId from) {
      if (seen.insert(from.value).second) family.push_back(from);
      return Status();
    });
    if (!status.ok()) return status;
  }
  return family;
}

MemberMerge::MemberMerge(const Store* store, const std::vector<GroupId>& groups, Seq below) : store_(store) {
  sources_.reserve(groups.size());
  for (const GroupId group : groups) sources_.push_back({group, below, kBlockMembersMin, {}});
}

Status MemberMerge::Fill(Source* source) {
  source->members.clear();
  Status status = store_->ScanMembers(source->group, source->below, [&](Seq seq, const MemberRow& row) {
    source->members.push_back({seq, row});
    return source->members.size() < source->block ? Status() : NotFound("the end of the block");
  });
  if (!status.ok() && status.code() != Code::kNotFound) return status;
  source->is_over = source->members.size() < source->block;
  if (!source->members.empty()) source->below = source->members.back().seq;
  std::reverse(source->members.begin(), source->members.end());
  source->block = std::min(2 * source->block, kBlockMembersMax);
  return {};
}

Result<std::optional<MemberMerge::Member>> MemberMerge::Next() {
  if (!opened_) {
    opened_ = true;
    for (Source& source : sources_)
      if (Status status = Fill(&source); !status.ok()) return status;
    std::erase_if(sources_, [](const Source& source) { return source.members.empty(); });
    std::make_heap(sources_.begin(), sources_.end(), Later);
  }
  if (sources_.empty()) return std::optional<Member>();
  std::pop_heap(sources_.begin(), sources_.end(), Later);
  Source& source = sources_.back();
  const Member member = source.members.back();
  source.members.pop_back();
  if (source.members.empty() && !source.is_over)
    if (Status status = Fill(&source); !status.ok()) return status;
  if (source.members.empty()) {
    sources_.pop_back();
  } else {
    std::push_heap(sources_.begin(), sources_.end(), Later);
  }
  return std::optional(member);
}

}  // namespace groundswell
