// Near copies: what an edit may do to a text, what is another text, and how the index forgets.
#include "models/near_copy.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace groundswell {
namespace {

const std::string kText =
    "我在你们银行办的信用卡,每个月都被莫名其妙扣一笔账户管理费,打了好几次客服电话都说会处理,"
    "到现在三个月了还是没有人给我一个说法,要求退还多扣的钱并且道歉";

double LikenessOf(std::string_view a, std::string_view b) { return Likeness(SignNearCopy(a), SignNearCopy(b)); }
bool Copies(std::string_view a, std::string_view b) { return AreNearCopies(SignNearCopy(a), SignNearCopy(b)); }

TEST(NearCopy, a_text_is_like_itself) { EXPECT_EQ(LikenessOf(kText, kText), 1); }
TEST(NearCopy, punctuation_digits_emoji_mentions_and_links_do_not_count) {
  EXPECT_EQ(LikenessOf(kText, "@某某银行 [怒]" + kText + "!!!😡 http://t.cn/abc 2020-06-05"), 1);
}
TEST(NearCopy, a_changed_word_is_a_copy) {
  std::string edited = kText;
  edited.replace(edited.find("三个月"), std::string("三个月").size(), "半年多");
  EXPECT_TRUE(Copies(kText, edited));
}
TEST(NearCopy, words_before_and_behind_leave_a_copy) {
  EXPECT_TRUE(Copies(kText, "帮转,太气人了!" + kText + "求扩散求关注"));
}
TEST(NearCopy, another_text_is_none) {
  EXPECT_FALSE(Copies(kText,
                      "今天去试驾了这款车,方向盘特别沉,刹车的时候有很明显的异响,销售说是正常现象,"
                      "我觉得这样的车谁敢开,要求厂家给一个说法"));
}
TEST(NearCopy, short_texts_are_never_copies) { EXPECT_FALSE(Copies("阿特兹b柱异响", "阿特兹b柱异响")); }
TEST(NearCopy, english_texts_too) {
  const std::string english =
      "they cancelled my flight twice and nobody at the desk would tell us when the next one leaves";
  EXPECT_TRUE(Copies(english, "rt @someone: " + english + " #fail"));
  EXPECT_FALSE(
      Copies(english, "my bag was lost again and the people on the phone keep telling me to fill in another form"));
}
TEST(NearCopy, no_words_are_like_nothing) { EXPECT_EQ(LikenessOf("", ""), 0); }
TEST(NearCopy, any_bytes_can_be_signed) { EXPECT_EQ(SignNearCopy("\xff\xfe@[\xe4").shingles, 0); }
TEST(NearCopy, a_long_text_is_known_by_its_beginning) {
  std::string text;
  while (text.size() < 100000) text += kText;
  EXPECT_EQ(SignNearCopy(text).shingles, kShinglesMax);
}

std::string Numbered(int n) {
  std::string text = kText;
  for (int i = 0; i < 30; ++i) text += static_cast<char>('a' + (n * 7 + i * i * (n + 3)) % 26);
  return text;
}
std::string Other(int n) {
  std::string text;
  uint32_t state = static_cast<uint32_t>(n) + 1;
  for (int i = 0; i < 60; ++i) {
    state = state * 1664525 + 1013904223;
    text += static_cast<char>('a' + (state >> 24) % 26);
  }
  return text;
}

TEST(NearCopyIndex, finds_a_near_copy_by_its_id) {
  NearCopyIndex index(64);
  for (int i = 0; i < 40; ++i) index.Add(SignNearCopy(Other(i)), 100 + i);
  index.Add(SignNearCopy(kText), 7);
  EXPECT_EQ(index.Find(SignNearCopy(Numbered(1))).id, 7u);
  EXPECT_EQ(index.Find(SignNearCopy(Other(12))).id, 112u);
  EXPECT_EQ(index.Find(SignNearCopy(Other(999))).likeness, 0);
}
TEST(NearCopyIndex, the_most_alike_wins_and_of_equals_the_oldest) {
  NearCopyIndex index(64);
  index.Add(SignNearCopy(Numbered(1)), 1);
  index.Add(SignNearCopy(kText), 2);
  index.Add(SignNearCopy(kText), 3);
  EXPECT_EQ(index.Find(SignNearCopy(kText)).id, 2u);
}
TEST(NearCopyIndex, forgets_the_oldest) {
  NearCopyIndex index(16);
  index.Add(SignNearCopy(kText), 1);
  for (int i = 0; i < 15; ++i) index.Add(SignNearCopy(Other(i)), 100 + i);
  EXPECT_EQ(index.Find(SignNearCopy(kText)).id, 1u);
  index.Add(SignNearCopy(Other(50)), 150);
  EXPECT_EQ(index.Find(SignNearCopy(kText)).likeness, 0);
  EXPECT_EQ(index.size(), 16u);
}
TEST(NearCopyIndex, keeps_no_short_texts) {
  NearCopyIndex index(16);
  index.Add(SignNearCopy("阿特兹b柱异响"), 1);
  EXPECT_EQ(index.size(), 0u);
}
TEST(NearCopyIndex, is_empty_once_cleared) {
  NearCopyIndex index(16);
  index.Add(SignNearCopy(kText), 1);
  index.Clear();
  EXPECT_EQ(index.Find(SignNearCopy(kText)).likeness, 0);
}

}  // namespace
}  // namespace groundswell
