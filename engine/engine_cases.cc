// Cases, as far as alerts depend on them: who is dismissed is quiet unless it changes, what is resolved opens again
// when it recurs.
#include <algorithm>

#include "engine/engine.h"

namespace groundswell {
namespace {

// A dismissed group that has so many times its people is another matter than the one that was looked at.
constexpr uint64_t kDismissedGrowth = 2;

uint64_t PeopleOf(const Group& group) { return group.over ? 0 : group.complainants.count(); }

// Whether somebody works on it, or has been told of it and must look: alerts go out from `emerging` on, and of posts
// that cannot wait.
bool IsOpenMatter(const Group& group) {
  if (group.standing.is_closed) return false;
  const bool is_told = (!group.over && group.level >= Level::kEmerging) || group.critical_told != 0;
  return group.standing.has_case || is_told;
}

}  // namespace

bool Engine::IsShown(GroupId id) const {
  const uint32_t index = FindGroup(id);
  return index != kNoGroup && groups_[index].reached_watch;
}

Engine::Subject Engine::SubjectOf(GroupId id) const {
  const uint32_t index = FindGroup(id);
  if (index == kNoGroup) return {};
  const CauseCount* cause = MainCause(groups_[index]);
  return {groups_[index].org, cause == nullptr ? std::string() : cause->tag};
}

Verdict Engine::TakeCaseAction(const CaseAction& action) {
  const uint32_t index = FindGroup(action.group);
  if (index == kNoGroup) return {};  // it has ended; its case lives on in the store
  Group& group = groups_[index];
  Standing& standing = group.standing;
  const bool closes = action.is_closed && !standing.is_closed;
  standing.has_case = true;
  standing.status = action.status;
  standing.is_closed = action.is_closed;
  NoteAct(action, watermark_, &standing.acts);
  if (action.kind == CaseActionKind::kPerson)
    group.receipts.NotePerson(action.person, action.post.empty() ? 0 : IdHash(action.channel, action.post),
                              action.state);
  if (closes) standing.level = group.level, standing.complainants = PeopleOf(group);
  DescribeGroup(group);
  return {.group = group.id};
}

bool Engine::IsTold(Group* group, Alert* alert) {
  Standing& standing = group->standing;
  if (!standing.is_closed) return true;
  const bool rises = alert->level > alert->previous_level, is_surge = alert->event == AlertEvent::kSurged;
  const uint64_t people = PeopleOf(*group);
  bool changes = alert->rule == Rule::kRecurred || (rises && alert->level > standing.level);
  if (standing.is_dismissed())
    changes = changes || (is_surge && people >= kDismissedGrowth * standing.complainants);
  else
    // Whatever rises from nothing is a new life of what was thought to be over.
    changes = changes || is_surge || (rises && alert->previous_level == Level::kNone);
  if (alert->event == AlertEvent::kCriticalPost) {
    Reopen(group);
    return true;
  }
  if (!changes) return !standing.is_dismissed();
  alert->event = AlertEvent::kReopened;
  Reopen(group);
  return true;
}

void Engine::Reopen(Group* group) {
  group->standing.is_closed = false;
  group->standing.status = CaseStatus::kReceived;
  NoteReopened(&group->standing.acts);
  result_->case_changes.push_back({.kind = CaseChange::kRecurred,
                                   .group = group->id,
                                   .other = {},
                                   .status = CaseStatus::kReceived,
                                   .is_closed = false,
                                   .seq = seq_,
                                   .at = watermark_,
                                   .alert = group->alerts + 1});
}

bool Engine::HasRecurred(const Group& group) const {
  const Standing& standing = group.standing;
  if (!standing.is_closed || standing.is_dismissed() || group.level == Level::kNone) return false;
  return PeopleOf(group) >= standing.complainants + settings_.profile.emerging;
}

void Engine::FoldStanding(const Group& source, Group* target) {
  Standing& ours = target->standing;
  const Standing& theirs = source.standing;
  const bool is_theirs_open = IsOpenMatter(source);
  // What nobody was told of and nobody has touched has no say.
  if (!theirs.has_case && !(is_theirs_open && ours.is_closed)) return;
  ClockActs acts = ours.acts;
  MergeClockActs(theirs.acts, &acts);
  if (!IsOpenMatter(*target) && !ours.has_case) {
    ours = theirs;
  } else if (ours.is_closed && theirs.is_closed) {
    ours.level = std::max(ours.level, theirs.level);
    ours.complainants += theirs.complainants;
  } else if (is_theirs_open && (ours.is_closed || theirs.status > ours.status)) {
    ours = theirs;
  }
  ours.has_case = true;
  ours.acts = std::move(acts);
  result_->case_changes.push_back({.kind = CaseChange::kTakenOver,
                                   .group = target->id,
                                   .other = source.id,
                                   .status = ours.status,
                                   .is_closed = ours.is_closed,
                                   .seq = seq_,
                                   .at = watermark_,
                                   .alert = 0});
}

}  // namespace groundswell
