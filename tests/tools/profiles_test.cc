// The profiles that are shipped: each is read, says what its rules say, and leaves the levels in order.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <set>

#include "models/clock_rule.h"
#include "tools/config.h"
#include "tools/config_keys.h"

namespace groundswell {
namespace {

std::filesystem::path Folder() {
  const char* source = std::getenv("GROUNDSWELL_SOURCE_DIR");
  return std::filesystem::path(source == nullptr ? "." : source) / "engine" / "profiles";
}

Profile ReadProfile(const std::string& name) {
  const Result<Config> config = Config::Load({.sets = {"engine.profile=" + (Folder() / (name + ".toml")).string()}});
  EXPECT_TRUE(config.ok()) << name << ": " << config.status().message();
  return config.ok() ? EngineSettingsOf(*config).profile : Profile{};
}

// "15 days after received until answered to 30 60"; "" for no such clock.
std::string ClockOf(const Profile& profile, std::string_view name) {
  const auto clocks = ParseClocks(profile.clocks);
  if (!clocks.ok()) return clocks.status().message();
  for (const ClockRule& clock : *clocks) {
    if (clock.name != name) continue;
    std::string text = std::to_string(clock.amount) + " " + std::string(ClockUnitName(clock.unit)) + " after " +
                       std::string(ClockEventName(clock.after)) + " until " + std::string(ClockEventName(clock.until));
    if (!clock.extended.empty()) text += " to";
    for (const uint32_t amount : clock.extended) text += " " + std::to_string(amount);
    EXPECT_FALSE(clock.zh.empty() || clock.en.empty()) << name;
    return text;
  }
  return "";
}

TEST(Profiles, EveryShippedOneIsReadAndCalledAsItsFile) {
  std::set<std::string> names;
  for (const auto& file : std::filesystem::directory_iterator(Folder())) {
    const std::string name = file.path().stem().string();
    const Profile profile = ReadProfile(name);
    EXPECT_EQ(profile.name, name);
    EXPECT_LE(2u, profile.watch) << name;
    EXPECT_LE(profile.watch, profile.emerging) << name;
    EXPECT_LE(profile.emerging, profile.major) << name;
    EXPECT_TRUE(ParseClocks(profile.clocks).ok()) << name;
    names.insert(name);
  }
  EXPECT_EQ(names.size(), 8u);
}

TEST(Profiles, TheDefaultCountsOverTheLifeOfAGroup) {
  const Profile profile = ReadProfile("default");
  EXPECT_EQ(profile.window_days, 0u);
  EXPECT_EQ(profile.usual_daily, 0u);
  EXPECT_TRUE(profile.clocks.empty());
}

TEST(Profiles, ChinaBankingAndInsurance) {
  const Profile profile = ReadProfile("cn-banking-insurance");
  EXPECT_EQ(profile.watch, 2u);
  EXPECT_EQ(profile.major, 20u);
  EXPECT_EQ(profile.representatives_max, 5u);
  EXPECT_EQ(ClockOf(profile, "decide"), "15 days after received until answered to 30 60");
  EXPECT_EQ(ClockOf(profile, "ask_review"), "30 days after answered until none");
  EXPECT_EQ(ClockOf(profile, "review"), "30 days after review_requested until answered");
}

TEST(Profiles, ChinaCentralBank) {
  const Profile profile = ReadProfile("cn-central-bank");
  EXPECT_EQ(ClockOf(profile, "decide"), "15 days after received until answered to 60");
  EXPECT_EQ(ClockOf(profile, "report_data_leak"), "72 hours after data_leak until reported");
  EXPECT_EQ(ClockOf(profile, "report_mass_incident"), "2 hours after major until reported");
  EXPECT_EQ(ClockOf(profile, "keep_files"), "1096 days after answered until none");
}

TEST(Profiles, ChinaMarketSupervision) {
  const Profile profile = ReadProfile("cn-market-supervision");
  EXPECT_EQ(profile.window_days, 30u);
  EXPECT_EQ(ClockOf(profile, "accept"), "7 working_days after received until registered");
  EXPECT_EQ(ClockOf(profile, "mediate"), "45 working_days after registered until settled");
  EXPECT_EQ(ClockOf(profile, "check_tip_off"), "15 working_days after received until analysed");
}

TEST(Profiles, ChinaConsumerCouncil) {
  const Profile profile = ReadProfile("cn-consumer-council");
  EXPECT_EQ(profile.emerging, 5u);
  EXPECT_EQ(profile.representatives_max, 3u);
}

TEST(Profiles, ChinaPersonalInformation) {
  EXPECT_EQ(ClockOf(ReadProfile("cn-personal-information"), "keep_assessment"), "1096 days after analysed until none");
}

TEST(Profiles, UnitedKingdom) {
  const Profile profile = ReadProfile("uk-fca-disp");
  EXPECT_EQ(ClockOf(profile, "summary_route"), "3 working_days after received until answered");
  EXPECT_EQ(ClockOf(profile, "final_response"), "56 days after received until answered");
}

TEST(Profiles, UnitedStates) {
  const Profile profile = ReadProfile("us-cfpb");
  EXPECT_EQ(ClockOf(profile, "respond"), "15 days after received until handling");
  EXPECT_EQ(ClockOf(profile, "final_response"), "60 days after received until answered");
}

TEST(Profiles, AClockThatIsNoneStopsTheStart) {
  const Result<Config> config = Config::Load({.sets = {"profile.clocks=decide = 15 moons after received"}});
  ASSERT_FALSE(config.ok());
  EXPECT_NE(config.status().message().find("profile.clocks"), std::string::npos) << config.status().message();
}

TEST(Profiles, PeopleAreCountedForNoLongerThanPostsAreKept) {
  EXPECT_FALSE(Config::Load({.sets = {"profile.window_days=181"}}).ok());
  EXPECT_TRUE(Config::Load({.sets = {"profile.window_days=180"}}).ok());
}

}  // namespace
}  // namespace groundswell
