// What is told beside changes of level: joiners, critical posts, surges, deletions in numbers.
#include <gtest/gtest.h>

#include "tests/engine/posts.h"

namespace groundswell {
namespace {

constexpr int64_t kMinuteMs = 60 * kSecondMs;

class EngineAlerts : public ::testing::Test {
 protected:
  PostSpec Complaint(const std::string& id, int64_t minute, const std::string& org = "海桥银行") {
    return {.id = id,
            .author = "author " + id,
            .text = "海桥银行手机转账一直失败 " + id,
            .time = {kTestStart.ms + minute * kMinuteMs},
            .org = org};
  }
  PostSpec Reply(const std::string& id, const std::string& to, int64_t minute) {
    return {.id = id,
            .author = "author " + id,
            .text = "我也是",
            .time = {kTestStart.ms + minute * kMinuteMs},
            .complaint = 0.1f,
            .sentiment = Sentiment::kNeutral,
            .signs = kAgreement,
            .reply_to = to};
  }
  // "event level rule people", a line an alert.
  std::vector<std::string> Alerts() const {
    std::vector<std::string> lines;
    for (const std::string& alert : feed_.told().alerts)
      lines.push_back(JsonField(alert, "event") + " " + JsonField(alert, "level") + " " +
                      JsonField(JsonField(alert, "rule"), "name") + " " +
                      JsonField(JsonField(alert, "complainants"), "count"));
    return lines;
  }
  int Count(const std::string& event) const {
    int count = 0;
    for (const std::string& alert : feed_.told().alerts) count += JsonField(alert, "event") == event;
    return count;
  }

