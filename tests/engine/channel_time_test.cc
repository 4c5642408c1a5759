// What a channel says of its times: late ones are never silenced, dates claim no more than they know, formal complaints
// are counted by themselves.
#include <gtest/gtest.h>

#include "tests/engine/posts.h"

namespace groundswell {
namespace {

constexpr int64_t kMinuteMs = 60 * kSecondMs;

class ChannelTime : public ::testing::Test {
 protected:
  static EventTime At(int64_t day, int64_t minute = 0) { return {kTestStart.ms + day * kDayMs + minute * kMinuteMs}; }
  void Complain(const std::string& channel, EventTime at, Feed* feed) {
    const std::string number = std::to_string(next_++);
    feed->Add({.id = number,
               .author = "author " + number,
               .text = "海桥银行手机转账一直失败 第" + number + "次 客服不理",
               .time = at,
               .org = "海桥银行",
               .channel = channel});
  }
  void Chatter(EventTime at, Feed* feed) {
    feed->Add({.id = "chatter " + std::to_string(next_++),
               .author = "zoe " + std::to_string(next_),
               .text = "今天天气不错 去公园走走 " + std::to_string(next_),
               .time = at,
               .complaint = 0.05f,
               .sentiment = Sentiment::kPositive});
  }
  static int Alerts(const Feed& feed, const std::string& event, size_t from = 0) {
    int count = 0;
    for (size_t i = from; i < feed.told().alerts.size(); ++i)
      count += JsonField(feed.told().alerts[i], "event") == event;
    return count;
  }
  static std::string OnlyGroup(Feed* feed) {
    const auto groups = feed->Groups();
    EXPECT_EQ(groups.size(), 1u);
    return groups.empty() ? "" : groups.begin()->second;
  }

  int next_ = 0;
};

TEST_F(ChannelTime, AGroupWhoseEveryComplaintComesADayLateBesideAFastStreamIsEmergingAtItsFifthPerson) {
  Feed feed(TestSettings());
  int people = 0;
  for (int64_t minute = 0; minute < 14 * 24 * 60; minute += 20) {
    Chatter(At(2, minute), &feed);
    if (minute % (40 * 60) != 0 || people == 5) continue;
    const size_t before = feed.told().alerts.size();
    Complain("slow", At(1, minute), &feed);
    if (++people == 5) {
      ASSERT_EQ(feed.told().alerts.size(), before + 1);
      const std::string& alert = feed.told().alerts.back();
      EXPECT_EQ(JsonField(alert, "level"), "emerging");
      EXPECT_EQ(JsonField(JsonField(alert, "rule"), "name"), "group_threshold");
      EXPECT_EQ(JsonField(alert, "at"), FormatEventTime(At(2, minute)));
      EXPECT_EQ(JsonField(JsonField(alert, "complainants"), "count"), "5");
    }
  }
  EXPECT_EQ(people, 5);
}

TEST_F(ChannelTime, AChronicCauseThatComesByDatesIsNoSurgeEachDayAndOneWhenItGrows) {
  Feed feed(TestSettings());
  for (int64_t day = 0; day < 40; ++day)
    for (int i = 0; i < 3; ++i) Complain("ledger", At(day), &feed);
  EXPECT_EQ(Alerts(feed, "surged"), 0);
  const size_t told = feed.told().alerts.size();
  for (int i = 0; i < 19; ++i) Complain("ledger", At(40), &feed);  // one more is a crisis
  EXPECT_EQ(Alerts(feed, "surged", told), 1);
}

TEST_F(ChannelTime, DaysOfAChronicCauseThatVaryAreNoSurge) {
  Feed feed(TestSettings());
  for (int64_t day = 0; day < 60; ++day)
    for (int64_t i = 0; i < 8 + day * 7 % 5; ++i) Complain("ledger", At(day), &feed);
  EXPECT_EQ(Alerts(feed, "surged"), 0);
}

TEST_F(ChannelTime, APaceThatIsKnownByDaysIsToldByDays) {
  Feed dates(TestSettings()), exact(TestSettings());
  // A matter of three days, and what its date alone says of it.
  for (int64_t day = 0; day < 3; ++day)
    for (int i = 0; i < 6; ++i) {
      Complain("ledger", At(day), &dates);
      Complain("weibo", At(day), &exact);
    }
  EXPECT_EQ(JsonField(OnlyGroup(&dates), "rate_per_hour"), "0.25") << "six in a day";
  EXPECT_EQ(JsonField(OnlyGroup(&exact), "rate_per_hour"), "6") << "six in the last hour";
  const std::string forecast = JsonField(OnlyGroup(&dates), "forecast");
  const std::string at = JsonField(forecast, "at");
  ASSERT_FALSE(at.empty()) << forecast;
  EXPECT_TRUE(at.ends_with("T16:00:00.000Z")) << at << " is no midnight at +08:00";
}

TEST_F(ChannelTime, ADateThatArrivesWithinItsDayIsNewsOfNow) {
  Feed feed(TestSettings());
  Chatter(At(3, 20 * 60), &feed);
  for (int i = 0; i < 4; ++i) Complain("ledger", At(3), &feed);
  EXPECT_EQ(JsonField(OnlyGroup(&feed), "first_at"), FormatEventTime(At(3))) << "times are told as they came";
  // A day and an hour on they count for no pace; by their dates they would have been gone before.
  Chatter(At(4, 19 * 60), &feed);
  EXPECT_EQ(JsonField(OnlyGroup(&feed), "rate_per_hour"), "0.1667");
  Chatter(At(4, 21 * 60), &feed);
  EXPECT_EQ(JsonField(OnlyGroup(&feed), "rate_per_hour"), "0");
}

TEST_F(ChannelTime, FormalComplaintsAreToldWhereThereAreAny) {
  Feed feed(TestSettings());
  Complain("weibo", At(0), &feed);
  Complain("weibo", At(0, 10), &feed);
  EXPECT_EQ(OnlyGroup(&feed).find("\"formal\""), std::string::npos);
  Complain("office", At(0, 30), &feed);
  Complain("office", At(0, 20), &feed);
  EXPECT_EQ(JsonField(OnlyGroup(&feed), "formal"),
            "{\"posts\":2,\"people\":2,\"first_at\":\"" + FormatEventTime(At(0, 20)) + "\"}");
  feed.Add({.id = "3", .channel = "office", .deleted = true});
  EXPECT_EQ(JsonField(OnlyGroup(&feed), "formal"),
            "{\"posts\":1,\"people\":1,\"first_at\":\"" + FormatEventTime(At(0, 30)) + "\"}");
}

TEST_F(ChannelTime, PraiseAtAnOfficeIsNoFormalComplaint) {
  Feed feed(TestSettings());
  Complain("weibo", At(0), &feed);
  Complain("weibo", At(0, 10), &feed);
  feed.Add({.id = "thanks",
            .author = "ann",
            .text = "海桥银行手机转账一直失败 现在好了 谢谢",
            .time = At(0, 20),
            .org = "海桥银行",
            .channel = "office",
            .complaint = 0.1f,
            .sentiment = Sentiment::kPositive});
  EXPECT_EQ(OnlyGroup(&feed).find("\"formal\""), std::string::npos);
}

}  // namespace
}  // namespace groundswell
