#include "engine/pane_history.h"

#include <algorithm>

namespace groundswell {
namespace {

int64_t PaneOf(EventTime at, const EngineSettings& settings) { return at.ms / (settings.burst.pane_secs * kSecondMs); }

int64_t KeptPanes(const EngineSettings& settings) {
  const int64_t crisis = int64_t{settings.profile.crisis_window_hours} * 3600 / settings.burst.pane_secs;
  return std::max<int64_t>({crisis, settings.burst.window_panes, PanesOfADay(settings)});
}

}  // namespace

void PaneHistory::Add(EventTime at, int32_t count, EventTime now, const EngineSettings& settings) {
  const int64_t index = PaneOf(at, settings), first_kept = PaneOf(now, settings) - KeptPanes(settings) + 1;
  const auto is_before = [](const Pane& pane, int64_t wanted) { return pane.index < wanted; };
  panes_.erase(panes_.begin(), std::lower_bound(panes_.begin(), panes_.end(), first_kept, is_before));
  if (index < first_kept) return;
  auto place = std::lower_bound(panes_.begin(), panes_.end(), index, is_before);
  if (place == panes_.end() || place->index != index) place = panes_.insert(place, {index, 0});
  place->count = std::max<int64_t>(0, place->count + count);
}

void PaneHistory::Merge(const PaneHistory& other, EventTime now, const EngineSettings& settings) {
  for (const Pane& pane : other.panes_)
    Add(EventTime{pane.index * settings.burst.pane_secs * kSecondMs}, static_cast<int32_t>(pane.count), now, settings);
}

uint32_t PaneHistory::Within(EventTime now, int64_t panes, const EngineSettings& settings) const {
  const int64_t first = PaneOf(now, settings) - panes + 1;
  int64_t count = 0;
  for (auto pane = panes_.rbegin(); pane != panes_.rend() && pane->index >= first; ++pane) count += pane->count;
  return static_cast<uint32_t>(count);
}

void PaneHistory::Save(ByteWriter* writer) const { writer->Array(panes_); }

bool PaneHistory::Load(ByteReader* reader) { return reader->Array(&panes_); }

}  // namespace groundswell
