// Rows that quote: the JSON that is shown, and who wrote the quotes, which is not.
#include "models/quoting_row.h"

#include <gtest/gtest.h>

namespace groundswell {
namespace {

using Writers = std::vector<PersonHash>;

TEST(QuotingRow, KeepsItsJsonAndWritersApart) {
  const Writers writers = {{1}, {}, {0xfedcba9876543210}};
  const std::string row = QuotingRow("{\"a\":1}", writers);
  EXPECT_EQ(row, "{\"a\":1}\n00000000000000010000000000000000fedcba9876543210");
  EXPECT_EQ(JsonOfRow(row), "{\"a\":1}");
  EXPECT_EQ(WritersOfRow(row), writers);
}

TEST(QuotingRow, WithoutQuotesIsItsJson) {
  EXPECT_EQ(QuotingRow("{}", {}), "{}");
  EXPECT_EQ(JsonOfRow("{}"), "{}");
  EXPECT_EQ(WritersOfRow("{}"), Writers());
}

TEST(QuotingRow, ThatIsCutShortTellsTheWritersThatAreWhole) {
  EXPECT_EQ(WritersOfRow("{}\n0000000000000001000"), Writers{{1}});
  EXPECT_EQ(WritersOfRow("{}\n"), Writers());
}

}  // namespace
}  // namespace groundswell
