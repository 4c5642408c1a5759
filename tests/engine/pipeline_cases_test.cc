// Cases through the pipeline: what people do with a group is kept, checked, audited, decides what is alerted, and is
// the same after a restart and however the input is cut.
#include <gtest/gtest.h>

#include <deque>
#include <random>

#include "engine/group_json.h"
#include "models/quoting_row.h"
#include "storage/verify.h"
#include "tests/engine/case_run.h"

namespace groundswell {
namespace {

using enum CaseActionKind;
using Told = std::vector<std::string>;

class PipelineCases : public ::testing::Test {
 protected:
  // Five people, `emerging`.
  void GiveBoxes() {
    for (int n = 0; n < 5; ++n) run_.Posts({Box(n, n)});
    box_ = run_.GroupOf("box 0");
    for (int n = 1; n < 5; ++n) ASSERT_EQ(run_.GroupOf("box " + std::to_string(n)), box_);
    ASSERT_EQ(run_.Alerts(box_).back(), "escalated emerging");
    told_ = run_.Alerts(box_).size();
  }
  // What was told of the group since.
  Told NewAlerts() {
    const Told all = run_.Alerts(box_);
    return {all.begin() + static_cast<ptrdiff_t>(told_), all.end()};
  }
  void CheckSound() {
    const VerifyReport report = VerifyStore(store_);
    EXPECT_TRUE(report.is_sound()) << (report.problems.empty() ? "" : report.problems.front());
  }

