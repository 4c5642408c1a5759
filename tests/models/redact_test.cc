// Personal data: what is found, and what must not be mistaken for it. All numbers are made up or published test
// numbers.
#include "models/redact.h"

#include <gtest/gtest.h>

#include <ctime>

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

TEST(Redact, mobile_with_points_dashes_and_single_digits) {
  EXPECT_EQ(Redacted("138.0013.8000 138—0013—8000 13800-138000 1 3 8 0 0 1 3 8 0 0 0"),
            "[phone] [phone] [phone] [phone]");
}
TEST(Redact, mobile_in_chinese_words) {
  EXPECT_EQ(Redacted("打一三八零零一三八零零零,幺三八 零零一三 八零零零,1三8零零1三8零零零"),
            "打[phone],[phone],[phone]");
}
TEST(Redact, counting_in_chinese_words_stays) { EXPECT_EQ(Same("一二三四五六七八九十一二三,一三五七九"), ""); }
TEST(Redact, landline_with_extension) { EXPECT_EQ(Redacted("010-12345678-801 010-12345678转801"), "[phone] [phone]"); }
TEST(Redact, landline_with_the_country_code) {
  EXPECT_EQ(Redacted("+86-10-12345678 0086-10-12345678 86-21-62345678"), "[phone] [phone] [phone]");
}
TEST(Redact, landline_behind_its_word) {
  EXPECT_EQ(Redacted("座机62345678,电话:6234-5678"), "座机[phone],电话:[phone]");
}
TEST(Redact, days_behind_a_word_stay) { EXPECT_EQ(Same("电话20130506打过,手机 2013"), ""); }
TEST(Redact, numbers_with_wide_gaps) { EXPECT_EQ(Redacted("138 - 0013 - 8000"), "[phone]"); }
TEST(Redact, hong_kong_numbers) { EXPECT_EQ(Redacted("852-9123 4567 (853) 6612 3456"), "[phone] [phone]"); }
TEST(Redact, british_and_dialled_numbers) {
  EXPECT_EQ(Redacted("+44 20 7946 0958, +44 (0)20 7946 0958, 0044 20 7946 0958, 07911 123456"),
            "[phone], [phone], [phone], [phone]");
}
TEST(Redact, american_numbers_with_spaces_and_a_one) {
  EXPECT_EQ(Redacted("415 555 0123, 1-415-555-0123, (415)555-0123"), "[phone], [phone], [phone]");
}
TEST(Redact, round_amounts_stay) { EXPECT_EQ(Same("300 500 2000 and 12.05.2012-13.06.2012"), ""); }

TEST(Redact, old_identity_card) { EXPECT_EQ(Redacted("证件110105491231002"), "证件[idcard]"); }
TEST(Redact, fifteen_digits_without_a_birthday_stay) { EXPECT_EQ(Same("110105499931002"), ""); }
TEST(Redact, identity_card_with_a_wrong_check_digit_behind_its_word) {
  EXPECT_EQ(Redacted("身份证号:110105194912310021"), "身份证号:[idcard]");
}
TEST(Redact, identity_card_in_fours) { EXPECT_EQ(Redacted("1101 0519 4912 3100 2X"), "[idcard]"); }
TEST(Redact, passports_and_permits) {
  EXPECT_EQ(Redacted("护照E12345678 Passport No. EA1234567 通行证号:C12345678"),
            "护照[passport] Passport No. [passport] 通行证号:[passport]");
}
TEST(Redact, the_same_letters_without_the_word_stay) { EXPECT_EQ(Same("型号E12345678"), ""); }
TEST(Redact, cards_and_accounts_behind_their_word) {
  EXPECT_EQ(Redacted("卡号4111111111111112 账号1234567890"), "卡号[card] 账号[account]");
}
TEST(Redact, plates) {
  EXPECT_EQ(Redacted("京A12345,粤B·D12345,沪a 8b8b8,苏E12345D"), "[plate],[plate],[plate],[plate]");
}
TEST(Redact, plates_with_gaps_and_words) {
  EXPECT_EQ(Redacted("京 A12345,京·A·12345? 粤Z1234港 京A1234学 京A-12345"),
            "[plate],京·A·12345? [plate] [plate] [plate]");
}
TEST(Redact, models_of_cars_stay) { EXPECT_EQ(Same("全新A12345 新A6L 黑X5L20 奥迪A4L2020款 宝马X1 新K5"), ""); }
TEST(Redact, addresses_to_the_door) {
  EXPECT_EQ(Redacted("朝阳区建国路12号3栋2单元501室,住在翠湖小区8栋301,长宁路88弄6号101室"),
            "朝阳区[address],住在[address],[address]");
}
TEST(Redact, buildings_named_by_letters) { EXPECT_EQ(Redacted("翠湖花园A栋1203室"), "[address]"); }
TEST(Redact, numbered_streets) { EXPECT_EQ(Redacted("350 5th Avenue, 1234 W 42nd St"), "[address], [address]"); }
TEST(Redact, places_without_a_door_stay) {
  EXPECT_EQ(Same("建国路12号 6月12号 地铁2号线3号口 5楼 三室两厅3室2厅 12号楼下 8号 9点"), "");
}
TEST(Redact, english_addresses) {
  EXPECT_EQ(Redacted("12 Baker Street Apt 4, flat 3, 24 elm road; 221B Baker St."), "[address], [address]; [address].");
}
TEST(Redact, other_numbers_before_english_words_stay) {
  EXPECT_EQ(Same("2 hour drive, 5 more minutes down the road, 3 star way, 737 Max, 8 PM CT"), "");
}
TEST(Redact, ids_of_chats) {
  EXPECT_EQ(
      Redacted("微信:abc_123 加微信lovely2012 VX:tiger99 vxmoon2978 QQ12345678 扣扣 123456 Q:1234567 +V:abc1234"),
      "微信:[account] 加微信[account] VX:[account] vx[account] QQ[account] 扣扣 [account] Q:[account] +V:[account]");
}
TEST(Redact, words_about_chats_stay) { EXPECT_EQ(Same("微信iPhone版 微信 facebook QQ2012 qq邮箱 wechat pay"), ""); }

