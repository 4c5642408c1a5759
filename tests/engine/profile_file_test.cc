// Thresholds of a profile that grow with an organisation.
#include "engine/profile_file.h"

#include <gtest/gtest.h>

#include <limits>
#include <string>
#include <vector>

namespace groundswell {
namespace {

Profile Council() {
  Profile profile;
  profile.watch = 2, profile.emerging = 5, profile.major = 20;
  profile.crisis_complainants = 20, profile.crisis_calm = 5;
  profile.usual_daily = 20;
  return profile;
}

TEST(ScaledTo, ALargeOrganisationNeedsMorePeopleByTheRoot) {
  const Profile scaled = ScaledTo(Council(), 20 * 9);
  EXPECT_EQ(scaled.watch, 2u);
  EXPECT_EQ(scaled.emerging, 15u);
  EXPECT_EQ(scaled.major, 60u);
  EXPECT_EQ(scaled.crisis_complainants, 60u);
  EXPECT_EQ(scaled.crisis_calm, 15u);
}

TEST(ScaledTo, NobodyNeedsFewer) {
  for (const double daily : {0.0, 5.0, 20.0, -1.0, std::numeric_limits<double>::quiet_NaN()})
    EXPECT_EQ(ScaledTo(Council(), daily).major, 20u) << daily;
}

TEST(ScaledTo, WithoutAUsualVolumeNothingGrows) {
  Profile profile = Council();
  profile.usual_daily = 0;
  EXPECT_EQ(ScaledTo(profile, 1e6).major, 20u);
}

TEST(ScaledTo, LevelsStayInOrderHoweverLarge) {
  for (double daily = 1; daily < 1e300; daily *= 7) {
    const Profile scaled = ScaledTo(Council(), daily);
    EXPECT_LE(scaled.watch, scaled.emerging);
    EXPECT_LE(scaled.emerging, scaled.major);
    EXPECT_LE(scaled.crisis_calm, scaled.crisis_complainants);
  }
}

}  // namespace
}  // namespace groundswell
