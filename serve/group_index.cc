#include "serve/group_index.h"

#include <algorithm>
#include <iterator>
#include <span>

namespace groundswell {
namespace {

// Groups in a run: short enough to copy at every change, long enough that a list has few of them.
constexpr size_t kRunGroupsMax = 256, kRunGroupsMin = 64;

using Run = GroupList::Run;
using Runs = std::vector<std::shared_ptr<const Run>>;

bool Before(const GroupEntryPtr& a, const GroupEntryPtr& b) { return a->rank < b->rank; }

// Appends `entries` to *runs in runs of about equal length, and empties it.
void AppendRuns(Run* entries, Runs* runs) {
  if (entries->empty()) return;
  const size_t count = (entries->size() + kRunGroupsMax - 1) / kRunGroupsMax;
  size_t begin = 0;
  for (size_t i = 1; i <= count; ++i) {
    const size_t end = entries->size() * i / count;
    runs->push_back(std::make_shared<const Run>(entries->begin() + begin, entries->begin() + end));
    begin = end;
  }
  entries->clear();
}

// Appends `run` without what is in `out`, and with `in`, both sorted, to *merged.
void MergeRun(const Run& run, std::span<const GroupEntryPtr> out, std::span<const GroupEntryPtr> in, Run* merged) {
  Run kept;
  kept.reserve(run.size());
  std::set_difference(run.begin(), run.end(), out.begin(), out.end(), std::back_inserter(kept), Before);
  std::merge(kept.begin(), kept.end(), in.begin(), in.end(), std::back_inserter(*merged), Before);
}

}  // namespace

GroupList::Iterator GroupList::Behind(const GroupRank& rank) const {
  const auto run = std::partition_point(runs_.begin(), runs_.end(),
                                        [&](const auto& candidate) { return !(rank < candidate->back()->rank); });
  if (run == runs_.end()) return end();
  const auto place =
      std::partition_point((*run)->begin(), (*run)->end(), [&](const auto& entry) { return !(rank < entry->rank); });
  return {&runs_, static_cast<size_t>(run - runs_.begin()), static_cast<size_t>(place - (*run)->begin())};
}

GroupEntryPtr GroupIndex::Find(GroupId id) const {
  const auto found = entries_.find(id.value);
  return found == entries_.end() ? nullptr : found->second;
}

void GroupIndex::Put(GroupEntryPtr entry) {
  GroupEntryPtr& place = entries_[entry->rank.id.value];
  replaced_.try_emplace(entry->rank.id.value, place);
  place = std::move(entry);
}

void GroupIndex::Erase(GroupId id) {
  const auto found = entries_.find(id.value);
  if (found == entries_.end()) return;
  replaced_.try_emplace(id.value, found->second);
  entries_.erase(found);
}

GroupList GroupIndex::Publish() {
  if (replaced_.empty()) return list_;
  Run out, in;
  for (const auto& [id, before] : replaced_) {
    if (before) out.push_back(before);
    if (const auto now = entries_.find(id); now != entries_.end()) in.push_back(now->second);
  }
  replaced_.clear();
  std::sort(out.begin(), out.end(), Before);
  std::sort(in.begin(), in.end(), Before);
  GroupList next;
  Run merged;  // of runs that are copied
  std::span<const GroupEntryPtr> outs(out), ins(in);
  for (size_t i = 0; i < list_.runs_.size(); ++i) {
    const Run& run = *list_.runs_[i];
    // What belongs here: all that stands before the next run.
    const GroupEntryPtr* next_front = i + 1 < list_.runs_.size() ? &list_.runs_[i + 1]->front() : nullptr;
    const auto mine = [&](std::span<const GroupEntryPtr>& all) {
      const auto end = next_front ? std::lower_bound(all.begin(), all.end(), *next_front, Before) : all.end();
      const auto taken = all.first(end - all.begin());
      all = all.subspan(taken.size());
      return taken;
    };
    const auto run_outs = mine(outs), run_ins = mine(ins);
    const bool changes = !run_outs.empty() || !run_ins.empty();
    // A short rest takes up the run behind it, so that runs do not crumble.
    if (changes || (!merged.empty() && merged.size() < kRunGroupsMin)) {
      MergeRun(run, run_outs, run_ins, &merged);
      continue;
    }
    AppendRuns(&merged, &next.runs_);
    next.runs_.push_back(list_.runs_[i]);
  }
  merged.insert(merged.end(), ins.begin(), ins.end());
  AppendRuns(&merged, &next.runs_);
  next.size_ = entries_.size();
  list_ = next;
  return next;
}

}  // namespace groundswell
