// Calendar: what is planned when, for whom, and what a wrong file is told.
#include "engine/calendar.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <iterator>

namespace groundswell {
namespace {

EventTime At(std::string_view text) { return *ParseEventTime(text, nullptr); }

Calendar Parsed(std::string_view toml) {
  Result<Calendar> calendar = ParseCalendar("c.toml", toml, nullptr);
  EXPECT_TRUE(calendar.ok()) << calendar.status().message();
  return calendar.ok() ? *calendar : Calendar();
}

std::string Refusal(std::string_view toml) {
  const Result<Calendar> calendar = ParseCalendar("c.toml", toml, nullptr);
  return calendar.ok() ? "" : calendar.status().message();
}

// One event with one of its lines replaced; line 1 is [[event]], then name, from, to, factor.
std::string RefusalWith(std::string_view key, std::string_view line) {
  std::string toml = "[[event]]\n";
  for (const auto& [name, written] : {std::pair<std::string_view, std::string_view>{"name", "name = 'sale'\n"},
                                      {"from", "from = 2026-11-11T00:00:00Z\n"},
                                      {"to", "to = '2026-11-12T00:00:00Z'\n"},
                                      {"factor", "factor = 3\n"}}) {
    toml += name == key ? line : written;
  }
  return Refusal(toml);
}

constexpr std::string_view kTwo = R"(
[[event]]
name = "sale"
from = 2026-11-11T00:00:00Z
to = 2026-11-13T00:00:00Z
factor = 3
[[event]]
name = "launch"
organisation = "acme"
from = "2026-11-12T00:00:00Z"
to = "2026-11-14T00:00:00+00:00"
factor = 2.0
)";

TEST(Calendar, AnEventOfAllConcernsEveryOrganisation) {
  const Calendar calendar = Parsed(kTwo);
  EXPECT_EQ(calendar.FactorAt("any", At("2026-11-11T12:00:00Z")), 3);
  EXPECT_EQ(calendar.FactorAt("", At("2026-11-11T12:00:00Z")), 3);
  EXPECT_EQ(calendar.FactorAt("acme", At("2026-11-11T12:00:00Z")), 3);
}

TEST(Calendar, OverlappingFactorsAreMultiplied) {
  const Calendar calendar = Parsed(kTwo);
  EXPECT_EQ(calendar.FactorAt("acme", At("2026-11-12T12:00:00Z")), 6);
  EXPECT_EQ(calendar.FactorAt("acme", At("2026-11-13T12:00:00Z")), 2);
  EXPECT_EQ(calendar.FactorAt("any", At("2026-11-13T12:00:00Z")), 1);
  EXPECT_EQ(calendar.SpansOf("acme").size(), 3u);
}

TEST(Calendar, BeginsAtFromAndEndsBeforeTo) {
  const Calendar calendar = Parsed(kTwo);
  EXPECT_EQ(calendar.FactorAt("any", At("2026-11-10T23:59:59.999Z")), 1);
  EXPECT_EQ(calendar.FactorAt("any", At("2026-11-11T00:00:00Z")), 3);
  EXPECT_EQ(calendar.FactorAt("any", At("2026-11-12T23:59:59.999Z")), 3);
  EXPECT_EQ(calendar.FactorAt("any", At("2026-11-13T00:00:00Z")), 1);
}

TEST(Calendar, NamesTheEventUnderWay) {
  const Calendar calendar = Parsed(kTwo);
  EXPECT_EQ(calendar.NameAt("acme", At("2026-11-12T12:00:00Z")), "sale");
  EXPECT_EQ(calendar.NameAt("acme", At("2026-11-13T12:00:00Z")), "launch");
  EXPECT_EQ(calendar.NameAt("any", At("2026-11-13T12:00:00Z")), "");
}

TEST(Calendar, AnEmptyOnePlansNothing) {
  EXPECT_EQ(Calendar().FactorAt("any", At("2026-11-12T12:00:00Z")), 1);
  EXPECT_TRUE(Parsed("").SpansOf("any").empty());
}

TEST(Calendar, TimesWithoutOffsetAreReadInTheZone) {
  const ZoneOffset zone{480};
  constexpr std::string_view kDay = "[[event]]\nname='d'\nfrom=2026-11-11\nto=2026-11-12T06:00:00\nfactor=2";
  const Result<Calendar> calendar = ParseCalendar("c.toml", kDay, &zone);
  ASSERT_TRUE(calendar.ok()) << calendar.status().message();
  EXPECT_EQ(calendar->events()[0].from, At("2026-11-10T16:00:00Z"));
  EXPECT_EQ(calendar->events()[0].to, At("2026-11-11T22:00:00Z"));
  EXPECT_NE(Refusal(kDay).find("`from` is a time without offset"), std::string::npos);
}

TEST(CalendarFile, TellsTheLineAndWhatToDo) {
  EXPECT_EQ(RefusalWith("name", ""), "c.toml: line 1: `name` is missing; give it as a text");
  EXPECT_EQ(RefusalWith("name", "name = 7\n"), "c.toml: line 2: `name` must be a text in quotes");
  EXPECT_EQ(RefusalWith("name", "name = ''\n"), "c.toml: line 2: `name` must have 1 to 128 bytes");
  EXPECT_EQ(RefusalWith("from", "from = 3\n"),
            "c.toml: line 3: `from` must be a time such as 2026-11-11T00:00:00+08:00");
  EXPECT_EQ(RefusalWith("from", "from = 'soon'\n"),
            "c.toml: line 3: `from` is not an RFC 3339 time such as 2026-01-31T08:00:00Z");
  EXPECT_EQ(RefusalWith("to", "to = 2026-11-11T00:00:00Z\n"), "c.toml: line 4: `to` must be later than `from`");
  EXPECT_EQ(RefusalWith("factor", "factor = '3'\n"), "c.toml: line 5: `factor` must be a number");
  EXPECT_EQ(RefusalWith("factor", "factor = 1000\n"), "c.toml: line 5: `factor` must lie between 0.1 and 100");
  EXPECT_EQ(RefusalWith("factor", "factor = nan\n"), "c.toml: line 5: `factor` must lie between 0.1 and 100");
  EXPECT_EQ(RefusalWith("factor", "factor = 3\norg = 'x'\n"),
            "c.toml: line 6: an event has no key `org`; it may have name, organisation, from, to, factor");
}

TEST(CalendarFile, RefusesWhatIsNoListOfEvents) {
  EXPECT_EQ(Refusal("events = 1"),
            "c.toml: line 1: a calendar has no `events`; write each event under [[event]], and holidays under [days]");
  EXPECT_EQ(Refusal("[event]\nname = 'x'"),
            "c.toml: line 1: `event` must be a list; write [[event]] with two brackets");
  EXPECT_EQ(Refusal("event = [1]"), "c.toml: line 1: an event must be a table; write [[event]] and its keys below");
  EXPECT_EQ(Refusal("[[event]\n").substr(0, 22), "c.toml: line 1, column");
}

TEST(CalendarFile, TheExampleIsRead) {
  const char* root = std::getenv("GROUNDSWELL_SOURCE_DIR");
  if (root == nullptr) GTEST_SKIP() << "GROUNDSWELL_SOURCE_DIR names no source tree";
  std::ifstream file(std::string(root) + "/engine/calendar_example.toml");
  const std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  const Calendar calendar = Parsed(text);
  EXPECT_EQ(calendar.FactorAt("海桥银行", At("2026-11-11T12:00:00+08:00")), 10);
  EXPECT_EQ(calendar.NameAt("", At("2027-02-06T12:00:00+08:00")), "春节");
}

}  // namespace
}  // namespace groundswell
