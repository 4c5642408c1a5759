// Deadlines of a profile as lines.
#include "models/clock_rule.h"

#include <gtest/gtest.h>

namespace groundswell {
namespace {

TEST(ClockRule, IsReadFromALine) {
  const auto clock = ParseClock("decide = 15 days after received");
  ASSERT_TRUE(clock.ok());
  EXPECT_EQ(clock->name, "decide");
  EXPECT_EQ(clock->amount, 15u);
  EXPECT_EQ(clock->unit, ClockUnit::kDays);
  EXPECT_EQ(clock->after, ClockEvent::kReceived);
  EXPECT_EQ(clock->until, ClockEvent::kAnswered);
  EXPECT_EQ(ParseClock(" report_leak  =  72 hours after  data_leak ")->unit, ClockUnit::kHours);
  EXPECT_EQ(ClockUnitName(ParseClock("accept = 7 working_days after major")->unit), "working_days");
}

TEST(ClockRule, WhatIsWrongIsSaid) {
  const struct {
    std::string_view line, says;
  } kCases[] = {
      {"", "NAME = AMOUNT UNIT after EVENT"},
      {"decide", "NAME = AMOUNT UNIT after EVENT"},
      {"Decide = 15 days after received", "NAME = AMOUNT UNIT after EVENT"},
      {"decide = 15 days before received", "NAME = AMOUNT UNIT after EVENT"},
      {"decide = 15 days after received twice", "may follow the event"},
      {"decide = x days after received", "whole number"},
      {"decide = 0 days after received", "whole number"},
      {"decide = -1 days after received", "whole number"},
      {"decide = 1.5 days after received", "whole number"},
      {"decide = 99999999999 days after received", "whole number"},
      {"decide = 36501 days after received", "36500"},
      {"decide = 15 weeks after received", "hours, days, working_days"},
      {"decide = 15 days after lunch", "received, registered"},
      {"decide = 15 days after received until lunch", "registered, analysed"},
      {"decide = 15 days after received until", "registered, analysed"},
      {"decide = 15 days after settled", "received, registered"},
      {"decide = 15 days after received extendable 30", "extendable to"},
      {"decide = 15 days after received extendable to", "1 to 8 amounts"},
      {"decide = 15 days after received extendable to 15", "longer"},
      {"decide = 15 days after received extendable to 30 20", "longer"},
      {"decide = 15 days after received named 答复", "English name"},
      {"decide = 1001 working_days after received", "1000 working days"},
  };
  for (const auto& [line, says] : kCases) {
    const auto clock = ParseClock(line);
    ASSERT_FALSE(clock.ok()) << line;
    EXPECT_NE(clock.status().message().find(says), std::string::npos) << clock.status().message();
  }
}

TEST(ClockRule, TwoOfOneNameAreRefused) {
  const std::string lines[] = {"a = 1 days after received", "a = 2 days after received"};
  EXPECT_FALSE(ParseClocks(lines).ok());
  EXPECT_EQ(ParseClocks(std::span(lines, 1))->size(), 1u);
  EXPECT_TRUE(ParseClocks({})->empty());
  EXPECT_FALSE(ParseClocks(std::vector<std::string>(kClocksMax + 1, lines[0])).ok());
}

TEST(ClockRule, SaysWhatEndsItHowFarItIsExtendedAndWhatItIsCalled) {
  const auto clock = ParseClock(
      "decide = 15 days after received until settled extendable to 30 60 named 作出处理决定 / Final decision");
  ASSERT_TRUE(clock.ok()) << clock.status().message();
  EXPECT_EQ(clock->until, ClockEvent::kSettled);
  EXPECT_EQ(clock->extended, (std::vector<uint32_t>{30, 60}));
  EXPECT_EQ(clock->zh, "作出处理决定");
  EXPECT_EQ(clock->en, "Final decision");
}

TEST(ClockRule, EndsAsItsKindUsuallyDoes) {
  EXPECT_EQ(ParseClock("a = 1 days after received")->until, ClockEvent::kAnswered);
  EXPECT_EQ(ParseClock("a = 1 days after review_requested")->until, ClockEvent::kAnswered);
  EXPECT_EQ(ParseClock("a = 1 hours after major")->until, ClockEvent::kReported);
  EXPECT_EQ(ParseClock("a = 1 hours after data_leak")->until, ClockEvent::kReported);
  EXPECT_EQ(ParseClock("a = 1 days after registered")->until, ClockEvent::kSettled);
}

}  // namespace
}  // namespace groundswell
