// Clocks of a profile, and thresholds that grow with an organisation.
#include "engine/profile_file.h"

#include <gtest/gtest.h>

#include <limits>
#include <string>
#include <vector>

namespace groundswell {
namespace {

TEST(ProfileClock, IsReadFromALine) {
  const auto clock = ParseClock("decide = 15 days after received");
  ASSERT_TRUE(clock.ok());
  EXPECT_EQ(*clock, (ProfileClock{"decide", 15, ClockUnit::kDays, "received"}));
  EXPECT_EQ(ParseClock(" report_leak  =  72 hours after  data_leak ")->unit, ClockUnit::kHours);
  EXPECT_EQ(ClockUnitName(ParseClock("accept = 7 working_days after major")->unit), "working_days");
}

TEST(ProfileClock, WhatIsWrongIsSaid) {
  const struct {
    std::string_view line, says;
  } kCases[] = {
      {"", "NAME = AMOUNT UNIT after EVENT"},
      {"decide", "NAME = AMOUNT UNIT after EVENT"},
      {"Decide = 15 days after received", "NAME = AMOUNT UNIT after EVENT"},
      {"decide = 15 days before received", "NAME = AMOUNT UNIT after EVENT"},
      {"decide = 15 days after received twice", "NAME = AMOUNT UNIT after EVENT"},
      {"decide = x days after received", "whole number"},
      {"decide = 0 days after received", "whole number"},
      {"decide = -1 days after received", "whole number"},
      {"decide = 1.5 days after received", "whole number"},
      {"decide = 99999999999 days after received", "whole number"},
      {"decide = 36501 days after received", "36500"},
      {"decide = 15 weeks after received", "hours, days, working_days"},
      {"decide = 15 days after lunch", "received, registered"},
  };
  for (const auto& [line, says] : kCases) {
    const auto clock = ParseClock(line);
    ASSERT_FALSE(clock.ok()) << line;
    EXPECT_NE(clock.status().message().find(says), std::string::npos) << clock.status().message();
  }
}

TEST(ProfileClock, TwoOfOneNameAreRefused) {
  const std::string lines[] = {"a = 1 days after received", "a = 2 days after received"};
  EXPECT_FALSE(ParseClocks(lines).ok());
  EXPECT_EQ(ParseClocks(std::span(lines, 1))->size(), 1u);
  EXPECT_TRUE(ParseClocks({})->empty());
  EXPECT_FALSE(ParseClocks(std::vector<std::string>(kClocksMax + 1, lines[0])).ok());
}

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
