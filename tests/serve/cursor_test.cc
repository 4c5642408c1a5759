#include "serve/cursor.h"

#include <gtest/gtest.h>

namespace groundswell {
namespace {

using Words = std::vector<std::string>;

std::optional<Words> Back(const std::string& cursor, size_t count = 2) { return DecodeCursor("k1", cursor, count); }

TEST(CursorTest, GivesBackItsWords) {
  EXPECT_EQ(Back(EncodeCursor("k1", {"17", "00ff"})), (Words{"17", "00ff"}));
  EXPECT_EQ(Back(EncodeCursor("k1", {"-1"}), 1), (Words{"-1"}));
  EXPECT_EQ(Back(EncodeCursor("k1", {"12345678901234567890"}), 1), (Words{"12345678901234567890"}));
}

TEST(CursorTest, HasCharactersThatAQueryTakesAsTheyAre) {
  const std::string cursor = EncodeCursor("k1", {"\xff\xfe\xfd", "\xfb\xef\xbe"});
  EXPECT_EQ(cursor.find_first_of("+/=&#% "), std::string::npos) << cursor;
}

TEST(CursorTest, TakesNothingElse) {
  EXPECT_FALSE(Back(""));
  EXPECT_FALSE(Back("!"));
  EXPECT_FALSE(Back("a"));
  EXPECT_FALSE(Back("hello"));
  EXPECT_FALSE(Back(EncodeCursor("k2", {"1", "2"})));
  EXPECT_FALSE(Back(EncodeCursor("k1", {"1"})));
  EXPECT_FALSE(Back(EncodeCursor("k1", {"1", "2", "3"})));
  EXPECT_FALSE(Back(EncodeCursor("k1", {"1", ""})));
  EXPECT_FALSE(Back(EncodeCursor("k1", {"1", "2"}) + "A"));
  EXPECT_FALSE(Back(EncodeCursor("k1", {"1", "2"}) + "="));
  EXPECT_FALSE(Back(std::string(1'000, 'A')));
}

TEST(CursorTest, NumbersAreWhole) {
  EXPECT_EQ(ParseUnsigned("0"), 0u);
  EXPECT_EQ(ParseUnsigned("18446744073709551615"), 18446744073709551615u);
  EXPECT_FALSE(ParseUnsigned("18446744073709551616"));
  EXPECT_FALSE(ParseUnsigned("-1"));
  EXPECT_FALSE(ParseUnsigned("1 "));
  EXPECT_FALSE(ParseUnsigned(""));
  EXPECT_FALSE(ParseUnsigned("+1"));
  EXPECT_EQ(ParseSigned("-5"), -5);
}

}  // namespace
}  // namespace groundswell
