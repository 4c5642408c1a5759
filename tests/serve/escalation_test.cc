// Cases that nobody takes: who is asked, when it stops, and that a kill repeats and loses nothing.
#include "serve/escalation.h"

#include <gtest/gtest.h>

#include "models/case.h"
#include "serve/notices.h"
#include "storage/memory_store.h"
#include "tests/serve/on_call_testing.h"

namespace groundswell {
namespace {

constexpr int64_t kStartMs = 1'772'366'400'000;  // 2026-03-01T12:00:00Z
constexpr int64_t kMinuteMs = 60'000;

std::shared_ptr<const OnCallPlan> Plan() {
  RotaParts parts;
  for (const char* id : {"an", "bo", "head"}) parts.people.push_back(Person(id, std::string("N-") + id));
  parts.shifts.push_back(AllDay({0, 1}));
  parts.shifts[0].turn_days = 366;
  parts.shifts[0].start_day = 20'454;  // 2026-01-01
  OnCallPlan plan;
  plan.rota = std::make_shared<const Rota>(std::move(parts));
  plan.fallback = "head";
  plan.steps = {{.after_ms = 10 * kMinuteMs, .who = "next", .receivers = {"chat"}},
                {.after_ms = 20 * kMinuteMs, .who = "fallback", .receivers = {"chat"}, .level = 3}};
  plan.repeat_ms = 15 * kMinuteMs;
  plan.repeats_max = 2;
  return std::make_shared<const OnCallPlan>(std::move(plan));
}

class EscalationTest : public testing::Test {
 protected:
  EscalationTest() {
    auto notices =
        Notices::Make(&store_, {.receivers = {Chat(), Chat("desk"), Chat("pager", ReceiverKind::kPagerDuty)}});
    EXPECT_TRUE(notices.ok());
    notices_ = std::move(*notices);
    Begin();
  }

  // As after a restart: what was in memory is gone.
  void Begin() {
    escalation_ = std::make_unique<Escalation>(EscalationParts{
        .store = &store_,
        .on_call = &on_call_,
        .telling =
            [this](const AlertFacts& alert, int64_t decided_ms) {
              const bool is_desks = alert.group == FormatGroupId({kDesksGroup});
              return is_routed_ ? AlertTelling{{is_desks ? "desk" : "chat"}, decided_ms} : AlertTelling{};
            },
        .put = [this](Notice notice) { return notices_->Put(std::move(notice)); },
        .incident_systems =
            [this](const Notice& notice) { return notices_->IncidentSystemsAmong(*notices_->Settled(notice)); },
        .silences = [this] { return silences_; },
        .zone = {},
        .log = [this](std::string_view line) { log_.emplace_back(line); }});
    ASSERT_TRUE(escalation_->Load().ok());
  }

