// Complaints that share no words and come together, groups of doubtful complaints, and people who never stop.
#include <gtest/gtest.h>

#include <memory>

#include "tests/engine/posts.h"

namespace groundswell {
namespace {

constexpr int64_t kMinuteMs = 60 * kSecondMs;

// The outage of one day, as nine people tell it.
const char* const kOutage[] = {"手机变成砖头，换了我爸的也一样",
                               "整条街的收银机只收现金",
                               "视频会议开到一半画面凝固",
                               "叫车付款全部失败，走回来的",
                               "检修通知没贴，工程车影子都没有",
                               "外卖骑手站楼下喊名字，电话拨不出去",
                               "医院等我回电，像与世隔绝",
                               "孩子网课一直转圈",
                               "爬到楼顶才发出这条"};
// What people complain of on any day.
const char* const kTrifles[] = {"前台给的笔没墨", "停车场排队两小时", "赠品雨伞一撑就断", "大厅空调太冷",
                                "发票抬头打错字", "等候音乐难听",     "面试迟到三小时",   "印章颜色太浅"};

class EngineGather : public ::testing::Test {
 protected:
  void Add(const std::string& text, int64_t minute, float complaint = 0.9f, const std::string& author = "") {
    const std::string id = std::to_string(++posts_);
    feed_->Add({.id = id,
                .author = author.empty() ? "author " + id : author,
                .text = text,
                .time = {kTestStart.ms + minute * kMinuteMs},
                .org = "远铃宽带",
                .complaint = complaint});
  }
  // A trifle a day for so many days, and talk between, or all sources would be taken for silent.
  void AddQuietDays(int days) {
    for (int day = 0; day < days; ++day) {
      Add(kTrifles[day % 8], int64_t{day} * 1440 + 600);
      Add("今天营业到几点 " + std::to_string(day), int64_t{day} * 1440 + 1300, 0.1f);
    }
  }
  int Risen() const {
    int risen = 0;
    for (const std::string& alert : feed_->told().alerts) risen += JsonField(alert, "level") == "emerging";
    return risen;
  }

  int posts_ = 0;
  std::unique_ptr<Feed> feed_ = std::make_unique<Feed>(TestSettings());
};

TEST_F(EngineGather, ComplaintsThatShareNoWordsAndBurstTogetherAreOneGroup) {
  AddQuietDays(8);
  for (int i = 0; i < 9; ++i) Add(kOutage[i], 8 * 1440 + 30 * i);
  EXPECT_EQ(Risen(), 1);
  EXPECT_FALSE(feed_->told().merges.empty());
}

TEST_F(EngineGather, TheSameComplaintsOverWeeksAreNone) {
  AddQuietDays(8);
  for (int i = 0; i < 9; ++i) Add(kOutage[i], (8 + 2 * i) * 1440);
  EXPECT_EQ(Risen(), 0);
  EXPECT_TRUE(feed_->told().merges.empty());
}

TEST_F(EngineGather, NothingIsGatheredWhileNobodyKnowsWhatIsUsual) {
  for (int i = 0; i < 9; ++i) Add(kOutage[i], 30 * i);
  EXPECT_EQ(Risen(), 0);
}

TEST_F(EngineGather, ASettingTurnsItOff) {
  EngineSettings settings = TestSettings();
  settings.gather_ratio_min = 0;
  feed_ = std::make_unique<Feed>(settings);
  AddQuietDays(8);
  for (int i = 0; i < 9; ++i) Add(kOutage[i], 8 * 1440 + 30 * i);
  EXPECT_EQ(Risen(), 0);
}

TEST_F(EngineGather, OneWhoComplainsAllDayIsNoBurst) {
  AddQuietDays(8);
  for (int i = 0; i < 9; ++i) Add(kOutage[i], 8 * 1440 + 30 * i, 0.9f, "one");
  EXPECT_EQ(Risen(), 0);
}

TEST_F(EngineGather, AGroupOfDoubtfulComplaintsWaitsUntilItIsMajor) {
  for (int i = 0; i < 19; ++i) Add("预售尾款付完快递要堆成山 " + std::to_string(i), 60 * i, 0.6f);
  EXPECT_EQ(Risen(), 0);
  for (int i = 19; i < 25; ++i) Add("预售尾款付完快递要堆成山 " + std::to_string(i), 60 * i, 0.6f);
  const std::string level = JsonField(feed_->told().alerts.back(), "level");
  EXPECT_TRUE(level == "major" || level == "crisis") << level;
}

TEST_F(EngineGather, SureComplaintsMakeADoubtfulGroupRise) {
  for (int i = 0; i < 5; ++i) Add("预售尾款付完快递要堆成山 " + std::to_string(i), 60 * i, 0.6f);
  EXPECT_EQ(Risen(), 0);
  for (int i = 5; i < 11; ++i) Add("预售尾款付完快递要堆成山 " + std::to_string(i), 60 * i, 0.99f);
  EXPECT_EQ(Risen(), 1);
}

TEST_F(EngineGather, WhatOnePersonAddsLaterTeachesTheGroupNothing) {
  // The loud one's later posts lead from broadband to parking; a stranger who speaks of parking is not met there.
  Add("宽带天天断网师傅不上门", 0, 0.9f, "loud");
  for (int i = 0; i < 30; ++i)
    Add("宽带天天断网停车场收费太贵栏杆砸车 " + std::to_string(i), 60 + 60 * i, 0.9f, "loud");
  for (int i = 0; i < 6; ++i) Add("停车场收费太贵栏杆砸车 " + std::to_string(i), 3000 + 300 * i);
  const auto groups = feed_->Groups();
  for (const auto& [id, group] : groups)
    EXPECT_LE(std::stoi(JsonField(group, "posts")), 31) << "the strangers joined the loud one";
}

}  // namespace
}  // namespace groundswell
