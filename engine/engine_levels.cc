// Levels of groups, and the timers that let them fall.
#include <algorithm>
#include <functional>

#include "engine/engine.h"
#include "engine/profile_file.h"

namespace groundswell {

EventTime Engine::PaneEdgeAfter(EventTime time) const {
  const int64_t pane_ms = settings_.burst.pane_secs * kSecondMs;
  return {(time.ms / pane_ms + 1) * pane_ms};
}

void Engine::AdvanceTo(EventTime time) {
  if (time <= watermark_) return;
  RunTimers(time);
  watermark_ = time;
  alarm_rate_.AdvanceTo(watermark_, streams_[static_cast<size_t>(StreamKind::kNew)],
                        streams_[static_cast<size_t>(StreamKind::kKnown)], settings_.burst);
}

void Engine::RunTimers(EventTime until) {
  while (!timers_.empty() && timers_.front().due <= until) {
    std::pop_heap(timers_.begin(), timers_.end(), std::greater<>());
    const Timer timer = timers_.back();
    timers_.pop_back();
    const uint32_t* index = group_index_.Find(timer.group);
    if (index == nullptr || groups_[*index].timer != timer.due) continue;  // released, or scheduled anew
    watermark_ = std::max(watermark_, timer.due);
    groups_[*index].timer = EventTime::None();
    const EventTime idle_end{groups_[*index].touched_at.ms + settings_.group_idle_days * kDayMs};
    if (timer.due >= idle_end)
      EndLife(*index, Rule::kIdle, timer.due);
    else
      Relevel(*index, timer.due);
  }
}

void Engine::Schedule(Group* group, EventTime now) {
  if (group->level == Level::kNone) return;
  // Groups that time may lower at any edge are looked at again at the next one, the others when they would end.
  const bool by_burst = group->level == Level::kEmerging && group->rule == Rule::kBurst;
  const bool falls = group->level == Level::kCrisis || by_burst;
  EventTime looked_at{group->touched_at.ms + settings_.group_idle_days * kDayMs};
  // Within days: when the first of those who count leaves them.
  if (settings_.profile.window_days > 0) looked_at.ms = std::min(looked_at.ms, group->complainants.leaves_at().ms);
  const EventTime due = falls ? PaneEdgeAfter(now)
                              : std::max(PaneEdgeAfter(now),  // a merge may give a level to groups long idle
                                         PaneEdgeAfter(looked_at));
  if (!group->timer.is_none() && group->timer <= due && group->timer > now) return;
  group->timer = due;
  timers_.push_back({due, group->first_seq, group->id.value});
  std::push_heap(timers_.begin(), timers_.end(), std::greater<>());
}

void Engine::Relevel(uint32_t index, EventTime now) {
  Group& group = groups_[index];
  const GroupContext context = ContextOf(group, now);
  LevelFigures figures = group.Figures(context);
  TestBurstOf(&group, context, &figures);
  const Judgement judgement = JudgeScaled(&group, context, &figures);
  if (judgement.level != group.level) {
    const bool rises = judgement.level > group.level;
    ChangeLevel(&group, judgement, figures, now);
    if (rises && group.level >= Level::kEmerging) Tell(&group, context);
    if (group.level == Level::kNone && group.slot == Group::kNoSlot) {
      --resting_;
      return Release(index);  // withdrawn posts took its level, and no further post can find it
    }
  } else if (IsSurge(figures) && group.level >= Level::kEmerging && HasCooled(group, now)) {
    WriteAlert(
        &group,
        {.event = AlertEvent::kSurged, .level = group.level, .at = now, .rule = Rule::kSurge, .figures = figures});
    Tell(&group, context);
  } else if (HasRecurred(group)) {
    WriteAlert(
        &group,
        {.event = AlertEvent::kReopened, .level = group.level, .at = now, .rule = Rule::kRecurred, .figures = figures});
  }
  group.rule = judgement.rule;
  Schedule(&group, now);
}

// A handful of people more is no news of a group that has its level, however quiet it was: as many as make a group.
bool Engine::IsSurge(const LevelFigures& figures) const {
  return figures.is_burst && figures.burst.people >= settings_.profile.emerging;
}

Judgement Engine::JudgeScaled(Group* group, const GroupContext& context, LevelFigures* figures) const {
  const Profile& profile = settings_.profile;
  const Judgement current{group->level, group->rule};
  if (profile.usual_daily == 0) return Judge(profile, *figures, current);
  figures->scale = ScaleOf(context);
  const Judgement now = Judge(ScaledBy(profile, figures->scale), *figures, current);
  if (now.level > current.level) group->held_scale = figures->scale;
  if (now.level >= current.level || group->held_scale >= figures->scale) return now;
  const Judgement held = Judge(ScaledBy(profile, group->held_scale), *figures, current);
  if (held.level <= now.level) return now;
  figures->scale = group->held_scale;
  return held.level < current.level ? held : current;
}

void Engine::ChangeLevel(Group* group, Judgement judgement, const LevelFigures& figures, EventTime now) {
  AlertEvent event = group->has_opened ? AlertEvent::kReopened : AlertEvent::kOpened;
  group->has_opened = true;
  NoteReached(group, judgement.level, now);
  if (judgement.level == Level::kNone)
    event = AlertEvent::kResolved;
  else if (judgement.level < group->level)
    event = AlertEvent::kDeescalated;
  else if (group->level != Level::kNone)
    event = AlertEvent::kEscalated;
  WriteAlert(group, {.event = event, .level = judgement.level, .at = now, .rule = judgement.rule, .figures = figures});
}

// Clocks of a level run from when it was first reached: a group that falls and rises again gains no time by it. Only a
// new life begins them anew.
void Engine::NoteReached(Group* group, Level level, EventTime now) const {
  constexpr Level kLevels[] = {Level::kWatch, Level::kEmerging, Level::kMajor, Level::kCrisis};
  const ClockActs& acts = group->standing.acts;
  for (size_t i = 0; i < std::size(kLevels); ++i) {
    ClockStart& start = group->starts[i];
    if (level < kLevels[i] || group->level >= kLevels[i]) continue;
    if (start.at.is_none() || start.at < group->life_at) start = {now, acts.acts};
  }
}

void Engine::EndLife(uint32_t index, Rule rule, EventTime now) {
  Group& group = groups_[index];
  const LevelFigures figures = group.Figures(ContextOf(group, now));
  const bool rests = group.slot == Group::kNoSlot;
  // Withdrawn posts may have taken its level before its time: that was told then.
  if (group.level != Level::kNone) ChangeLevel(&group, {Level::kNone, rule}, figures, now);
  group.over = true;
  MarkChanged(index);
  if (!rests) return;
  --resting_;
  Release(index);
}

void Engine::EndEarliest() {
  // The group that time would end first goes before its time; those with a micro-cluster are bounded by those.
  std::vector<Timer> kept;
  while (!timers_.empty() && resting_ > settings_.groups_max) {
    std::pop_heap(timers_.begin(), timers_.end(), std::greater<>());
    const Timer timer = timers_.back();
    timers_.pop_back();
    const uint32_t* index = group_index_.Find(timer.group);
    if (index == nullptr || groups_[*index].timer != timer.due) continue;
    if (groups_[*index].slot == Group::kNoSlot)
      EndLife(*index, Rule::kLimit, watermark_);
    else
      kept.push_back(timer);
  }
  for (const Timer& timer : kept) {
    timers_.push_back(timer);
    std::push_heap(timers_.begin(), timers_.end(), std::greater<>());
  }
}

}  // namespace groundswell