  void Alert(uint64_t group, std::string_view event, std::string_view level, bool is_told = true) {
    const uint64_t number = alerts_++;
    const std::string json = "{\"id\":\"a" + std::to_string(number) + "\",\"event\":\"" + std::string(event) +
                             "\",\"level\":\"" + std::string(level) +
                             "\",\"previous_level\":\"none\",\"at\":\"2026-03-01T11:59:00.000Z\",\"group\":{\"id\":\"" +
                             FormatGroupId({group}) +
                             "\",\"org\":\"海桥银行\",\"title\":\"words of a post\",\"complainants\":{\"count\":7}}}";
    CommitBatch batch;
    batch.alerts = {{number, json}};
    if (is_told) batch.outbox = {{number, kStartMs + minute_ * kMinuteMs}};
    ASSERT_TRUE(store_.Commit(batch).ok());
  }
  void Act(uint64_t group, CaseActionKind kind) {
    Case one;
    CaseAction action;
    action.kind = kind;
    action.by = "bo";
    action.value = "bo";
    ApplyCaseAction(action, 0, {}, &one);
    Keep(group, one);
  }
  void Keep(uint64_t group, const Case& one) {
    std::string bytes;
    EncodeCase(one, &bytes);
    CommitBatch batch;
    batch.cases = {{{group}, bytes}};
    ASSERT_TRUE(store_.Commit(batch).ok());
  }
  // Looks at that minute.
  void At(int64_t minute) {
    minute_ = minute;
    const Status status = escalation_->Step(kStartMs + minute * kMinuteMs);
    ASSERT_TRUE(status.ok()) << status.message();
  }
  // Through these receivers, by every step.
  void AskThrough(const std::vector<std::string>& receivers, uint8_t level = kLevelWatch) {
    OnCallPlan plan = *Plan();
    for (EscalationStep& step : plan.steps) step.receivers = receivers, step.level = level;
    on_call_.Become(std::make_shared<const OnCallPlan>(std::move(plan)));
  }
  std::vector<Notice> Told() const {
    std::vector<Notice> told;
    EXPECT_TRUE(notices_
                    ->Scan(0,
                           [&](uint64_t, std::string_view json) {
                             auto notice = ParseNotice(json);
                             if (!notice.ok()) return notice.status();
                             told.push_back(std::move(*notice));
                             return Status();
                           })
                    .ok());
    return told;
  }
  size_t Count() const { return Told().size(); }

