// The sections [oncall] and [links]: what they come to, what is refused, and what is warned of.
#include "tools/config_oncall.h"

#include <gtest/gtest.h>

#include <fstream>

#include "tests/storage/temp_folder.h"

namespace groundswell {
namespace {

class OnCallConfigTest : public testing::Test {
 protected:
  OnCallConfigTest() {
    std::ofstream(folder_.path() + "/rota.toml")
        << "zone = \"+00:00\"\n[person.an]\n[person.head]\n[shift.day]\nhours = "
           "\"09:00-18:00\"\npeople = [\"an\"]\n";
  }
  Result<Config> Load(const std::string& oncall) {
    const std::string path = folder_.path() + "/config.toml";
    std::ofstream(path)
        << "[receiver.chat]\nkind = \"slack\"\nurl = \"https://hooks.example.org/x\"\n[oncall]\nfile = \""
        << folder_.path() << "/rota.toml\"\n"
        << oncall;
    return Config::Load({.file = path});
  }
  std::string WrongWith(const std::string& oncall) {
    const auto config = Load(oncall);
    return config.ok() ? "taken" : config.status().message();
  }
  TempFolder folder_;
};

TEST_F(OnCallConfigTest, StepsAreInlineTablesAndComeInTheOrderOfTheirTimes) {
  const auto config = Load(
      "steps = [{ after_mins = 20, who = \"head\", level = \"major\" }, { after_mins = 0.5, receivers = [\"chat\"] "
      "}]\n");
  ASSERT_TRUE(config.ok()) << config.status().message();
  const auto plan = OnCallPlanOf(*config);
  ASSERT_TRUE(plan.ok()) << plan.status().message();
  const auto& steps = (*plan)->steps;
  ASSERT_EQ(steps.size(), 2u);
  EXPECT_EQ(steps[0].after_ms, 30'000);
  EXPECT_EQ(steps[0].who, "next");
  EXPECT_EQ(steps[0].receivers, std::vector<std::string>{"chat"});
  EXPECT_EQ(steps[1].who, "head");
  EXPECT_EQ(steps[1].level, 3);
}

TEST_F(OnCallConfigTest, TheEffectiveConfigurationGivesTheSameStepsAgain) {
  const auto config = Load("steps = [{ after_mins = 20, who = \"head\", receivers = [\"chat\"] }]\n");
  ASSERT_TRUE(config.ok());
  const std::string& step = config->List("oncall.steps").at(0);
  const auto again = Load("steps = [" + FormatToml(ConfigValue(step)) + "]\n");
  ASSERT_TRUE(again.ok()) << again.status().message();
  EXPECT_EQ(again->List("oncall.steps").at(0), step);
}

TEST_F(OnCallConfigTest, WhatCannotBeUsedIsRefusedByName) {
  const std::pair<const char*, std::string_view> kCases[] = {
      {"steps = [{ who = \"next\" }]\n", "step 1: after_mins is missing"},
      {"steps = [{ after_mins = 1, who = \"z\" }]\n", "who = \"z\" is neither"},
      {"steps = [{ after_mins = 1, receivers = [\"z\"] }]\n", "there is no [receiver.z]"},
      {"steps = [{ after_mins = 1, level = \"high\" }]\n", "level: 'high' is none"},
      {"steps = [{ after = 1 }]\n", "unknown key after"},
      {"fallback = \"z\"\n", "oncall.fallback = \"z\""},
      {"level = \"none\"\n", "oncall.level"},
      {"mention = \"all\"\n", "oncall.mention = \"all\""},
      {"links = true\n", "needs serve.public_url or links.public_url"},
      {"[links]\npublic_url = \"duty.example.org\"\n", "write https:// or http://"},
  };
  for (const auto& [text, told] : kCases) EXPECT_NE(WrongWith(text).find(told), std::string::npos) << WrongWith(text);
  EXPECT_EQ(WrongWith("links = true\n[serve]\npublic_url = \"https://g.example/\"\n"), "taken");
}

TEST_F(OnCallConfigTest, GapsAreWarnedOfWithTheirTimes) {
  const auto config = Load("");
  ASSERT_TRUE(config.ok());
  const int64_t noon_ms = ParseEventTime("2026-03-01T12:00:00Z", nullptr)->ms;
  const auto warnings = OnCallWarnings(**OnCallPlanOf(*config), noon_ms, {});
  ASSERT_EQ(warnings.size(), 11u);
  EXPECT_EQ(warnings[0], "nobody is on duty from 2026-03-01 18:00 UTC to 2026-03-02 09:00 UTC; set oncall.fallback");
  EXPECT_EQ(warnings[10], "and 18 more gaps within 28 days");
  const auto named = Load("fallback = \"head\"\n");
  EXPECT_NE(OnCallWarnings(**OnCallPlanOf(*named), noon_ms, {})[0].find("oncall.fallback is called"),
            std::string::npos);
}

}  // namespace
}  // namespace groundswell
