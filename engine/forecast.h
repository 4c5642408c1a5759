// ForecastPassing: when will a stream have brought so many more people?
//
// A growth model with the uncertainty of its parameters. The newest stretch of the stream with some two dozen people is
// read as a rate that grows or falls exponentially, in ordinary hours (baseline_rhythm.h), so that nights are no
// decline and what is planned no growth. Growth is estimated with a prior of none, and five values spread over its
// posterior are followed ahead: each growth wears off as long after now as the stretch reaches back, and what is above
// the rate from before the stretch falls towards that rate, never below. Ahead of each, counts are negative binomial
// (count_model.h): the stream's own dispersion, the few people the rate was learned from, and what nobody can know of
// the future, which grows with the time ahead. The probability of having passed by a time is the mean over the five.
// `Never within the horizon` is an answer: what is left of the probability there. The band holds from the tenth to the
// ninetieth percent; an edge that lies beyond the horizon is none.
// Contract: pure. Units: event time of arrival; hours of the clock in settings. Cost: below 20 microseconds.
// Threads: any. Why this model and how it was measured: docs/decisions/0013-forecast.md.
#pragma once

#include <cstdint>

#include "engine/baseline.h"

namespace groundswell {

struct Forecast {
  double pass_probability = 0;    // within the horizon
  EventTime median, early, late;  // 50, 10 and 90 of 100 pass by then; none when that is beyond the horizon
};

// As of the baseline's last AdvanceTo; `now` lies in its pane. `people` more, at least one, within
// forecast_horizon_days.
Forecast ForecastPassing(const Baseline& baseline, EventTime now, uint64_t people, const OrdinaryTime& time);

}  // namespace groundswell
