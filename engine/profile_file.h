// What a profile means beside its plain thresholds: thresholds scaled to an organisation.
//
// A profile is a TOML file (engine/profiles) read by the configuration; its clocks are in models/clock_rule.h.
// Contract: pure functions. Threads: free functions and values.
#pragma once

#include <cstdint>

#include "engine/settings.h"

namespace groundswell {

// The profile as it holds for an organisation with usually so many complainants a day. What a count varies by chance
// grows with its root, and so do `emerging`, `major` and the figures of `crisis` above `usual_daily`; `watch` is a
// definition and stays. Never below the profile's own figures.
double ScaleFor(const Profile& profile, double complainants_daily);
uint32_t ScaledPeople(uint32_t people, double scale);
Profile ScaledBy(const Profile& profile, double scale);
Profile ScaledTo(const Profile& profile, double complainants_daily);

}  // namespace groundswell
