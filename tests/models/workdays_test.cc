// Periods in hours, days and working days: across weekends, holidays, years and changes of the clock.
#include "models/workdays.h"

#include <gtest/gtest.h>

#include <vector>

namespace groundswell {
namespace {

EventTime At(std::string_view text) { return ParseEventTime(text, nullptr).value(); }

PeriodRules RulesOf(std::string_view zone, const std::vector<std::string>& days = {}) {
  return {LocalZone::Parse(zone).value(), Workdays::Parse(days).value(), false};
}

std::string EndOf(const PeriodRules& rules, std::string_view from, uint32_t amount, PeriodUnit unit) {
  return FormatEventTime(EndOfPeriod(rules, At(from), amount, unit).at);
}

// China's May and October of 2026.
const std::vector<std::string> kChina = {"2026-05-01 = holiday", "2026-05-02 = holiday", "2026-05-03 = holiday",
                                         "2026-05-04 = holiday", "2026-05-05 = holiday", "2026-05-09 = workday",
                                         "2026-09-25 = holiday", "2026-10-01 = holiday", "2026-10-02 = holiday",
                                         "2026-10-05 = holiday", "2026-10-06 = holiday", "2026-10-07 = holiday",
                                         "2026-09-20 = workday", "2026-10-10 = workday"};

TEST(EndOfPeriod, DaysEndWithTheLastMomentOfTheLastOne) {
  const PeriodRules rules = RulesOf("Asia/Shanghai");
  // Received on the 1st: the 2nd is day one, the 16th the fifteenth.
  EXPECT_EQ(EndOf(rules, "2026-03-01T09:00:00+08:00", 15, PeriodUnit::kDays), "2026-03-16T15:59:59.999Z");
  // A minute before midnight is still that day, a minute after it the next.
  EXPECT_EQ(EndOf(rules, "2026-03-01T23:59:00+08:00", 15, PeriodUnit::kDays), "2026-03-16T15:59:59.999Z");
  EXPECT_EQ(EndOf(rules, "2026-03-02T00:01:00+08:00", 15, PeriodUnit::kDays), "2026-03-17T15:59:59.999Z");
}

TEST(EndOfPeriod, TheDayOfReceiptMayBeDayOne) {
  PeriodRules rules = RulesOf("Asia/Shanghai");
  rules.counts_first_day = true;
  EXPECT_EQ(EndOf(rules, "2026-03-01T09:00:00+08:00", 15, PeriodUnit::kDays), "2026-03-15T15:59:59.999Z");
  // Friday the 6th is the first working day, Monday the 9th the second.
  EXPECT_EQ(EndOf(rules, "2026-03-06T09:00:00+08:00", 2, PeriodUnit::kWorkingDays), "2026-03-09T15:59:59.999Z");
}

TEST(EndOfPeriod, HoursRunToTheMillisecond) {
  EXPECT_EQ(EndOf(RulesOf("Asia/Shanghai"), "2026-03-01T09:00:00.123+08:00", 72, PeriodUnit::kHours),
            "2026-03-04T01:00:00.123Z");
}

TEST(EndOfPeriod, WorkingDaysPassOverAWeekend) {
  // Thursday; Friday, Monday, Tuesday.
  EXPECT_EQ(EndOf(RulesOf("Asia/Shanghai"), "2026-03-05T09:00:00+08:00", 3, PeriodUnit::kWorkingDays),
            "2026-03-10T15:59:59.999Z");
}

TEST(EndOfPeriod, WorkingDaysPassOverAHolidayAndTakeTheSaturdayWorkedForIt) {
  // Thursday the 30th of April; the 6th, 7th and 8th of May, Saturday the 9th, the 11th, 12th, 13th.
  EXPECT_EQ(EndOf(RulesOf("Asia/Shanghai", kChina), "2026-04-30T10:00:00+08:00", 7, PeriodUnit::kWorkingDays),
            "2026-05-13T15:59:59.999Z");
  // Without the file: the 1st, 4th … of May.
  EXPECT_EQ(EndOf(RulesOf("Asia/Shanghai"), "2026-04-30T10:00:00+08:00", 7, PeriodUnit::kWorkingDays),
            "2026-05-11T15:59:59.999Z");
}

TEST(EndOfPeriod, WorkingDaysPassOverTheEndOfAYearAndSayWhatIsNotCovered) {
  const PeriodRules rules = RulesOf("Asia/Shanghai", kChina);
  const PeriodEnd end = EndOfPeriod(rules, At("2026-12-30T10:00:00+08:00"), 3, PeriodUnit::kWorkingDays);
  EXPECT_EQ(FormatEventTime(end.at), "2027-01-04T15:59:59.999Z");  // the 31st, the 1st and, after a weekend, the 4th
  EXPECT_FALSE(end.is_covered);
  EXPECT_TRUE(EndOfPeriod(rules, At("2026-04-30T10:00:00+08:00"), 7, PeriodUnit::kWorkingDays).is_covered);
  EXPECT_TRUE(EndOfPeriod(rules, At("2026-12-30T10:00:00+08:00"), 3, PeriodUnit::kDays).is_covered);
}

TEST(EndOfPeriod, ALeapYearHasItsDay) {
  EXPECT_EQ(EndOf(RulesOf("+08:00"), "2028-02-28T10:00:00+08:00", 1, PeriodUnit::kDays), "2028-02-29T15:59:59.999Z");
  EXPECT_EQ(EndOf(RulesOf("+08:00"), "2027-02-28T10:00:00+08:00", 1, PeriodUnit::kDays), "2027-03-01T15:59:59.999Z");
}

TEST(EndOfPeriod, AnOfficialCalendarOfChinaCountsFortyFiveWorkingDays) {
  // From Monday the 21st of September 2026: 3 days of that week, 3 of the next with two halves of a holiday …
  EXPECT_EQ(EndOf(RulesOf("Asia/Shanghai", kChina), "2026-09-21T10:00:00+08:00", 10, PeriodUnit::kWorkingDays),
            "2026-10-12T15:59:59.999Z");  // 22 23 24, 28 29 30, 8 9 10, 12
}

TEST(LocalZone, LondonsDaysFollowItsClock) {
  const PeriodRules rules = RulesOf("Europe/London");
  // Eight weeks across the last Sunday of March 2026: the last day ends an hour earlier in UTC.
  EXPECT_EQ(EndOf(rules, "2026-03-02T12:00:00Z", 56, PeriodUnit::kDays), "2026-04-27T22:59:59.999Z");
  EXPECT_EQ(EndOf(rules, "2026-01-02T12:00:00Z", 56, PeriodUnit::kDays), "2026-02-27T23:59:59.999Z");
  // Half past eleven in the evening of UTC is the next day in summer.
  EXPECT_EQ(EndOf(rules, "2026-07-01T23:30:00Z", 1, PeriodUnit::kDays), "2026-07-03T22:59:59.999Z");
  // The day of 25 hours, Sunday the 25th of October.
  const LocalZone london = LocalZone::Parse("Europe/London").value();
  const int32_t day = ParseDay("2026-10-25").value();
  EXPECT_EQ(london.EndOf(day).ms + 1 - london.BeginOf(day).ms, 25 * kHourMs);
  EXPECT_EQ(london.EndOf(day - 1).ms + 1 - london.BeginOf(day - 1).ms, 24 * kHourMs);
}

TEST(LocalZone, NewYorksDaysFollowItsClock) {
  const PeriodRules rules = RulesOf("America/New_York");
  // Across the second Sunday of March 2026, the 8th.
  EXPECT_EQ(EndOf(rules, "2026-03-02T12:00:00Z", 15, PeriodUnit::kDays), "2026-03-18T03:59:59.999Z");
  EXPECT_EQ(EndOf(rules, "2026-11-01T12:00:00Z", 1, PeriodUnit::kDays), "2026-11-03T04:59:59.999Z");
  const LocalZone zone = LocalZone::Parse("America/New_York").value();
  const int32_t spring = ParseDay("2026-03-08").value(), autumn = ParseDay("2026-11-01").value();
  EXPECT_EQ(zone.EndOf(spring).ms + 1 - zone.BeginOf(spring).ms, 23 * kHourMs);
  EXPECT_EQ(zone.EndOf(autumn).ms + 1 - zone.BeginOf(autumn).ms, 25 * kHourMs);
}

TEST(LocalZone, EveryDayOfTwentyYearsBeginsWhereTheLastEnds) {
  for (const char* name : {"Europe/London", "Europe/Berlin", "America/Los_Angeles", "Asia/Shanghai", "-03:30"}) {
    const LocalZone zone = LocalZone::Parse(name).value();
    for (int32_t day = DayOf(2020, 1, 1); day < DayOf(2040, 1, 1); ++day) {
      ASSERT_EQ(zone.DayAt(zone.BeginOf(day)), day) << name << " " << DayText(day);
      ASSERT_EQ(zone.DayAt(zone.EndOf(day)), day) << name << " " << DayText(day);
    }
  }
}

TEST(LocalZone, ATimeIsWhatTheClockThereShows) {
  const LocalZone london = LocalZone::Parse("Europe/London").value();
  const auto read = [&](std::string_view text) {
    return FormatEventTime(london.ParseTime(text).value()).substr(0, 16);
  };
  EXPECT_EQ(read("2026-01-15T09:00:00"), "2026-01-15T09:00");
  EXPECT_EQ(read("2026-07-15T09:00:00"), "2026-07-15T08:00");
  EXPECT_EQ(read("2026-07-15"), "2026-07-14T23:00");
  EXPECT_EQ(read("2026-07-15T09:00:00+08:00"), "2026-07-15T01:00") << "it says its own offset";
  EXPECT_EQ(read("2026-03-29T01:30:00"), "2026-03-29T01:00") << "skipped: the moment of the change";
  EXPECT_EQ(read("2026-10-25T01:30:00"), "2026-10-25T00:30") << "there are two: the first";
  EXPECT_FALSE(london.ParseTime("tomorrow").ok());
  EXPECT_FALSE(LocalZone(ZoneOffset{480}).ParseTime("1970-01-01").ok()) << "before all times";
  EXPECT_FALSE(LocalZone(ZoneOffset{-300}).ParseTime("9999-12-31T23:00:00").ok()) << "beyond all times";
  const LocalZone denver = LocalZone::Parse("America/Denver").value();
  EXPECT_EQ(FormatEventTime(denver.ParseTime("2026-03-08T02:30:00").value()), "2026-03-08T09:00:00.000Z");
  EXPECT_EQ(FormatEventTime(denver.ParseTime("2026-11-01T01:30:00").value()), "2026-11-01T07:30:00.000Z");
  for (const char* name : {"Europe/Berlin", "America/New_York", "Asia/Shanghai", "-03:30"}) {
    const LocalZone zone = LocalZone::Parse(name).value();
    for (int64_t ms = DayOf(2026, 1, 1) * kDayMs; ms < DayOf(2027, 1, 1) * kDayMs; ms += 7 * kHourMs) {
      const EventTime back = zone.TimeAt(zone.ClockMs({ms}));
      ASSERT_TRUE(back.ms == ms || back.ms == ms - kHourMs) << name << " " << FormatEventTime({ms});
    }
  }
}

TEST(LocalZone, WhatIsNoneIsRefused) {
  for (const char* text : {"", "Mars", "8", "+8:00", "+15:00", "+08:60", "Europe/london"})
    EXPECT_FALSE(LocalZone::Parse(text).ok()) << text;
}

TEST(Workdays, WhatIsWrongIsRefused) {
  for (const char* item : {"2026-02-30 = holiday", "2026-05-01", "2026-05-01 = off", "= holiday", "26-05-01 = holiday"})
    EXPECT_FALSE(Workdays::Parse(std::vector<std::string>{item}).ok()) << item;
  EXPECT_FALSE(Workdays::Parse(std::vector<std::string>{"2026-05-01 = holiday", "2026-05-01 = workday"}).ok());
}

}  // namespace
}  // namespace groundswell
