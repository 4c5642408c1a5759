#include "serve/report_period.h"

#include <gtest/gtest.h>

namespace groundswell {
namespace {

constexpr ZoneOffset kChina{8 * 60}, kIndia{5 * 60 + 30}, kNewYork{-5 * 60};

std::string Span(std::string_view name, LocalZone zone) {
  const auto period = ParseReportPeriod(name, zone);
  if (!period) return "none";
  EXPECT_EQ(period->name, name);
  return FormatEventTime(period->since).substr(0, 16) + " " + FormatEventTime(period->until).substr(0, 16);
}

std::string Compared(std::string_view name) {
  std::string text;
  for (const ComparedPeriod& other : ComparedPeriods(ParseReportPeriod(name, kChina).value(), kChina))
    text += (text.empty() ? "" : " ") + std::string(other.with) + "=" + other.period.name;
  return text;
}

TEST(ReportPeriod, BeginsAtMidnightOfTheZone) {
  EXPECT_EQ(Span("2026-03-05", kChina), "2026-03-04T16:00 2026-03-05T16:00");
  EXPECT_EQ(Span("2026-03-05", kIndia), "2026-03-04T18:30 2026-03-05T18:30");
  EXPECT_EQ(Span("2026-03-05", kNewYork), "2026-03-05T05:00 2026-03-06T05:00");
  EXPECT_EQ(Span("2026-03", kChina), "2026-02-28T16:00 2026-03-31T16:00");
  EXPECT_EQ(Span("2026-12", {}), "2026-12-01T00:00 2027-01-01T00:00");
}

TEST(ReportPeriod, DaysOfAPlaceWithSummerTimeHave23And25Hours) {
  const LocalZone berlin = LocalZone::Parse("Europe/Berlin").value();
  EXPECT_EQ(Span("2026-03-29", berlin), "2026-03-28T23:00 2026-03-29T22:00");
  EXPECT_EQ(Span("2026-10-25", berlin), "2026-10-24T22:00 2026-10-25T23:00");
  EXPECT_EQ(ComparedPeriods(ParseReportPeriod("2026-03-30", berlin).value(), berlin).front().period.name, "2026-03-29");
}

TEST(ReportPeriod, WeeksAreThoseOfIso8601) {
  EXPECT_EQ(Span("2026-W10", kChina), "2026-03-01T16:00 2026-03-08T16:00");
  EXPECT_EQ(Span("2026-W01", {}), "2025-12-29T00:00 2026-01-05T00:00");
  EXPECT_EQ(Span("2026-W53", {}), "2026-12-28T00:00 2027-01-04T00:00");
  EXPECT_EQ(Span("2025-W53", {}), "none") << "2025 has 52 weeks";
  EXPECT_EQ(ReportPeriodAt(ReportKind::kWeek, {1'767'139'200'000}, {}).name, "2026-W01") << "the last day of 2025";
}

TEST(ReportPeriod, WhatIsNoPeriodIsNone) {
  for (const char* name :
       {"", "2026", "2026-3", "2026-13", "2026-00", "2026-02-29", "2026-03-32", "2026-03-00", "2026-W00", "2026-W54",
        "2026-W1", "2026-03-05T00", "1970-01-01", "9999-01-01", "2026/03/05", "2026-03-5 ", "-026-03", "2026-W10-1"})
    EXPECT_EQ(Span(name, kChina), "none") << name;
}

TEST(ReportPeriod, ComparesWithWhatIsAlike) {
  EXPECT_EQ(Compared("2026-03-05"), "previous=2026-03-04 week_before=2026-02-26 month_before=2026-02-05");
  EXPECT_EQ(Compared("2026-03-31"), "previous=2026-03-30 week_before=2026-03-24") << "there is no 31 February";
  EXPECT_EQ(Compared("2026-01-01"), "previous=2025-12-31 week_before=2025-12-25 month_before=2025-12-01");
  EXPECT_EQ(Compared("2026-W01"), "previous=2025-W52 four_weeks_before=2025-W49");
  EXPECT_EQ(Compared("2026-01"), "previous=2025-12 year_before=2025-01");
}

TEST(ReportPeriod, IsFoundByATimeInIt) {
  const EventTime time{1'772'640'000'000};  // 2026-03-04T16:00:00Z
  EXPECT_EQ(ReportPeriodAt(ReportKind::kDay, time, kChina).name, "2026-03-05");
  EXPECT_EQ(ReportPeriodAt(ReportKind::kDay, {time.ms - 1}, kChina).name, "2026-03-04");
  EXPECT_EQ(ReportPeriodAt(ReportKind::kWeek, time, kChina).name, "2026-W10");
  EXPECT_EQ(ReportPeriodAt(ReportKind::kMonth, time, kChina).name, "2026-03");
}

}  // namespace
}  // namespace groundswell
