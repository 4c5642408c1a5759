// An author's own words: what is quoted, and what is no word at all.
#include "models/own_words.h"

#include <gtest/gtest.h>

namespace groundswell {
namespace {

TEST(OwnWords, all_of_a_plain_post) { EXPECT_EQ(OwnWords("刹车失灵 http://t.cn/a"), "刹车失灵 http://t.cn/a"); }
TEST(OwnWords, what_stands_before_the_chain) { EXPECT_EQ(OwnWords("太过分了 //@小王:转发//@小李:投诉"), "太过分了"); }
TEST(OwnWords, nothing_before_the_chain) { EXPECT_EQ(OwnWords("//@小王:投诉"), ""); }
TEST(OwnWords, what_stands_before_a_retweet) { EXPECT_EQ(OwnWords("me too RT @united: sorry"), "me too"); }
TEST(OwnWords, a_retweet) { EXPECT_EQ(OwnWords("RT @united: sorry"), ""); }
TEST(OwnWords, letters_that_end_in_rt) { EXPECT_EQ(OwnWords("START @ 9"), "START @ 9"); }
TEST(OwnWords, the_older_chain) { EXPECT_EQ(OwnWords("顶 || @小王: 投诉"), "顶"); }
TEST(OwnWords, urls_are_no_chain) { EXPECT_EQ(OwnWords("https://@x/y 好"), "https://@x/y 好"); }

TEST(HasOwnWords, nothing_but_marks) {
  for (const char* text : {"",
                           " ",
                           "转发微博",
                           "转发微博。",
                           "转发",
                           "转",
                           "Repost",
                           "RT",
                           "rt!",
                           "分享图片",
                           "转发 转发",
                           "[怒][怒]",
                           "😡👍🏽",
                           "@小王 @小李",
                           "http://t.cn/zYx1",
                           "转发微博 http://t.cn/a @小王_1 [泪]!",
                           "//@小王:刹车失灵",
                           "转发//@小王:刹车失灵",
                           "RT @united: lost",
                           "回复@小王:[怒]//@小王:好",
                           "...",
                           "[phone]"})
    EXPECT_FALSE(HasOwnWords(text)) << text;
}

TEST(HasOwnWords, a_word_is_left) {
  for (const char* text :
       {"刹车失灵", "+1", "转发票", "转发微博 太过分了", "太过分了//@小王:转发", "@united lost my bag",
        "回复@小王:我也是", "reposted by mistake", "#某行退款#", "[怒]骗子", "rta", "Да"})
    EXPECT_TRUE(HasOwnWords(text)) << text;
}

}  // namespace
}  // namespace groundswell
