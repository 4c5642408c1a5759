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
      {"2018-07-16 05:00:56 UTC", "2018-07-16T05:00:56.000Z"},
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

TEST(MappingValue, TimesThatMeanNothingAloneAreRefusedByName) {
  EXPECT_EQ(Read("3小时前"), TimeFaultText(TimeFault::kRelative));
  for (const std::string_view text :
       {"刚刚", "昨天 12:30", "今天 08:00", "5 minutes ago", "yesterday", "just now", "2天前"})
    EXPECT_EQ(Read(text), TimeFaultText(TimeFault::kRelative)) << text;
  for (const std::string_view text : {"07-16 05:00", "7月16日 05:00", "07/16"})
    EXPECT_EQ(Read(text), TimeFaultText(TimeFault::kNoYear)) << text;
  for (const std::string_view text :
       {"", "x", "5m", "2018-13-01", "2018-02-30", "2018-07-16T24:00", "2018-07-16 05:00:56.", "2018-07-16 05:00 x",
        "Mon Jul 32 05:00:56 +0800 2018", "1531688456x", "1.2.3", "16 Jul", "2018-07", "-5", "09:00"})
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
}

}  // namespace
}  // namespace groundswell
