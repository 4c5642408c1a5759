// The rota file: what it may say, and that what is wrong is told with its line.
#include "tools/rota_file.h"

#include <gtest/gtest.h>

namespace groundswell {
namespace {

constexpr ZoneOffset kShanghai{480};

constexpr std::string_view kHead = R"(
[person.an]
name = "安"
wecom = "an.wecom"
deputy = "bo"
[person.bo]
)";

std::string WrongWith(std::string_view more) {
  const auto rota = ParseRota("rota.toml", std::string(kHead) + std::string(more), kShanghai, {});
  return rota.ok() ? "taken" : rota.status().message();
}
std::string Who(const Rota& rota, std::string_view at) {
  const RotaPerson* person = rota.At(ParseEventTime(at, &kShanghai)->ms);
  return person == nullptr ? "nobody" : person->id;
}

TEST(RotaFile, SaysAllThatARotaMay) {
  const auto rota = ParseRota("rota.toml", std::string(kHead) + R"(
[shift.10-day]
days = ["workday"]
hours = "09:00-18:00"
people = ["an", "bo"]
turn_days = 1
start = 2026-11-02
[shift.20-rest]
hours = "18:00-18:00"
zone = "+00:00"
people = ["bo"]
[[override]]
person = "bo"
from = 2026-11-04T09:00:00+08:00
until = "2026-11-04T10:00:00+08:00"
[[absence]]
person = "an"
from = 2026-11-09
until = 2026-11-10
[days]
2026-11-06 = "holiday"
2026-11-07 = "workday"
)",
                              kShanghai, {});
  ASSERT_TRUE(rota.ok()) << rota.status().message();
  const Rota& now = **rota;
  EXPECT_EQ(now.Find("an")->name, "安");
  EXPECT_EQ(now.Find("bo")->name, "bo") << "an id is a name where there is none";
  EXPECT_EQ(Who(now, "2026-11-02T12:00:00"), "an");
  EXPECT_EQ(Who(now, "2026-11-03T12:00:00"), "bo") << "turns of a day";
  EXPECT_EQ(Who(now, "2026-11-04T09:30:00"), "bo");
  EXPECT_EQ(Who(now, "2026-11-04T10:30:00"), "an");
  EXPECT_EQ(Who(now, "2026-11-06T12:00:00"), "bo") << "a holiday leaves the next shift";
  EXPECT_EQ(Who(now, "2026-11-08T12:00:00"), "bo");
  EXPECT_EQ(Who(now, "2026-11-10T12:00:00"), "bo") << "the last day of an absence is one";
  EXPECT_EQ(Who(now, "2026-11-12T12:00:00"), "an");
}

TEST(RotaFile, HolidaysOfTheHolidayFileAreItsToo) {
  const ZoneOffset utc;
  const DayMarks days = {{ParseEventTime("2026-11-06", &utc)->ms / kDayMs, DayMark::kHoliday}};
  const std::string text = std::string(kHead) + R"(
[shift.1]
days = ["holiday"]
people = ["bo"]
[shift.2]
people = ["an"]
)";
  EXPECT_EQ(Who(**ParseRota("r", text, kShanghai, days), "2026-11-06T12:00:00"), "bo");
  EXPECT_EQ(Who(**ParseRota("r", text, kShanghai, {}), "2026-11-06T12:00:00"), "an");
  EXPECT_EQ(Who(**ParseRota("r", text + "[days]\n2026-11-06 = \"workday\"\n", kShanghai, days), "2026-11-06T12:00:00"),
            "an")
      << "the rota's own word wins";
}

TEST(RotaFile, EveryMistakeIsToldWithItsLine) {
  const std::string shift = "[shift.x]\npeople = [\"an\"]\n";
  const struct {
    std::string text;
    std::string_view told;
  } kCases[] = {
      {"", "there is no [shift.NAME]"},
      {"[shift.x]\n", "line 7: shift.x: people"},
      {"[shift.x]\npeople = [\"nobody\"]\n", "line 8: people: each must be"},
      {"[shift.x]\npeople = [\"an\", \"bo\"]\n", "line 7: shift.x: start is missing"},
      {shift + "days = [\"mo\"]\n", "line 9: days: \"mo\" is none of"},
      {shift + "hours = \"9-18\"\n", "line 9: hours: '9-18' is no part of a day"},
      {shift + "start = \"soon\"\n", "line 9: not a date"},
      {shift + "turn_days = 0\n", "line 9: turn_days must be"},
      {shift + "zone = \"Mars\"\n", "line 9: zone:"},
      {shift + "day = []\n", "line 9: unknown key day; did you mean days?"},
      {shift + "[persons.x]\n", "unknown key persons; did you mean person?"},
      {shift + "[person.x]\ndeputy = \"y\"\n", "line 10: deputy \"y\": there is no [person.y]"},
      {shift + "[person.x]\ndeputy = \"x\"\n", "line 10: nobody is their own deputy"},
      {shift + "[person.x]\nemail = \"x\"\n", "line 10: email is no address"},
      {shift + "[person.x]\nphone = 13800138000\n", "line 10: phone must be a text in quotes"},
      {shift + "[[absence]]\nfrom = 2026-01-01\n", "line 9: person is missing"},
      {shift + "[[absence]]\nperson = \"an\"\nfrom = 2026-01-02\nuntil = 2026-01-01\n", "line 12: until must be later"},
      {shift + "[[override]]\nperson = \"z\"\n", "line 10: person \"z\": there is no [person.z]"},
      {shift + "[days]\n2026-13-01 = \"holiday\"\n", "line 10: 2026-13-01 is not a date"},
      {shift + "[days]\n2026-12-01 = \"off\"\n", "line 10: 2026-12-01 must be \"holiday\" or \"workday\""},
      {shift + "x = \n", "line 9, column"},
  };
  for (const auto& [text, told] : kCases) EXPECT_NE(WrongWith(text).find(told), std::string::npos) << WrongWith(text);
  EXPECT_EQ(WrongWith(shift), "taken");
  EXPECT_EQ(ReadRotaFile("/nowhere/rota.toml", kShanghai, {}).status().code(), Code::kNotFound);
}

}  // namespace
}  // namespace groundswell
