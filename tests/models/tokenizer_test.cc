#include "models/tokenizer.h"

#include <gtest/gtest.h>

#include <string>

namespace groundswell {
namespace {

// The words of a text as ForEachTerm names them, stops in brackets.
std::string TermsOf(std::string_view folded) {
  std::string out;
  Tokenizer::ForEachTerm(folded, [&](uint32_t, std::string_view text, bool is_stop) {
    if (!out.empty()) out += ' ';
    out += is_stop ? "(" + std::string(text) + ")" : std::string(text);
  });
  return out;
}

TEST(Tokenizer, NamesTheTermsOfAText) {
  struct Case {
    const char *text, *terms;
  };
  const Case kCases[] = {
      {"", ""},
      {"the flight was delayed", "(the) flight (was) delayed"},
      {"b柱异响", "b 柱异 异响"},
      {"车", "车"},
      {"退 款", "退 款"},
      {"我的银行", "(我的) (的银) 银行"},
      {"see https://t.co/abc now", "see (now)"},
      {"气死了[怒]", "气死 (死了) ([怒])"},
      {"[]x[", "x"},
      {"don't 2 times", "(don't) 2 times"},
      {"😡退款", "(😡) 退款"},
      {"a\xff\xfe"
       "b",
       "(a) b"},
  };
  for (const Case& c : kCases) EXPECT_EQ(TermsOf(c.text), c.terms) << c.text;
}

TEST(Tokenizer, ATermComesOnceWithItsCount) {
  Tokenizer tokenizer;
  std::vector<Term> terms;
  EXPECT_EQ(tokenizer.Tokenize("refund refund refunds now", &terms), 2u);
  ASSERT_EQ(terms.size(), 2u);
  EXPECT_EQ(terms[0].count, 3);
  EXPECT_FALSE(terms[0].is_stop);
  EXPECT_TRUE(terms[1].is_stop);
}

TEST(Tokenizer, TextsDoNotMix) {
  Tokenizer tokenizer;
  std::vector<Term> terms;
  tokenizer.Tokenize("refund", &terms);
  tokenizer.Tokenize("refund", &terms);
  ASSERT_EQ(terms.size(), 2u);
  EXPECT_EQ(terms[0].hash, terms[1].hash);
  EXPECT_EQ(terms[1].count, 1);
}

TEST(Tokenizer, ALongTextIsBounded) {
  std::string text;
  for (int i = 0; i < 5000; ++i) text += "w" + std::to_string(i) + "x ";
  Tokenizer tokenizer;
  std::vector<Term> terms;
  EXPECT_EQ(tokenizer.Tokenize(text, &terms), kTermsMax);
}

}  // namespace
}  // namespace groundswell
