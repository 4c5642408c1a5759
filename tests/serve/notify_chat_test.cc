// The stages for a chat: what belongs together, what is not told, what comes first, and what happens at its limits.
#include <algorithm>

#include "tests/serve/notify_testing.h"

namespace groundswell {
namespace {

using Strings = std::vector<std::string>;

class NotifyChatTest : public ChatPipelineTest {};

TEST_F(NotifyChatTest, ChangesOfOneGroupThatWaitAreOneMessageThatSaysTheStepsAndTheLastState) {
  DecideAlert({.group = "g1"});
  DecideAlert({.group = "g2", .level = "major"});
  DecideAlert({.group = "g1", .event = "escalated", .level = "crisis", .previous_level = "emerging"});
  Run();
  ASSERT_EQ(Ids(), "a2 a1");
  EXPECT_TRUE(told_[0].body.starts_with("[crisis] 海桥银行: t2\n")) << told_[0].body;
  EXPECT_NE(told_[0].body.find("Steps: new emerging 11:59 → up crisis 11:59"), std::string::npos) << told_[0].body;
  EXPECT_EQ(LogRows(), (Strings{"0 sent", "1 sent", "2 sent"}));
  ExpectEveryAlertIsAccountedFor();
}

TEST_F(NotifyChatTest, WorstGroupGoesFirstAndOfEqualsTheOlder) {
  DecideAlert({.group = "g0", .severity = 10});
  DecideAlert({.group = "g1", .severity = 90});
  DecideAlert({.group = "g2", .level = "major", .severity = 1});
  DecideAlert({.group = "g3", .severity = 10});
  Run();
  EXPECT_EQ(Ids(), "a2 a1 a0 a3");
}

TEST_F(NotifyChatTest, BeyondItsLimitWhatIsLeftIsOneDigestTheWorstFirst) {
  for (int i = 0; i < 40; ++i) DecideAlert({.group = "g" + std::to_string(i), .severity = i});
  lines_max_ = 25;
  EXPECT_EQ(Run().next, Next::kIdle);
  // A burst of ten: nine singly, and the rest in the last.
  ASSERT_EQ(told_.size(), 10u);
  EXPECT_EQ(told_[0].id, "a39");
  EXPECT_EQ(told_[8].id, "a31");
  EXPECT_TRUE(told_[9].id.starts_with("digest-a0-a30-")) << told_[9].id;
  EXPECT_TRUE(told_[9].body.starts_with("31 groups changed (a digest, the worst first)\n- [emerging] 海桥银行: t30"));
  const Strings rows = LogRows();
  EXPECT_EQ(rows.size(), 40u);
  EXPECT_EQ(std::count_if(rows.begin(), rows.end(), [](const auto& row) { return row.ends_with(" counted"); }), 6);
  EXPECT_EQ(rows[0], "0 counted");
  EXPECT_EQ(rows[30], "30 digest");
  ExpectEveryAlertIsAccountedFor();
}

// Five hundred groups rise within a minute: the limits hold in every minute, the log accounts for all, and what is
// worst is told within a minute of its decision.
TEST_F(NotifyChatTest, StormStaysWithinTheLimitsAndTellsTheWorstWithinAMinute) {
  std::map<std::string, int64_t> decided;
  for (int i = 0; i < 500; ++i) {
    const bool is_worst = i % 50 == 49;
    DecideAlert({.group = "g" + std::to_string(i), .level = is_worst ? "crisis" : "emerging", .severity = i % 97});
    if (is_worst) decided["t" + std::to_string(i) + "\n"] = now_ms_;
    RunUntil(now_ms_ + 1);
    now_ms_ = kPipelineStartMs + (i + 1) * 120;
    RunUntil(now_ms_);
  }
  RunUntil(now_ms_ + 3'600'000);
  for (size_t i = 0; i < told_.size(); ++i) {
    size_t within = 0;
    for (const Told& told : told_) within += told.now_ms >= told_[i].now_ms && told.now_ms < told_[i].now_ms + 60'000;
    EXPECT_LE(within, 20u);
  }
  EXPECT_EQ(decided.size(), 10u);
  for (const auto& [title, at_ms] : decided) {
    const auto first = std::find_if(told_.begin(), told_.end(), [&name = title](const Told& told) {
      return (told.body + "\n").find(name) != std::string::npos ||
             told.body.find(name.substr(0, name.size() - 1) + " ") != std::string::npos;
    });
    ASSERT_NE(first, told_.end()) << title;
    EXPECT_LE(first->now_ms - at_ms, 60'000) << title;
  }
  EXPECT_EQ(LogRows().size(), 500u);
  EXPECT_EQ(pipeline_->status().delivered, 500u);
  ExpectEveryAlertIsAccountedFor();
}

TEST_F(NotifyChatTest, LimitsHoldOverARestart) {
  for (int i = 0; i < 15; ++i) {
    DecideAlert({.group = "g" + std::to_string(i)});
    Run();
    Restart();
  }
  EXPECT_EQ(told_.size(), 10u);
  RunUntil(now_ms_ + 60'000);
  EXPECT_EQ(pipeline_->status().pending, 0u);
}

TEST_F(NotifyChatTest, MessageThatWasBegunIsTheSameAfterARestart) {
  DecideAlert({.group = "g1"});
  Give(AnswerMeaning::kLater);
  Run();
  Restart();
  DecideAlert({.group = "g1", .event = "escalated", .level = "major", .previous_level = "emerging"});
  DecideAlert({.group = "g2", .level = "crisis"});
  Run();
  EXPECT_EQ(Ids(), "a0 a0 a2 a1");
  EXPECT_EQ(told_[0].body, told_[1].body);
}

TEST_F(NotifyChatTest, DigestThatWasBegunIsTheSameAfterARestart) {
  for (int i = 0; i < 40; ++i) DecideAlert({.group = "g" + std::to_string(i), .severity = i});
  for (int i = 0; i < 9; ++i) Give(AnswerMeaning::kTaken);
  Give(AnswerMeaning::kLater);
  Run();
  DecideAlert({.group = "new", .level = "crisis"});
  Restart();
  RunUntil(now_ms_ + 60'000);
  ASSERT_EQ(told_.size(), 12u);
  EXPECT_EQ(told_[9].id, told_[10].id);
  EXPECT_EQ(told_[9].body, told_[10].body);
  EXPECT_EQ(told_[11].id, "a40");
}

TEST_F(NotifyChatTest, RefusedMessageGoesOnceMoreInAShortFormAndThenIntoTheLog) {
  DecideAlert({.group = "g1", .severity = 90});
  DecideAlert({.group = "g2"});
  Give(AnswerMeaning::kRefused, "the receiver answered code 40058");
  Give(AnswerMeaning::kTaken);
  Give(AnswerMeaning::kRefused, "too long");
  Give(AnswerMeaning::kRefused, "still too long");
  EXPECT_EQ(Run().next, Next::kIdle);
  EXPECT_EQ(Ids(), "a0 a0 a1 a1");
  EXPECT_FALSE(told_[0].is_short);
  EXPECT_TRUE(told_[1].is_short);
  EXPECT_TRUE(told_[3].is_short);
  EXPECT_EQ(LogRows(), (Strings{"0 sent", "1 failed"}));
  EXPECT_EQ(pipeline_->status().failed, 1u);
  ExpectEveryAlertIsAccountedFor();
}

TEST_F(NotifyChatTest, MessageThatIsPutOffOrDoesNotComeThroughStaysLong) {
  DecideAlert({.group = "g1"});
  for (int i = 0; i < 20; ++i) Give(AnswerMeaning::kLater, "the receiver answered 429", 1'000);
  RunUntil(now_ms_ + 3'600'000);
  ASSERT_EQ(told_.size(), 21u);
  EXPECT_FALSE(told_.back().is_short);
}

TEST_F(NotifyChatTest, MessageThatFailsAgainAndAgainWithoutAWordWhyIsTriedShort) {
  DecideAlert({.group = "g1"});
  for (int i = 0; i < 7; ++i) verdicts_.push_back({AnswerMeaning::kLater, {}, "the receiver answered 500", true});
  RunUntil(now_ms_ + 600'000);
  ASSERT_EQ(told_.size(), 8u);
  EXPECT_FALSE(told_[5].is_short);
  EXPECT_TRUE(told_[6].is_short);
}

TEST_F(NotifyChatTest, RiseBelowWhatWasToldIsInhibitedAndTheWayDownIsNot) {
  DecideAlert({.group = "g1", .level = "crisis"});
  Run();
  DecideAlert({.group = "g1", .event = "surged", .level = "major", .previous_level = "major"});
  Run();
  DecideAlert({.group = "g1", .event = "deescalated", .level = "major", .previous_level = "crisis"});
  Run();
  DecideAlert({.group = "g1", .event = "surged", .level = "major", .previous_level = "major"});
  Run();
  EXPECT_EQ(Ids(), "a0 a2 a3");
  EXPECT_EQ(LogRows(), (Strings{"0 sent", "1 inhibited", "2 sent", "3 sent"}));
  ExpectEveryAlertIsAccountedFor();
}

TEST_F(NotifyChatTest, WhatWasToldIsRememberedOverARestart) {
  DecideAlert({.group = "g1", .level = "crisis"});
  Run();
  Restart();
  DecideAlert({.group = "g1", .event = "surged", .level = "major", .previous_level = "major"});
  Run();
  EXPECT_EQ(Ids(), "a0");
}

TEST_F(NotifyChatTest, GroupThatFellInSilenceMayRiseAgain) {
  const auto silence = std::make_shared<SilenceList>();
  options_.silences = [silence] { return silence; };
  Restart();
  DecideAlert({.group = "g1", .level = "crisis"});
  Run();
  silence->push_back({.id = "1", .group = "g1", .until_ms = now_ms_ + 1'000, .author = "ann"});
  DecideAlert({.group = "g1", .event = "resolved", .level = "none", .previous_level = "crisis"});
  Run();
  now_ms_ += 2'000;
  for (const bool is_restarted : {false, true}) {
    if (is_restarted) Restart();
    DecideAlert({.group = "g1", .event = "opened", .level = "emerging"});
    Run();
    DecideAlert({.group = "g1", .event = "resolved", .level = "none", .previous_level = "emerging"});
    Run();
  }
  EXPECT_EQ(Ids(), "a0 a2 a3 a4 a5");
  EXPECT_EQ(LogRows()[1], "1 silenced");
}

TEST_F(NotifyChatTest, WhatCannotWaitBreaksThroughAWideSilence) {
  const auto silence = std::make_shared<SilenceList>();
  silence->push_back({.id = "1", .org = "海桥银行", .until_ms = now_ms_ + 1'000, .author = "ann"});
  options_.silences = [silence] { return silence; };
  Restart();
  DecideAlert({.group = "g1", .level = "major"});
  DecideAlert({.group = "g2", .event = "critical_post", .level = "none"});
  Run();
  EXPECT_EQ(Ids(), "a1");
  EXPECT_EQ(LogRows()[0], "0 silenced");
}

TEST_F(NotifyChatTest, DismissedGroupIsQuietUntilItIsReopenedOrCannotWait) {
  DecideAlert({.group = "g1", .level = "major", .status = "dismissed"});
  Run();
  DecideAlert({.group = "g1", .event = "reopened", .level = "major", .status = "dismissed"});
  Run();
  DecideAlert({.group = "g2", .event = "critical_post", .level = "none", .status = "dismissed"});
  Run();
  EXPECT_EQ(Ids(), "a1 a2");
  EXPECT_EQ(LogRows()[0], "0 inhibited");
}

TEST_F(NotifyChatTest, SilenceDropsWhatItTakesWithAReasonAndACrisisBreaksThrough) {
  const int64_t until_ms = now_ms_ + 1000;
  options_.silences = [until_ms] {
    return std::make_shared<SilenceList>(SilenceList{{.id = "s1",
                                                      .org = "海桥银行",
                                                      .group = {},
                                                      .cause = {},
                                                      .receiver = {},
                                                      .until_ms = until_ms,
                                                      .author = "li",
                                                      .reason = "maintenance"}});
  };
  Restart();
  DecideAlert({.group = "g1"});
  DecideAlert({.group = "g2", .level = "crisis"});
  DecideAlert({.group = "g3", .org = "other"});
  Run();
  EXPECT_EQ(Ids(), "a1 a2");
  now_ms_ = until_ms;
  DecideAlert({.group = "g4"});
  Run();
  EXPECT_EQ(Ids(), "a1 a2 a3");
  EXPECT_EQ(pipeline_->status().silenced, 1u);
  std::string why;
  ASSERT_TRUE(memory_
                  .ScanDeliveries(0,
                                  [&](uint64_t number, std::string_view, std::string_view json) {
                                    if (number == 0) why = json;
                                    return Status();
                                  })
                  .ok());
  EXPECT_NE(why.find(R"("outcome":"silenced","why":"silence s1 by li: maintenance")"), std::string::npos) << why;
  options_.crisis_breaks_silence = false;
  now_ms_ = until_ms - 1;
  Restart();
  DecideAlert({.group = "g5", .level = "crisis"});
  Run();
  EXPECT_EQ(pipeline_->status().silenced, 1u);
}

TEST_F(NotifyChatTest, QuietHoursHoldWhatIsNotBadEnoughUntilTheyEnd) {
  // 12:00 UTC is 20:00 there; the quiet lasts until 21:30.
  Route route{.name = "day", .receivers = {"chat"}};
  route.zone = ZoneOffset{480};
  route.quiet = *DayHours::Parse("19:00-21:30");
  routes_ = {route};
  options_.max_age_ms = 24 * 3'600'000;
  Restart();
  DecideAlert({.group = "g1"});
  const auto outcome = Run();
  EXPECT_EQ(outcome.next, Next::kWaitNew);
  EXPECT_EQ(outcome.wait_ms, 90 * 60'000);
  DecideAlert({.group = "g2", .level = "crisis"});
  Run();
  EXPECT_EQ(Ids(), "a1");
  now_ms_ += 90 * 60'000;
  Run();
  EXPECT_EQ(Ids(), "a1 a0");
  EXPECT_EQ(LogRows(), (Strings{"0 sent", "1 sent"}));
  ExpectEveryAlertIsAccountedFor();
}

TEST_F(NotifyChatTest, WhoHeardOfARiseHearsOfItsEndWhateverTheHour) {
  Route route{.name = "day", .receivers = {"chat"}};
  route.hours = *DayHours::Parse("12:00-13:00");
  Route rest{.name = "rest", .level = 1, .receivers = {}};
  routes_ = {route, rest};
  Restart();
  DecideAlert({.group = "g1"});
  Run();
  now_ms_ += 2 * 3'600'000;
  DecideAlert({.group = "g2"});
  DecideAlert({.group = "g1", .event = "resolved", .level = "none", .previous_level = "emerging"});
  Run();
  EXPECT_EQ(Ids(), "a0 a2");
}

TEST_F(NotifyChatTest, ReceiverThatSaysTooMuchIsLeftAloneForAsLongAsItSaid) {
  DecideAlert({.group = "g1"});
  Give(AnswerMeaning::kLater, "the receiver answered code 45009", 60'000);
  EXPECT_EQ(Run().wait_ms, 60'000);
  now_ms_ += 60'000;
  EXPECT_EQ(Run().next, Next::kIdle);
  EXPECT_EQ(Ids(), "a0 a0");
}

TEST_F(NotifyChatTest, LateAlertsOfOneGroupAreItsMessageThatSaysThatItIsLate) {
  DecideAlert({.group = "g1"});
  DecideAlert({.group = "g1", .event = "escalated", .level = "major", .previous_level = "emerging"});
  now_ms_ += options_.max_age_ms + 1;
  Run();
  ASSERT_EQ(Ids(), "a1");
  EXPECT_TRUE(told_[0].body.starts_with("[major] 海桥银行: t1\n")) << told_[0].body;
  EXPECT_NE(told_[0].body.find("\nLate: it could not be delivered in its time"), std::string::npos) << told_[0].body;
  EXPECT_EQ(LogRows(), (Strings{"0 late", "1 late"}));
}

TEST_F(NotifyChatTest, LateAlertsAreOneMessageByGroups) {
  DecideAlert({.group = "g1"});
  DecideAlert({.group = "g1", .event = "escalated", .level = "major", .previous_level = "emerging"});
  DecideAlert({.group = "g2"});
  now_ms_ += options_.max_age_ms + 1;
  Run();
  ASSERT_EQ(Ids(), "catch-up-a0-a2");
  EXPECT_EQ(told_[0].body,
            "Late alerts of 2 groups (the worst first)\n- [major] 海桥银行: t1\n- [emerging] 海桥银行: t2");
  EXPECT_EQ(LogRows(), (Strings{"0 late", "1 late", "2 late"}));
}

TEST_F(NotifyChatTest, TheEndOfAGroupIsToldThoughItsRiseStillWaits) {
  DecideAlert({.group = "g1"});
  Give(AnswerMeaning::kLater);
  Run();
  DecideAlert({.group = "g1", .event = "deescalated", .level = "watch", .previous_level = "emerging"});
  DecideAlert({.group = "g1", .event = "resolved", .level = "none", .previous_level = "watch"});
  DecideAlert({.group = "g2", .event = "resolved", .level = "none", .previous_level = "watch"});
  Run();
  EXPECT_EQ(Ids(), "a0 a0 a2");
  EXPECT_EQ(LogRows(), (Strings{"0 sent", "1 sent", "2 sent"}));
  EXPECT_EQ(pipeline_->status().unrouted, 1u) << "of g2 nobody was told";
}

TEST_F(NotifyChatTest, AnAnswerThatNobodyKnowsHoldsNoOtherMessageUp) {
  options_.per_minute = 0;
  Restart();
  DecideAlert({.group = "g1", .severity = 90});
  DecideAlert({.group = "g2"});
  Give(AnswerMeaning::kUnclear, "the receiver answered code 77");
  const auto outcome = Run();
  EXPECT_EQ(Ids(), "a0 a1");
  EXPECT_EQ(outcome.next, Next::kWaitNew);
  EXPECT_LE(outcome.wait_ms, 1'000);
  EXPECT_EQ(LogRows(), (Strings{"1 sent"}));
  EXPECT_TRUE(log_[0].starts_with("message a0 was not taken: the receiver answered code 77; attempt 1")) << log_[0];
  now_ms_ += outcome.wait_ms;
  Run();
  EXPECT_EQ(LogRows(), (Strings{"0 sent", "1 sent"}));
}

TEST_F(NotifyChatTest, AMessageWithUnclearAnswersGoesShortAndThenIntoTheLog) {
  options_.per_minute = 0;
  Restart();
  DecideAlert({.group = "g1"});
  const int64_t begun_ms = now_ms_;
  for (int i = 0; i < 50; ++i) Give(AnswerMeaning::kUnclear, "the receiver answered code 77");
  RunUntil(now_ms_ + 3'600'000);
  ASSERT_EQ(told_.size(), kUnclearTriesMax);
  EXPECT_FALSE(told_[5].is_short);
  EXPECT_TRUE(told_[6].is_short);
  EXPECT_GE(told_.back().now_ms - begun_ms, 4 * 60'000) << "a receiver may need some minutes";
  EXPECT_LE(told_.back().now_ms - begun_ms, 9 * 60'000);
  EXPECT_EQ(LogRows(), (Strings{"0 failed"}));
  verdicts_.clear();
  DecideAlert({.group = "g2"});
  Run();
  EXPECT_EQ(LogRows(), (Strings{"0 failed", "1 sent"}));
  ExpectEveryAlertIsAccountedFor();
}

TEST_F(NotifyChatTest, AReceiverThatIsUnclearToEverythingIsNotHammered) {
  options_.per_minute = 0;
  Restart();
  for (int i = 0; i < 100; ++i) DecideAlert({.group = "g" + std::to_string(i)});
  for (int i = 0; i < 100; ++i) Give(AnswerMeaning::kUnclear, "the receiver answered 403");
  RunUntil(now_ms_ + 60'000);
  EXPECT_LE(told_.size(), 16u);
}

TEST_F(NotifyChatTest, WhatCannotWaitIsSaidThoughSomethingFollowsIt) {
  DecideAlert({.group = "g1", .event = "critical_post", .level = "emerging", .sign = "danger"});
  DecideAlert({.group = "g1", .event = "escalated", .level = "major", .previous_level = "emerging"});
  Run();
  ASSERT_EQ(Ids(), "a1");
  EXPECT_TRUE(told_[0].body.starts_with("[critical post · major] 海桥银行: t1\n")) << told_[0].body;
  EXPECT_NE(told_[0].body.find("\nSigns: "), std::string::npos) << told_[0].body;
}

TEST_F(NotifyChatTest, WhatCannotWaitIsSaidInADigestThoughSomethingFollowsIt) {
  for (int i = 0; i < 40; ++i) DecideAlert({.group = "g" + std::to_string(i), .severity = 50 + i});
  DecideAlert({.group = "g0", .event = "critical_post", .level = "emerging", .severity = 1, .sign = "danger"});
  DecideAlert({.group = "g0", .event = "surged", .previous_level = "emerging", .severity = 1});
  Give(AnswerMeaning::kTaken);
  for (int i = 0; i < 9; ++i) DecideAlert({.group = "x" + std::to_string(i), .level = "crisis"});
  Run();
  const auto told = std::find_if(told_.begin(), told_.end(), [](const Told& one) {
    return one.body.find("[critical post · emerging] 海桥银行: t41") != std::string::npos;
  });
  ASSERT_NE(told, told_.end());
  EXPECT_TRUE(told->id.starts_with("digest-")) << told->id;
}

TEST_F(NotifyChatTest, WhatQuietHoursHeldIsCompletedAsOfTheirEnd) {
  Route route{.name = "night", .receivers = {"chat"}};
  route.zone = ZoneOffset{480};
  route.quiet = *DayHours::Parse("19:00-07:00");  // 12:00 UTC is 20:00 there
  routes_ = {route};
  int64_t decided_ms = 0;
  options_.complete = [&](const MessageSubject& subject, AlertMessage*) { decided_ms = subject.decided_ms; };
  Restart();
  DecideAlert({.group = "g1"});
  Run();
  now_ms_ += 11 * kHourMs;
  Run();
  ASSERT_EQ(Ids(), "a0");
  EXPECT_EQ(decided_ms, now_ms_) << "links live from then on";
}

TEST_F(NotifyChatTest, WhatQuietHoursHeldIsNotLateWhenTheyEnd) {
  Route route{.name = "night", .receivers = {"chat"}};
  route.zone = ZoneOffset{480};
  route.quiet = *DayHours::Parse("19:00-07:00");  // 12:00 UTC is 20:00 there
  routes_ = {route};
  Restart();
  DecideAlert({.group = "g1"});
  Run();
  now_ms_ += 11 * kHourMs;
  Run();
  ASSERT_EQ(Ids(), "a0");
  EXPECT_EQ(told_[0].body.find("Late"), std::string::npos) << told_[0].body;
  EXPECT_EQ(LogRows(), (Strings{"0 sent"}));
  // But what could not be told for as long after them is.
  DecideAlert({.group = "g2"});
  now_ms_ += 12 * kHourMs + options_.max_age_ms + 1;
  routes_[0].quiet = {};
  DecideAlert({.group = "g3"});
  now_ms_ += options_.max_age_ms + 1;
  Restart();
  Run();
  EXPECT_EQ(LogRows()[2], "2 late");
}

TEST_F(NotifyChatTest, AGroupThatIsDismissedWhileItsAlertWaitsIsNotTold) {
  for (const bool is_begun : {false, true}) {
    const std::string dismissed = FormatGroupId({is_begun ? 3u : 1u});
    DecideAlert({.group = dismissed, .severity = 90});
    DecideAlert({.group = FormatGroupId({2}), .severity = 10});
    if (is_begun) {
      Give(AnswerMeaning::kLater);
      Run();
      now_ms_ += 1'000;
    }
    Stand(is_begun ? 3 : 1, "emerging", "dismissed");
    Stand(2, "emerging");
    Run();
  }
  EXPECT_EQ(Ids(), "a1 a2 a3") << "a2 was begun before";
  EXPECT_EQ(LogRows(), (Strings{"0 inhibited", "1 sent", "2 inhibited", "3 sent"}));
  ExpectEveryAlertIsAccountedFor();
}

TEST_F(NotifyChatTest, AGroupThatIsDismissedLeavesTheDigestItWaitsFor) {
  for (uint64_t i = 1; i <= 40; ++i) {
    DecideAlert({.group = FormatGroupId({i}), .severity = static_cast<int>(i)});
    Stand(i, "emerging", i == 5 ? "dismissed" : "received");
  }
  Run();
  EXPECT_TRUE(told_.back().body.starts_with("30 groups changed")) << told_.back().body;
  EXPECT_EQ(LogRows()[4], "4 inhibited");
  ExpectEveryAlertIsAccountedFor();
}

// The mark is written with every message: what goes on behind an alert that waits must not make it longer.
TEST_F(NotifyChatTest, TheMarkStaysShortWhateverGoesOnBehindWhatWaits) {
  Route route{.name = "day", .receivers = {"chat"}};
  route.quiet = *DayHours::Parse("11:00-23:00");
  routes_ = {route};
  options_.per_minute = 0;
  Restart();
  DecideAlert({.group = "held"});
  for (int i = 0; i < 3'000; ++i) {
    DecideAlert({.group = "g" + std::to_string(i), .level = i % 3 == 0 ? "watch" : "crisis"});
    if (i % 100 == 0) Run();
  }
  Run();
  EXPECT_EQ(Mark(), "v3 3001 - - 0 - -");
  Restart();
  Run();
  EXPECT_EQ(told_.size(), 2'000u);
  now_ms_ += 12 * kHourMs;
  Run();
  EXPECT_EQ(told_.back().id, "a0");
}

}  // namespace
}  // namespace groundswell
