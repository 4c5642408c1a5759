// Harm, the vulnerable and sums of money as people write of them, a case a line.
#include "models/harm_words.h"

#include <gtest/gtest.h>

#include <string>

#include "models/money_words.h"

namespace groundswell {
namespace {

const HarmWords& Words() {
  static const HarmWords words;
  return words;
}

// "injury hazard + children ¥300"
std::string Said(std::string_view folded) {
  HarmScratch scratch;
  const HarmReading reading = Words().Read(folded, &scratch);
  std::string said;
  for (size_t i = 0; i < kHarmKinds; ++i)
    if (reading.harms & (1u << i)) said += std::string(kHarmNames[i]) + " ";
  for (size_t i = 0; i < kVulnerableKinds; ++i)
    if (reading.vulnerable & (1u << i)) said += "+" + std::string(kVulnerableNames[i]) + " ";
  if (reading.money_yuan > 0) said += "¥" + std::to_string(static_cast<int64_t>(reading.money_yuan)) + " ";
  if (!said.empty()) said.pop_back();
  return said;
}

struct Case {
  std::string_view text, says;
};

void Check(std::span<const Case> cases) {
  for (const Case& c : cases) EXPECT_EQ(Said(c.text), c.says) << c.text;
}

TEST(HarmWords, AreReadInChinese) {
  constexpr Case kCases[] = {
      {"", ""},
      {"车机卡顿,厂家不管", ""},
      {"充电时电池起火,车主被烧伤送医", "injury hazard"},
      {"老人买了理财,养老钱全没了,被骗20万", "livelihood money_lost +elderly ¥200000"},
      {"孩子吃了他们家的奶粉上吐下泻", "illness +children"},
      {"孕妇在店里滑倒,差点出事", "hazard +pregnant"},
      {"暴力催收天天打电话,我都不想活了", "violence self_harm"},
      {"我的身份证被冒用开户,信息泄露", "privacy_lost"},
      {"透析病人等药,明天就要断药了", "deadline +patients"},
      {"一家三口煤气中毒身亡", "death illness"},
      {"坐轮椅的残疾人被拒载", "+disabled"},
      {"刹车失灵撞上护栏", "hazard"},
  };
  Check(kCases);
}

TEST(HarmWords, AreReadInEnglish) {
  constexpr Case kCases[] = {
      {"my bag is late again", ""},
      {"the charger caught fire and burned my hand", "injury hazard"},
      {"my toddler got sick from the formula, food poisoning", "illness +children"},
      {"they scammed my grandma out of her life savings, $50k gone", "livelihood money_lost +elderly ¥350000"},
      {"stranded with my pregnant wife, need help by tonight", "deadline +pregnant"},
      {"i want to die because of this debt", "self_harm"},
      {"two people died when the brakes failed", "death hazard"},
      {"they leaked my phone number, identity theft", "privacy_lost"},
      {"left my disabled mother in a wheelchair for hours", "+disabled"},
  };
  Check(kCases);
}

TEST(HarmWords, WhatIsNegatedIsNoHarm) {
  constexpr Case kCases[] = {
      {"还好没有受伤", ""},         {"起火了,幸好没有造成人员伤亡", "hazard"},
      {"事故未造成人员受伤", ""},   {"无人死亡", ""},
      {"为了防止自燃去检查", ""},   {"nobody was hurt", ""},
      {"no injuries so far", ""},   {"it wasn't dangerous at all", ""},
      {"有没有受伤的人", "injury"}, {"难道不是诈骗吗", ""},
  };
  Check(kCases);
}

TEST(HarmWords, TurnsOfSpeechAreNoHarm) {
  constexpr Case kCases[] = {
      {"这是信息爆炸的时代", ""},     {"颜值爆炸,太喜欢了", ""},         {"he killed it on stage", ""},
      {"bored to death waiting", ""}, {"please be patient with us", ""}, {"my phone died again", ""},
      {"本宝宝生气了", ""},           {"气炸了,充电器爆炸", "hazard"},
  };
  Check(kCases);
}

TEST(HarmWords, AWordIsNotFoundWithinAnother) {
  constexpr Case kCases[] = {{"she studies kidney babysitting", ""}, {"scamper", ""}, {"trashy", ""}};
  Check(kCases);
}

struct Sum {
  std::string_view text;
  double yuan;
};

double MoneyOf(std::string_view text) {
  HarmScratch scratch;
  return Words().Read(text, &scratch).money_yuan;
}

TEST(Money, IsReadAsPeopleWriteIt) {
  constexpr Sum kSums[] = {
      {"扣了我300元", 300},
      {"¥1,299.50一个", 1299.5},
      {"3.5万元打水漂", 35000},
      {"两千多块就这么没了", 2000},
      {"损失20万", 200000},
      {"被骗了20w", 200000},
      {"骗走我整整三十五万", 350000},
      {"亏了5000", 5000},
      {"十块钱", 10},
      {"一千二百元", 1200},
      {"几十万元", 200000},
      {"三亿元资金", 3e8},
      {"5k rmb", 5000},
      {"they charged me $25.50 twice", 178.5},
      {"$1.2m fraud", 8.4e6},
      {"500 dollars", 3500},
      {"5 million dollars", 3.5e7},
      {"20 bucks", 140},
      {"€100", 800},
      {"£50 fee", 450},
      {"从100元涨到300元", 300},
      {"退我1288元,还欠2000元", 2000},
  };
  for (const Sum& sum : kSums) EXPECT_NEAR(MoneyOf(sum.text), sum.yuan, sum.yuan * 1e-6) << sum.text;
}

TEST(Money, NumbersThatCountOtherThingsAreNone) {
  constexpr std::string_view kTexts[] = {
      "我们一块去", "元旦放假", "损失了3年时间", "跑了20万公里", "花了20天",           "亏了3次",      "欠",
      "$",          "元",       "五元素",        "损失",         "1234567890123456元", "一块屏幕坏了", "交了500人"};
  for (const std::string_view text : kTexts) EXPECT_EQ(MoneyOf(text), 0) << text;
}

TEST(Money, AnyBytesAreTaken) {
  for (const std::string_view text : {"\xe5\x85", "9\xff元", "9,元", "9.元", "¥\xe4", "9,99元"}) (void)MoneyOf(text);
  EXPECT_EQ(NumberAt("", 0).end, 0u);
  EXPECT_EQ(NumberAt("abc", 3).end, 3u);
}

}  // namespace
}  // namespace groundswell
