// Event times: what is read, what is refused, and that every time reads back as it was written.
#include "base/time.h"

#include <gtest/gtest.h>

#include <random>

namespace groundswell {
namespace {

struct Read {
  const char* text;
  const char* utc;
};

void ExpectRead(const Read& c, const ZoneOffset* zone) {
  SCOPED_TRACE(c.text);
  const auto time = ParseEventTime(c.text, zone);
  ASSERT_TRUE(time.ok()) << time.status().message();
  EXPECT_EQ(FormatEventTime(*time), c.utc);
}

TEST(ParseEventTime, ReadsTheseForms) {
  const Read kCases[] = {
      {"1970-01-01T00:00:00Z", "1970-01-01T00:00:00.000Z"},
      {"2020-06-05T00:00:00+08:00", "2020-06-04T16:00:00.000Z"},
      {"2020-06-05T00:00:00+0800", "2020-06-04T16:00:00.000Z"},
      {"2020-06-05T00:00:00-05:30", "2020-06-05T05:30:00.000Z"},
      {"2020-06-05T00:00:00-00:00", "2020-06-05T00:00:00.000Z"},
      {"2020-06-05 00:00:00Z", "2020-06-05T00:00:00.000Z"},
      {"2020-06-05t00:00:00z", "2020-06-05T00:00:00.000Z"},
      {"2020-06-05T12:34Z", "2020-06-05T12:34:00.000Z"},
      {"2020-06-05T00:00:00.5Z", "2020-06-05T00:00:00.500Z"},
      {"2020-06-05T00:00:00,25Z", "2020-06-05T00:00:00.250Z"},
      {"2020-06-05T00:00:00.123456789012345678901234567890Z", "2020-06-05T00:00:00.123Z"},
      {"2020-06-05T00:00:00.9999Z", "2020-06-05T00:00:00.999Z"},
      {"2016-12-31T23:59:60Z", "2016-12-31T23:59:59.000Z"},
      {"2020-02-29T00:00:00Z", "2020-02-29T00:00:00.000Z"},
      {"2000-02-29T00:00:00Z", "2000-02-29T00:00:00.000Z"},
      {"2020-03-01T00:30:00+01:00", "2020-02-29T23:30:00.000Z"},
      {"1969-12-31T23:59:59-00:01", "1970-01-01T00:00:59.000Z"},
      {"9999-12-31T23:59:59.999Z", "9999-12-31T23:59:59.999Z"},
  };
  for (const Read& c : kCases) ExpectRead(c, nullptr);
}

TEST(ParseEventTime, ReadsTimesWithoutOffsetInTheZoneOfTheChannel) {
  const ZoneOffset kBeijing{480}, kNepal{345}, kNewfoundland{-210}, kUtc{0};
  ExpectRead({"2020-06-05", "2020-06-04T16:00:00.000Z"}, &kBeijing);
  ExpectRead({"2020-06-05 00:00", "2020-06-04T16:00:00.000Z"}, &kBeijing);
  ExpectRead({"2020-06-05T12:00:00", "2020-06-05T06:15:00.000Z"}, &kNepal);
  ExpectRead({"2020-06-05T12:00:00.5", "2020-06-05T15:30:00.500Z"}, &kNewfoundland);
  ExpectRead({"2020-06-05", "2020-06-05T00:00:00.000Z"}, &kUtc);
  // An offset that is written wins over the zone.
  ExpectRead({"2020-06-05T00:00:00Z", "2020-06-05T00:00:00.000Z"}, &kBeijing);
}

TEST(ParseEventTime, RefusesTheseForms) {
  const char* kCases[] = {
      "",
      "2020",
      "2020-06",
      "2020-6-5",
      "20200605",
      "2020-06-05",           // no offset, no zone
      "2020-06-05T00:00:00",  // no offset, no zone
      "2020-00-05T00:00:00Z",
      "2020-13-05T00:00:00Z",
      "2020-06-00T00:00:00Z",
      "2020-06-31T00:00:00Z",
      "2019-02-29T00:00:00Z",
      "1900-02-29T00:00:00Z",
      "2020-06-05T24:00:00Z",
      "2020-06-05T00:60:00Z",
      "2020-06-05T00:00:61Z",
      "2020-06-05T00:00:00.Z",
      "2020-06-05T00:00:00+24:00",
      "2020-06-05T00:00:00+08:60",
      "2020-06-05T00:00:00+8",
      "2020-06-05T00:00:00+08:00x",
      "2020-06-05T00:00:00Z ",
      " 2020-06-05T00:00:00Z",
      "2020-06-05T00:00:00 +08:00",
      "2020-06-05x00:00:00Z",
      "2020-06-05T",
      "2020-06-05T00",
      "2020-06-05T00:",
      "2020-06-05T-1:00:00Z",
      "+020-06-05T00:00:00Z",
      "1969-12-31T23:59:59Z",
      "1970-01-01T00:00:00+00:01",
      "9999-12-31T23:59:59-00:01",
      "1591286400000",
      "now",
  };
  for (const char* text : kCases) {
    SCOPED_TRACE(text);
    const auto time = ParseEventTime(text, nullptr);
    ASSERT_FALSE(time.ok());
    EXPECT_EQ(time.status().code(), Code::kInvalid);
    EXPECT_FALSE(time.status().message().empty());
  }
}

TEST(ParseEventTime, ReadsWhatFormatWroteForRandomTimesInRandomZones) {
  constexpr uint64_t kSeed = 20260131;
  SCOPED_TRACE("seed " + std::to_string(kSeed));
  std::mt19937_64 random(kSeed);
  // A day within either limit, so that no offset leaves them.
  std::uniform_int_distribution<int64_t> times(kEventTimeMin.ms + kDayMs, kEventTimeMax.ms - kDayMs);
  std::uniform_int_distribution<int> offsets(-14 * 60, 14 * 60);
  for (int i = 0; i < 100000; ++i) {
    const EventTime time{times(random)};
    const std::string text = FormatEventTime(time);
    ASSERT_EQ(text.size(), 24u) << text;
    const auto back = ParseEventTime(text, nullptr);
    ASSERT_TRUE(back.ok()) << text;
    ASSERT_EQ(back->ms, time.ms) << text;
    // The same instant as a clock in another zone shows it, with the offset written and with the zone given.
    const ZoneOffset zone{offsets(random)};
    std::string local = FormatEventTime({time.ms + zone.minutes * 60 * kSecondMs});
    local.pop_back();
    const auto in_zone = ParseEventTime(local, &zone);
    ASSERT_TRUE(in_zone.ok()) << local;
    ASSERT_EQ(in_zone->ms, time.ms) << local << " at " << zone.minutes;
    const int minutes = std::abs(zone.minutes);
    const std::string offset = {zone.minutes < 0 ? '-' : '+',
                                static_cast<char>('0' + minutes / 600),
                                static_cast<char>('0' + minutes / 60 % 10),
                                ':',
                                static_cast<char>('0' + minutes % 60 / 10),
                                static_cast<char>('0' + minutes % 10)};
    const auto with_offset = ParseEventTime(local + offset, nullptr);
    ASSERT_TRUE(with_offset.ok()) << local << offset;
    ASSERT_EQ(with_offset->ms, time.ms) << local << offset;
  }
}

TEST(ParseEventTime, AnyDamageToATimeIsReadOrRefused) {
  constexpr uint64_t kSeed = 7;
  SCOPED_TRACE("seed " + std::to_string(kSeed));
  std::mt19937 random(kSeed);
  for (int i = 0; i < 200000; ++i) {
    std::string text = "2020-06-05T12:34:56.789+08:00";
    text[random() % text.size()] = static_cast<char>(random());
    text.resize(random() % (text.size() + 1));
    if (const auto time = ParseEventTime(text, nullptr); time.ok()) {
      ASSERT_GE(*time, kEventTimeMin);
      ASSERT_LE(*time, kEventTimeMax);
    }
  }
}

TEST(EventTime, NoneIsBeforeEveryTime) {
  EXPECT_TRUE(EventTime().is_none());
  EXPECT_LT(EventTime::None(), kEventTimeMin);
  EXPECT_FALSE(kEventTimeMin.is_none());
}

TEST(FormatEventTimeDeathTest, TimesOutsideTheLimitsStopTheProgram) {
  EXPECT_DEATH(FormatEventTime(EventTime::None()), "kEventTimeMin");
  EXPECT_DEATH(FormatEventTime({kEventTimeMax.ms + 1}), "kEventTimeMax");
}

}  // namespace
}  // namespace groundswell
