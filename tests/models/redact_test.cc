// Personal data: what is found, and what must not be mistaken for it. All numbers are made up or published test
// numbers.
#include "models/redact.h"

#include <gtest/gtest.h>

namespace groundswell {
namespace {

std::string Redacted(std::string text) {
  std::string scratch, again;
  const std::string before = text;
  const bool changed = Redact(&text, &scratch);
  EXPECT_EQ(changed, text != before);
  again = text;
  EXPECT_FALSE(Redact(&again, &scratch)) << "a second time changed " << text;
  return text;
}
std::string Same(const std::string& text) { return Redacted(text) == text ? "" : Redacted(text); }

TEST(Redact, mobile) { EXPECT_EQ(Redacted("电话13800138000快打"), "电话[phone]快打"); }
TEST(Redact, mobile_in_groups) { EXPECT_EQ(Redacted("138 0013 8000/138-0013-8000"), "[phone]/[phone]"); }
TEST(Redact, mobile_with_country_code) {
  EXPECT_EQ(Redacted("+8613800138000 +86 138 0013 8000 8613800138000"), "[phone] [phone] [phone]");
}
TEST(Redact, mobile_with_bracketed_code) { EXPECT_EQ(Redacted("(+86)13800138000"), "[phone]"); }
TEST(Redact, mobile_beside_letters) { EXPECT_EQ(Redacted("vx13800138000a"), "vx[phone]a"); }
TEST(Redact, mobiles_in_a_row) {
  EXPECT_EQ(Redacted("13800138000.13900139000,15000150000"), "[phone].[phone],[phone]");
}
TEST(Redact, mobile_with_an_impossible_second_digit) { EXPECT_EQ(Same("12800138000"), ""); }
TEST(Redact, landline) { EXPECT_EQ(Redacted("010-12345678 (0755)2345678 021 6234 5678"), "[phone] [phone] [phone]"); }
TEST(Redact, landline_without_separator) { EXPECT_EQ(Redacted("致电02162345678"), "致电[phone]"); }
TEST(Redact, service_numbers_stay) { EXPECT_EQ(Same("95588 400-820-8820 4008208820 800-830-8855 12315"), ""); }
TEST(Redact, foreign_numbers) { EXPECT_EQ(Redacted("+852 9123 4567 or +1 (415) 555-2671"), "[phone] or [phone]"); }
TEST(Redact, north_american_numbers) { EXPECT_EQ(Redacted("415-555-2671, (415) 555-2671"), "[phone], [phone]"); }
TEST(Redact, free_north_american_numbers_stay) { EXPECT_EQ(Same("888-555-2671"), ""); }

TEST(Redact, identity_card) {
  EXPECT_EQ(Redacted("身份证11010519491231002X,11010519491231002x"), "身份证[idcard],[idcard]");
}
TEST(Redact, identity_card_in_groups) { EXPECT_EQ(Redacted("110105 19491231 002X"), "[idcard]"); }
TEST(Redact, identity_card_with_a_wrong_check_digit_stays) { EXPECT_EQ(Same("110105194912310021"), ""); }
TEST(Redact, identity_card_with_an_impossible_birthday_stays) { EXPECT_EQ(Same("110105194913310027"), ""); }

TEST(Redact, bank_cards) { EXPECT_EQ(Redacted("卡4111111111111111或5500005555555559"), "卡[card]或[card]"); }
TEST(Redact, bank_cards_in_groups) {
  EXPECT_EQ(Redacted("4111 1111 1111 1111 / 4111-1111-1111-1111"), "[card] / [card]");
}
TEST(Redact, amex) { EXPECT_EQ(Redacted("3782 822463 10005"), "[card]"); }
TEST(Redact, union_pay_of_19_places) {
  EXPECT_EQ(Redacted("6222020200000000014 622202 0200000000014"), "[card] [card]");
}
TEST(Redact, failing_luhn_stays) { EXPECT_EQ(Same("4111111111111112"), ""); }
TEST(Redact, order_numbers_stay) { EXPECT_EQ(Same("订单20200605123456789012 单号1591315200000 JD0012345"), ""); }
TEST(Redact, numbers_after_an_order_word_stay) {
  EXPECT_EQ(Same("订单号:13800138000 快递单号 15900150000 Order #4111111111111111 工单编号:13800138000"), "");
}
TEST(Redact, laughter_stays) { EXPECT_EQ(Same("好好笑2333333333333333"), ""); }
TEST(Redact, longer_numbers_stay) { EXPECT_EQ(Same("41111111111111114111111111111111"), ""); }

TEST(Redact, emails) { EXPECT_EQ(Redacted("邮箱a.b+c@mail.example.com吧, x_1@qq.com."), "邮箱[email]吧, [email]."); }
TEST(Redact, email_named_by_a_number) { EXPECT_EQ(Redacted("13800138000@163.com"), "[email]"); }
TEST(Redact, mentions_stay) { EXPECT_EQ(Same("@united @小王 @user@mastodon.social a @ b"), ""); }
TEST(Redact, no_domain_no_email) { EXPECT_EQ(Same("a@b 5@6.7 @.com"), ""); }

TEST(Redact, dates_times_and_prices_stay) {
  EXPECT_EQ(Same("2020-06-05 12:30:00 2020.06.05 ￥13800138 0.13800138000 20200605"), "");
}
TEST(Redact, pages_and_posts_of_a_url_stay) {
  EXPECT_EQ(Same("http://weibo.com/u/13800138000 weibo.com/4111111111111111 t.cn/4111111111111111"), "");
}
TEST(Redact, parameters_of_a_url) { EXPECT_EQ(Redacted("http://x.com/?tel=13800138000"), "http://x.com/?tel=[phone]"); }
TEST(Redact, marks_stay) { EXPECT_EQ(Same("[phone][card] [idcard] [email]@x.com"), ""); }

}  // namespace
}  // namespace groundswell
