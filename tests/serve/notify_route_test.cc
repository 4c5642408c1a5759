#include "serve/notify_route.h"

#include <gtest/gtest.h>

namespace groundswell {
namespace {

constexpr int64_t kSundayNoonMs = 1'772'366'400'000;  // 2026-03-01T12:00:00Z

AlertFacts Alert(uint8_t level) {
  AlertFacts facts;
  facts.event = "opened";
  facts.level = level;
  facts.org = "海桥银行";
  facts.cause_class = "quality";
  facts.cause_tag = "late-claim";
  facts.channels = {{"weibo", 3}, {"forum", 1}};
  return facts;
}

DayHours Hours(const char* text) {
  const auto hours = DayHours::Parse(text);
  EXPECT_TRUE(hours.ok()) << text;
  return hours.ok() ? *hours : DayHours{};
}

TEST(DayHours, RunsOverMidnightInItsZone) {
  const int64_t utc_midnight_ms = kSundayNoonMs + 12 * kHourMs;
  EXPECT_TRUE(Hours("22:00-07:00").Holds(utc_midnight_ms, {}));
  EXPECT_FALSE(Hours("22:00-07:00").Holds(utc_midnight_ms, ZoneOffset{480}));  // eight in the morning there
  EXPECT_EQ(Hours("22:00-07:00").LeftMs(utc_midnight_ms, {}), 7 * kHourMs);
  EXPECT_EQ(Hours("22:00-07:00").LeftMs(utc_midnight_ms - kHourMs, {}), 8 * kHourMs);
  EXPECT_EQ(Hours("00:00-24:00").LeftMs(utc_midnight_ms - 1, {}), 1);
}

TEST(DayHours, EndIsNoPartOfIt) {
  EXPECT_TRUE(Hours("08:00-12:00").Holds(kSundayNoonMs - 1, {}));
  EXPECT_FALSE(Hours("08:00-12:00").Holds(kSundayNoonMs, {}));
  EXPECT_TRUE(Hours("12:00-13:00").Holds(kSundayNoonMs, {}));
  EXPECT_FALSE(Hours("").Holds(kSundayNoonMs, {}));
}

TEST(DayHours, WhatIsNoneIsRefused) {
  for (const char* text : {"8-20", "08:00", "08:00-", "08:00-08:00", "24:00-01:00", "08:60-09:00", "25:00-26:00", "a"})
    EXPECT_EQ(DayHours::Parse(text).status().code(), Code::kInvalid) << text;
}

TEST(RouteTable, WithoutRoutesEverybodyGetsWhatIsEmergingOrWasOrCannotWait) {
  const RouteTable table({});
  EXPECT_FALSE(table.Match(Alert(1), 0, "a", 0).is_taken);
  EXPECT_TRUE(table.Match(Alert(2), 0, "a", 0).is_taken);
  EXPECT_FALSE(table.Match(Alert(2), 0, "a", 3).is_taken);
  EXPECT_TRUE(table.Match(Alert(1), 0, "a", 1).is_taken) << "a receiver may ask for watch";
  AlertFacts over = Alert(0);
  over.previous_level = 2;
  EXPECT_TRUE(table.Match(over, 0, "a", 0).is_taken);
  AlertFacts critical = Alert(0);
  critical.event = "critical_post";
  EXPECT_TRUE(table.Match(critical, 0, "a", 4).is_taken);
}

TEST(RouteTable, EachConditionMustHold) {
  Route route;
  route.receivers = {"a"};
  const Route rest{.level = 1, .receivers = {"rest"}};
  const auto takes = [&](const Route& given, int64_t wall_ms = kSundayNoonMs) {
    return RouteTable({given, rest}).Match(Alert(2), wall_ms, "a", 0).is_taken;
  };
  EXPECT_TRUE(takes(route));
  for (const auto& [field, right, wrong] :
       {std::tuple(&Route::orgs, "海桥银行", "other"), std::tuple(&Route::causes, "quality", "opinion"),
        std::tuple(&Route::causes, "late-claim", "refund"), std::tuple(&Route::channels, "forum", "news")}) {
    Route given = route;
    given.*field = {wrong};
    EXPECT_FALSE(takes(given)) << wrong;
    given.*field = {wrong, right};
    EXPECT_TRUE(takes(given)) << right;
  }
  Route high = route;
  high.level = 3;
  EXPECT_FALSE(takes(high));
  Route hours = route;
  hours.hours = Hours("12:00-13:00");
  EXPECT_TRUE(takes(hours));
  EXPECT_FALSE(takes(hours, kSundayNoonMs + kHourMs));
  Route days = route;
  days.days = {*DayNumber("sun")};
  EXPECT_TRUE(takes(days));
  EXPECT_FALSE(takes(days, kSundayNoonMs + kDayMs));
  days.zone = ZoneOffset{13 * 60};  // Monday there already
  EXPECT_FALSE(takes(days));
}

TEST(DayHours, GoByTheClockOfTheirPlaceAlsoInSummer) {
  const LocalZone berlin = LocalZone::Parse("Europe/Berlin").value();
  const DayHours night = Hours("22:00-07:00");
  const auto left = [&](std::string_view at) { return night.LeftMs(ParseEventTime(at, nullptr)->ms, berlin); };
  EXPECT_EQ(left("2026-01-15T21:00:00Z"), 9 * kHourMs);
  EXPECT_EQ(left("2026-07-15T20:00:00Z"), 9 * kHourMs);
  EXPECT_EQ(left("2026-07-15T05:00:00Z"), 0) << "seven o'clock there";
  EXPECT_EQ(left("2026-03-28T21:00:00Z"), 8 * kHourMs) << "the short night";
  EXPECT_EQ(left("2026-10-24T20:00:00Z"), 10 * kHourMs) << "the long one";
  const LocalZone york = LocalZone::Parse("America/New_York").value();
  const auto holds = [&](const char* hours, std::string_view at) {
    return Hours(hours).Holds(ParseEventTime(at, nullptr)->ms, york);
  };
  EXPECT_TRUE(holds("01:30-03:00", "2026-11-01T06:15:00Z")) << "it began in the first of the two hours";
  EXPECT_FALSE(holds("22:00-01:30", "2026-11-01T06:15:00Z")) << "it ended there";
}

TEST(RouteTable, FirstMatchDecidesUnlessItContinues) {
  Route first{.name = "1", .receivers = {"a"}}, second{.name = "2", .receivers = {"b"}};
  EXPECT_TRUE(RouteTable({first, second}).Match(Alert(2), 0, "a", 0).is_taken);
  EXPECT_FALSE(RouteTable({first, second}).Match(Alert(2), 0, "b", 0).is_taken);
  first.continues = true;
  EXPECT_TRUE(RouteTable({first, second}).Match(Alert(2), 0, "b", 0).is_taken);
  EXPECT_FALSE(RouteTable({first, second}).Match(Alert(2), 0, "c", 0).is_taken);
}

TEST(RouteTable, WhatNoRouteTakesGoesToEverybodyAndWhatGoesToNobodyToNone) {
  Route other{.orgs = {"other"}, .receivers = {"a"}};
  EXPECT_TRUE(RouteTable({other}).Match(Alert(2), 0, "b", 0).is_taken);
  EXPECT_FALSE(RouteTable({other}).Match(Alert(1), 0, "b", 0).is_taken);
  Route nobody;
  EXPECT_FALSE(RouteTable({other, nobody}).Match(Alert(4), 0, "b", 0).is_taken);
}

TEST(RouteTable, RouteMayAskForWatch) {
  const Route watch{.level = 1, .receivers = {"a"}};
  EXPECT_TRUE(RouteTable({watch}).Match(Alert(1), 0, "a", 0).is_taken);
  EXPECT_FALSE(RouteTable({watch}).Match(Alert(1), 0, "a", 3).is_taken) << "the receiver's own level holds too";
}

}  // namespace
}  // namespace groundswell
