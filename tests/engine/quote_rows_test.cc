// Quotes in rows: found by who wrote them, and emptied together with that.
#include "engine/quote_rows.h"

#include <gtest/gtest.h>

#include "models/quoting_row.h"

namespace groundswell {
namespace {

constexpr std::string_view kJson =
    "{\"title\":\"甲说\",\"cause\":{\"evidence\":[{\"id\":\"a\",\"channel\":\"w\",\"text\":\"说\"}]},"
    "\"representatives\":["
    "{\"id\":\"a\",\"channel\":\"w\",\"text\":\"甲说\"},{\"id\":\"b\",\"channel\":\"w\",\"text\":\"乙说\"},"
    "{\"id\":\"c\",\"channel\":\"w\",\"text\":\"甲又说\"}]}";

std::string Row() { return QuotingRow(kJson, std::vector<PersonHash>{{7}, {8}, {7}}); }

std::string MarksOf(PersonHash person, std::string_view row) {
  std::string marks;
  ForEachQuoteOf(person, row, [&](std::string_view mark) { marks.append(mark).append(" "); });
  return marks;
}

TEST(QuoteRows, AreFoundByWhoWroteThem) {
  EXPECT_EQ(MarksOf({7}, Row()), "{\"id\":\"a\",\"channel\":\"w\" {\"id\":\"c\",\"channel\":\"w\" ");
  EXPECT_EQ(MarksOf({8}, Row()), "{\"id\":\"b\",\"channel\":\"w\" ");
  EXPECT_EQ(MarksOf({9}, Row()), "");
  EXPECT_EQ(MarksOf({7}, kJson), "") << "of a row of before there were hashes";
}

TEST(QuoteRows, LoseTheWordsOfAPostAndWhoWroteIt) {
  std::string row = Row();
  EXPECT_TRUE(ForgetQuote("w", "a", &row));
  EXPECT_EQ(row.find("甲说"), std::string::npos) << row;
  EXPECT_NE(row.find("乙说"), std::string::npos);
  EXPECT_EQ(WritersOfRow(row), (std::vector<PersonHash>{{}, {8}, {7}}));
  EXPECT_FALSE(ForgetQuote("w", "none", &row));
  EXPECT_FALSE(ForgetQuote("other", "b", &row));
}

TEST(QuoteRows, OfBeforeThereWereHashesLoseTheWords) {
  std::string row(kJson);
  EXPECT_TRUE(ForgetQuote("w", "b", &row));
  EXPECT_EQ(row.find("乙说"), std::string::npos);
  EXPECT_EQ(row.find('\n'), std::string::npos);
}

}  // namespace
}  // namespace groundswell
