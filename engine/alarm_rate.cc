#include "engine/alarm_rate.h"

#include <algorithm>
#include <cmath>

namespace groundswell {

double SurpriseNeeded(uint64_t streams, const BurstSettings& settings) {
  const double panes_a_day = 86400.0 / settings.pane_secs;
  const double watched = static_cast<double>(std::max<uint64_t>(streams, 1));
  const double rate_a_day = settings.false_alarms_per_day / kStreamKinds;
  return std::max(0.0, std::log10(watched * panes_a_day / rate_a_day));
}

void AlarmRate::AdvanceTo(EventTime watermark, uint64_t new_streams, uint64_t known_streams,
                          const BurstSettings& settings) {
  if (watermark.ms < pane_end_ms_) return;
  const int64_t pane_ms = settings.pane_secs * kSecondMs;
  pane_end_ms_ = (watermark.ms / pane_ms + 1) * pane_ms;
  needed_ = {SurpriseNeeded(new_streams, settings), SurpriseNeeded(known_streams, settings)};
}

void AlarmRate::Save(ByteWriter* writer) const {
  writer->Number(pane_end_ms_);
  for (const double needed : needed_) writer->Number(needed);
}

bool AlarmRate::Load(ByteReader* reader) {
  pane_end_ms_ = reader->Number<int64_t>();
  for (double& needed : needed_) needed = reader->Number<double>();
  return reader->ok();
}

}  // namespace groundswell
