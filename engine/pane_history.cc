#include "engine/pane_history.h"

#include <algorithm>
#include <cmath>

namespace groundswell {
namespace {

int64_t PaneOf(EventTime at, const EngineSettings& settings) { return at.ms / (settings.pane_secs * kSecondMs); }

int64_t KeptPanes(const EngineSettings& settings) {
  const int64_t crisis = int64_t{settings.profile.crisis_window_hours} * 3600 / settings.pane_secs;
  return std::max<int64_t>(crisis, settings.burst_window_panes);
}

double PaneHours(const EngineSettings& settings) { return settings.pane_secs / 3600.0; }

// Without the sign that std::lgamma leaves in a global, which threads would share.
double LogGamma(double x) {
  int sign;
  return lgamma_r(x, &sign);
}

}  // namespace

double BurstSurprise(uint32_t count, double shape, double exposure_hours, double hours) {
  if (count == 0) return 0;
  // X is negative binomial: P(X = k) = Γ(shape + k) / (Γ(shape) k!) · p^shape · q^k.
  const double q = hours / (exposure_hours + hours);
  double log_pmf =
      shape * std::log1p(-q) + count * std::log(q) + LogGamma(shape + count) - LogGamma(shape) - LogGamma(count + 1.0);
  // The tail from `count` on, relative to its first member; its ratio tends to q, so that it converges.
  double tail = 1, member = 1;
  for (uint32_t k = count; k < count + 10000; ++k) {
    member *= (shape + k) / (k + 1.0) * q;
    tail += member;
    if (member < tail * 1e-12) break;
  }
  return std::max(0.0, -(log_pmf + std::log(tail)) / std::log(10.0));
}

double PaneHistory::FadeTo(int64_t first_kept, const EngineSettings& settings) const {
  const double hours = static_cast<double>(first_kept - folded_to_) * PaneHours(settings);
  return std::exp2(-hours / (24 * settings.baseline_half_life_days));
}

PaneHistory::Baseline PaneHistory::BaselineAt(EventTime now, const EngineSettings& settings) const {
  if (folded_to_ == kNotBegun) return {};
  const int64_t first_kept = PaneOf(now, settings) - KeptPanes(settings) + 1;
  const int64_t window_first = PaneOf(now, settings) - settings.burst_window_panes + 1;
  Baseline baseline = folded_;
  int64_t from = folded_to_;
  if (first_kept > from) {
    const double kept = FadeTo(first_kept, settings);
    baseline.count *= kept;
    baseline.hours = baseline.hours * kept + static_cast<double>(first_kept - from) * PaneHours(settings);
    from = first_kept;
  }
  for (const Pane& pane : panes_)
    if (pane.index < window_first) baseline.count += static_cast<double>(pane.count);
  baseline.hours += static_cast<double>(std::max<int64_t>(window_first - from, 0)) * PaneHours(settings);
  return baseline;
}

void PaneHistory::Fold(EventTime now, const EngineSettings& settings) {
  const int64_t first_kept = PaneOf(now, settings) - KeptPanes(settings) + 1;
  if (folded_to_ == kNotBegun) folded_to_ = PaneOf(now, settings);
  if (first_kept <= folded_to_) return;
  const double kept = FadeTo(first_kept, settings);
  folded_.count *= kept;
  folded_.hours = folded_.hours * kept + static_cast<double>(first_kept - folded_to_) * PaneHours(settings);
  auto pane = panes_.begin();
  for (; pane != panes_.end() && pane->index < first_kept; ++pane) folded_.count += static_cast<double>(pane->count);
  panes_.erase(panes_.begin(), pane);
  folded_to_ = first_kept;
}

void PaneHistory::Add(EventTime at, int32_t count, EventTime now, const EngineSettings& settings) {
  Fold(now, settings);
  const int64_t index = PaneOf(at, settings);
  if (index < PaneOf(now, settings) - KeptPanes(settings) + 1) {
    folded_.count = std::max(0.0, folded_.count + count);
    return;
  }
  auto place = std::lower_bound(panes_.begin(), panes_.end(), index,
                                [](const Pane& pane, int64_t wanted) { return pane.index < wanted; });
  if (place == panes_.end() || place->index != index) place = panes_.insert(place, {index, 0});
  place->count = std::max<int64_t>(0, place->count + count);
}

void PaneHistory::Merge(const PaneHistory& other, EventTime now, const EngineSettings& settings) {
  PaneHistory theirs = other;
  theirs.Fold(now, settings);
  Fold(now, settings);
  for (const Pane& pane : theirs.panes_)
    Add(EventTime{pane.index * settings.pane_secs * kSecondMs}, static_cast<int32_t>(pane.count), now, settings);
  folded_.count += theirs.folded_.count;
  folded_.hours = std::max(folded_.hours, theirs.folded_.hours);
  if (theirs.folded_to_ != kNotBegun) folded_to_ = std::min(folded_to_, theirs.folded_to_);
}

uint32_t PaneHistory::Within(EventTime now, int64_t panes, const EngineSettings& settings) const {
  const int64_t first = PaneOf(now, settings) - panes + 1;
  int64_t count = 0;
  for (auto pane = panes_.rbegin(); pane != panes_.rend() && pane->index >= first; ++pane) count += pane->count;
  return static_cast<uint32_t>(count);
}

double PaneHistory::BaselinePerHour(EventTime now, const EngineSettings& settings) const {
  const Baseline baseline = BaselineAt(now, settings);
  return (settings.baseline_prior_complainants + baseline.count) / (settings.baseline_prior_hours + baseline.hours);
}

double PaneHistory::Surprise(EventTime now, const EngineSettings& settings) const {
  const Baseline baseline = BaselineAt(now, settings);
  return BurstSurprise(
      Within(now, settings.burst_window_panes, settings), settings.baseline_prior_complainants + baseline.count,
      settings.baseline_prior_hours + baseline.hours, settings.burst_window_panes * PaneHours(settings));
}

void PaneHistory::Save(ByteWriter* writer) const {
  writer->Array(panes_);
  writer->Number(folded_.count);
  writer->Number(folded_.hours);
  writer->Number(folded_to_);
}

bool PaneHistory::Load(ByteReader* reader) {
  if (!reader->Array(&panes_)) return false;
  folded_.count = reader->Number<double>();
  folded_.hours = reader->Number<double>();
  folded_to_ = reader->Number<int64_t>();
  return reader->ok();
}

}  // namespace groundswell
