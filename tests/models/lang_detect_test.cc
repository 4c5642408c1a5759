// One text a line, and its language.
#include "models/lang_detect.h"

#include <gtest/gtest.h>

namespace groundswell {
namespace {

TEST(LangDetectTest, Chinese) { EXPECT_EQ(DetectLang("一汽马自达阿特兹异响"), Lang::kChinese); }
TEST(LangDetectTest, ChineseWithEnglishNames) { EXPECT_EQ(DetectLang("iPhone 15 屏幕碎了"), Lang::kChinese); }
TEST(LangDetectTest, ChineseWithALink) { EXPECT_EQ(DetectLang("转发 http://t.cn/abcdefghijk"), Lang::kChinese); }
TEST(LangDetectTest, English) { EXPECT_EQ(DetectLang("my flight was cancelled"), Lang::kEnglish); }
TEST(LangDetectTest, EnglishWithAnAccent) { EXPECT_EQ(DetectLang("the café was closed again"), Lang::kEnglish); }
TEST(LangDetectTest, EnglishWithAMention) { EXPECT_EQ(DetectLang("@united worst ever"), Lang::kEnglish); }
TEST(LangDetectTest, EnglishWithOneChineseWord) {
  EXPECT_EQ(DetectLang("I ordered the noodles called 面 here"), Lang::kEnglish);
}
TEST(LangDetectTest, Japanese) { EXPECT_EQ(DetectLang("電車が遅れています"), Lang::kOther); }
TEST(LangDetectTest, Russian) { EXPECT_EQ(DetectLang("Рейс отменили"), Lang::kOther); }
TEST(LangDetectTest, Vietnamese) { EXPECT_EQ(DetectLang("chuyến bay của tôi đã bị hủy"), Lang::kOther); }
TEST(LangDetectTest, Nothing) { EXPECT_EQ(DetectLang(""), Lang::kOther); }
TEST(LangDetectTest, MarksAlone) { EXPECT_EQ(DetectLang("!!! 123 😀"), Lang::kOther); }
TEST(LangDetectTest, DamagedBytes) { EXPECT_EQ(DetectLang("\xFF\xE4\xB8"), Lang::kOther); }

}  // namespace
}  // namespace groundswell
