#include "base/http_target.h"

#include <gtest/gtest.h>

namespace groundswell {
namespace {

using Pairs = std::vector<std::pair<std::string, std::string>>;

std::string Decoded(std::string_view text) { return PercentDecode(text).value_or("refused"); }

TEST(HttpTargetTest, EscapesAreDecodedOnceAndBadOnesRefused) {
  const auto check = [](std::string_view text, std::string_view want) { EXPECT_EQ(Decoded(text), want) << text; };
  check("", "");
  check("plain", "plain");
  check("a%20b", "a b");
  check("a+b", "a+b");
  check("%41%6a%6A", "Ajj");
  check("%2541", "%41");
  check("%2F..%2F", "/../");
  check("%E6%B5%B7", "海");
  check("海", "海");
  check("%", "refused");
  check("%4", "refused");
  check("abc%4", "refused");
  check("%4g", "refused");
  check("%%41", "refused");
  check("%-1", "refused");
}

TEST(HttpTargetTest, WhatIsNotUtf8IsRefused) {
  const auto refused = [](std::string_view text) { EXPECT_FALSE(PercentDecode(text)) << text; };
  refused("%FF");
  refused("%C0%80");        // an overlong NUL
  refused("%E6%B5");        // cut short
  refused("%ED%A0%80");     // a surrogate
  refused("%F4%90%80%80");  // above U+10FFFF
  refused("%F0%80%80%80");  // overlong
  refused("%E0%80%80");     // overlong
  refused("%80");           // a tail alone
  EXPECT_TRUE(PercentDecode("%F0%9F%98%80"));
  EXPECT_TRUE(PercentDecode("%C2%80%ED%9F%BF%EE%80%80%F4%8F%BF%BF"));
}

TEST(HttpTargetTest, QueriesAreSplitAndDecoded) {
  const auto check = [](std::string_view query, const Pairs& want) { EXPECT_EQ(ParseQuery(query), want) << query; };
  check("", {});
  check("a=1", {{"a", "1"}});
  check("a=1&b=2", {{"a", "1"}, {"b", "2"}});
  check("a=1&a=2", {{"a", "1"}, {"a", "2"}});
  check("&&a=1&", {{"a", "1"}});
  check("a", {{"a", ""}});
  check("a=", {{"a", ""}});
  check("=1", {{"", "1"}});
  check("a=b=c", {{"a", "b=c"}});
  check("q=x+y%2Bz", {{"q", "x y+z"}});
  check("%71=%E6%B5%B7", {{"q", "海"}});
  check("a=%26", {{"a", "&"}});
  EXPECT_FALSE(ParseQuery("a=%"));
  EXPECT_FALSE(ParseQuery("%zz=1"));
  EXPECT_FALSE(ParseQuery("a=1&b=%FF"));
}

TEST(HttpTargetTest, HostsAreReadOutOfAuthorities) {
  const auto check = [](std::string_view authority, std::string_view want) { EXPECT_EQ(HostOf(authority), want); };
  check("localhost:8686", "localhost");
  check("localhost", "localhost");
  check("127.0.0.1:1", "127.0.0.1");
  check("[::1]:8686", "::1");
  check("[::1]", "::1");
  check("[::1", "");
  check("", "");
}

TEST(HttpTargetTest, OriginsNameAnAuthorityOrNone) {
  EXPECT_EQ(AuthorityOfOrigin("http://localhost:8686"), "localhost:8686");
  EXPECT_EQ(AuthorityOfOrigin("https://example.org"), "example.org");
  EXPECT_EQ(AuthorityOfOrigin("null"), "");
}

TEST(HttpTargetTest, CaseIsIgnoredForAsciiAlone) {
  EXPECT_TRUE(EqualsIgnoringCase("Content-TYPE", "content-type"));
  EXPECT_FALSE(EqualsIgnoringCase("a", "ab"));
  EXPECT_FALSE(EqualsIgnoringCase("@", "`"));
  EXPECT_FALSE(EqualsIgnoringCase("[", "{"));
}

}  // namespace
}  // namespace groundswell
