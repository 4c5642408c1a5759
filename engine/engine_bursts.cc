// Bursts of groups and of organisations: when they are looked for, and how many streams share the stated rate of
// false alarms.
#include "engine/engine.h"

namespace groundswell {

void Engine::TestBurstOf(Group* group, const GroupContext& context, LevelFigures* figures) const {
  const bool is_asked = group->has_grown && figures->complainants >= settings_.profile.watch;
  group->has_grown = false;
  if (!is_asked || IsHeld(group->baseline, context.now)) return;
  figures->burst = TestBurst(group->baseline, context.time, group->precision());
  const StreamKind kind = group->told_at.is_none() ? StreamKind::kNew : StreamKind::kKnown;
  figures->is_burst = alarm_rate_.Passes(figures->burst.surprise, kind);
}

void Engine::TestOrganisation(Scope* scope) {
  const EventTime now = watermark_;
  if (scope->org.empty() || !scope->told.has_begun() || IsHeld(scope->told, now)) return;
  const GroupContext context = ContextOf(*scope, now);
  scope->told.AdvanceTo(now, context.time);
  const BurstFigures burst = TestBurst(scope->told, context.time, scope->precision());
  if (burst.people < settings_.profile.emerging || !alarm_rate_.Passes(burst.surprise, StreamKind::kKnown)) return;
  scope->told.Tell(now, context.time);
  Group* group = GrownMost(*scope);
  // Where a group's own growth was told of late, the organisation's is no news.
  if (group == nullptr || !HasCooled(*group, now)) return;
  LevelFigures figures = group->Figures(context);
  figures.is_burst = true;
  figures.burst = burst;
  WriteAlert(group, {.event = AlertEvent::kSurged,
                     .level = group->level,
                     .at = now,
                     .rule = Rule::kOrganisationSurge,
                     .figures = figures});
  Tell(group, context);
}

// Of the last day, by arrival; the older of two that are even.
Group* Engine::GrownMost(const Scope& scope) {
  Group* most = nullptr;
  uint64_t most_people = 0;
  for (size_t slot = 0; slot < scope.matters.group_of_slot.size(); ++slot) {
    if (scope.matters.group_of_slot[slot] == kNoGroup) continue;
    Group& group = groups_[scope.matters.group_of_slot[slot]];
    if (group.slot != slot || group.is_talk || group.org != scope.org || group.level < Level::kEmerging ||
        group.standing.is_dismissed())
      continue;
    group.baseline.AdvanceTo(watermark_, ContextOf(scope, watermark_).time);
    const uint64_t people = group.baseline.Hours(kHoursKept).people;
    const bool is_older = most != nullptr && people == most_people && group.first_seq < most->first_seq;
    if (people > most_people || is_older) most = &group, most_people = people;
  }
  return most;
}

bool Engine::HasCooled(const Group& group, EventTime now) const {
  return group.told_at.is_none() || now.ms - group.told_at.ms >= settings_.burst.cool_down_hours * kHourMs;
}

bool Engine::IsHeld(const Baseline& baseline, EventTime now) const {
  return !back_at_.is_none() && now.ms - back_at_.ms < kDayMs && baseline.begun_ms() <= silent_from_.ms;
}

void Engine::Tell(Group* group, const GroupContext& context) {
  if (group->told_at.is_none()) LeaveUntold(*group);
  group->told_at = context.now;
  CountStream(group);
  if (group->baseline.has_begun()) group->baseline.Tell(context.now, context.time);
  // From here on its people count among those of known groups.
  Scope* scope = scopes_.find(group->org)->second.get();
  if (!scope->told.has_begun())
    scope->told.Begin(context.now, PriorUnder(scope->complainants, 1, context.time), settings_.burst);
}

void Engine::CountStream(Group* group) {
  const auto kind = [&]() -> uint8_t {
    if (!group->baseline.has_begun()) return 0;
    return group->told_at.is_none() ? 1 : 2;
  }();
  if (kind == group->watched_as) return;
  if (group->watched_as != 0) --streams_[group->watched_as - 1];
  if (kind != 0) ++streams_[kind - 1];
  group->watched_as = kind;
}

}  // namespace groundswell
