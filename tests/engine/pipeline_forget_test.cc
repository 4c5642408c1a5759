// What somebody has a right to have forgotten: every place that tells of a person, a post or what was written is
// reached, once, and the store is sound after it.
#include <gtest/gtest.h>

#include "models/quoting_row.h"
#include "storage/verify.h"
#include "tests/engine/case_run.h"

namespace groundswell {
namespace {

using enum CaseActionKind;

class PipelineForget : public ::testing::Test {
 protected:
  void SetUp() override {
    for (int n = 0; n < 5; ++n) run_.Posts({Box(n, n)});
    box_ = run_.GroupOf("box 0");
    CaseAction ack = Act(kAck, box_, {}, "我来处理");
    run_.Must(ack);
    CaseAction person = Act(kPerson, box_, {}, "张先生说谢谢");
    person.channel = "weibo";
    person.post = "box 0";
    run_.Must(person);
    run_.Must(Act(kNote, box_, {}, "与此人无关"));
  }
  static Forgetting Asked() {
    Forgetting asked;
    asked.by = "ann";
    asked.at_ms = kCaseWallMs;
    asked.salt = {5, 6};
    return asked;
  }
  static Forgetting Person(int n) {
    Forgetting asked = Asked();
    asked.person = TestPerson("weibo", "box author " + std::to_string(n));
    return asked;
  }
  void CheckSound() {
    const VerifyReport report = VerifyStore(store_);
    EXPECT_TRUE(report.is_sound()) << (report.problems.empty() ? "" : report.problems.front());
  }
  // Everything that is kept, as bytes, but for records that wait to be erased.
  std::string Kept() {
    std::string all;
    const auto add = [&all](auto&&, std::string_view bytes) { return all.append(bytes), Status(); };
    std::set<Seq> gone;
    EXPECT_TRUE(store_.ScanSuperseded([&](Seq seq, bool) { return gone.insert(seq), Status(); }).ok());
    EXPECT_TRUE(store_
                    .ScanRecords(0,
                                 [&](Seq seq, std::string_view bytes) {
                                   if (!gone.contains(seq)) all.append(bytes);
                                   return Status();
                                 })
                    .ok());
    EXPECT_TRUE(store_.ScanAlertRows(0, add).ok());
    EXPECT_TRUE(store_.ScanGroupRows(add).ok());
    EXPECT_TRUE(store_.ScanCases(add).ok());
    EXPECT_TRUE(store_.ScanAudit(0, add).ok());
    EXPECT_TRUE(store_.ScanEvidenceRows(0, add).ok());
    return all;
  }