  MemoryStore store_;
  OnCall on_call_{Plan()};
  std::unique_ptr<Notices> notices_;
  std::shared_ptr<const SilenceList> silences_;
  static constexpr uint64_t kDesksGroup = 77;
  bool is_routed_ = true;
  std::vector<std::string> log_;
  uint64_t alerts_ = 0;
  int64_t minute_ = 0;
  std::unique_ptr<Escalation> escalation_;
};

TEST_F(EscalationTest, WhoeverIsNextIsAskedOnceItsTimeHasCome) {
  Alert(1, "opened", "emerging");
  At(0);
  At(9);
  EXPECT_EQ(Count(), 0u);
  At(10);
  const auto told = Told();
  ASSERT_EQ(told.size(), 1u);
  EXPECT_EQ(told[0].kind, NoticeKind::kUnacknowledged);
  EXPECT_EQ(told[0].group, FormatGroupId({1}));
  EXPECT_EQ(told[0].receivers, std::vector<std::string>{"chat"});
  EXPECT_NE(told[0].zh.headline.find("已等待 10 分钟"), std::string::npos) << told[0].zh.headline;
  EXPECT_NE(told[0].en.headline.find("waiting for 10 min"), std::string::npos) << told[0].en.headline;
  const std::string row = NoticeJson(told[0]);
  EXPECT_NE(row.find("N-an 12:00"), std::string::npos) << "who was asked first: " << row;
  EXPECT_NE(row.find("\"text\":\"N-bo\""), std::string::npos) << "who is asked now: " << row;
  EXPECT_NE(row.find("7 distinct complainants"), std::string::npos) << "the case's figures: " << row;
  EXPECT_EQ(row.find("words of a post"), std::string::npos) << "a deletion would not reach them";
  At(11);
  At(500);
  EXPECT_EQ(Count(), 1u) << "the second step is for major and above, and nothing repeats below crisis";
}

TEST_F(EscalationTest, EveryActThatTakesTheCaseStopsItAtOnce) {
  uint64_t group = 1;
  for (const CaseActionKind kind : {CaseActionKind::kAck, CaseActionKind::kAssign, CaseActionKind::kDismiss}) {
    Alert(group, "opened", "emerging");
    At(minute_);
    ASSERT_EQ(escalation_->Waiting().size(), 1u);
    Act(group++, kind);
    At(minute_ + 60);
    EXPECT_EQ(Count(), 0u) << CaseActionName(kind);
    EXPECT_TRUE(escalation_->Waiting().empty());
  }
}

TEST_F(EscalationTest, ANoteTakesNothing) {
  Alert(1, "opened", "emerging");
  Act(1, CaseActionKind::kNote);
  At(0);
  At(10);
  EXPECT_EQ(Count(), 1u);
}

TEST_F(EscalationTest, ARiseBeginsTheStepsOfItsLevelAnewAndATakenCaseDoesNotWaitForItsRise) {
  Alert(1, "opened", "emerging");
  At(0);
  At(8);
  Alert(1, "escalated", "major");
  At(8);
  At(17);
  EXPECT_EQ(Count(), 0u) << "counted from the rise on";
  At(18);
  EXPECT_EQ(Count(), 1u);
  At(28);
  ASSERT_EQ(Count(), 2u) << "major has a second step";
  EXPECT_NE(Told()[1].en.headline.find("waiting for 28 min"), std::string::npos) << "in all it waits since the first";
  Act(2, CaseActionKind::kAck);
  Alert(2, "escalated", "crisis");
  At(28);
  At(90);
  EXPECT_EQ(Count(), 2u);
}

TEST_F(EscalationTest, ACrisisRepeatsItsLastStepAFewTimes) {
  Alert(1, "opened", "crisis");
  At(0);
  std::vector<int64_t> minutes;
  for (int64_t minute = 1; minute < 300; ++minute) {
    const size_t before = Count();
    At(minute);
    if (Count() > before) minutes.push_back(minute);
  }
  EXPECT_EQ(minutes, (std::vector<int64_t>{10, 20, 35, 50}));
}

TEST_F(EscalationTest, AFallBelowTheLevelEndsTheWaiting) {
  Alert(1, "opened", "emerging");
  At(0);
  Alert(1, "deescalated", "watch");
  At(30);
  EXPECT_EQ(Count(), 0u);
  EXPECT_TRUE(escalation_->Waiting().empty());
}

TEST_F(EscalationTest, OnePostThatCannotWaitWaitsWhateverItsGroupsLevelIs) {
  Alert(1, "critical_post", "watch");
  Alert(2, "opened", "watch");
  At(0);
  At(10);
  const auto told = Told();
  ASSERT_EQ(told.size(), 1u);
  EXPECT_EQ(told[0].group, FormatGroupId({1}));
}

TEST_F(EscalationTest, OnePostThatCannotWaitIsAskedForThoughItsGroupHasNoLevel) {
  Alert(1, "critical_post", "none");
  At(0);
  At(10);
  const auto told = Told();
  ASSERT_EQ(told.size(), 1u);
  EXPECT_NE(told[0].en.headline.find("[critical post]"), std::string::npos) << told[0].en.headline;
}

TEST_F(EscalationTest, OnePostThatCannotWaitWaitsOnWhenItsGroupOpensLowAndEndsWithTheGroup) {
  Alert(1, "critical_post", "none");
  At(0);
  Alert(1, "opened", "watch");
  At(1);
  Begin();
  At(9);
  ASSERT_EQ(escalation_->Waiting().size(), 1u);
  EXPECT_EQ(escalation_->Waiting()[0].alert, 1u);
  At(10);
  EXPECT_EQ(Count(), 1u);
  Alert(1, "resolved", "none");
  At(11);
  EXPECT_TRUE(escalation_->Waiting().empty());
}

TEST_F(EscalationTest, IncidentSystemsThatWereAskedAreToldOnceWhenTheCaseWaitsNoLonger) {
  AskThrough({"chat", "pager"});
  Alert(1, "opened", "emerging");
  At(0);
  At(10);
  ASSERT_EQ(Count(), 1u);
  EXPECT_EQ(Told()[0].thread, "oncall/" + FormatGroupId({1}));
  Act(1, CaseActionKind::kAck);
  const std::string before = store_.ReadMark("oncall")->value();
  At(11);
  auto told = Told();
  ASSERT_EQ(told.size(), 2u);
  EXPECT_TRUE(told[1].is_over);
  EXPECT_EQ(told[1].thread, told[0].thread);
  EXPECT_EQ(told[1].level, told[0].level) << "a label of Alertmanager";
  EXPECT_EQ(told[1].receivers, std::vector<std::string>{"pager"});
  ASSERT_TRUE(store_.PutMark("oncall", before).ok());
  Begin();
  At(12);
  EXPECT_EQ(Count(), 2u) << "a kill before the mark repeats nothing";
}

TEST_F(EscalationTest, OfCasesToldTogetherTheIncidentEndsWithTheLast) {
  AskThrough({"pager"});
  for (uint64_t group = 1; group <= kSinglyMax + 2; ++group) Alert(group, "opened", "emerging");
  At(0);
  At(10);
  ASSERT_EQ(Count(), kSinglyMax + 1);
  Begin();
  Act(kSinglyMax + 1, CaseActionKind::kAck);
  At(11);
  EXPECT_EQ(Count(), kSinglyMax + 1);
  Act(kSinglyMax + 2, CaseActionKind::kAck);
  At(12);
  ASSERT_EQ(Count(), kSinglyMax + 2);
  EXPECT_TRUE(Told().back().is_over);
  EXPECT_EQ(Told().back().thread, "oncall/many");
}

TEST_F(EscalationTest, ManyAreToldWhereTheirAlertsWereTold) {
  AskThrough({});
  for (uint64_t group = kDesksGroup - 15; group < kDesksGroup; ++group) Alert(group, "opened", "emerging");
  Alert(kDesksGroup, "opened", "emerging");
  At(0);
  At(10);
  const auto told = Told();
  ASSERT_EQ(told.size(), kSinglyMax + 2);
  EXPECT_EQ(told[kSinglyMax].receivers, std::vector<std::string>{"chat"});
  EXPECT_EQ(told[kSinglyMax + 1].receivers, std::vector<std::string>{"desk"});
  EXPECT_EQ(told[kSinglyMax + 1].group, FormatGroupId({kDesksGroup})) << "one is told singly";
}

TEST_F(EscalationTest, AStepThatCameIntoThePlanBeforeTheOthersIsAskedToo) {
  Alert(1, "opened", "emerging");
  At(0);
  At(10);
  ASSERT_EQ(Count(), 1u);
  OnCallPlan plan = *Plan();
  plan.steps.insert(plan.steps.begin(), {.after_ms = 10 * kMinuteMs, .who = "fallback", .receivers = {"desk"}});
  on_call_.Become(std::make_shared<const OnCallPlan>(std::move(plan)));
  At(11);
  EXPECT_EQ(Count(), 2u);
}

TEST_F(EscalationTest, WhatCannotBeReadHoldsUpNoOtherCaseAndIsLoggedOnce) {
  Alert(1, "opened", "crisis");
  Alert(2, "opened", "emerging");
  Alert(3, "opened", "emerging");
  At(0);
  CommitBatch batch;
  batch.alerts = {{0, "no JSON"}};
  batch.cases = {{{2}, "no case"}};
  ASSERT_TRUE(store_.Commit(batch).ok());
  At(10);
  At(11);
  EXPECT_EQ(Count(), 2u) << "of the second and the third";
  EXPECT_EQ(log_.size(), 2u);
}

TEST_F(EscalationTest, WhatWasToldNowhereWaitsForNobody) {
  Alert(1, "opened", "emerging", false);
  is_routed_ = false;
  Alert(2, "opened", "emerging");
  At(0);
  At(60);
  EXPECT_EQ(Count(), 0u);
}

TEST_F(EscalationTest, WhatLeftTheOutboxIsKnownByTheDeliveryLog) {
  Alert(1, "opened", "emerging", false);
  Alert(2, "opened", "emerging", false);
  const std::string at = FormatEventTime(EventTime{kStartMs + kMinuteMs});
  const std::string sent = "{\"at\":\"" + at + "\",\"receiver\":\"chat\",\"outcome\":\"sent\"}";
  const std::string silenced = "{\"at\":\"" + at + "\",\"receiver\":\"chat\",\"outcome\":\"silenced\"}";
  ASSERT_TRUE(store_.PutDeliveries({{0, "chat", sent}, {1, "chat", silenced}}, "receiver/chat", "x").ok());
  At(5);
  ASSERT_EQ(escalation_->Waiting().size(), 1u);
  EXPECT_EQ(escalation_->Waiting()[0].group, (GroupId{1}));
  At(10);
  EXPECT_EQ(Count(), 0u) << "it was told at one";
  At(11);
  EXPECT_EQ(Count(), 1u);
}

TEST_F(EscalationTest, ASilenceHoldsTheStepsBackUntilItEnds) {
  Alert(1, "opened", "emerging");
  At(0);
  silences_ = std::make_shared<const SilenceList>(
      SilenceList{{.id = "1", .group = FormatGroupId({1}), .until_ms = kStartMs + 30 * kMinuteMs}});
  At(29);
  EXPECT_EQ(Count(), 0u);
  At(30);
  EXPECT_EQ(Count(), 1u);
}

TEST_F(EscalationTest, MergedGroupsWaitAsOneAndTheCaseOfTheSurvivorCounts) {
  Alert(1, "opened", "emerging");
  Alert(2, "opened", "major");
  At(0);
  CommitBatch batch;
  batch.merges = {{{1}, {2}}};
  ASSERT_TRUE(store_.Commit(batch).ok());
  At(5);
  ASSERT_EQ(escalation_->Waiting().size(), 1u);
  EXPECT_EQ(escalation_->Waiting()[0].group, (GroupId{2}));
  EXPECT_EQ(escalation_->Waiting()[0].level, 3);
  Act(2, CaseActionKind::kAck);
  At(60);
  EXPECT_EQ(Count(), 0u);
}

TEST_F(EscalationTest, ARestartGoesOnWhereItWas) {
  Alert(1, "opened", "major");
  At(0);
  Begin();
  At(9);
  EXPECT_EQ(Count(), 0u);
  At(10);
  Begin();
  At(11);
  EXPECT_EQ(Count(), 1u);
  Begin();
  At(20);
  EXPECT_EQ(Count(), 2u);
}

TEST_F(EscalationTest, AKillBetweenTellingAndItsMarkRepeatsNothing) {
  Alert(1, "opened", "major");
  At(0);
  for (const int64_t minute : {10, 20}) {
    const std::string before = store_.ReadMark("oncall")->value();
    At(minute);
    const size_t told = Count();
    ASSERT_TRUE(store_.PutMark("oncall", before).ok());
    Begin();
    At(minute);
    EXPECT_EQ(Count(), told) << minute;
  }
  EXPECT_EQ(Count(), 2u);
}

TEST_F(EscalationTest, OfManyTheWorstAreToldSinglyAndTheOthersTogether) {
  for (uint64_t group = 1; group <= 30; ++group) Alert(group, "opened", group > 25 ? "crisis" : "emerging");
  At(0);
  At(10);
  const auto told = Told();
  ASSERT_EQ(told.size(), kSinglyMax + 1);
  for (size_t i = 0; i < 5; ++i) EXPECT_EQ(told[i].level, 4) << i;
  EXPECT_NE(told.back().en.headline.find("20 further cases"), std::string::npos) << told.back().en.headline;
  At(11);
  EXPECT_EQ(Count(), told.size()) << "each was told of once";
}

TEST_F(EscalationTest, AMarkThatIsDamagedIsNotTakenForNothing) {
  ASSERT_TRUE(store_.PutMark("oncall", "x").ok());
  Escalation other({.store = &store_, .on_call = &on_call_, .telling = {}, .put = {}, .zone = {}, .log = {}});
  EXPECT_EQ(other.Load().code(), Code::kCorrupt);
}

}  // namespace
}  // namespace groundswell