TEST(Redact, names_of_accounts_stay_but_for_mobile_numbers) {
  EXPECT_EQ(Redacted("@qq103195104 @wxx12345qq @鄂Ak4887 @杨杨-鲁UT1056 @m13800138000"),
            "@qq103195104 @wxx12345qq @鄂Ak4887 @杨杨-鲁UT1056 @m[phone]");
}
TEST(Redact, two_ids_behind_one_word) { EXPECT_EQ(Redacted("QQ:973593341 275514214"), "QQ:[account] 275514214"); }
TEST(Redact, ends_of_places_and_hashtags_stay) { EXPECT_EQ(Same("北京CBD200平 #速度与激情6# 1-5精彩"), ""); }

TEST(Redact, emails_hidden_from_machines) {
  EXPECT_EQ(Redacted("bob1(at)qq.com bob [at] gmail [dot] com bob.x AT sina.com.cn bob1 @ 163.com"),
            "[email] [email] [email] [email]");
}
TEST(Redact, lunch_at_a_site_stays) { EXPECT_EQ(Same("lunch at amazon.com, look at this"), ""); }

TEST(Redact, dates_times_and_prices_stay) {
  EXPECT_EQ(Same("2020-06-05 12:30:00 2020.06.05 ￥13800138 0.13800138000 20200605"), "");
}
TEST(Redact, pages_and_posts_of_a_url_stay) {
  EXPECT_EQ(Same("http://weibo.com/u/13800138000 weibo.com/4111111111111111 t.cn/4111111111111111"), "");
}
TEST(Redact, parameters_of_a_url) { EXPECT_EQ(Redacted("http://x.com/?tel=13800138000"), "http://x.com/?tel=[phone]"); }
// Pieces that begin something again and again: four times the text takes some four times the time, and would take
// sixteen times were the work quadratic. Processor time, for machines are busy.
TEST(Redact, time_is_linear_in_hostile_text) {
  const auto seconds_of = [](std::string_view piece, size_t bytes) {
    std::string text, scratch;
    while (text.size() < bytes) text += piece;
    const std::clock_t begin = std::clock();
    Redact(&text, &scratch);
    return static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
  };
  for (const std::string_view piece :
       {"1a",  "vxa-", "1 ",     "a at ", "@a.",      "a@a.", "QQ 1 ",  "1号",    "1 A ", "京A",  "一",    "微信a_",
        "+1 ", "00 ",  "http:/", "(1)",   "Flat 1, ", "1-",   "电话1 ", "at[at]", "1三",  "卡1-", "no is "}) {
    EXPECT_LT(seconds_of(piece, 1 << 20), 8 * seconds_of(piece, 1 << 18) + 0.02) << piece;
  }
}
TEST(Redact, marks_stay) { EXPECT_EQ(Same("[phone][card] [idcard] [email]@x.com"), ""); }

}  // namespace
}  // namespace groundswell