  Feed feed_{TestSettings()};
};

using Lines = std::vector<std::string>;

TEST_F(EngineAlerts, AnAgreeingReplyJoinsTheGroupOfTheComplaintItAnswers) {
  feed_.Add(Complaint("a", 0));
  feed_.Add(Reply("r", "a", 10));
  feed_.Add(Reply("s", "r", 20));  // and a reply to the reply
  EXPECT_EQ(Alerts(), (Lines{"opened watch definition 2"}));
  const auto groups = feed_.Groups();
  ASSERT_EQ(groups.size(), 1u);
  EXPECT_EQ(JsonField(JsonField(groups.begin()->second, "complainants"), "count"), "3");
  EXPECT_EQ(JsonField(JsonField(groups.begin()->second, "complainants"), "joiners"), "2");
}

TEST_F(EngineAlerts, AReplyToNothingKeptAndAReplyAboutAnotherOrganisationJoinNothing) {
  feed_.Add(Complaint("a", 0));
  feed_.Add(Reply("r", "unknown", 10));
  PostSpec other = Reply("s", "a", 20);
  other.org = "云帆航空";
  feed_.Add(other);
  feed_.Add({.id = "t",
             .author = "x",
             .text = "今天开门了",
             .time = {kTestStart.ms + 30 * kMinuteMs},
             .complaint = 0.1f,
             .sentiment = Sentiment::kNeutral});
  feed_.Add(Reply("u", "t", 40));  // what it answers is no complaint
  EXPECT_EQ(Alerts(), Lines{});
}

TEST_F(EngineAlerts, ADeletedComplaintIsJoinedNoMore) {
  feed_.Add(Complaint("a", 0));
  PostSpec deletion = Complaint("a", 5);
  deletion.deleted = true;
  feed_.Add(deletion);
  feed_.Add(Reply("r", "a", 10));
  feed_.Add(Reply("s", "a", 11));
  EXPECT_EQ(Alerts(), Lines{});
}

TEST_F(EngineAlerts, OnePostThatCannotWaitIsToldOnceForEachSign) {
  PostSpec danger = Complaint("a", 0);
  danger.signs = kDanger;
  feed_.Add(danger);
  danger.id = "b";
  danger.text = "海桥银行手机转账又失败,要出人命了";
  feed_.Add(danger);
  PostSpec gathering = Complaint("c", 2);
  gathering.signs = kGathering | kDanger;
  feed_.Add(gathering);
  EXPECT_EQ(Count("critical_post"), 2);
  const std::string& first = feed_.told().alerts[0];
  EXPECT_EQ(JsonField(first, "level"), "none");
  EXPECT_EQ(JsonField(JsonField(first, "rule"), "signs"), "[\"danger\"]");
  EXPECT_EQ(JsonField(JsonField(first, "rule"), "post"), "a");
}

TEST_F(EngineAlerts, AVoiceIsHeardByItsFollowersAndOnlyWhenItComplains) {
  PostSpec voice = Complaint("a", 0);
  voice.followers = 2000000;
  voice.complaint = 0.1f;
  feed_.Add(voice);
  EXPECT_EQ(Count("critical_post"), 0);
  voice.id = "b";
  voice.complaint = 0.9f;
  feed_.Add(voice);
  ASSERT_EQ(Count("critical_post"), 1);
  EXPECT_EQ(JsonField(JsonField(feed_.told().alerts[0], "rule"), "signs"), "[\"voice\"]");
}

TEST_F(EngineAlerts, NoPostIsCriticalThatIsACopyOrNamesNobody) {
  PostSpec nobody = Complaint("a", 0, "");
  nobody.signs = kDanger;
  feed_.Add(nobody);
  PostSpec first = Complaint("b", 1);
  feed_.Add(first);
  PostSpec copy = first;
  copy.id = "c";
  copy.author = "another";
  copy.signs = kDanger;
  feed_.Add(copy);
  EXPECT_EQ(Count("critical_post"), 0);
}

TEST_F(EngineAlerts, DeletionsInNumbersAreToldAndLowerNothing) {
  for (int i = 0; i < 6; ++i) feed_.Add(Complaint(std::to_string(i), i * 600));
  ASSERT_EQ(Alerts().back(), "escalated emerging group_threshold 5");
  for (int i = 0; i < 4; ++i) {
    PostSpec deletion = Complaint(std::to_string(i), 4000);
    deletion.deleted = true;
    feed_.Add(deletion);
  }
  EXPECT_EQ(Alerts().back(), "withdrawn emerging withdrawn 3");
  EXPECT_EQ(Count("withdrawn"), 1);
  EXPECT_EQ(Count("deescalated") + Count("resolved"), 0);
}

TEST_F(EngineAlerts, AChronicCauseIsQuietAndSurgesOnceWhenItMultiplies) {
  int id = 0;
  // Two people an hour for three weeks, then thirty an hour for a day.
  for (int minute = 0; minute < 21 * 1440; minute += 30) feed_.Add(Complaint(std::to_string(id++), minute));
  EXPECT_EQ(Count("surged"), 0);
  for (int minute = 21 * 1440; minute < 22 * 1440; minute += 2) feed_.Add(Complaint(std::to_string(id++), minute));
  EXPECT_EQ(Count("surged"), 1);
}

TEST_F(EngineAlerts, WhatTheCalendarPlansIsNoSurge) {
  EngineSettings settings = TestSettings();
  settings.calendar = Calendar({{.name = "sale",
                                 .organisation = {},
                                 .from = {kTestStart.ms + 21 * kDayMs},
                                 .to = {kTestStart.ms + 22 * kDayMs},
                                 .factor = 15}});
  Feed feed(settings);
  int id = 0;
  for (int minute = 0; minute < 21 * 1440; minute += 30) feed.Add(Complaint(std::to_string(id++), minute));
  for (int minute = 21 * 1440; minute < 22 * 1440; minute += 2) feed.Add(Complaint(std::to_string(id++), minute));
  for (const std::string& alert : feed.told().alerts) EXPECT_NE(JsonField(alert, "event"), "surged") << alert;
}

TEST_F(EngineAlerts, TheReturnOfAllSourcesIsNoBurst) {
  int id = 0;
  for (int minute = 0; minute < 14 * 1440; minute += 30) feed_.Add(Complaint(std::to_string(id++), minute));
  const size_t before = feed_.told().alerts.size();
  // Nine days without any post of anybody, then the old rate.
  for (int minute = 23 * 1440; minute < 23 * 1440 + 720; minute += 30)
    feed_.Add(Complaint(std::to_string(id++), minute));
  for (size_t i = before; i < feed_.told().alerts.size(); ++i)
    EXPECT_NE(JsonField(feed_.told().alerts[i], "event"), "surged") << feed_.told().alerts[i];
}

TEST_F(EngineAlerts, AProfileMayCountTheDaysOfAWindow) {
  EngineSettings settings = TestSettings();
  settings.profile.window_days = 7;
  settings.burst.people_min = 1000;
  Feed feed(settings);
  for (int i = 0; i < 8; ++i) feed.Add(Complaint(std::to_string(i), i * 3 * 1440));  // one in three days
  for (const std::string& alert : feed.told().alerts) EXPECT_NE(JsonField(alert, "level"), "emerging") << alert;
}

// A level falls at the pane's edge after somebody has left the days that count, and not before.
TEST_F(EngineAlerts, WhoLeavesTheWindowTakesTheLevelAtTheNextEdge) {
  EngineSettings settings = TestSettings();
  settings.profile.window_days = 7;
  settings.burst.people_min = 1000;
  Feed feed(settings);
  for (int i = 0; i < 5; ++i) feed.Add(Complaint(std::to_string(i), i * 1440));
  feed.Add(Complaint("elsewhere", 20 * 1440, "青禾保险"));
  std::vector<std::string> falls;
  for (const std::string& alert : feed.told().alerts)
    if (JsonField(alert, "event") == "deescalated" || JsonField(alert, "event") == "resolved")
      falls.push_back(JsonField(alert, "event") + " " + JsonField(alert, "at"));
  EXPECT_EQ(falls, (Lines{"deescalated 2026-01-12T00:10:00.000Z", "resolved 2026-01-15T00:10:00.000Z"}));
}

// A hundred complaints a day, each of a matter of its own.
void AddDays(Feed* feed, const PostSpec& like, int days, int64_t from_minute) {
  for (int i = 0; i < days * 100; ++i) {
    PostSpec spec = like;
    spec.id = spec.author = "own " + std::to_string(from_minute + i);
    spec.time = {kTestStart.ms + (from_minute + i * 14) * kMinuteMs};
    spec.text =
        "事" + std::to_string(i * 7919) + " " + std::string(1, static_cast<char>('a' + i % 26)) + std::to_string(i);
    feed->Add(spec);
  }
}

TEST_F(EngineAlerts, ALargeOrganisationNeedsMoreWhereTheProfileScales) {
  EngineSettings settings = TestSettings();
  settings.profile.usual_daily = 1;
  settings.burst.people_min = 100000;
  Feed feed(settings);
  AddDays(&feed, Complaint("", 0), 6, 0);
  for (int i = 0; i < 9; ++i) feed.Add(Complaint("x" + std::to_string(i), 600 * 14 + i * 100));
  for (const std::string& alert : feed.told().alerts) EXPECT_NE(JsonField(alert, "level"), "emerging") << alert;
}

TEST_F(EngineAlerts, TheThresholdThatIsToldIsTheScaledOne) {
  EngineSettings settings = TestSettings();
  settings.profile.usual_daily = 25;
  settings.burst.people_min = 100000;
  Feed feed(settings);
  AddDays(&feed, Complaint("", 0), 8, 0);
  for (int i = 0; i < 30; ++i) feed.Add(Complaint("x" + std::to_string(i), 8 * 1440 + i * 10));
  std::string watch, emerging;
  for (const std::string& alert : feed.told().alerts) {
    if (JsonField(alert, "level") == "watch") watch = alert;
    if (JsonField(alert, "level") == "emerging") emerging = alert;
  }
  const std::string threshold = JsonField(JsonField(emerging, "rule"), "threshold");
  EXPECT_GT(std::stoi(threshold), 5);
  EXPECT_EQ(threshold, JsonField(JsonField(emerging, "rule"), "complainants")) << "told when it was passed";
  EXPECT_NEAR(std::stoi(JsonField(JsonField(watch, "forecast"), "complainants")), std::stoi(threshold), 1);
}

TEST_F(EngineAlerts, AThresholdThatGrowsTakesNoLevel) {
  EngineSettings settings = TestSettings();
  settings.profile.usual_daily = 20;
  settings.burst.people_min = 100000;
  Feed feed(settings);
  for (int i = 0; i < 5; ++i) feed.Add(Complaint("x" + std::to_string(i), i));
  ASSERT_EQ(JsonField(feed.told().alerts.back(), "level"), "emerging");
  for (int week = 0; week < 3; ++week) {  // busy and quiet ones
    AddDays(&feed, Complaint("", 0), 4, 10 + week * 14 * 1440);
    feed.Add(Complaint("again " + std::to_string(week), (week * 14 + 5) * 1440));
    feed.Add(Complaint("later " + std::to_string(week), (week * 14 + 13) * 1440));
  }
  for (const std::string& alert : feed.told().alerts) EXPECT_NE(JsonField(alert, "event"), "deescalated") << alert;
}

TEST_F(EngineAlerts, AForecastIsToldUntilTheLastThreshold) {
  for (int i = 0; i < 25; ++i) feed_.Add(Complaint(std::to_string(i), i * 240));
  const auto forecast = [&](size_t alert) { return JsonField(feed_.told().alerts[alert], "forecast"); };
  EXPECT_EQ(JsonField(forecast(0), "to"), "emerging");
  EXPECT_EQ(JsonField(forecast(0), "complainants"), "5");
  EXPECT_EQ(JsonField(forecast(1), "to"), "major");
  EXPECT_EQ(JsonField(feed_.Groups().begin()->second, "forecast"), "");
}

}  // namespace
}  // namespace groundswell
