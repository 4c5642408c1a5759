// Traditional to simplified: the table, and the characters that are two words in one shape.
#include "models/han_simplify.h"

#include <gtest/gtest.h>

#include "models/text_cleaner.h"
#include "models/text_ruby.h"

namespace groundswell {
namespace {

std::string Clean(std::string_view raw) {
  std::string out;
  CleanText(raw, &out);
  return out;
}

TEST(HanSimplify, one_to_one) { EXPECT_EQ(Clean("專員訓練發動機異響賠償"), "专员训练发动机异响赔偿"); }
TEST(HanSimplify, many_to_one) { EXPECT_EQ(Clean("頭髮發現後來皇后裡麵鬆緊鐘錶"), "头发发现后来皇后里面松紧钟表"); }
TEST(HanSimplify, variants) { EXPECT_EQ(Clean("臺灣妳説爲衆産内隻週託"), "台湾你说为众产内只周托"); }
TEST(HanSimplify, simplified_stays) { EXPECT_EQ(Clean("干净后来里面发现只有面条"), "干净后来里面发现只有面条"); }
TEST(HanSimplify, dry_and_the_emperor) { EXPECT_EQ(Clean("乾淨乾隆乾坤餅乾"), "干净乾隆乾坤饼干"); }
TEST(HanSimplify, aspect_particle) { EXPECT_EQ(Clean("看著等著拖著不辦"), "看着等着拖着不办"); }
TEST(HanSimplify, famous_and_works) {
  EXPECT_EQ(Clean("著名 著作 顯著 名著 原著 著者 見微知著"), "著名 著作 显著 名著 原著 著者 见微知著");
}
TEST(HanSimplify, written_by) { EXPECT_EQ(Clean("刘慈欣 著"), "刘慈欣 著"); }
TEST(HanSimplify, understand_and_look_out) { EXPECT_EQ(Clean("瞭解 明瞭 瞭望"), "了解 明了 瞭望"); }
TEST(HanSimplify, excuse_and_comfort) { EXPECT_EQ(Clean("藉口 慰藉"), "借口 慰藉"); }
TEST(HanSimplify, reply_and_cover) { EXPECT_EQ(Clean("不回覆 答覆 覆盖 颠覆"), "不回复 答复 覆盖 颠覆"); }
TEST(HanSimplify, seems_and_wanders) { EXPECT_EQ(Clean("彷彿 彷徨"), "仿佛 彷徨"); }
TEST(HanSimplify, japanese_kana_stay) { EXPECT_EQ(Clean("ありがとうございます"), "ありがとうございます"); }

TEST(HanSimplify, single_characters) {
  EXPECT_EQ(SimplifiedHan(U'專'), U'专');
  EXPECT_EQ(SimplifiedHan(U'专'), U'专');
  EXPECT_EQ(SimplifiedHan(U'著'), U'著') << "needs its neighbours";
  EXPECT_EQ(SimplifiedHan(U'A'), U'A');
}

TEST(HanSimplify, the_table_is_closed) {
  for (char32_t c = 0x3400; c < 0x32400; ++c)
    ASSERT_EQ(SimplifiedHan(SimplifiedHan(c)), SimplifiedHan(c)) << uint32_t{c};
}

TEST(Ruby, toned_syllables) {
  EXPECT_TRUE(IsRubyFor(U'专', "zhuān") && IsRubyFor(U'女', "nǚ") && IsRubyFor(U'爱', "ài"));
}
TEST(Ruby, plain_syllables_that_read_the_character) {
  EXPECT_TRUE(IsRubyFor(U'专', "zhuan") && IsRubyFor(U'专', "zhuan1"));
}
TEST(Ruby, plain_syllables_that_do_not) { EXPECT_FALSE(IsRubyFor(U'裤', "long") || IsRubyFor(U'衣', "men")); }
TEST(Ruby, words) { EXPECT_FALSE(IsRubyFor(U'机', "iphone") || IsRubyFor(U'啡', "café") || IsRubyFor(U'重', "kg")); }
TEST(Ruby, not_after_a_latin_letter) { EXPECT_EQ(Clean("A(zhuān)"), "A(zhuān)"); }
TEST(Ruby, many_in_a_row) { EXPECT_EQ(Clean("銀(yín)行(háng)理(lǐ)賠(péi)"), "银行理赔"); }
TEST(Ruby, empty_and_open_brackets_stay) { EXPECT_EQ(Clean("好()好(zhuān"), "好()好(zhuān"); }

}  // namespace
}  // namespace groundswell