  MemoryStore store_;
  CaseRun run_{&store_};
  GroupId box_;
};

TEST_F(PipelineForget, APersonIsForgottenEverywhereAndOnce) {
  Forgetting asked = Person(0);
  asked.posts = {{"weibo", "box 0"}};
  asked.entries = {1};
  ASSERT_NE(Kept().find("客服电话打不通 0"), std::string::npos);
  const ForgettingOutcome reached = run_.Forget(asked).outcome;
  EXPECT_EQ(reached.posts, 1u);
  EXPECT_EQ(reached.people, 1u);
  EXPECT_EQ(reached.words, 1u);
  EXPECT_GE(reached.quotes, 2u) << "the alerts and the evidence";
  EXPECT_EQ(reached.entry, 3u);
  const std::string kept = Kept();
  EXPECT_EQ(kept.find("客服电话打不通 0"), std::string::npos);
  EXPECT_EQ(kept.find("张先生"), std::string::npos);
  EXPECT_NE(kept.find("与此人无关"), std::string::npos) << "what was written of others stays";
  EXPECT_TRUE(run_.CaseOf(box_).people.empty());
  EXPECT_EQ(run_.Field(box_, "posts"), "4");
  EXPECT_EQ(run_.Acts(), "ack person note forget");
  EXPECT_EQ(run_.Audit()[3].entry.value, "person");
  EXPECT_FALSE(run_.Audit()[3].entry.person.known()) << "who was forgotten is not told";
  for (const PersonHash person : WritersOfRow(**store_.ReadEvidenceRow(0)))
    EXPECT_NE(person, TestPerson("weibo", "box author 0"));
  CheckSound();
  const Seq next = run_.pipeline()->position().next_seq;
  const ForgettingOutcome again = run_.Forget(asked).outcome;
  EXPECT_EQ(again.posts + again.people + again.words + again.quotes, 0u);
  EXPECT_FALSE(again.entry);
  EXPECT_EQ(run_.pipeline()->position().next_seq, next) << "what reaches nothing is no record";
}

TEST_F(PipelineForget, EvidenceOfAPersonIsReachedWhenThePostsAreKeptNoMore) {
  run_.Posts({Box(6, 100 * 24 * 60)});
  run_.Tick(kTestStart.ms + 200 * kDayMs);
  // Of the first, whom the register names too, and of another whom it does not.
  const std::string pinned = **store_.ReadEvidence(0);
  int other = 1;
  while (other < 5 && pinned.find("客服电话打不通 " + std::to_string(other)) == std::string::npos) ++other;
  ASSERT_LT(other, 5) << pinned;
  const ForgettingOutcome reached = run_.Forget(Person(other)).outcome;
  EXPECT_EQ(reached.posts, 0u) << "it has expired";
  EXPECT_GE(reached.quotes, 1u);
  EXPECT_EQ(Kept().find("客服电话打不通 " + std::to_string(other)), std::string::npos);
  CheckSound();
}

TEST_F(PipelineForget, QuotesInAlertsAndGroupsAreReachedWhenThePostsAreKeptNoMore) {
  MemoryStore store;
  CaseRun run(&store);
  for (int n = 0; n < 5; ++n) run.Posts({Box(n, n)});
  const GroupId box = run.GroupOf("box 0");
  const std::string hash = FormatGroupId({TestPerson("weibo", "box author 0").value});
  run.Posts({Card(0, 100 * 24 * 60)});
  run.Tick(kTestStart.ms + 200 * kDayMs);
  const auto rows = [&store] {
    std::string all;
    const auto add = [&all](auto&&, std::string_view row) { return all.append(row).append("\n"), Status(); };
    EXPECT_TRUE(store.ScanAlertRows(0, add).ok());
    EXPECT_TRUE(store.ScanGroupRows(add).ok());
    return all;
  };
  ASSERT_NE(rows().find("客服电话打不通 0"), std::string::npos);
  ASSERT_NE(rows().find(hash), std::string::npos);
  ASSERT_EQ(store.ReadGroup(box)->value_or("").find(hash), std::string::npos) << "readers do not see it";
  const ForgettingOutcome reached = run.Forget(Person(0)).outcome;
  EXPECT_EQ(reached.posts, 0u) << "it has expired";
  EXPECT_GE(reached.quotes, 2u) << "alerts and the group";
  ASSERT_TRUE(run.pipeline()->WriteChangedGroups(100).ok());
  EXPECT_EQ(rows().find("客服电话打不通 0"), std::string::npos) << rows();
  EXPECT_EQ(rows().find(hash), std::string::npos);
  EXPECT_NE(rows().find("客服电话打不通 1"), std::string::npos) << "others are quoted still";
  EXPECT_FALSE(run.Forget(Person(0)).outcome.entry) << "once";
}

TEST_F(PipelineForget, EvidencePinnedWhenThePostsAreKeptNoMoreKnowsTheirWriters) {
  MemoryStore store;
  CaseRun run(&store, 3);
  for (int n = 0; n < 5; ++n) run.Posts({Box(n, n)});
  const GroupId box = run.GroupOf("box 0");
  run.Posts({Card(0, 100 * 24 * 60)});
  run.Tick(kTestStart.ms + 200 * kDayMs);
  run.Must(Act(kAck, box));
  const std::vector<PersonHash> writers = WritersOfRow(**store.ReadEvidenceRow(0));
  EXPECT_NE(std::find(writers.begin(), writers.end(), TestPerson("weibo", "box author 0")), writers.end());
  ASSERT_NE((**store.ReadEvidence(0)).find("客服电话打不通 0"), std::string::npos);
  EXPECT_GE(run.Forget(Person(0)).outcome.quotes, 1u);
  EXPECT_EQ((**store.ReadEvidenceRow(0)).find("客服电话打不通 0"), std::string::npos);
}

TEST_F(PipelineForget, AGroupRememberedAcrossARestartKnowsWhomItQuotes) {
  MemoryStore store;
  auto run = std::make_unique<CaseRun>(&store, 1);
  for (int n = 0; n < 4; ++n) run->Posts({Box(n, n)});
  const GroupId box = run->GroupOf("box 0");
  run = std::make_unique<CaseRun>(&store, 1);
  run->Posts({Box(4, 10)});  // emerging: the group is told of anew
  const std::vector<PersonHash> writers = WritersOfRow(**store.ReadGroupRow(box));
  EXPECT_NE(std::find(writers.begin(), writers.end(), TestPerson("weibo", "box author 0")), writers.end());
}

TEST_F(PipelineForget, ADeletedPostIsNotRememberedByItsWriter) {
  PostSpec deletion = Box(0, 30);
  deletion.deleted = true;
  const std::string hash = FormatGroupId({TestPerson("weibo", "box author 0").value});
  ASSERT_NE((**store_.ReadEvidenceRow(0)).find(hash), std::string::npos);
  run_.Posts({deletion});
  EXPECT_EQ((**store_.ReadEvidenceRow(0)).find(hash), std::string::npos);
}

TEST_F(PipelineForget, APostIsForgottenAndItsWriterStaysInTheRegister) {
  Forgetting asked = Asked();
  asked.post = {"weibo", "box 0"};
  const ForgettingOutcome reached = run_.Forget(asked).outcome;
  EXPECT_EQ(reached.posts, 1u);
  EXPECT_EQ(reached.people, 1u);
  EXPECT_EQ(Kept().find("客服电话打不通 0"), std::string::npos);
  ASSERT_EQ(run_.CaseOf(box_).people.size(), 1u);
  EXPECT_EQ(run_.CaseOf(box_).people[0].post, "");
  EXPECT_TRUE(run_.CaseOf(box_).people[0].person.known());
  EXPECT_FALSE(run_.Forget(asked).outcome.entry) << "once";
  CheckSound();
}

TEST_F(PipelineForget, TheWordsOfAnEntryGoFromTheLogAndFromItsRecord) {
  Forgetting asked = Asked();
  asked.entries = {2};
  asked.reason = "写错地方了";
  EXPECT_EQ(run_.Forget(asked).outcome.words, 1u);
  EXPECT_EQ(Kept().find("与此人无关"), std::string::npos);
  EXPECT_TRUE(run_.Audit()[2].entry.is_erased);
  EXPECT_EQ(run_.Audit()[2].entry.by, "ann") << "who wrote, and when, stays";
  EXPECT_EQ(run_.Audit()[3].entry.value, "entry 2");
  CheckSound();
  EXPECT_FALSE(run_.Forget(asked).outcome.entry);
  asked.entries = {77};
  EXPECT_FALSE(run_.Forget(asked).outcome.entry) << "there is none";
}

TEST_F(PipelineForget, TheReasonOfARuleGoesFromTheHistoryOfItsGroups) {
  GroupRule rule;
  rule.group = box_;
  rule.posts = {{"weibo", "box 3"}, {"weibo", "box 4"}};
  rule.by = "bo";
  rule.reason = "李女士另有说法";
  ASSERT_TRUE(run_.Rule(rule).refused.ok());
  run_.Must(Act(kAssign, box_, "bo"));
  run_.Must(Act(kAnalyse, box_, "停机"));
  ASSERT_NE((**store_.ReadEvidence(5)).find("李女士"), std::string::npos) << "pinned with the group";
  Forgetting asked = Asked();
  asked.entries = {3};
  EXPECT_EQ(run_.Forget(asked).outcome.words, 1u);
  ASSERT_TRUE(run_.pipeline()->WriteChangedGroups(100).ok());
  EXPECT_EQ(Kept().find("李女士"), std::string::npos);
  EXPECT_EQ(run_.Now(box_).find("李女士"), std::string::npos) << "nor is it told again";
  EXPECT_EQ(HashOfEvidence(EmptiedOfWords(**store_.ReadEvidence(5))), run_.Audit()[5].entry.evidence_hash);
  CheckSound();
}

TEST_F(PipelineForget, IsTheSameAfterARestart) {
  MemoryStore store;
  auto run = std::make_unique<CaseRun>(&store, 3);
  for (int n = 0; n < 5; ++n) run->Posts({Box(n, n)});
  run->Must(Act(kAck, run->GroupOf("box 0"), {}, "我来处理"));
  Forgetting asked = Person(2);
  asked.posts = {{"weibo", "box 2"}};
  asked.entries = {0};
  ASSERT_EQ(run->Forget(asked).outcome.posts, 1u);
  run->Posts({Box(7, 20)});
  const std::string state = run->State();
  run = std::make_unique<CaseRun>(&store, 3);
  EXPECT_EQ(run->State(), state);
  EXPECT_FALSE(run->Forget(asked).outcome.entry);
}

TEST_F(PipelineForget, WordsAreErasedWithTheSecondCheckpointThatIsAskedFor) {
  MemoryStore store;
  CaseRun run(&store, 100'000);
  for (int n = 0; n < 5; ++n) run.Posts({Box(n, n)});
  Forgetting asked = Asked();
  asked.post = {"weibo", "box 0"};
  run.Forget(asked);
  const auto waiting = [&store] {
    int count = 0;
    EXPECT_TRUE(store.ScanSuperseded([&](Seq, bool is_erased) { return count += !is_erased, Status(); }).ok());
    return count;
  };
  EXPECT_TRUE(run.pipeline()->has_words_to_erase());
  run.Posts({Card(0, 3 * 24 * 60)});
  EXPECT_EQ(waiting(), 1) << "time alone takes no checkpoint";
  run.pipeline()->AskForCheckpoint();
  run.Posts({Card(1, 3 * 24 * 60)});
  EXPECT_EQ(waiting(), 1) << "should the first checkpoint be damaged";
  EXPECT_EQ(store.ReadMark(kErasingMark)->value_or(""), "7") << "a restart goes on";
  run.pipeline()->AskForCheckpoint();
  run.Posts({Card(2, 3 * 24 * 60)});
  EXPECT_EQ(waiting(), 0);
  run.Posts({Card(3, 3 * 24 * 60)});
  EXPECT_FALSE(run.pipeline()->has_words_to_erase());
  EXPECT_EQ(store.ReadMark(kErasingMark)->value_or(""), "");
}

TEST_F(PipelineForget, AStreamOfDeletionsKeepsNoWordsFromBeingErased) {
  MemoryStore store;
  CaseRun run(&store, 100'000);
  const auto take_and_delete = [&run](int n) {
    run.Posts({Box(n, n)});
    PostSpec deletion = Box(n, n);
    deletion.deleted = true;
    run.Posts({deletion});
  };
  take_and_delete(0);
  const Seq first = 0;
  for (int asked = 0; asked < 2; ++asked) {
    run.pipeline()->AskForCheckpoint();
    for (int n = 1; n < 4; ++n) take_and_delete(10 * (asked + 1) + n);
  }
  EXPECT_FALSE(store.ReadRecord(first)->has_value());
  EXPECT_TRUE(run.pipeline()->has_words_to_erase()) << "those that came since";
}

TEST_F(PipelineForget, WhatWaitsToBeErasedIsKnownAfterARestart) {
  MemoryStore store;
  auto run = std::make_unique<CaseRun>(&store, 100'000);
  for (int n = 0; n < 5; ++n) run->Posts({Box(n, n)});
  run->Must(Act(kNote, run->GroupOf("box 0"), {}, "写错地方了"));
  Forgetting asked = Asked();
  asked.entries = {0};
  ASSERT_EQ(run->Forget(asked).outcome.words, 1u);
  run = std::make_unique<CaseRun>(&store, 100'000);
  EXPECT_TRUE(run->pipeline()->has_words_to_erase());
}

}  // namespace
}  // namespace groundswell
