// What people did with cases and said of posts comes out of an exported sequence again: the same alerts, cases and
// audit log, entry by entry.
#include <gtest/gtest.h>

#include <sstream>

#include "models/case.h"
#include "storage/memory_store.h"
#include "storage/rocks_store.h"
#include "storage/verify.h"
#include "tests/engine/pipeline_testing.h"
#include "tests/tools/sequence_testing.h"
#include "tools/audit_export.h"

namespace groundswell {
namespace {

using enum CaseActionKind;

PostSpec Complaint(int n, int64_t minute) {
  return {.id = "p " + std::to_string(n),
          .author = "author " + std::to_string(n),
          .text = "转账失败 余额不见了 客服不理 " + std::to_string(n),
          .time = {kTestStart.ms + minute * 60 * kSecondMs},
          .org = "海桥银行"};
}

CaseAction Of(CaseActionKind kind, GroupId group, const std::string& value, const std::string& text) {
  CaseAction action;
  action.kind = kind;
  action.group = group;
  action.by = "ann";
  action.value = value;
  action.text = text;
  action.at_ms = 1'790'000'000'000;
  action.salt = {11, 12};
  return action;
}

GroupId FirstGroup(const Store& store) {
  GroupId found;
  EXPECT_TRUE(store
                  .ScanAssignments([&](Seq seq, std::string_view, std::string_view, GroupId group) {
                    if (seq <= 1) found = group;
                    return Status();
                  })
                  .ok());
  return found;
}

// A case with everything a sequence can hold of it, posts before, between and behind.
void RunCase(LiveRun* live, const Store& store) {
  live->Settings({"profile.clocks=decide = 15 days after received extendable to 30", "channel.weibo.formal=true"});
  for (int n = 0; n < 6; ++n) live->Posts({Complaint(n, n)});
  live->Step();
  const GroupId group = FirstGroup(store);
  const auto must = [&](const CaseAction& action) {
    const CaseAnswer answer = live->Act(action);
    EXPECT_TRUE(answer.refused.ok()) << CaseActionName(action.kind) << answer.refused.message();
  };
  must(Of(kAck, group, "", ""));
  must(Of(kAssign, group, "bo", "请处理"));
  CaseAction person = Of(kPerson, group, "T-7", "回访\n满意");
  person.post = "p 1", person.channel = "weibo";
  person.person = {99};
  person.state = PersonState::kFollowedUp;
  must(person);
  CaseAction silence = Of(kSilence, group, "", "已知");
  silence.until_ms = silence.at_ms + kHourMs;
  silence.scope = SilenceScope::kOrg;
  must(silence);
  CaseAction follow_up = Of(kFollowUp, group, "", "");
  follow_up.until_ms = follow_up.at_ms + kDayMs;
  must(follow_up);
  CaseAction promise = Of(kPromise, group, "", "周五前退费");
  promise.until_ms = promise.at_ms + kDayMs;
  must(promise);
  must(Of(kExtend, group, "decide", "案情复杂"));
  must(Of(kPromiseKept, group, "", ""));
  must(Of(kReviewRequest, group, "", "不服"));
  Correction correction;
  correction.channel = "weibo", correction.id = "p 5";
  correction.by = "cy", correction.reason = "玩笑";
  correction.at_ms = 1'790'000'000'001;
  correction.salt = {13, 14};
  correction.reading.complaint = false;
  correction.reading.sentiment = Sentiment::kNeutral;
  correction.reading.cause = CauseClass::kNone;
  EXPECT_TRUE(live->Correct(correction).refused.ok());
  must(Of(kResolve, group, "停机", "已修"));
  for (int n = 6; n < 12; ++n) live->Posts({Complaint(n, 100 * n)});
  live->Step();
  correction.id = "p 7";
  correction.reading = {};
  correction.reading.org = "";
  EXPECT_TRUE(live->Correct(correction).refused.ok());
  must(Of(kDismiss, group, "", "误报"));
  live->Tick({kTestStart.ms + kDayMs});
  live->Step();
}

std::string CasesOf(const Store& store) {
  std::string out;
  const auto add = [&out](uint64_t number, std::string_view bytes) {
    out.append(std::to_string(number)).append(" ").append(bytes).append("\n");
    return Status();
  };
  EXPECT_TRUE(store.ScanCases([&](GroupId id, std::string_view bytes) { return add(id.value, bytes); }).ok());
  EXPECT_TRUE(store.ScanAudit(0, add).ok());
  EXPECT_TRUE(store.ScanEvidence(0, add).ok());
  return out;
}

TEST(SequenceReplayOfActs, GivesTheSameAlertsCasesAndAuditLogAgain) {
  MemoryStore store;
  LiveRun live(&store, 5);
  RunCase(&live, store);
  live.Finish();
  SequenceRuns runs;
  const std::string sequence = runs.Export(store);
  const Outputs want = runs.OutputsOf(store);
  EXPECT_NE(want.alerts.find("\"event\":\"reopened\""), std::string::npos) << want.alerts;
  EXPECT_NE(want.groups.find("\"status\":\"dismissed\""), std::string::npos);
  for (const size_t block_posts : {1, 4096}) {
    const std::string folder = runs.Path("replay" + std::to_string(block_posts));
    const Outputs got = runs.Replay(sequence, {.threads = 2, .block_posts = block_posts, .data_dir = folder}, 3);
    ASSERT_TRUE(runs.status().ok()) << runs.status().message();
    EXPECT_EQ(Difference(got.alerts, want.alerts), "");
    EXPECT_EQ(Difference(got.groups, want.groups), "");
    EXPECT_EQ(Difference(got.assignments, want.assignments), "");
    const auto replayed = RocksStore::OpenReadOnly(folder);
    ASSERT_TRUE(replayed.ok()) << replayed.status().message();
    EXPECT_EQ(Difference(CasesOf(**replayed), CasesOf(store)), "");
  }
}

// Deleted posts and erased words are not in the sequence; who was forgotten is forgotten in the replay, too.
TEST(SequenceReplayOfActs, WhatWasForgottenIsForgottenInAReplay) {
  MemoryStore store;
  LiveRun live(&store, 5);
  RunCase(&live, store);
  Forgetting person;
  person.person = {99};
  person.by = "cy";
  person.at_ms = 1'790'000'000'002;
  person.salt = {15, 16};
  person.posts = {{"weibo", "p 1"}, {"weibo", "p 3"}};
  person.entries = {2};
  const ForgettingOutcome reached = live.Forget(person).outcome;
  EXPECT_EQ(reached.posts, 2u);
  EXPECT_EQ(reached.people, 1u);
  EXPECT_EQ(reached.words, 1u);
  live.Finish();
  SequenceRuns runs;
  const std::string sequence = runs.Export(store);
  const std::string folder = runs.Path("replay");
  runs.Replay(sequence, {.data_dir = folder});
  ASSERT_TRUE(runs.status().ok()) << runs.status().message();
  const auto replayed = RocksStore::OpenReadOnly(folder);
  ASSERT_TRUE(replayed.ok()) << replayed.status().message();
  const std::string cases = CasesOf(**replayed);
  EXPECT_EQ(cases.find("回访"), std::string::npos) << "words of the person";
  EXPECT_NE(cases.find("请处理"), std::string::npos) << "words of others";
  EXPECT_EQ(*(*replayed)->CountAudit(), *store.CountAudit());
  const auto one = DecodeCase(**(*replayed)->ReadCase(FirstGroup(**replayed)));
  ASSERT_TRUE(one.ok());
  EXPECT_TRUE(one->people.empty());
  EXPECT_TRUE(VerifyStore(**replayed).is_sound());
}

TEST(SequenceReplayOfActs, TheAuditLogAndTheLabelsAreExported) {
  MemoryStore store;
  LiveRun live(&store, 5);
  RunCase(&live, store);
  live.Finish();
  std::istringstream in;
  std::ostringstream out, err;
  const Console console{&in, &out, &err, false};
  const auto entries = ExportAudit(store, "-", console);
  ASSERT_TRUE(entries.ok());
  EXPECT_EQ(*entries, *store.CountAudit());
  EXPECT_NE(out.str().find("\"action\":\"follow-up\""), std::string::npos) << out.str();
  EXPECT_NE(out.str().find("\"text\":\"玩笑\""), std::string::npos);
  out.str("");
  const auto labels = ExportLabels(store, "-", console);
  ASSERT_TRUE(labels.ok());
  EXPECT_NE(out.str().find("\"sentiment\":\"neutral\",\"complaint\":false"), std::string::npos) << out.str();
  EXPECT_NE(out.str().find("\"label\":\"" + FormatGroupId(FirstGroup(store)) + " weibo p 0\""), std::string::npos)
      << out.str();
}

// An organisation said to be another and then the first again: what is recorded is not corrected once more.
TEST(SequenceReplayOfActs, ThereAndBackAgainReplaysAsItWas) {
  MemoryStore store;
  LiveRun live(&store, 5);
  live.Settings({});
  for (int n = 0; n < 6; ++n) live.Posts({Complaint(n, n)});
  live.Step();
  const auto correct = [&](const std::string& id, const std::string& org) {
    Correction correction;
    correction.channel = "weibo", correction.id = id;
    correction.by = "cy";
    correction.at_ms = 1'790'000'000'001;
    correction.salt = {13, 14};
    correction.reading.org = org;
    EXPECT_TRUE(live.Correct(correction).refused.ok());
  };
  PostSpec copy = Complaint(2, 60);
  const auto more = [&](int first) {
    for (int n = first; n < first + 3; ++n) {
      copy.id = "copy " + std::to_string(n), copy.author = "copier " + std::to_string(n);
      copy.time.ms += 60 * kSecondMs;
      live.Posts({copy});
    }
    live.Step();
  };
  correct("p 2", "青禾保险");
  more(0);
  correct("p 2", "海桥银行");
  more(3);
  correct("copy 4", "青禾保险");
  more(6);
  live.Finish();
  SequenceRuns runs;
  const std::string sequence = runs.Export(store);
  const Outputs want = runs.OutputsOf(store);
  const Outputs got = runs.Replay(sequence, {});
  ASSERT_TRUE(runs.status().ok()) << runs.status().message();
  EXPECT_EQ(Difference(got.alerts, want.alerts), "");
  EXPECT_EQ(Difference(got.groups, want.groups), "");
  EXPECT_EQ(Difference(got.assignments, want.assignments), "");
}

TEST(SequenceReplayOfActs, ALabelIsOfTheWordsThatAPersonRead) {
  MemoryStore store;
  LiveRun live(&store, 5);
  live.Settings({});
  for (int n = 0; n < 3; ++n) live.Posts({Complaint(n, n)});
  live.Step();
  Correction correction;
  correction.channel = "weibo", correction.id = "p 1";
  correction.by = "cy";
  correction.at_ms = 1'790'000'000'001;
  correction.salt = {13, 14};
  correction.reading.complaint = false;
  EXPECT_TRUE(live.Correct(correction).refused.ok());
  correction.id = "p 2";
  EXPECT_TRUE(live.Correct(correction).refused.ok());
  PostSpec edit = Complaint(2, 30);
  edit.text = "这次是另一件事 完全没有人理我";
  edit.edited_at = edit.time;
  live.Posts({edit});
  live.Step();
  std::istringstream in;
  std::ostringstream out, err;
  const Console console{&in, &out, &err, false};
  ASSERT_TRUE(ExportLabels(store, "-", console).ok());
  EXPECT_NE(out.str().find("\"id\":\"p 1\""), std::string::npos) << out.str();
  EXPECT_EQ(out.str().find("\"id\":\"p 2\""), std::string::npos) << "nobody has read these words: " << out.str();
}

}  // namespace
}  // namespace groundswell
