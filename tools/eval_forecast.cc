#include "tools/eval_forecast.h"

#include <map>

namespace groundswell {
namespace {

enum class BandOutcome : uint8_t { kHeld, kSooner, kLater, kUnknown };

// `passed` is none where nothing was passed by `end`, the end of the input.
BandOutcome OutcomeOf(const DetectionWatch::Note& note, EventTime passed, EventTime end) {
  const DetectionWatch::ForecastNote& forecast = *note.forecast;
  const EventTime horizon{note.at.ms + forecast.horizon_days * kDayMs};
  const bool is_over = !passed.is_none() && passed <= horizon;
  // Edges that are none lie beyond the horizon.
  if (is_over && (forecast.early.is_none() || passed < forecast.early)) return BandOutcome::kSooner;
  if (is_over) return forecast.late.is_none() || passed <= forecast.late ? BandOutcome::kHeld : BandOutcome::kLater;
  const EventTime known_by = forecast.late.is_none() ? horizon : forecast.late;
  if (end < known_by) return BandOutcome::kUnknown;
  return forecast.late.is_none() ? BandOutcome::kHeld : BandOutcome::kLater;
}

}  // namespace

ForecastScore ScoreForecasts(const DetectionWatch& watch) {
  std::map<uint64_t, std::vector<const DetectionWatch::Note*>> by_group;
  for (const DetectionWatch::Note& note : watch.notes()) by_group[watch.Resolve(note.group)].push_back(&note);
  ForecastScore score;
  for (const auto& [group, notes] : by_group) {
    for (size_t i = 0; i < notes.size(); ++i) {
      if (!notes[i]->forecast) continue;
      EventTime passed;
      for (size_t later = i + 1; later < notes.size() && passed.is_none(); ++later)
        if (notes[later]->level >= notes[i]->forecast->level) passed = notes[later]->at;
      const BandOutcome outcome = OutcomeOf(*notes[i], passed, watch.last_time());
      if (outcome == BandOutcome::kUnknown) continue;
      ++score.forecasts;
      score.held += outcome == BandOutcome::kHeld;
      score.sooner += outcome == BandOutcome::kSooner;
      score.later += outcome == BandOutcome::kLater;
    }
  }
  return score;
}

}  // namespace groundswell
