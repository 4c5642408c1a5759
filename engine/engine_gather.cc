// Gathering: complaints about one organisation that come together, and that no words of their own brought together,
// become one group.
//
// An outage is told by one person as a phone that died, by another as a till that takes no cards: no likeness of words
// joins them. But the organisation hears two such complaints on an ordinary day, and today a dozen. Most of what stands
// out of a baseline has one cause.
#include <algorithm>

#include "engine/engine.h"

namespace groundswell {
namespace {

// What is usual is known once an organisation was heard of for so long.
constexpr int64_t kKnownHours = 24;
// A micro-cluster of more people, those who only join in left out, is a matter of its own on its way.
constexpr size_t kScatteredPeopleMax = 2;
// Micro-clusters that one gathering makes one.
constexpr size_t kGatheredMax = 256;

// The window of that name; empty for those against a frozen baseline: what crept in over days is no one event.
ArrivalWindow WindowOf(BurstWindow name, const Baseline& baseline, const BurstSettings& settings) {
  switch (name) {
    case BurstWindow::kPane:
      return baseline.Panes(1, settings);
    case BurstWindow::kPanes:
      return baseline.Panes(static_cast<int>(settings.window_panes), settings);
    case BurstWindow::kSixHours:
      return baseline.Hours(6);
    case BurstWindow::kDay:
      return baseline.Hours(kHoursKept);
    default:
      return {};
  }
}

// Whether more people came in it than the week before explains.
bool IsBusy(const Baseline& baseline, const ArrivalWindow& window, const OrdinaryTime& time, Precision precision) {
  double hours = time.HoursBetween(window.from_ms, baseline.pane_end_ms(time.settings()));
  if (precision == Precision::kDays) hours = std::max<double>(hours, kHoursKept);
  const double expected = baseline.WeekWithout(window, time).rate() * hours;
  return static_cast<double>(window.people) >= time.settings().ratio_min * expected;
}

}  // namespace

void Engine::Gather(Scope* scope) {
  const EventTime now = watermark_;
  if (settings_.gather_ratio_min == 0 || scope->org.empty() || !scope->untold.has_begun()) return;
  if (IsHeld(scope->untold, now) || now.ms - scope->untold.begun_ms() < kKnownHours * kHourMs) return;
  // Looking through the scope costs as much as it has micro-clusters: once a pane at most.
  if (!scope->gathered_at.is_none() && now < PaneEdgeAfter(scope->gathered_at)) return;
  const GroupContext context = ContextOf(*scope, now);
  scope->untold.AdvanceTo(now, context.time);
  const BurstFigures burst = TestBurst(scope->untold, context.time, scope->precision());
  const double people = static_cast<double>(burst.people);
  if (burst.surprise < settings_.gather_surprise || people < settings_.profile.emerging) return;
  if (people < settings_.gather_ratio_min * burst.expected) return;
  const ArrivalWindow window = WindowOf(burst.window, scope->untold, settings_.burst);
  // Where the organisation hears no more than usual, a matter that was told of has only come into other words.
  scope->complainants.AdvanceTo(now, context.time);
  const ArrivalWindow all = WindowOf(burst.window, scope->complainants, settings_.burst);
  if (window.people == 0 || !IsBusy(scope->complainants, all, context.time, scope->precision())) return;
  scope->gathered_at = now;
  const std::vector<uint32_t> slots = FindScattered(*scope, {window.from_ms});
  if (slots.empty()) return;
  // They stay what the organisation's scattered complaints were, or the next ones would always be a burst.
  const Baseline untold = scope->untold;
  Relevel(MakeOne(&scope->matters, slots), now);
  scope->untold = untold;
}

std::vector<uint32_t> Engine::FindScattered(const Scope& scope, EventTime from) const {
  std::vector<uint32_t> slots;
  size_t people = 0;
  const std::vector<uint32_t>& group_of_slot = scope.matters.group_of_slot;
  for (uint32_t slot = 0; slot < group_of_slot.size() && slots.size() < kGatheredMax; ++slot) {
    if (group_of_slot[slot] == kNoGroup) continue;
    const Group& group = groups_[group_of_slot[slot]];
    if (group.slot != slot || group.is_talk || group.org != scope.org || group.over) continue;
    if (!group.told_at.is_none() || group.level >= Level::kEmerging) continue;
    if (!group.baseline.has_begun() || group.baseline.begun_ms() < from.ms) continue;
    if (group.complainants.count() - group.complainants.joiners() > kScatteredPeopleMax) continue;
    const auto are_foes = [&](uint32_t other) { return scope.matters.clusterer.AreForbidden(other, slot); };
    if (std::any_of(slots.begin(), slots.end(), are_foes)) continue;
    people += group.complainants.count();
    slots.push_back(slot);
  }
  if (people < settings_.profile.emerging) slots.clear();
  return slots;
}

uint32_t Engine::MakeOne(Clustering* clustering, std::span<const uint32_t> slots) {
  uint32_t base = slots.front();
  for (const uint32_t slot : slots.subspan(1)) {
    // A rule of an analyst may keep it from what has come together meanwhile.
    if (clustering->clusterer.AreForbidden(base, slot)) continue;
    const Clusterer::Merge merge = clustering->clusterer.Link(base, slot);
    if (merge.from == merge.into) continue;
    FoldGroup(clustering->group_of_slot[merge.from], clustering->group_of_slot[merge.into]);
    base = merge.into;
  }
  return clustering->group_of_slot[base];
}

void Engine::LeaveUntold(const Group& group) {
  Baseline* untold = &scopes_.find(group.org)->second->untold;
  if (!untold->has_begun()) return;
  group.complainants.ForEach(
      [&](EventTime arrived, uint32_t people) { untold->Withdraw(arrived, people, settings_.burst); });
}

}  // namespace groundswell
