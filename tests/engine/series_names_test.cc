#include "engine/series_names.h"

#include <gtest/gtest.h>

namespace groundswell {
namespace {

TEST(SeriesNames, TheFirstHaveASeriesAndThatIsNotTakenFromThem) {
  SeriesNames names;
  for (size_t i = 0; i < SeriesNames::kNamesMax; ++i) EXPECT_EQ(names.Take(std::to_string(i)), std::to_string(i));
  EXPECT_EQ(names.Take("one more"), "");
  EXPECT_EQ(names.Take("0"), "0");
}

TEST(SeriesNames, WhatWasSavedIsKnownAgainAndDamageIsTold) {
  SeriesNames names, again;
  for (const auto* name : {"上海", "", "成都"}) names.Take(name);
  std::string bytes, second;
  ByteWriter writer(&bytes), other(&second);
  names.Save(&writer);
  ByteReader reader(bytes);
  ASSERT_TRUE(again.Load(&reader));
  again.Save(&other);
  EXPECT_EQ(bytes, second);
  for (size_t length = 0; length < bytes.size(); ++length) {
    ByteReader cut(std::string_view(bytes).substr(0, length));
    EXPECT_FALSE(again.Load(&cut)) << length;
  }
}

TEST(SeriesNames, NamesStayWhereTheyAreWhileOthersCome) {
  SeriesNames names;
  const std::string_view first = names.Take("a");
  for (size_t i = 0; i < SeriesNames::kNamesMax; ++i) names.Take("another " + std::to_string(i));
  EXPECT_EQ(first.data(), names.Take("a").data());
}

}  // namespace
}  // namespace groundswell
