// Rules about groups: what a person joined stays one, what a person parted stays two, whatever comes later.
//
// A merge links the micro-clusters of both groups for good, and the older group lives on. A split takes the posts that
// leave out of group and micro-cluster, opens a new group with them, and keeps the two apart for good. The part gets
// the past that it would have had if its posts had come by themselves, each at its own time: nothing of it is growth
// of now. People who have posts on both sides count on both, once each.
#include <algorithm>

#include "base/hash.h"
#include "engine/engine.h"

namespace groundswell {
namespace {

// Made from the record that caused the split: the group, the posts, and when.
GroupId IdOfPart(const GroupRule& rule, GroupId source, EventTime now) {
  uint64_t hash = Mix64(source.value ^ static_cast<uint64_t>(now.ms));
  for (const GroupRule::Post& post : rule.posts) hash = Mix64(hash ^ IdHash(post.channel, post.id));
  return {hash == 0 ? 1 : hash};
}

Status NotInMemory(GroupId id) {
  return NotFound("group " + FormatGroupId(id) + " is not there: no group has this id, or it has ended");
}

}  // namespace

Status Engine::CheckMerge(const GroupRule& rule) const {
  const uint32_t a = FindGroup(rule.group), b = FindGroup(rule.other);
  if (a == kNoGroup) return NotInMemory(rule.group);
  if (b == kNoGroup) return NotInMemory(rule.other);
  if (a == b) return Conflict("the two are one group already");
  const Group &one = groups_[a], &two = groups_[b];
  if (one.org != two.org) return Conflict("the two groups are about different organisations");
  if (one.is_talk != two.is_talk) return Conflict("one group is of complaints and the other of talk");
  const bool have_slots = one.slot != Group::kNoSlot && two.slot != Group::kNoSlot;
  if (have_slots && !rule.lifts_split && ClusteringOf(one)->clusterer.AreForbidden(one.slot, two.slot))
    return Conflict("an earlier split keeps the two apart; say lifts_split to undo that");
  return {};
}

Status Engine::CheckSplit(const GroupRule& rule, std::span<const Leaving> leaving) const {
  const uint32_t index = FindGroup(rule.group);
  if (index == kNoGroup) return NotInMemory(rule.group);
  const Group& group = groups_[index];
  if (group.slot == Group::kNoSlot)
    return Conflict("the group rests: no post can come to it, so none can be kept away");
  bool has_own = false;
  for (const Leaving& post : leaving) {
    if (FindGroup(post.prior->verdict.group) != index)
      return Conflict("post " + std::string(post.post->id) + " of channel " + std::string(post.post->channel) +
                      " is not in group " + FormatGroupId(rule.group));
    has_own = has_own || !post.prior->verdict.joins;
  }
  if (!has_own) return Conflict("posts that only agree are no matter of their own; name the complaint they agree with");
  if (static_cast<int64_t>(leaving.size()) >= group.posts)
    return Conflict("nothing would be left of the group; leave at least one post in it");
  return {};
}

Verdict Engine::TakeRule(const Record& record) {
  if (record.kind == RecordKind::kGroupMerge) return TakeMergeRule(*record.rule);
  return record.kind == RecordKind::kGroupSplit ? BeginSplit(record) : TakeMove(record);
}

Verdict Engine::TakeMergeRule(const GroupRule& rule) {
  if (!CheckMerge(rule).ok()) return {};
  uint32_t from = FindGroup(rule.group), into = FindGroup(rule.other);
  if (groups_[from].slot != Group::kNoSlot && groups_[into].slot != Group::kNoSlot) {
    Clustering* clustering = ClusteringOf(groups_[from]);
    const Clusterer::Merge merge = clustering->clusterer.Link(groups_[from].slot, groups_[into].slot);
    from = clustering->group_of_slot[merge.from];
    into = clustering->group_of_slot[merge.into];
  } else {
    if (groups_[from].first_seq < groups_[into].first_seq) std::swap(from, into);
    if (groups_[from].slot != Group::kNoSlot) HandOverSlot(&groups_[from], into);
  }
  MergeGroups(from, into, &rule);
  return {.group = groups_[into].id};
}

// The older group rests, the younger takes posts: from here on they come to the older one.
void Engine::HandOverSlot(Group* from, uint32_t into) {
  if (groups_[into].level != Level::kNone) --resting_;
  BindSlot(into, from->slot);
  from->slot = Group::kNoSlot;
  if (from->level != Level::kNone) ++resting_;
}

Verdict Engine::BeginSplit(const Record& record) {
  const GroupRule& rule = *record.rule;
  split_ = {};
  const uint32_t index = FindGroup(rule.group);
  if (index == kNoGroup) return {};
  const Scope& scope = *scopes_.find(groups_[index].org)->second;
  const uint32_t opened =
      OpenGroup(IdOfPart(rule, groups_[index].id, watermark_), record.seq, scope, groups_[index].is_talk);
  Group &source = groups_[index], &part = groups_[opened];
  // What was told of the whole is told of the part.
  part.critical_told = source.critical_told;
  Lineage past;
  past.by_rule = true;
  past.at = watermark_;
  past.posts = static_cast<int64_t>(rule.posts.size());
  past.by = rule.by;
  past.reason = rule.reason;
  past.event = LineageEvent::kSplitFrom;
  past.group = source.id;
  part.NoteLineage(past);
  past.event = LineageEvent::kSplitOff;
  past.group = part.id;
  source.NoteLineage(std::move(past));
  split_.source = source.id;
  split_.part = part.id;
  split_.left = rule.posts.size();
  return {.group = part.id};
}

Verdict Engine::TakeMove(const Record& record) {
  const ScoredPost& post = *record.post;
  Verdict verdict = record.prior->verdict;
  if (split_.left == 0) return verdict;
  Group &source = groups_[FindGroup(split_.source)], &part = groups_[FindGroup(split_.part)];
  verdict.group = part.id;
  source.Withdraw(*record.prior, false, ContextOf(source, watermark_));
  // Of a life that has ended its people count no more.
  if (record.prior->seq < source.life_first_seq) verdict.complainant = {}, verdict.nameless = false;
  GroupContext then = ContextOf(part, std::max(part.touched_at, std::min(post.time, watermark_)));
  then.is_new_account = verdict.new_account;
  part.Add(record.seq, post, verdict, 0, then);
  if (!verdict.joins && !verdict.copy) {
    // Copies to come follow the words they copy.
    CopyTable& copies = scopes_.find(source.org)->second->copies;
    const CopyTable::First* first = copies.Find(post.text_hash);
    const bool is_here = first != nullptr && FindGroup({first->group}) == FindGroup(source.id);
    if (is_here) copies.Move(post.text_hash, {first->group}, part.id);
  }
  if (verdict.complaint) answers_.Move(IdHash(post.channel, post.id), part.id);
  RememberMember(post, verdict);
  if (--split_.left == 0) FinishSplit();
  return verdict;
}

void Engine::ForgetReason(const Forgetting& forgetting) {
  if (!forgetting.is_of_rule()) return;
  for (const GroupId id : {forgetting.group, forgetting.other}) {
    const uint32_t index = FindGroup(id);
    if (index == kNoGroup) continue;
    for (Lineage& past : groups_[index].lineage) {
      const bool is_meant = past.by_rule && (past.group == forgetting.group || past.group == forgetting.other);
      if (is_meant && !past.reason.empty()) past.reason.clear(), MarkChanged(index);
    }
  }
}

// The micro-cluster has a text once, by its first post; replies that agree and copies only touched it.
void Engine::RememberMember(const ScoredPost& post, const Verdict& verdict) {
  if (verdict.joins) return;
  const bool is_silent = verdict.copy || verdict.again;
  const auto same = [&](const SplitMember& member) { return member.text_hash == post.text_hash; };
  const auto known = std::find_if(split_.members.begin(), split_.members.end(), same);
  if (known != split_.members.end()) {
    known->is_silent = known->is_silent && is_silent;
    return;
  }
  const std::span<const Term> terms = TermsOf(post, verdict);
  split_.members.push_back({{terms.begin(), terms.end()},
                            {post.meaning.begin(), post.meaning.end()},
                            post.meaning_share,
                            ProductOf(post),
                            post.text_hash,
                            is_silent});
}

void Engine::FinishSplit() {
  const uint32_t index = FindGroup(split_.source), opened = FindGroup(split_.part);
  const bool has_own =
      std::any_of(split_.members.begin(), split_.members.end(), [](const auto& m) { return !m.is_silent; });
  std::vector<Clusterer::Member> members;
  for (const SplitMember& member : split_.members) {
    // The words of a copy whose first stays behind stay with it; a part of copies alone still needs words.
    if (member.is_silent && has_own) continue;
    members.push_back({member.terms, member.product, member.meaning, member.known_share, !member.is_silent});
  }
  Clustering* clustering = ClusteringOf(groups_[index]);
  BindSlot(opened, clustering->clusterer.Split(groups_[index].slot, members));
  groups_[opened].over = groups_[index].over;
  groups_[opened].told_at = groups_[index].told_at;  // its people count where they did
  split_ = {};
  for (const uint32_t changed : {index, opened}) {
    CountStream(&groups_[changed]);
    MarkChanged(changed);
    Relevel(changed, watermark_);
  }
}

}  // namespace groundswell
