#include "engine/profile_file.h"

#include <algorithm>
#include <cmath>

namespace groundswell {
namespace {

// Nobody is expected to have more complaints than people; it only keeps products within their type.
constexpr double kScaleMax = 1000;
constexpr double kPeopleMax = 1e9;

}  // namespace

double ScaleFor(const Profile& profile, double complainants_daily) {
  if (profile.usual_daily == 0 || !(complainants_daily > profile.usual_daily)) return 1;
  return std::min(kScaleMax, std::sqrt(complainants_daily / profile.usual_daily));
}

uint32_t ScaledPeople(uint32_t people, double scale) {
  return static_cast<uint32_t>(std::min(kPeopleMax, std::ceil(people * scale)));
}

Profile ScaledBy(const Profile& profile, double scale) {
  Profile scaled = profile;
  if (scale <= 1) return scaled;
  for (uint32_t* people : {&scaled.emerging, &scaled.major, &scaled.crisis_complainants, &scaled.crisis_calm})
    *people = ScaledPeople(*people, scale);
  return scaled;
}

Profile ScaledTo(const Profile& profile, double complainants_daily) {
  return ScaledBy(profile, ScaleFor(profile, complainants_daily));
}

}  // namespace groundswell
