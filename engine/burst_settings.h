// Settings of the burst tests, the baselines and the forecast: every figure that can change what they decide.
//
// Where a figure was found by simulation, docs/decisions/0012-bursts.md and 0013-forecast.md say how.
#pragma once

#include <cstdint>

namespace groundswell {

struct BurstSettings {
  // A pane of arrival time, and how many of them the shortest window but one has. At most kPanesKept.
  uint32_t pane_secs = 600;
  uint32_t window_panes = 6;
  // Minutes east of UTC by whose clock and weekdays people write, until the organisation's own rhythm is learned.
  int32_t zone_minutes = 480;

  // What is expected of a stream that nothing is known of: so many people in so many ordinary hours.
  double prior_people = 0.5;
  double prior_hours = 24;
  // Of an organisation's complainants, the share that a group, or a cause, of its own is expected to bring before it
  // has a history; never less than the prior above.
  double group_share = 0.01;
  double cause_share = 0.05;

  // Over-dispersion where a stream has not shown its own: relative variance of its rate from hour to hour, from six
  // hours to the next, and from day to day.
  double hour_dispersion = 0.1;
  double six_hour_dispersion = 0.05;
  double day_dispersion = 0.03;
  // A stream that has shown less is still taken to have this much.
  double dispersion_min = 0.01;
  // A burst has at least so many people, and so many times what was expected.
  uint32_t people_min = 3;
  double ratio_min = 1.5;

  // The frozen baseline follows a quieter week by this share of the way a day, and a busier one by this growth a day.
  double anchor_down_per_day = 1.0 / 7;
  double anchor_up_per_day = 0.005;
  // After an alert, the growth of so many hours is part of what was told.
  uint32_t told_hours = 24;
  // A group told of surges again after so many hours at the earliest.
  uint32_t cool_down_hours = 24;
  // A group that a burst alone made `emerging` stays so for so many days, today included, after its newest person.
  uint32_t hold_days = 3;
  // After so many hours without any post of any organisation all sources are taken to have been silent: what had begun
  // before is not tested for a day, for its return is no burst.
  uint32_t silence_hours = 24;

  // False alarms a day, expected at most, over all streams watched together (alarm_rate.h).
  double false_alarms_per_day = 0.5;

  // How far ahead a forecast looks; what would come later is `never`.
  uint32_t forecast_horizon_days = 14;
};

}  // namespace groundswell
