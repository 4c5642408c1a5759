// JsonWriter: commas, nesting, escapes, numbers.
#include "base/json_writer.h"

#include <gtest/gtest.h>

#include <charconv>
#include <limits>
#include <random>

namespace groundswell {
namespace {

std::string Escaped(std::string_view text) {
  std::string out;
  AppendJsonString(text, &out);
  return out;
}

std::string NumberText(double value) {
  std::string out;
  JsonWriter(&out).Number(value);
  return out;
}

TEST(JsonWriter, PutsCommasWhereTheyBelong) {
  std::string out;
  JsonWriter json(&out);
  json.BeginObject().Key("a").Integer(1).Key("b").BeginArray().Integer(1).Text("x").BeginObject().EndObject();
  json.BeginArray().EndArray().Null().EndArray().Key("c").BeginObject().Key("d").Bool(true).Key("e").Bool(false);
  json.EndObject().Key("f").Raw("[1,2]").Key("g").Number(0.5).EndObject();
  EXPECT_EQ(out, R"({"a":1,"b":[1,"x",{},[],null],"c":{"d":true,"e":false},"f":[1,2],"g":0.5})");
}

TEST(JsonWriter, AppendsToWhatIsThere) {
  std::string out = "data: ";
  JsonWriter(&out).BeginArray().EndArray();
  EXPECT_EQ(out, "data: []");
}

TEST(JsonWriter, WritesTimesInUtc) {
  std::string out;
  JsonWriter(&out).BeginArray().Time({0}).Time({1591286400001}).EndArray();
  EXPECT_EQ(out, R"(["1970-01-01T00:00:00.000Z","2020-06-04T16:00:00.001Z"])");
}

TEST(JsonWriter, EscapesWhatJsonAsksForAndNothingElse) {
  EXPECT_EQ(Escaped(""), R"("")");
  EXPECT_EQ(Escaped("plain 海桥 😡 /\x7f"), "\"plain 海桥 😡 /\x7f\"");
  EXPECT_EQ(Escaped("a\"b\\c"), R"("a\"b\\c")");
  EXPECT_EQ(Escaped("\n\r\t"), R"("\n\r\t")");
  EXPECT_EQ(Escaped(std::string_view("\0\x01\x1f", 3)), R"("\u0000\u0001\u001f")");
  EXPECT_EQ(Escaped("\""), R"("\"")");
}

TEST(JsonWriter, EscapesKeys) {
  std::string out;
  JsonWriter(&out).BeginObject().Key("a\"b").Null().EndObject();
  EXPECT_EQ(out, R"({"a\"b":null})");
}

TEST(JsonWriter, IntegersReachTheirLimits) {
  std::string out;
  JsonWriter json(&out);
  json.BeginArray().Integer(std::numeric_limits<int64_t>::min()).Integer(std::numeric_limits<int64_t>::max());
  json.Integer(0).EndArray();
  EXPECT_EQ(out, "[-9223372036854775808,9223372036854775807,0]");
}

TEST(JsonWriter, NumbersAreShortAndReadBackTheSame) {
  EXPECT_EQ(NumberText(0), "0");
  EXPECT_EQ(NumberText(0.1), "0.1");
  EXPECT_EQ(NumberText(-2.5), "-2.5");
  EXPECT_EQ(NumberText(1e300), "1e+300");
  constexpr uint64_t kSeed = 5;
  SCOPED_TRACE("seed " + std::to_string(kSeed));
  std::mt19937_64 random(kSeed);
  std::uniform_real_distribution<double> exponents(-300, 300), mantissas(-1, 1);
  for (int i = 0; i < 20000; ++i) {
    const double value = mantissas(random) * std::pow(10, exponents(random));
    const std::string text = NumberText(value);
    double back = 0;
    std::from_chars(text.data(), text.data() + text.size(), back);
    ASSERT_EQ(back, value) << text;
  }
}

TEST(JsonWriter, WhatIsNotFiniteIsNull) {
  EXPECT_EQ(NumberText(std::numeric_limits<double>::infinity()), "null");
  EXPECT_EQ(NumberText(-std::numeric_limits<double>::infinity()), "null");
  EXPECT_EQ(NumberText(std::numeric_limits<double>::quiet_NaN()), "null");
}

TEST(JsonWriter, ANullNumberInAListKeepsItsCommas) {
  std::string out;
  JsonWriter(&out).BeginArray().Number(1).Number(std::numeric_limits<double>::quiet_NaN()).Number(2).EndArray();
  EXPECT_EQ(out, "[1,null,2]");
}

}  // namespace
}  // namespace groundswell
