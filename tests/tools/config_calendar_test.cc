// The calendar as a setting: from its file, from flags, into the hash and the engine.
#include "tools/config_calendar.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "tools/config_keys.h"

namespace groundswell {
namespace {

class ConfigCalendar : public ::testing::Test {
 protected:
  ConfigCalendar() {
    path_ = (std::filesystem::temp_directory_path() / ("groundswell_calendar_" + std::to_string(getpid()) + ".toml"));
  }
  ~ConfigCalendar() override { std::filesystem::remove(path_); }
  void Write(const std::string& toml) { std::ofstream(path_) << toml; }
  Result<Config> Load(std::vector<std::string> more = {}) {
    more.push_back("calendar.file=" + path_);
    return Config::Load({.sets = more});
  }
  std::string path_;
};

constexpr const char* kSale =
    "[[event]]\nname = \"双11 \\\"sale\\\"\"\norganisation = \"海桥银行\"\nfrom = 2026-11-10T20:00:00\n"
    "to = 2026-11-12T00:00:00+08:00\nfactor = 6.5\n";

TEST_F(ConfigCalendar, EventsOfTheFileReachTheEngine) {
  Write(kSale);
  const Result<Config> config = Load();
  ASSERT_TRUE(config.ok()) << config.status().message();
  const Calendar calendar = EngineSettingsOf(*config).calendar;
  ASSERT_EQ(calendar.events().size(), 1u);
  const PlannedEvent& event = calendar.events()[0];
  EXPECT_EQ(event.name, "双11 \"sale\"");
  EXPECT_EQ(event.organisation, "海桥银行");
  EXPECT_EQ(FormatEventTime(event.from), "2026-11-10T12:00:00.000Z");  // read in engine.zone
  EXPECT_EQ(FormatEventTime(event.to), "2026-11-11T16:00:00.000Z");
  EXPECT_EQ(event.factor, 6.5);
}

TEST_F(ConfigCalendar, ItsContentCountsInTheHashAndItsNameDoesNot) {
  Write(kSale);
  const std::string with = Load()->Hash({});
  EXPECT_NE(with, Config::Load({})->Hash({}));
  const std::string item = Load()->List("calendar.events")[0];
  NamedSettings recorded = BuiltInTraits();
  recorded.emplace_back("calendar.events", std::vector<std::string>{item});
  const Result<Config> same = Config::Load({.recorded = recorded});
  ASSERT_TRUE(same.ok()) << same.status().message();
  EXPECT_EQ(same->Hash({}), with);
}

TEST_F(ConfigCalendar, AWrongFileIsNamedWithItsLine) {
  Write("[[event]]\nname = \"x\"\nfrom = 2026-11-10\nto = 2026-11-12\nfactor = 1000\n");
  const std::string message = Load().status().message();
  EXPECT_NE(message.find(path_ + ": line 5"), std::string::npos) << message;
  std::filesystem::remove(path_);
  EXPECT_NE(Load().status().message().find("cannot be opened"), std::string::npos);
}

}  // namespace
}  // namespace groundswell
