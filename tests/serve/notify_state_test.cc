// Receivers that keep state: whatever becomes of a group, and of the alert that would say so, no incident stays open.
#include <simdjson.h>

#include <random>
#include <set>

#include "tests/serve/notify_testing.h"

namespace groundswell {
namespace {

class NotifyStateTest : public PipelineTest {
 protected:
  explicit NotifyStateTest(ReceiverKind kind) {
    ReceiverSettings settings;
    settings.name = "pager";
    settings.kind = kind;
    settings.secret = kind == ReceiverKind::kPagerDuty ? "routing-key" : "";
    settings.url = "https://incidents.example/";
    auto made = Receiver::Make(settings, "groundswell");
    EXPECT_TRUE(made.ok()) << made.status().message();
    receiver_ = std::move(*made);
    options_.name = "pager";
    options_.is_in_order = options_.digests = false;
    options_.keeps_state = options_.has_short_form = true;
    options_.silences = [this] { return silences_; };
    form_ = [this](const Dispatch& dispatch, bool is_short, int64_t now_ms) {
      const std::string body = receiver_->Form(dispatch, is_short, now_ms).outgoing.body;
      if (loses_ == 0 || --loses_ > 0) Hear(body, now_ms);
      return body;
    };
    Restart();
  }

  // What the receiver does with a message: an incident opens or ends.
  void Hear(const std::string& body, int64_t now_ms) {
    simdjson::dom::parser parser;
    simdjson::dom::element root;
    ASSERT_EQ(parser.parse(body).get(root), simdjson::SUCCESS);
    simdjson::dom::array alerts;
    if (root.get_array().get(alerts) != simdjson::SUCCESS) {
      Note(TextOf(root, "dedup_key"), TextOf(root, "event_action") == "resolve");
      return;
    }
    for (const simdjson::dom::element alert : alerts) {
      simdjson::dom::element labels;
      ASSERT_EQ(alert["labels"].get(labels), simdjson::SUCCESS);
      Note(simdjson::minify(labels), ParseEventTime(TextOf(alert, "endsAt"), nullptr)->ms <= now_ms);
    }
  }
  static std::string TextOf(simdjson::dom::element element, const char* key) {
    std::string_view text;
    EXPECT_EQ(element[key].get_string().get(text), simdjson::SUCCESS) << key;
    return std::string(text);
  }
  void Note(const std::string& incident, bool is_over) {
    if (is_over) firing_.erase(incident);
    if (!is_over) firing_.insert(incident);
  }
  std::string Id(uint64_t group) const { return FormatGroupId({group}); }
  void Rise(uint64_t group, const std::string& level, const std::string& previous_level = "none") {
    DecideAlert({.group = Id(group),
                 .event = previous_level == "none" ? "opened" : "escalated",
                 .level = level,
                 .previous_level = previous_level});
    Stand(group, level);
  }
  void Critical(uint64_t group, const std::string& level) {
    DecideAlert({.group = Id(group), .event = "critical_post", .level = level, .previous_level = level});
    Stand(group, level);
  }
  void Resolve(uint64_t group, const std::string& previous_level) {
    DecideAlert({.group = Id(group), .event = "resolved", .level = "none", .previous_level = previous_level});
    Stand(group, "none");
  }
  // Until the next look at what is open, and what it leads to.
  void Look() { RunUntil(now_ms_ + 2 * kEndLookMs); }
  void Silence(uint64_t group, int64_t for_ms) {
    silences_ = std::make_shared<SilenceList>(
        SilenceList{{.id = "1", .group = Id(group), .until_ms = now_ms_ + for_ms, .author = "ann"}});
  }

