// Configured patterns: what they take, what they leave, and that wrong ones are refused by name.
#include "models/redact_patterns.h"

#include <gtest/gtest.h>

#include <thread>

#include "models/text_cleaner.h"

namespace groundswell {
namespace {

RedactPatterns Patterns(const std::vector<std::string>& patterns) {
  auto parsed = RedactPatterns::Parse(patterns);
  EXPECT_TRUE(parsed.ok()) << (parsed.ok() ? "" : parsed.status().message());
  return std::move(*parsed);
}
std::string Redacted(const std::vector<std::string>& patterns, std::string text) {
  const RedactPatterns parsed = Patterns(patterns);
  std::string scratch;
  parsed.Redact(&text, &scratch);
  std::string again = text;
  EXPECT_FALSE(parsed.Redact(&again, &scratch)) << "a second time changed " << text;
  return text;
}
std::string ErrorOf(const std::string& pattern) {
  const auto parsed = RedactPatterns::Parse({{pattern}});
  return parsed.ok() ? "" : parsed.status().message();
}

TEST(RedactPatterns, what_matches_becomes_its_kind) {
  EXPECT_EQ(Redacted({R"(order:\d{12,20})", R"(policy:P[A-Z]{2}\d{8})"}, "订单202006051234567,保单PAB12345678!"),
            "订单[order],保单[policy]!");
}
TEST(RedactPatterns, the_longest_from_the_first_place_wins) {
  EXPECT_EQ(Redacted({R"(a:\d{4})", R"(b:\d{4,8})"}, "12345678"), "[b]");
}
TEST(RedactPatterns, of_a_longer_run_the_rest_stays_when_it_is_too_short) {
  EXPECT_EQ(Redacted({R"(order:\d{12,20})"}, "1234567890123456789012345"), "[order]12345");
}
TEST(RedactPatterns, chinese_words_in_a_pattern) {
  EXPECT_EQ(Redacted({R"(order:订单号?:? ?\d{6,})"}, "我的订单号:123456没到"), "我的[order]没到");
}
TEST(RedactPatterns, marks_are_not_matched_into) {
  EXPECT_EQ(Redacted({R"(x:phone|\[)"}, "[phone] phone"), "[phone] [x]");
}
TEST(RedactPatterns, none_change_nothing) { EXPECT_EQ(Redacted({}, "订单202006051234567"), "订单202006051234567"); }
TEST(RedactPatterns, are_a_part_of_cleaning) {
  const RedactPatterns patterns = Patterns({R"(order:\d{12,20})"});
  std::string out;
  CleanText("單號２０２００６０５１２３４５６７", &out, &patterns);
  EXPECT_EQ(out, "单号[order]");
}
TEST(RedactPatterns, two_sets_take_turns_on_one_thread_and_one_serves_two_threads) {
  const RedactPatterns a = Patterns({"a:x+"}), b = Patterns({"b:y+", "c:z+"});
  const auto run = [&] {
    std::string text, scratch;
    for (int i = 0; i < 100; ++i) {
      text = "xyz";
      a.Redact(&text, &scratch);
      b.Redact(&text, &scratch);
      EXPECT_EQ(text, "[a][b][c]");
    }
  };
  std::thread other(run);
  run();
  other.join();
}
TEST(RedactPatterns, a_pattern_without_a_kind_is_refused) { EXPECT_NE(ErrorOf(R"(\d{12})"), ""); }
TEST(RedactPatterns, a_kind_in_capitals_is_refused) { EXPECT_NE(ErrorOf("Order:1"), ""); }
TEST(RedactPatterns, a_broken_pattern_is_refused_by_name) {
  EXPECT_NE(ErrorOf("order:(12").find("'order:(12' cannot be used"), std::string::npos) << ErrorOf("order:(12");
}
TEST(RedactPatterns, a_pattern_that_matches_nothing_at_all_is_refused) { EXPECT_NE(ErrorOf("order:\\d*"), ""); }
TEST(RedactPatterns, a_back_reference_is_refused) { EXPECT_NE(ErrorOf(R"(order:(\d)\1)"), ""); }

}  // namespace
}  // namespace groundswell