  MemoryStore store_;
  CaseRun run_{&store_};
  GroupId box_;
  size_t told_ = 0;
};

TEST_F(PipelineCases, ACaseGoesFromReceivedToReviewed) {
  GiveBoxes();
  EXPECT_EQ(run_.Field(box_, "status"), "received");
  const struct {
    CaseAction action;
    CaseStatus status;
  } kSteps[] = {
      {Act(kAck, box_), CaseStatus::kRegistered},
      {Act(kAssign, box_, "bo"), CaseStatus::kRegistered},
      {Act(kAnalyse, box_, "停机维护"), CaseStatus::kAnalysed},
      {Act(kHandle, box_, {}, "换了服务器"), CaseStatus::kHandling},
      {Act(kAnswer, box_, "https://bank.example/notice", "已恢复, 手续费退还"), CaseStatus::kAnswered},
      {Act(kNote, box_, {}, "问过分行"), CaseStatus::kAnswered},
      {Act(kResolve, box_, "停机维护", "以后夜间维护"), CaseStatus::kAnswered},
      {Act(kReview, box_, {}, "维护公告提前三天"), CaseStatus::kReviewed},
  };
  for (const auto& step : kSteps) {
    const CaseAnswer answer = run_.Do(step.action);
    ASSERT_TRUE(answer.refused.ok()) << answer.refused.message();
    EXPECT_EQ(answer.outcome.status, step.status) << CaseActionName(step.action.kind);
    EXPECT_EQ(run_.Field(box_, "status"), CaseStatusName(step.status));
  }
  const Case one = run_.CaseOf(box_);
  EXPECT_EQ(one.assignee, "bo");
  EXPECT_EQ(one.acked_by, "ann");
  EXPECT_EQ(one.cause, "停机维护");
  EXPECT_EQ(one.entries.size(), std::size(kSteps));
  EXPECT_EQ(run_.Acts(), "ack assign analyse handle answer note resolve review");
  CheckSound();
}

TEST_F(PipelineCases, WhatIsNotAllowedThereIsRefusedAndIsNoRecord) {
  GiveBoxes();
  const Seq before = run_.pipeline()->position().next_seq;
  EXPECT_EQ(run_.Do(Act(kAck, GroupId{77})).refused.code(), Code::kNotFound);
  EXPECT_EQ(run_.Do(Act(kReview, box_, {}, "x")).refused.code(), Code::kConflict) << "nothing is resolved yet";
  EXPECT_EQ(run_.Do(Act(kReopen, box_, {}, "x")).refused.code(), Code::kConflict) << "it is open";
  EXPECT_EQ(run_.pipeline()->position().next_seq, before);
  run_.Must(Act(kDismiss, box_, {}, "误报"));
  for (const CaseActionKind kind : {kAck, kAssign, kAnalyse, kHandle, kAnswer, kResolve, kReview, kDismiss})
    EXPECT_EQ(run_.Do(Act(kind, box_, "v", "t")).refused.code(), Code::kConflict) << CaseActionName(kind);
  run_.Must(Act(kNote, box_, {}, "still"));
  run_.Must(Act(kReopen, box_, {}, "doch"));
  EXPECT_EQ(run_.Field(box_, "status"), "registered");
}

TEST_F(PipelineCases, AGroupOfOnePersonHasNoCase) {
  run_.Posts({Box(0, 0)});
  EXPECT_EQ(run_.Do(Act(kAck, run_.GroupOf("box 0"))).refused.code(), Code::kNotFound);
}

TEST_F(PipelineCases, ADismissedGroupIsQuietWhileItOnlyGoesOn) {
  GiveBoxes();
  run_.Must(Act(kDismiss, box_, {}, "误报"));
  for (int n = 5; n < 9; ++n) run_.Posts({Box(n, 60 * n)});
  EXPECT_EQ(run_.Field(box_, "count"), "9") << "it is counted all the same";
  EXPECT_EQ(NewAlerts(), Told());
  EXPECT_EQ(run_.Field(box_, "status"), "dismissed");
}

TEST_F(PipelineCases, ADismissedGroupThatRisesALevelIsToldOfAgain) {
  GiveBoxes();
  run_.Must(Act(kDismiss, box_, {}, "误报"));
  for (int n = 5; n < 22; ++n) run_.Posts({Box(n, 2000 * n)});
  EXPECT_EQ(NewAlerts(), Told{"reopened major"});
  EXPECT_EQ(run_.Field(box_, "status"), "received");
  EXPECT_EQ(run_.Acts(), "dismiss recurred");
  EXPECT_EQ(run_.CaseOf(box_).status, CaseStatus::kReceived);
  CheckSound();
}

TEST_F(PipelineCases, ADismissedGroupIsToldOfWhenAPostCannotWait) {
  GiveBoxes();
  run_.Must(Act(kDismiss, box_, {}, "误报"));
  PostSpec danger = Box(9, 100);
  danger.signs = kDanger;
  run_.Posts({danger});
  EXPECT_EQ(NewAlerts(), Told{"critical_post emerging"});
  EXPECT_EQ(run_.Field(box_, "status"), "received");
}

TEST_F(PipelineCases, AResolvedCaseOpensAgainWhenAsManyAsMakeAGroupComeAfterIt) {
  GiveBoxes();
  run_.Must(Act(kAck, box_));
  run_.Must(Act(kResolve, box_, "停机", "已修"));
  for (int n = 5; n < 9; ++n) run_.Posts({Box(n, 3000 * n)});
  EXPECT_EQ(NewAlerts(), Told()) << "stragglers";
  run_.Posts({Box(9, 3000 * 9)});
  EXPECT_EQ(NewAlerts(), Told{"reopened emerging"});
  EXPECT_EQ(run_.Field(box_, "status"), "received");
  EXPECT_TRUE(run_.CaseOf(box_).acked_by.empty()) << "nobody has it now";
  EXPECT_FALSE(run_.CaseOf(box_).is_closed());
}

TEST_F(PipelineCases, AReviewedCaseOpensAgainWithANewLifeOfItsGroup) {
  GiveBoxes();
  run_.Must(Act(kResolve, box_, "停机", "已修"));
  run_.Must(Act(kReview, box_, {}, "记下"));
  const int64_t later = 100 * 24 * 60;
  run_.Posts({Box(50, later), Box(51, later + 1)});
  ASSERT_EQ(run_.GroupOf("box 51"), box_);
  const Told told = NewAlerts();
  ASSERT_FALSE(told.empty());
  EXPECT_EQ(told.back(), "reopened watch");
  EXPECT_EQ(run_.Field(box_, "status"), "received");
}

TEST_F(PipelineCases, ACaseIsWorkedOnWhenItsGroupHasLeftMemory) {
  GiveBoxes();
  EngineSettings settings = TestSettings();
  settings.cluster.fade_posts = 20;
  settings.cluster.merge_every_posts = 20;
  MemoryStore store;
  CaseRun run(&store, 0, settings);
  for (int n = 0; n < 3; ++n) run.Posts({Box(n, n)});
  const GroupId box = run.GroupOf("box 0");
  for (int n = 0; n < 3000; ++n) {
    PostSpec stranger = Box(1000 + n, 10 + n / 10);
    stranger.text = "s" + std::to_string(n * 7919) + " t" + std::to_string(n * 104729) + " u" + std::to_string(n);
    run.Posts({stranger});
  }
  run.Tick(kTestStart.ms + 200 * kDayMs);
  ASSERT_EQ(run.Now(box), "") << "it must have ended";
  run.Must(Act(kAck, box));
  run.Must(Act(kResolve, box, "停机", "已修"));
  EXPECT_EQ(JsonField(run.Row(box), "status"), "handling");
  EXPECT_TRUE(run.CaseOf(box).is_resolved);
}

TEST_F(PipelineCases, ACaseGoesOnInTheGroupThatItsGroupMergesInto) {
  for (int n = 0; n < 3; ++n) run_.Posts({Box(n, 2 * n), Card(n, 2 * n + 1)});
  box_ = run_.GroupOf("box 0");
  const GroupId card = run_.GroupOf("card 0");
  run_.Must(Act(kAck, card));
  run_.Must(Act(kAssign, card, "bo"));
  run_.Must(Act(kNote, box_, {}, "note"));
  GroupRule rule;
  rule.group = box_;
  rule.other = card;
  rule.by = "ann";
  ASSERT_TRUE(run_.Rule(rule).refused.ok());
  const Case one = run_.CaseOf(box_);
  EXPECT_EQ(one.status, CaseStatus::kRegistered) << "the further of the two";
  EXPECT_EQ(one.assignee, "bo");
  EXPECT_EQ(one.merged_from, std::vector<GroupId>{card});
  EXPECT_EQ(run_.Acts(), "ack assign note merge taken_over");
  EXPECT_EQ(one.entries, (std::vector<uint64_t>{0, 1, 2, 3, 4}));
  EXPECT_EQ(run_.Field(box_, "status"), "registered");
  EXPECT_FALSE(store_.ReadCase(card)->has_value());
  run_.Must(Act(kNote, card, {}, "by its old id"));
  EXPECT_EQ(run_.CaseOf(box_).entries.size(), 6u);
  CheckSound();
}

TEST_F(PipelineCases, ADismissedGroupThatMergesWithAnOpenOneIsOpen) {
  for (int n = 0; n < 3; ++n) run_.Posts({Box(n, 2 * n), Card(n, 2 * n + 1)});
  box_ = run_.GroupOf("box 0");
  const GroupId card = run_.GroupOf("card 0");
  run_.Must(Act(kDismiss, box_, {}, "误报"));
  run_.Must(Act(kAck, card));
  GroupRule rule;
  rule.group = box_;
  rule.other = card;
  ASSERT_TRUE(run_.Rule(rule).refused.ok());
  EXPECT_EQ(run_.Field(box_, "status"), "registered");
  EXPECT_EQ(run_.Alerts(box_).back(), "escalated emerging") << "open, so it is told";
}

TEST_F(PipelineCases, APartThatIsSplitOffBeginsACaseOfItsOwn) {
  GiveBoxes();
  run_.Must(Act(kAck, box_));
  GroupRule rule;
  rule.group = box_;
  rule.posts = {{"weibo", "box 3"}, {"weibo", "box 4"}};
  rule.by = "bo";
  rule.reason = "另一件事";
  const GroupId part = run_.Rule(rule).outcome.other;
  EXPECT_EQ(run_.Field(part, "status"), "received");
  EXPECT_EQ(run_.Field(box_, "status"), "registered");
  EXPECT_EQ(run_.CaseOf(box_).entries.size(), 2u) << "the split is part of its history";
  EXPECT_EQ(run_.Audit().back().entry.text, "另一件事");
}

TEST_F(PipelineCases, EvidenceIsPinnedAtEachStepAndADeletionReachesIt) {
  GiveBoxes();
  run_.Must(Act(kAck, box_));
  run_.Must(Act(kNote, box_, {}, "no step"));
  run_.Must(Act(kDismiss, box_, {}, "误报"));
  const auto entries = run_.Audit();
  EXPECT_TRUE(entries[0].entry.has_evidence);
  EXPECT_FALSE(entries[1].entry.has_evidence);
  EXPECT_TRUE(entries[2].entry.has_evidence);
  const std::string pinned = **store_.ReadEvidence(0);
  EXPECT_NE(pinned.find("商户收款音箱不播报 客服电话打不通 0"), std::string::npos) << pinned;
  EXPECT_EQ(JsonField(pinned, "count"), "5");
  PostSpec deletion = Box(0, 30);
  deletion.deleted = true;
  run_.Posts({deletion});
  const std::string blanked = **store_.ReadEvidence(0);
  EXPECT_EQ(blanked.find("客服电话打不通 0"), std::string::npos) << blanked;
  EXPECT_EQ(HashOfEvidence(EmptiedOfWords(blanked)), entries[0].entry.evidence_hash) << "the tallies still hold";
  CheckSound();
}

TEST_F(PipelineCases, EvidenceOutlivesItsPostsAndGoesAfterItsYears) {
  GiveBoxes();
  run_.Must(Act(kAck, box_));
  run_.Tick(kTestStart.ms + 3 * 365 * kDayMs);
  EXPECT_TRUE(store_.ReadEvidence(0)->has_value());
  EXPECT_EQ((*store_.ReadRecord(0)).has_value(), false) << "long expired";
  run_.Tick(kTestStart.ms + (3 * 366 + 1) * kDayMs);
  EXPECT_FALSE(store_.ReadEvidence(0)->has_value());
  EXPECT_TRUE(store_.ReadAudit(0)->has_value()) << "the entry stays";
}

TEST_F(PipelineCases, ARegisterSaysWhatBecameOfEachPerson) {
  GiveBoxes();
  CaseAction person = Act(kPerson, box_, "T-1", "打过电话");
  person.channel = "weibo";
  person.post = "box 1";
  run_.Must(person);
  person.state = PersonState::kSettled;
  person.person = TestPerson("weibo", "box author 1");
  run_.Must(person);
  CaseAction other = Act(kPerson, box_);
  other.person = TestPerson("weibo", "box author 2");
  other.state = PersonState::kRefused;
  run_.Must(other);
  const Case one = run_.CaseOf(box_);
  ASSERT_EQ(one.people.size(), 2u);
  EXPECT_EQ(one.people[0].state, PersonState::kSettled);
  EXPECT_EQ(one.people[0].link, "T-1");
  EXPECT_EQ(one.people[1].state, PersonState::kRefused);
}

TEST_F(PipelineCases, EachEntryOfAPersonHasTheHashOnceItIsKnown) {
  GiveBoxes();
  CaseAction person = Act(kPerson, box_, "", "打过电话");
  person.channel = "weibo";
  person.post = "box 1";
  run_.Must(person);
  person.text = "又打了一次";
  run_.Must(person);
  std::vector<PersonHash> people;
  const auto add = [&people](uint64_t, std::string_view bytes) {
    const auto stored = DecodeAudit(bytes);
    if (stored.ok() && stored->entry.event == AuditEventOf(kPerson)) people.push_back(stored->entry.person);
    return stored.status();
  };
  ASSERT_TRUE(store_.ScanAudit(0, add).ok());
  const PersonHash known = TestPerson("weibo", "box author 1");
  EXPECT_EQ(people, (std::vector<PersonHash>{known, known}));
}

TEST_F(PipelineCases, AGroupThatNobodyTouchedYetIsNotSilencedByADismissedOneItMergesWith) {
  for (int n = 0; n < 6; ++n) run_.Posts({Box(n, 2 * n), Card(n, 2 * n + 1)});
  box_ = run_.GroupOf("box 0");
  const GroupId card = run_.GroupOf("card 0");
  ASSERT_EQ(run_.Alerts(card).back(), "escalated emerging");
  run_.Must(Act(kAck, box_));
  run_.Must(Act(kDismiss, box_, {}, "误报"));
  GroupRule rule;
  rule.group = box_;
  rule.other = card;
  rule.by = "ann";
  ASSERT_TRUE(run_.Rule(rule).refused.ok());
  EXPECT_EQ(run_.Field(box_, "status"), "received");
  EXPECT_EQ(run_.CaseOf(box_).status, CaseStatus::kReceived);
  EXPECT_TRUE(run_.CaseOf(box_).acked_by.empty()) << "whoever dismissed the one has not taken the other";
  told_ = run_.Alerts(box_).size();
  for (int n = 6; n < 15; ++n) run_.Posts({Box(n, 100 + n)});
  EXPECT_EQ(NewAlerts(), Told{"escalated crisis"}) << "it goes on as what it was";
  CheckSound();
}

TEST_F(PipelineCases, AFewAlikeThatMergeWithADismissedGroupLeaveItQuiet) {
  GiveBoxes();
  for (int n = 0; n < 2; ++n) run_.Posts({Card(n, 20 + n)});
  const GroupId card = run_.GroupOf("card 0");
  run_.Must(Act(kDismiss, box_, {}, "误报"));
  GroupRule rule;
  rule.group = box_;
  rule.other = card;
  ASSERT_TRUE(run_.Rule(rule).refused.ok());
  EXPECT_EQ(run_.Field(box_, "status"), "dismissed");
  EXPECT_EQ(NewAlerts(), Told());
}

TEST_F(PipelineCases, APersonIsNotedByAPostThatIsThere) {
  GiveBoxes();
  CaseAction person = Act(kPerson, box_);
  person.channel = "weibo";
  person.post = "nothing";
  EXPECT_EQ(run_.Do(person).refused.code(), Code::kNotFound);
  person.post = "box 1";
  run_.Must(person);
  ASSERT_EQ(run_.CaseOf(box_).people.size(), 1u);
  EXPECT_EQ(run_.CaseOf(box_).people[0].person, TestPerson("weibo", "box author 1")) << "it is known who wrote it";
}

TEST_F(PipelineCases, ASilenceNamesWhatItCoversAndIsLiftedByOneThatIsPast) {
  GiveBoxes();
  CaseAction silence = Act(kSilence, box_, {}, "已知");
  silence.until_ms = kCaseWallMs + kHourMs;
  silence.scope = SilenceScope::kOrg;
  run_.Must(silence);
  ASSERT_EQ(run_.CaseOf(box_).silences.size(), 1u);
  EXPECT_EQ(run_.CaseOf(box_).silences[0].key, "海桥银行");
  silence.scope = SilenceScope::kCause;
  EXPECT_EQ(run_.Do(silence).refused.code(), Code::kConflict) << "no cause is known";
  silence.scope = SilenceScope::kOrg;
  silence.until_ms = kCaseWallMs - 1;
  run_.Must(silence);
  EXPECT_TRUE(run_.CaseOf(box_).silences.empty());
}

TEST_F(PipelineCases, TheLogBreaksWhereAByteIsChanged) {
  GiveBoxes();
  for (const CaseActionKind kind : {kAck, kNote, kAnswer}) run_.Must(Act(kind, box_, "v", "words"));
  CheckSound();
  const std::string whole = **store_.ReadAudit(1);
  for (size_t i = 0; i < whole.size(); ++i) {
    std::string changed = whole;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    CommitBatch batch;
    batch.audit = {{1, changed}};
    batch.position = run_.pipeline()->position();
    ASSERT_TRUE(store_.Commit(batch).ok());
    const VerifyReport report = VerifyStore(store_);
    ASSERT_FALSE(report.is_sound()) << "byte " << i;
    EXPECT_NE(report.problems.front().find("audit: entry "), std::string::npos) << report.problems.front();
  }
}

TEST_F(PipelineCases, AnEntryTakenAwayIsMissed) {
  GiveBoxes();
  for (const CaseActionKind kind : {kAck, kNote, kAnswer}) run_.Must(Act(kind, box_, "v", "words"));
  MemoryStore shorter;
  CaseRun copy(&shorter);
  for (int n = 0; n < 5; ++n) copy.Posts({Box(n, n)});
  copy.Must(Act(kAck, box_));
  CommitBatch batch;
  batch.position = run_.pipeline()->position();
  const std::string record = **store_.ReadRecord(6);
  batch.records = {{6, record}};
  batch.position.next_seq = 7;
  ASSERT_TRUE(shorter.Commit(batch).ok());
  const VerifyReport report = VerifyStore(shorter);
  ASSERT_FALSE(report.is_sound());
  EXPECT_NE(report.problems.front().find("the act of record 6 has no entry"), std::string::npos)
      << report.problems.front();
}
// ---- What `store verify` proves.

TEST_F(PipelineCases, ALogWrittenAnewIsFoundByTheActsItTellsOfAndByAHeadNotedElsewhere) {
  GiveBoxes();
  for (const CaseActionKind kind : {kAck, kNote, kAnswer}) run_.Must(Act(kind, box_, "v", "words"));
  const AuditHash noted = VerifyStore(store_).audit_head;
  EXPECT_TRUE(VerifyStore(store_, {.head = noted}).is_sound());
  run_.Must(Act(kNote, box_, {}, "more"));
  EXPECT_TRUE(VerifyStore(store_, {.head = noted}).is_sound()) << "it has gone on since";
  // Somebody who can write the store makes the whole chain anew, with another name in it.
  AuditHash head = {};
  CommitBatch batch;
  std::deque<std::string> rows;
  for (StoredAudit& stored : run_.Audit()) {
    if (stored.entry.number == 1) stored.entry.by = "someone else";
    EncodeAudit(stored.entry, &head, &rows.emplace_back());
    batch.audit.push_back({stored.entry.number, rows.back()});
  }
  batch.position = run_.pipeline()->position();
  ASSERT_TRUE(store_.Commit(batch).ok());
  VerifyReport report = VerifyStore(store_);
  ASSERT_EQ(report.problem_count, 1u) << "the chain itself is whole";
  EXPECT_NE(report.problems[0].find("entry 1: its author is not that of the act"), std::string::npos)
      << report.problems[0];
  report = VerifyStore(store_, {.head = noted});
  EXPECT_EQ(report.problem_count, 2u);
  EXPECT_NE(report.problems[1].find("no entry has the hash"), std::string::npos) << report.problems[1];
}

TEST_F(PipelineCases, EvidenceTakenAwayIsMissed) {
  GiveBoxes();
  run_.Must(Act(kAck, box_));
  run_.Must(Act(kResolve, box_, "停机", "已修"));
  CheckSound();
  CommitBatch batch;
  batch.drop_evidence_before = 1;
  batch.position = run_.pipeline()->position();
  ASSERT_TRUE(store_.Commit(batch).ok());
  const VerifyReport report = VerifyStore(store_);
  ASSERT_EQ(report.problem_count, 1u);
  EXPECT_NE(report.problems[0].find("evidence: that of audit entry 0 is missing"), std::string::npos);
  // Once its years are over nobody misses it.
  run_.Tick(kTestStart.ms + (3 * 366 + 1) * kDayMs);
  CheckSound();
}

// ---- The same however it is cut, and after a restart.

struct Item {
  std::vector<PostSpec> posts;
  std::optional<CaseAction> action = {};
  std::optional<Correction> correction = {};
};

// Of one of the posts so far: its mood, whether it complains, whom it is about.
Correction RandomCorrection(const std::vector<PostSpec>& posts, size_t count, std::mt19937_64* random) {
  const PostSpec& post = posts[(*random)() % count];
  Correction correction;
  correction.channel = post.channel;
  correction.id = post.id;
  correction.by = "cy";
  correction.at_ms = kCaseWallMs;
  correction.salt = {7, 8};
  const uint64_t what = (*random)() % 4;
  if (what == 0) correction.reading.sentiment = Sentiment::kNeutral;
  if (what == 1) correction.reading.complaint = (*random)() % 2 == 0;
  if (what == 2) correction.reading.org = posts[(*random)() % count].org;
  if (what == 3) correction.reading.cause = CauseClass::kQuality, correction.reading.tag = "fees";
  return correction;
}

std::vector<Item> RandomItems(uint64_t seed) {
  std::mt19937_64 random(seed);
  std::vector<Item> items;
  const std::vector<PostSpec> posts = RandomStream(seed, {.posts = 600});
  for (size_t i = 0; i < posts.size(); ++i) {
    items.push_back({.posts = {posts[i]}});
    if (random() % 9 == 0) items.push_back({.posts = {}, .correction = RandomCorrection(posts, i + 1, &random)});
    if (random() % 12 != 0) continue;
    constexpr CaseActionKind kKinds[] = {kAck, kNote, kResolve, kDismiss, kReopen, kReview, kAnswer};
    // Of a group that the run looks up when it gets there.
    CaseAction action = Act(kKinds[random() % std::size(kKinds)], GroupId{random()}, "value", "text");
    action.at_ms += static_cast<int64_t>(i);
    items.push_back({.posts = {}, .action = action});
  }
  return items;
}

// Takes the items in steps of at most `step`, a restart after each `restart` of them; actions are for the group that
// stands at their place among those in the store.
std::string RunItems(const std::vector<Item>& items, size_t step, size_t restart) {
  MemoryStore store;
  auto run = std::make_unique<CaseRun>(&store, restart == 0 ? 0 : 97);
  std::vector<PostSpec> pending;
  for (size_t i = 0; i < items.size(); ++i) {
    pending.insert(pending.end(), items[i].posts.begin(), items[i].posts.end());
    if (items[i].action || items[i].correction || pending.size() >= step) {
      run->Posts(pending);
      pending.clear();
    }
    if (items[i].correction) run->Correct(*items[i].correction);
    if (items[i].action) {
      std::vector<GroupId> groups;
      EXPECT_TRUE(store
                      .ScanGroups([&](GroupId id, std::string_view) {
                        groups.push_back(id);
                        return Status();
                      })
                      .ok());
      CaseAction action = *items[i].action;
      if (!groups.empty()) {
        action.group = groups[action.group.value % groups.size()];
        run->Do(action);
      }
    }
    if (restart > 0 && i % restart == restart - 1) {
      run->Posts(pending);
      pending.clear();
      run = std::make_unique<CaseRun>(&store, 97);
    }
  }
  run->Posts(pending);
  EXPECT_TRUE(run->pipeline()->Finish().ok());
  const VerifyReport report = VerifyStore(store);
  EXPECT_TRUE(report.is_sound()) << (report.problems.empty() ? "" : report.problems.front());
  std::string out = OutputsOf(store);
  EXPECT_TRUE(store
                  .ScanAudit(0,
                             [&](uint64_t, std::string_view bytes) {
                               out.append(bytes).append("\n");
                               return Status();
                             })
                  .ok());
  EXPECT_TRUE(store
                  .ScanCases([&](GroupId, std::string_view bytes) {
                    out.append(bytes).append("\n");
                    return Status();
                  })
                  .ok());
  return out;
}

TEST(PipelineCasesProperty, ActsDecideTheSameHoweverTheInputIsCutAndAfterRestarts) {
  for (uint64_t seed = 1; seed <= 4; ++seed) {
    const std::vector<Item> items = RandomItems(seed);
    const std::string whole = RunItems(items, 1, 0);
    EXPECT_NE(whole.find("reopened"), std::string::npos) << "seed " << seed << ": nothing recurred";
    EXPECT_EQ(Difference(whole, RunItems(items, 7, 0)), "") << "seed " << seed;
    EXPECT_EQ(Difference(whole, RunItems(items, 64, 0)), "") << "seed " << seed;
    EXPECT_EQ(Difference(whole, RunItems(items, 3, 41)), "") << "seed " << seed << " with restarts";
  }
}

}  // namespace
}  // namespace groundswell
