// What a profile means beside its plain thresholds: thresholds scaled to an organisation, and clocks.
//
// A profile is a TOML file (engine/profiles) read by the configuration, which checks its clocks here. A clock is one
// line, "NAME = AMOUNT UNIT after EVENT": "decide = 15 days after received". Units: hours, days (of the calendar),
// working_days. Events: a status of a case (received, registered, analysed, handling, answered, reviewed), a level
// (watch, emerging, major, crisis), review_requested, and data_leak. Clocks run for formal complaints and cases, never
// for a post. Contract: pure functions. Errors: kInvalid, with the line, what is wrong and what is allowed. Threads:
// free functions and values.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/status.h"
#include "engine/settings.h"

namespace groundswell {

enum class ClockUnit : uint8_t { kHours, kDays, kWorkingDays };
std::string_view ClockUnitName(ClockUnit unit);  // "hours", "days", "working_days"

struct ProfileClock {
  std::string name;  // lower-case Latin letters, digits and underscores
  uint32_t amount = 0;
  ClockUnit unit = ClockUnit::kDays;
  std::string after;  // the event it runs from
  bool operator==(const ProfileClock&) const = default;
};

constexpr uint32_t kClockAmountMax = 36500;
constexpr size_t kClocksMax = 64;

Result<ProfileClock> ParseClock(std::string_view line);
// All clocks of a profile; two of one name are kInvalid.
Result<std::vector<ProfileClock>> ParseClocks(std::span<const std::string> lines);

// The profile as it holds for an organisation with usually so many complainants a day. What a count varies by chance
// grows with its root, and so do `emerging`, `major` and the figures of `crisis` above `usual_daily`; `watch` is a
// definition and stays. Never below the profile's own figures.
double ScaleFor(const Profile& profile, double complainants_daily);
uint32_t ScaledPeople(uint32_t people, double scale);
Profile ScaledBy(const Profile& profile, double scale);
Profile ScaledTo(const Profile& profile, double complainants_daily);

}  // namespace groundswell
