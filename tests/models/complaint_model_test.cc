// The trained complaint model on hand-written sentences about fields that no data set covers: at least 80 % right each
// way. None of them is a reading of a training seed (tools/train_seeds.cc).
#include "models/complaint_model.h"

#include <gtest/gtest.h>

#include <span>

#include "tests/models/trained_models.h"

namespace groundswell {
namespace {

constexpr std::string_view kChineseComplaints[] = {
    "说好三天到账，一个星期了还没到",
    "宽带又断了三天没人修",
    "银行卡莫名其妙被扣了五十块年费",
    "理赔材料交了两个月，保险公司一直不给结果",
    "贷款还清了，征信上还显示逾期",
    "手机套餐私自给我升级，话费多扣了一百多",
    "包裹显示签收，我根本没收到",
    "退保只退了三成本金，当初卖的时候说保本",
    "App一直闪退，转账转不出去",
    "客服电话打了二十遍，没有一个人接",
    "小区停水两天了，物业不给说法",
    "健身房关门跑路，办的年卡退不了",
    "电费比上个月多了三倍，供电所说查不出原因",
    "押金到期半年了还不退",
    "网课买完就联系不上老师，退款申请被驳回",
    "快递外包装破损，里面的杯子碎了",
    "刚买的冰箱不制冷，售后推来推去",
    "ATM吞了我的卡，到现在没有人处理",
    "机票改签收了八百手续费，页面上根本没写",
    "燃气表读数错误，要求重新核算",
};
constexpr std::string_view kChineseOthers[] = {
    "今天去银行开了一张新卡",         "请问信用卡年费是多少",
    "宽带修好了，师傅很快就来了",     "这家保险公司的理赔速度真快，三天就到账了",
    "快递小哥辛苦了，大雪天还送货",   "央行宣布下调存款准备金率",
    "明天要去营业厅办套餐",           "终于还清贷款了，开心",
    "物业组织大家包饺子，很热闹",     "健身第三十天，打卡",
    "新手机到了，外观很漂亮",         "周末有人一起去看电影吗",
    "电信运营商公布上半年业绩",       "地铁五号线今日开通试运营",
    "推荐大家用这个软件记账，很方便", "失眠了，想家",
    "这部剧的结局太让人难过了",       "怎么查询社保缴费记录",
    "感谢客服小姐姐耐心解答",         "下雨了，记得带伞",
};
constexpr std::string_view kEnglishComplaints[] = {
    "charged twice for my subscription and nobody answers",
    "my broadband has been down for three days and no engineer showed up",
    "the bank froze my account without any notice",
    "still waiting for my refund after six weeks",
    "insurance claim rejected again with no explanation",
    "parcel marked as delivered but it never arrived",
    "they raised my monthly bill without telling me",
    "the app keeps crashing every time I try to pay",
    "I was promised a callback within 24 hours, that was last week",
    "the fridge stopped cooling after two weeks and the store refuses to replace it",
    "hidden fees on my loan that were never mentioned",
    "card declined abroad even though I told them I was travelling",
    "the electricity company overcharged me by 200 dollars",
    "package came with the screen smashed",
    "customer support hung up on me twice",
    "cancelled my membership in may and they are still taking money",
    "the heating in our building has not worked since monday",
    "transfer was supposed to be instant, still not in my account",
    "the laptop battery swells and the keyboard lifts up",
    "no signal at home for a week, I want compensation",
};
constexpr std::string_view kEnglishOthers[] = {
    "opened a new savings account today",
    "what are the opening hours of the branch on main street?",
    "my broadband is super fast now, thank you for the quick fix",
    "the claim was paid within three days, great service",
    "the central bank left interest rates unchanged",
    "how do I change my delivery address?",
    "going to the movies with friends tonight",
    "my parcel arrived a day early, nice",
    "telecom company reports higher quarterly profit",
    "I love the new update of this app",
    "does anyone know a good insurance broker?",
    "happy birthday to my little sister",
    "new store opens downtown next week",
    "just paid off my loan, feels amazing",
    "thanks to the support team for being so patient",
    "the new phone has three cameras and a bigger battery",
    "so sad that the season is over",
    "reading a book in the park",
    "government announces new rules for lenders",
    "we are planning a trip to spain in june",
};

class ComplaintModelTest : public testing::Test {
 protected:
  void SetUp() override { ASSERT_TRUE(models_.scorer().ok()) << models_.scorer().status().message(); }

  // The share of texts on the expected side of one half; the others are printed.
  double ShareRight(std::span<const std::string_view> texts, bool are_complaints) {
    int right = 0;
    for (std::string_view text : texts) {
      const float probability = models_.Score(text).complaint;
      if ((probability >= 0.5f) == are_complaints) {
        ++right;
      } else {
        std::printf("  %.2f %s\n", static_cast<double>(probability), std::string(text).c_str());
      }
    }
    return static_cast<double>(right) / static_cast<double>(texts.size());
  }
  TrainedModels models_;
};

TEST_F(ComplaintModelTest, ChineseComplaints) { EXPECT_GE(ShareRight(kChineseComplaints, true), 0.8); }
TEST_F(ComplaintModelTest, ChineseOthers) { EXPECT_GE(ShareRight(kChineseOthers, false), 0.8); }
TEST_F(ComplaintModelTest, EnglishComplaints) { EXPECT_GE(ShareRight(kEnglishComplaints, true), 0.8); }
TEST_F(ComplaintModelTest, EnglishOthers) { EXPECT_GE(ShareRight(kEnglishOthers, false), 0.8); }
TEST_F(ComplaintModelTest, APlainDefectIsAComplaintThoughNeutralInMood) {
  EXPECT_GE(models_.Score("阿特兹B柱异响").complaint, 0.5f);
  EXPECT_GE(models_.Score("迈腾起步和刹车时车辆抖动").complaint, 0.5f);
}
TEST_F(ComplaintModelTest, ABadMoodIsNoComplaint) {
  EXPECT_LT(models_.Score("想家了，一个人在外面好难过").complaint, 0.5f);
}

TEST(ComplaintDecisionTest, ATextWithoutFeaturesIsNone) {
  const ComplaintModel model(ComplaintParameters{1, 5, 1, 0, 0, 0});
  EXPECT_EQ(model.Probability(0, 0, {}), 0);
  EXPECT_GT(model.Probability(0, 1, {}), 0.9f);
}

}  // namespace
}  // namespace groundswell