  std::unique_ptr<Receiver> receiver_;
  std::shared_ptr<SilenceList> silences_ = std::make_shared<SilenceList>();
  std::set<std::string> firing_;
  int loses_ = 0;  // the message that is lost, counted from the next
};

class NotifyStateKinds : public NotifyStateTest, public testing::WithParamInterface<ReceiverKind> {
 protected:
  NotifyStateKinds() : NotifyStateTest(GetParam()) {}
};

TEST_P(NotifyStateKinds, TheEndOfAGroupEndsItsIncidentAtWhateverLevelItWas) {
  Rise(1, "emerging");
  Run();
  Rise(1, "crisis", "emerging");
  Run();
  EXPECT_EQ(firing_.size(), 1u) << "one incident, at its level alone";
  DecideAlert({.group = Id(1), .event = "deescalated", .level = "watch", .previous_level = "crisis"});
  Stand(1, "watch");
  Run();
  EXPECT_EQ(firing_.size(), 1u);
  Resolve(1, "watch");
  Run();
  EXPECT_TRUE(firing_.empty());
  EXPECT_EQ(LogRows().size(), 4u);
}

TEST_P(NotifyStateKinds, ACauseThatChangesLeavesNothingFiring) {
  DecideAlert({.group = Id(1), .cause = "late-claim"});
  Stand(1, "emerging");
  Run();
  DecideAlert({.group = Id(1), .event = "surged", .previous_level = "emerging", .cause = "refund"});
  Run();
  EXPECT_EQ(firing_.size(), 1u);
  DecideAlert({.group = Id(1), .event = "resolved", .level = "none", .previous_level = "emerging", .cause = "fees"});
  Stand(1, "none");
  Run();
  EXPECT_TRUE(firing_.empty());
}

TEST_P(NotifyStateKinds, AGroupThatIsDismissedOrMergedEndsItsIncident) {
  Rise(1, "major");
  Rise(2, "major");
  Rise(3, "major");
  Run();
  EXPECT_EQ(firing_.size(), 3u);
  Stand(1, "major", "dismissed");
  Stand(2, "major", "received", Id(3));
  Look();
  ASSERT_EQ(firing_.size(), 1u);
  EXPECT_NE(firing_.begin()->find(Id(3)), std::string::npos);
  EXPECT_EQ(told_.size(), 5u);
  EXPECT_EQ(told_[3].id, "a0-end");
  EXPECT_EQ(log_[0], "message a0-end has ended an incident: its group was dismissed as a false alarm");
  EXPECT_EQ(log_[1], "message a1-end has ended an incident: its group has merged into " + Id(3));
  ExpectEveryAlertIsAccountedFor();
}

TEST_P(NotifyStateKinds, ASilencedGroupEndsItsIncidentAndOpensItAtItsNextChange) {
  Rise(1, "emerging");
  Run();
  Silence(1, kHourMs);
  Look();
  EXPECT_TRUE(firing_.empty());
  now_ms_ += kHourMs;
  Rise(1, "major", "emerging");
  Run();
  EXPECT_EQ(firing_.size(), 1u);
  Rise(1, "crisis", "major");
  Run();
  Silence(1, kHourMs);
  Look();
  EXPECT_EQ(firing_.size(), 1u) << "a crisis breaks the silence";
}

TEST_P(NotifyStateKinds, AnEndThatASilenceOrTheQuietHoldsBackIsToldAllTheSame) {
  Route route{.name = "all", .level = 1, .receivers = {"pager"}};
  routes_ = {route};
  Restart();
  Rise(1, "emerging");
  Run();
  Silence(1, kHourMs);
  Resolve(1, "emerging");
  Run();
  EXPECT_EQ(LogRows()[1], "1 silenced");
  Look();
  EXPECT_TRUE(firing_.empty());
  silences_ = std::make_shared<SilenceList>();
  Rise(2, "emerging");
  Run();
  routes_[0].quiet = *DayHours::Parse("11:00-20:00");
  Restart();
  Resolve(2, "emerging");
  Look();
  EXPECT_TRUE(firing_.empty());
}

TEST_P(NotifyStateKinds, APostThatCannotWaitIsAnIncidentOfItsOwnThatEndsWithItsGroup) {
  Rise(1, "emerging");
  Run();
  Critical(1, "emerging");
  Rise(1, "major", "emerging");
  Run();
  EXPECT_EQ(firing_.size(), 2u) << "an incident that somebody has taken must not hide it";
  EXPECT_EQ(told_.size(), 3u);
  Resolve(1, "major");
  Look();
  EXPECT_TRUE(firing_.empty());
}

TEST_P(NotifyStateKinds, APostThatCannotWaitInAGroupWithoutALevelEndsAfterADay) {
  Critical(1, "none");
  Run();
  RunUntil(now_ms_ + kCriticalHoldMs - 60'000);
  EXPECT_EQ(firing_.size(), 1u);
  RunUntil(now_ms_ + 120'000);
  EXPECT_TRUE(firing_.empty());
  EXPECT_EQ(told_.size(), 2u);
}

TEST_P(NotifyStateKinds, WhatIsOpenIsRememberedOverARestart) {
  Rise(1, "emerging");
  Rise(2, "major");
  Critical(2, "major");
  Run();
  Restart();
  Look();
  EXPECT_EQ(firing_.size(), 3u);
  Stand(1, "emerging", "dismissed");
  Stand(2, "major", "dismissed");
  Restart();
  Look();
  EXPECT_TRUE(firing_.empty());
}

// The message arrived and its answer was lost: then the group is dismissed, and the message is not told again.
TEST_P(NotifyStateKinds, AnIncidentWhoseAnswerWasLostIsEndedToo) {
  Rise(1, "emerging");
  Give(AnswerMeaning::kLater, "timed out");
  Run();
  EXPECT_EQ(firing_.size(), 1u);
  Stand(1, "emerging", "dismissed");
  now_ms_ += 1'000;
  for (const bool is_restarted : {false, true}) {
    if (is_restarted) Restart();
    Look();
    EXPECT_TRUE(firing_.empty());
  }
  EXPECT_EQ(LogRows(), (std::vector<std::string>{"0 inhibited"}));
}

TEST_P(NotifyStateKinds, AnEndThatIsNotTakenIsToldAgainAsTheSame) {
  Rise(1, "emerging");
  Run();
  Stand(1, "emerging", "dismissed");
  loses_ = 1;
  Give(AnswerMeaning::kLater);
  now_ms_ += kEndLookMs;
  EXPECT_EQ(Run().next, Next::kWait);
  EXPECT_EQ(firing_.size(), 1u);
  Restart();
  Run();
  EXPECT_TRUE(firing_.empty());
  EXPECT_EQ(Ids(), "a0 a0-end a0-end");
  EXPECT_EQ(pipeline_->status().pending, 0u);
}

// It was begun, and set aside: its incident may be open, and it waits still.
TEST_P(NotifyStateKinds, AnAlertWhoseIncidentIsEndedWhileItIsSetAsideHasItsRow) {
  Rise(1, "emerging");
  for (int i = 0; i < 5; ++i) Give(AnswerMeaning::kUnclear, "what?");
  RunUntil(now_ms_ + 8'000);
  ASSERT_EQ(firing_.size(), 1u);
  verdicts_.clear();
  Stand(1, "emerging", "dismissed");
  RunUntil(now_ms_ + 60'000);
  EXPECT_TRUE(firing_.empty());
  EXPECT_EQ(LogRows(), (std::vector<std::string>{"0 inhibited"}));
  EXPECT_EQ(pipeline_->status().pending, 0u);
  ExpectEveryAlertIsAccountedFor();
}

TEST_P(NotifyStateKinds, AnEndThatIsRefusedHoldsNothingUp) {
  Rise(1, "emerging");
  Run();
  Stand(1, "emerging", "dismissed");
  now_ms_ += kEndLookMs;
  for (const AnswerMeaning meaning : {AnswerMeaning::kUnclear, AnswerMeaning::kRefused}) {
    for (uint64_t i = 0; i < kUnclearTriesMax; ++i) Give(meaning, "what?");
    Rise(2, "emerging");
    RunUntil(now_ms_ + kHourMs);
    verdicts_.clear();
    Look();
  }
  EXPECT_EQ(firing_.size(), 1u);
  EXPECT_EQ(pipeline_->status().pending, 0u);
}

TEST_P(NotifyStateKinds, AReceiverWhoseAnswerToAnEndIsUnclearFailsUntilItIsTaken) {
  Rise(1, "emerging");
  Run();
  Stand(1, "emerging", "dismissed");
  now_ms_ += kEndLookMs;
  Give(AnswerMeaning::kUnclear, "what?");
  Run();
  EXPECT_TRUE(pipeline_->status().is_failing);
  RunUntil(now_ms_ + 60'000);
  EXPECT_FALSE(pipeline_->status().is_failing);
  EXPECT_TRUE(firing_.empty());
}

// Whatever happens in between: once every group is over, nothing is open.
TEST_P(NotifyStateKinds, NothingStaysOpenThroughRandomHappenings) {
  for (uint32_t seed = 1; seed <= 20; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937 random(seed);
    const char* const kLevels[] = {"none", "watch", "emerging", "major", "crisis"};
    std::vector<size_t> level(12);
    for (int i = 0; i < 300; ++i) {
      const uint64_t group = 1 + random() % 12;
      size_t& now = level[group - 1];
      switch (random() % 8) {
        case 0:
        case 1:
          if (now < 4) Rise(group, kLevels[now + 1], kLevels[now]), ++now;
          break;
        case 2:
          if (now > 0) Resolve(group, kLevels[now]), now = 0;
          break;
        case 3:
          Critical(group, kLevels[now]);
          break;
        case 4:
          Stand(group, kLevels[now], "dismissed");
          break;
        case 5:
          Silence(group, random() % 60'000);
          break;
        case 6:
          if (random() % 4 == 0) Restart();
          Give(random() % 2 == 0 ? AnswerMeaning::kLater : AnswerMeaning::kUnclear);
          break;
        default:
          RunUntil(now_ms_ + random() % 20'000);
      }
    }
    verdicts_.clear();
    RunUntil(now_ms_ + kHourMs);
    for (uint64_t group = 1; group <= 12; ++group) Stand(group, "none");
    RunUntil(now_ms_ + 2 * kCriticalHoldMs);
    EXPECT_TRUE(firing_.empty()) << *firing_.begin();
    ExpectEveryAlertIsAccountedFor();
  }
}

TEST(OpenIncidents, BeyondTheirLimitTheOldestIsOver) {
  OpenIncidents open;
  const auto why_over = [&open](uint64_t number) {
    GroupStanding standing;
    standing.is_known = true;
    standing.level = 2;
    return open.WhyOver(*open.Find(number), standing, 1, [](const AlertFacts&) { return std::string(); });
  };
  for (uint64_t number = 1; number <= kOpenIncidentsMax + 2; ++number) {
    AlertFacts facts;
    facts.number = number;
    facts.group = FormatGroupId({number});
    open.Add(facts, 1);
  }
  for (uint64_t number = 1; number <= 2; ++number) {
    EXPECT_EQ(why_over(number), "more than 4096 are open");
    EXPECT_EQ(why_over(number + 1), "");
    open.End({number});
  }
  EXPECT_EQ(why_over(3), "");
}

INSTANTIATE_TEST_SUITE_P(Kinds, NotifyStateKinds,
                         testing::Values(ReceiverKind::kPagerDuty, ReceiverKind::kAlertmanager),
                         [](const auto& kind) { return std::string(TraitsOf(kind.param).name); });

}  // namespace
}  // namespace groundswell
