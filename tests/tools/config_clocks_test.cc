// Deadlines as settings: from a profile and a calendar file to the book that clocks are folded by.
#include "tools/config_clocks.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "tools/config_keys.h"

namespace groundswell {
namespace {

std::filesystem::path Source() {
  const char* source = std::getenv("GROUNDSWELL_SOURCE_DIR");
  return source == nullptr ? "." : source;
}

class ConfigClocks : public ::testing::Test {
 protected:
  ~ConfigClocks() override { std::filesystem::remove(path_); }
  // With this calendar file.
  Result<Config> Load(const std::string& toml, std::vector<std::string> more = {}) {
    std::ofstream(path_) << toml;
    more.push_back("calendar.file=" + path_.string());
    return Config::Load({.sets = more});
  }
  static std::string Refusal(const std::string& set) { return Config::Load({.sets = {set}}).status().message(); }

  const std::filesystem::path path_ =
      std::filesystem::temp_directory_path() / ("groundswell_days_" + std::to_string(getpid()) + ".toml");
};

TEST_F(ConfigClocks, TheBookIsThatOfTheProfileAndTheHolidayFile) {
  const auto config = Load("[days]\n2026-05-01 = \"holiday\"\n2026-05-09 = \"workday\"\n",
                           {"profile.clocks=accept = 7 working_days after received", "profile.zone=Europe/London",
                            "profile.first_day=same", "profile.report_major_hours=24"});
  ASSERT_TRUE(config.ok()) << config.status().message();
  const ClockBook book = EngineSettingsOf(*config).clocks;
  ASSERT_EQ(book.rules.size(), 2u);
  EXPECT_EQ(book.Find("report_major")->amount, 24u);
  EXPECT_EQ(book.Find("report_major")->after, ClockEvent::kMajor);
  EXPECT_TRUE(book.days.counts_first_day);
  EXPECT_EQ(book.days.zone.OffsetAt({1'780'000'000'000}).minutes, 60);  // May 2026
  EXPECT_EQ(book.days.workdays.Named(ParseDay("2026-05-09").value()), 'w');
  EXPECT_EQ(WorkdaysNote(book),
            "holidays are known from 2026 to 2026; in other years working days are counted by weekends alone");
}

TEST_F(ConfigClocks, DaysCountInTheHashAndWarningsDoNot) {
  const auto config = Load("[days]\n2026-05-01 = \"holiday\"\n");
  ASSERT_TRUE(config.ok()) << config.status().message();
  EXPECT_EQ(config->List("calendar.days"), std::vector<std::string>{"2026-05-01 = holiday"});
  const std::string plain = Config::Load({})->Hash({});
  EXPECT_NE(config->Hash({}), plain);
  EXPECT_NE(Config::Load({.sets = {"profile.zone=+09:00"}})->Hash({}), plain);
  EXPECT_EQ(Config::Load({.sets = {"profile.warn_before=1h"}})->Hash({}), plain);
}

TEST_F(ConfigClocks, WarningsAreDurations) {
  EXPECT_EQ(*ClockWarningsOf(*Config::Load({.sets = {"profile.warn_before=90m,3d,24h"}})),
            (std::vector<int64_t>{3 * kDayMs, kDayMs, 90 * 60 * kSecondMs}));
  EXPECT_TRUE(ClockWarningsOf(*Config::Load({.sets = {"profile.warn_before="}}))->empty());
  for (const char* text : {"soon", "2", "h", "-1h", "0h", "9999d", "1h,1m,2m,3m,4m,5m,6m,7m,8m"})
    EXPECT_NE(Refusal("profile.warn_before=" + std::string(text)).find("profile.warn_before"), std::string::npos)
        << text;
}

TEST_F(ConfigClocks, WhatIsWrongIsNamed) {
  EXPECT_NE(Refusal("profile.zone=Mars").find("profile.zone"), std::string::npos);
  EXPECT_NE(Refusal("profile.first_day=yesterday").find("next or same"), std::string::npos);
  EXPECT_NE(Refusal("calendar.days=2026-02-30 = holiday").find("calendar.days"), std::string::npos);
  EXPECT_NE(Load("[days]\n\n2026-05-01 = \"off\"\n").status().message().find("line 3"), std::string::npos);
  EXPECT_NE(Load("[days]\n2026-13-01 = \"holiday\"\n").status().message().find("line 2"), std::string::npos);
  EXPECT_NE(Load("days = 3\n").status().message().find("[days]"), std::string::npos);
}

TEST_F(ConfigClocks, ChinasHolidaysAreReadAndCoverTwoYears) {
  const auto config =
      Config::Load({.sets = {"calendar.file=" + (Source() / "engine/calendars/cn-holidays.toml").string(),
                             "engine.profile=" + (Source() / "engine/profiles/cn-market-supervision.toml").string()}});
  ASSERT_TRUE(config.ok()) << config.status().message();
  const ClockBook book = EngineSettingsOf(*config).clocks;
  const Workdays& days = book.days.workdays;
  EXPECT_EQ(WorkdaysNote(book),
            "holidays are known from 2025 to 2026; in other years working days are counted by weekends alone");
  int exchanged = 0, off = 0;
  for (int32_t day = DayOf(2025, 1, 1); day < DayOf(2027, 1, 1); ++day) {
    const bool is_weekend = WeekdayOf(day) >= 5;
    exchanged += is_weekend && days.IsWorked(day);
    off += !is_weekend && !days.IsWorked(day);
    EXPECT_FALSE(!is_weekend && days.Named(day) == 'w') << DayText(day);
  }
  // A weekend that is worked stands for a day off in the week: 28 and 33 days of holidays, of which some are weekends.
  EXPECT_EQ(exchanged, 11);
  EXPECT_EQ(off, 18 + 19);
}

}  // namespace
}  // namespace groundswell
