// Times and counts as other systems write them: one line a case.
#include "ingest/mapping_value.h"

#include <gtest/gtest.h>

#include "models/post.h"

namespace groundswell {
namespace {

constexpr ZoneOffset kChina{480};

std::string Read(std::string_view text, TimeRules rules = {.zone = &kChina, .date_only = true}) {
  EventTime time;
  const TimeFault fault = ReadMappedTime(text, rules, &time);
  return fault == TimeFault::kNone ? FormatEventTime(time) : std::string(TimeFaultText(fault));
}

TEST(MappingValue, TimesOfAllCommonFormsAreRead) {
  const std::pair<std::string_view, std::string_view> kCases[] = {
      {"2018-07-16T05:00:56+08:00", "2018-07-15T21:00:56.000Z"},
      {"2018-07-16T05:00:56.1234567Z", "2018-07-16T05:00:56.123Z"},
      {"2018-07-16 05:00:56.987", "2018-07-15T21:00:56.987Z"},
      {"2018-07-16T05:00:56.12-07:00", "2018-07-16T12:00:56.120Z"},
      {"2018-07-16T05:00:56.123456-07:00", "2018-07-16T12:00:56.123Z"},
      {"2018-07-16 05:00:56 UTC", "2018-07-16T05:00:56.000Z"},
      // RFC 822, and with it RSS 2.0: years of two digits begin with 1950.
      {"Mon, 02 Mar 26 10:00:00 GMT", "2026-03-02T10:00:00.000Z"},
      {"2 Mar 49 10:00 +0000", "2049-03-02T10:00:00.000Z"},
      {"Wed, 02 Mar 99 10:00:00 GMT", "1999-03-02T10:00:00.000Z"},
      {"2018-07-16 05:00:56 +0800", "2018-07-15T21:00:56.000Z"},
      {"2018-07-16 05:00:56+08", "2018-07-15T21:00:56.000Z"},
      {"2018-07-16 05:00", "2018-07-15T21:00:00.000Z"},
      {"2018/7/6 5:00", "2018-07-05T21:00:00.000Z"},
      {"2018.07.16 05:00", "2018-07-15T21:00:00.000Z"},
      {"2018年07月16日 05:00", "2018-07-15T21:00:00.000Z"},
      {"2018年7月6日05:00", "2018-07-05T21:00:00.000Z"},
      {"2018-07-16", "2018-07-15T16:00:00.000Z"},
      {"2018年7月16日", "2018-07-15T16:00:00.000Z"},
      {"Mon Jul 16 05:00:56 +0800 2018", "2018-07-15T21:00:56.000Z"},
      {"Mon, 16 Jul 2018 05:00:56 +0800", "2018-07-15T21:00:56.000Z"},
      {"Mon, 16 Jul 2018 05:00:56 +0800 (CST)", "2018-07-15T21:00:56.000Z"},
      {"16 Jul 2018 05:00 GMT", "2018-07-16T05:00:00.000Z"},
      {"1531688456", "2018-07-15T21:00:56.000Z"},
      {"1531688456.5", "2018-07-15T21:00:56.500Z"},
      {"1531688456123", "2018-07-15T21:00:56.123Z"},
      {"1531688456123456", "2018-07-15T21:00:56.123Z"},
      {"0", "1970-01-01T00:00:00.000Z"},
      {"2016-12-31T23:59:60Z", "2016-12-31T23:59:59.000Z"}};
  for (const auto& [text, wanted] : kCases) EXPECT_EQ(Read(text), wanted) << text;
}

TEST(MappingValue, TimesOfLogsBrowsersAndSpreadsheetsAreRead) {
  const std::pair<std::string_view, std::string_view> kCases[] = {
      {"20180716", "2018-07-15T16:00:00.000Z"},
      {"20180716050056", "2018-07-15T21:00:56.000Z"},
      {"201807160500", "2018-07-15T21:00:00.000Z"},
      {"20180716T050056Z", "2018-07-16T05:00:56.000Z"},
      {"20180716T050056.123+0800", "2018-07-15T21:00:56.123Z"},
      {"20180716 05:00", "2018-07-15T21:00:00.000Z"},
      // Figures that are no date are an epoch still.
      {"20189916", "1970-08-22T16:18:36.000Z"},
      {"99999999999999", "5138-11-16T09:46:39.999Z"},
      {"Mon Jul 16 2018 05:00:56 GMT+0800 (China Standard Time)", "2018-07-15T21:00:56.000Z"},
      {"Mon Jul 16 05:00:56 CST 2018", "2018-07-15T21:00:56.000Z"},
      {"2018-07-16 05:00:56 +0800 CST", "2018-07-15T21:00:56.000Z"},
      {"2018-07-16T05:00:56+08:00[Asia/Shanghai]", "2018-07-15T21:00:56.000Z"},
      {"2018-07-16 05:00 GMT+8", "2018-07-15T21:00:00.000Z"},
      {"2018-07-16 5:00 PM", "2018-07-16T09:00:00.000Z"},
      {"2018-07-16 12:30 am", "2018-07-15T16:30:00.000Z"},
      {"2018年7月16日 下午5:00", "2018-07-16T09:00:00.000Z"},
      {"2018/7/16 星期一 上午 5:00:56", "2018-07-15T21:00:56.000Z"},
      {"July 16, 2018, 5:00 AM", "2018-07-15T21:00:00.000Z"},
      {"Jul 16, 2018 at 5:00 PM", "2018-07-16T09:00:00.000Z"},
      {"16 July 2018", "2018-07-15T16:00:00.000Z"},
      {"Monday, 16 Jul 2018 05:00:56 -0400 (EDT)", "2018-07-16T09:00:56.000Z"}};
  for (const auto& [text, wanted] : kCases) EXPECT_EQ(Read(text), wanted) << text;
}

// Each of these was once read without what stands behind the clock: hours wrong.
TEST(MappingValue, WhatStandsBehindTheClockOfAMailIsNotPassedOver) {
  EXPECT_EQ(Read("Mon, 16 Jul 2018 05:00:56 EST"), "2018-07-16T10:00:56.000Z");
  EXPECT_EQ(Read("16 Jul 2018 05:00 PM"), "2018-07-16T09:00:00.000Z");
  EXPECT_EQ(Read("16 Jul 2018 05:00:56 GMT+0800"), "2018-07-15T21:00:56.000Z");
  for (const std::string_view text : {"16 Jul 2018 05:00 x", "16 Jul 2018 05:00 +0800 or so", "16 Jul 2018 05:00 BST"})
    EXPECT_EQ(Read(text), TimeFaultText(TimeFault::kNotATime)) << text;
}

TEST(MappingValue, CstIsTheZoneOfItsChannel) {
  constexpr ZoneOffset kCentral{-360}, kUtc{0};
  EXPECT_EQ(Read("Mon Jul 16 05:00:56 CST 2018", {.zone = &kCentral}), "2018-07-16T11:00:56.000Z");
  EXPECT_EQ(Read("Mon Jul 16 05:00:56 CST 2018", {.zone = &kUtc}), TimeFaultText(TimeFault::kNoZone));
  EXPECT_EQ(Read("Mon Jul 16 05:00:56 CST 2018", {}), TimeFaultText(TimeFault::kNoZone));
  EXPECT_EQ(Read("2018-07-16 05:00 CST+08:00", {}), "2018-07-15T21:00:00.000Z");
}

TEST(MappingValue, TimesThatMeanNothingAloneAreRefusedByName) {
  EXPECT_EQ(Read("3小时前"), TimeFaultText(TimeFault::kRelative));
  for (const std::string_view text :
       {"刚刚", "昨天 12:30", "今天 08:00", "5 minutes ago", "yesterday", "Yesterday 10:00", "Just now", "2天前"})
    EXPECT_EQ(Read(text), TimeFaultText(TimeFault::kRelative)) << text;
  for (const std::string_view text : {"07-16 05:00", "7月16日 05:00", "07/16"})
    EXPECT_EQ(Read(text), TimeFaultText(TimeFault::kNoYear)) << text;
  for (const std::string_view text : {"03/12/2014", "12.03.14 09:00", "3-12-2014"})
    EXPECT_EQ(Read(text), TimeFaultText(TimeFault::kDayOrMonth)) << text;
  for (const std::string_view text : {"",
                                      "x",
                                      "5m",
                                      "2018-13-01",
                                      "2018-02-30",
                                      "2018-07-16T24:00",
                                      "2018-07-16 05:00:56.",
                                      "2018-07-16 05:00:56.1x3",
                                      "2018-07-16T05:0x:56Z",
                                      "201x-07-16T05:00:56Z",
                                      "2018-07-16 05:00 x",
                                      "Mon Jul 32 05:00:56 +0800 2018",
                                      "1531688456x",
                                      "1.2.3",
                                      "16 Jul",
                                      "16 Jul 05",
                                      "16 Jul 05:00",
                                      "16 Jul 018 05:00",
                                      "2018-07",
                                      "-5",
                                      "09:00",
                                      "unknown",
                                      "20180716T25",
                                      "2018-07-16 13:00 PM",
                                      "2018-07-16 0500"})
    EXPECT_EQ(Read(text), TimeFaultText(TimeFault::kNotATime)) << text;
  EXPECT_EQ(Read("99999999999999999999"), TimeFaultText(TimeFault::kOutOfRange));
  EXPECT_EQ(Read("1969-12-31T00:00:00Z"), TimeFaultText(TimeFault::kOutOfRange));
}

TEST(MappingValue, TheChannelDecidesOnTimesWithoutOffsetAndDatesAlone) {
  EXPECT_EQ(Read("2018-07-16 05:00", {}), TimeFaultText(TimeFault::kNoZone));
  EXPECT_EQ(Read("2018-07-16", {.zone = &kChina}), TimeFaultText(TimeFault::kDateAlone));
  EXPECT_EQ(Read("2018-07-16", {.date_only = true}), TimeFaultText(TimeFault::kNoZone));
  EXPECT_EQ(Read("2018-07-16T05:00:00Z", {}), "2018-07-16T05:00:00.000Z");
}

TEST(MappingValue, AStatedUnitWinsOverTheSize) {
  EXPECT_EQ(Read("5000", {.epoch = EpochUnit::kMillis}), "1970-01-01T00:00:05.000Z");
  EXPECT_EQ(Read("5000000", {.epoch = EpochUnit::kMicros}), "1970-01-01T00:00:05.000Z");
  EXPECT_EQ(Read("200000000000", {.epoch = EpochUnit::kSeconds}), "8307-10-01T19:33:20.000Z");
}

TEST(MappingValue, CountsAsPeopleWriteThem) {
  const std::pair<std::string_view, int64_t> kCases[] = {
      {"0", 0},          {"3400", 3400},     {"3,400", 3400},     {"1,234,567", 1234567}, {"1.2万", 12000},
      {"1.25萬", 12500}, {"10w+", 100000},   {"100万+", 1000000}, {"1.2k", 1200},         {"3 K", 3000},
      {"1.5M", 1500000}, {"3亿", 300000000}, {"12.0", 12},        {"2千", 2000},          {"-1", kNoCount}};
  for (const auto& [text, wanted] : kCases) EXPECT_EQ(ReadMappedCount(text), wanted) << text;
  for (const std::string_view text : {"", "many", "1,2", "1,2345", "1.2", "1.2.3万", "万", "1.23456k1", "--1", "1万2",
                                      "9999999999999999999", "99999999999亿", "+", "12,", "0x10"})
    EXPECT_EQ(ReadMappedCount(text), std::nullopt) << text;
}

TEST(MappingValue, ZonesAreOffsets) {
  EXPECT_EQ(ReadZoneOffset("+08:00")->minutes, 480);
  EXPECT_EQ(ReadZoneOffset("-05:30")->minutes, -330);
  EXPECT_EQ(ReadZoneOffset("Z")->minutes, 0);
  for (const std::string_view text : {"", "8", "+8:00", "+08:60", "Asia/Shanghai", "+25:00", "Zulu"})
    EXPECT_FALSE(ReadZoneOffset(text).has_value()) << text;
}

TEST(MappingValue, WhiteSpaceAtTheEndsGoes) {
  EXPECT_EQ(TrimmedText(" \u3000 a b\t\u3000\n"), "a b");
  EXPECT_EQ(TrimmedText("\u3000 \u3000"), "");
  EXPECT_EQ(TrimmedText("\u00a0\u3000a\u00a0b \u00a0"), "a\u00a0b");
}

}  // namespace
}  // namespace groundswell
