// Cases and actions as values: which action is allowed where, what is kept of it, and bytes there and back.
#include "models/case.h"

#include <gtest/gtest.h>

namespace groundswell {
namespace {

using enum CaseActionKind;

CaseAction Act(CaseActionKind kind) {
  CaseAction action;
  action.kind = kind;
  action.by = "ann";
  action.value = "v";
  action.at_ms = 1000;
  action.until_ms = 5000;
  action.post = "p";
  action.channel = "c";
  return action;
}

// A case brought to each state by the shortest way.
Case At(CaseStatus status, bool is_resolved = false) {
  Case one;
  one.status = status;
  one.is_resolved = is_resolved;
  return one;
}

TEST(Case, TheTableSaysWhichActionIsAllowedWhere) {
  constexpr CaseActionKind kOpenOnly[] = {kAck, kAssign, kAnalyse, kHandle, kResolve, kDismiss};
  constexpr CaseActionKind kAnywhere[] = {kNote,    kLink,        kSilence, kPerson, kFollowUp,
                                          kPromise, kPromiseKept, kExtend,  kReport, kReviewRequest};
  const Case kOpen[] = {At(CaseStatus::kReceived), At(CaseStatus::kRegistered), At(CaseStatus::kAnalysed),
                        At(CaseStatus::kHandling), At(CaseStatus::kAnswered)};
  const Case kClosed[] = {At(CaseStatus::kHandling, true), At(CaseStatus::kReviewed, true), At(CaseStatus::kDismissed)};
  for (const Case& one : kOpen) {
    for (const CaseActionKind kind : kOpenOnly) EXPECT_TRUE(CheckCaseAction(one, Act(kind)).ok());
    for (const CaseActionKind kind : kAnywhere) EXPECT_TRUE(CheckCaseAction(one, Act(kind)).ok());
    EXPECT_TRUE(CheckCaseAction(one, Act(kAnswer)).ok());
    for (const CaseActionKind kind : {kReopen, kReview})
      EXPECT_EQ(CheckCaseAction(one, Act(kind)).code(), Code::kConflict);
  }
  for (const Case& one : kClosed) {
    for (const CaseActionKind kind : kOpenOnly)
      EXPECT_EQ(CheckCaseAction(one, Act(kind)).code(), Code::kConflict) << CaseActionName(kind);
    for (const CaseActionKind kind : kAnywhere) EXPECT_TRUE(CheckCaseAction(one, Act(kind)).ok());
    EXPECT_TRUE(CheckCaseAction(one, Act(kReopen)).ok());
  }
  EXPECT_TRUE(CheckCaseAction(kClosed[0], Act(kAnswer)).ok()) << "resolved, and those who complained are told";
  EXPECT_TRUE(CheckCaseAction(kClosed[0], Act(kReview)).ok());
  for (const Case& one : {kClosed[1], kClosed[2]})
    for (const CaseActionKind kind : {kAnswer, kReview})
      EXPECT_EQ(CheckCaseAction(one, Act(kind)).code(), Code::kConflict);
}

TEST(Case, AStatusOnlyGoesForwardButForAReopening) {
  Case one;
  for (const CaseActionKind kind : {kAnswer, kAck, kHandle, kAnalyse, kNote}) ApplyCaseAction(Act(kind), 0, "", &one);
  EXPECT_EQ(one.status, CaseStatus::kAnswered);
  ApplyCaseAction(Act(kResolve), 5, "", &one);
  EXPECT_TRUE(one.is_resolved);
  EXPECT_EQ(one.resolution, 5u);
  ApplyCaseAction(Act(kReopen), 6, "", &one);
  EXPECT_EQ(one.status, CaseStatus::kRegistered);
  EXPECT_FALSE(one.is_closed());
}

TEST(Case, ACaseThatIsFullRefuses) {
  Case one;
  one.entries.resize(kCaseEntriesMax);
  EXPECT_EQ(CheckCaseAction(one, Act(kNote)).code(), Code::kConflict);
  one.entries.clear();
  one.people.resize(kCasePeopleMax);
  EXPECT_EQ(CheckCaseAction(one, Act(kPerson)).code(), Code::kConflict);
  one.people[0].channel = "c", one.people[0].post = "p";
  EXPECT_TRUE(CheckCaseAction(one, Act(kPerson)).ok()) << "of one who is in it";
}

TEST(Case, ComesBackFromItsBytesAndNoOtherBytesAreOne) {
  Case one;
  one.group = {77};
  for (const CaseActionKind kind : {kAck, kAssign, kPerson, kSilence, kFollowUp, kResolve})
    ApplyCaseAction(Act(kind), static_cast<uint64_t>(kind), "org", &one);
  one.merged_from = {{5}, {6}};
  std::string bytes;
  EncodeCase(one, &bytes);
  const auto back = DecodeCase(bytes);
  ASSERT_TRUE(back.ok());
  EXPECT_EQ(*back, one);
  for (size_t length = 0; length < bytes.size(); ++length)
    EXPECT_FALSE(DecodeCase(std::string_view(bytes).substr(0, length)).ok()) << length;
  EXPECT_FALSE(DecodeCase(bytes + "x").ok());
}

TEST(Case, ASilenceOfAGroupEndsWithItAndWiderOnesGoOn) {
  Case into, from;
  into.group = {1}, from.group = {2};
  into.silences = {{SilenceScope::kGroup, "", "", 50, 3}};
  from.silences = {{SilenceScope::kGroup, "", "", 100, 4},
                   {SilenceScope::kOrg, "海桥银行", "海桥银行", 100, 5},
                   {SilenceScope::kCause, "fees", "海桥银行", 100, 6},
                   {SilenceScope::kCause, "fees", "", 100, 7}};  // of an unknown organisation: of its group alone
  TakeOverCase(from, 9, CaseStatus::kReceived, false, &into);
  std::vector<uint64_t> kept;
  for (const CaseSilence& silence : into.silences) kept.push_back(silence.entry);
  EXPECT_EQ(kept, (std::vector<uint64_t>{3, 5, 6}));
}

TEST(Case, AGroupThatWasSilencedByAnActDoesNotHushTheOneItMergesInto) {
  Case into, from;
  into.group = {1}, from.group = {2};
  ApplyCaseAction(Act(kSilence), 1, "海桥银行", &from);
  ASSERT_EQ(from.silences.size(), 1u);
  TakeOverCase(from, 2, CaseStatus::kReceived, false, &into);
  EXPECT_TRUE(into.silences.empty());
}

TEST(CaseAction, ComesBackFromItsBytes) {
  CaseAction action = Act(kPerson);
  action.group = {9};
  action.text = "词";
  action.salt = {1, 2};
  action.person = {3};
  action.state = PersonState::kFollowedUp;
  action.scope = SilenceScope::kCause;
  action.status = CaseStatus::kHandling;
  action.is_closed = true;
  std::string bytes;
  ByteWriter writer(&bytes);
  WriteCaseAction(action, &writer);
  CaseAction back;
  ByteReader reader(bytes);
  ASSERT_TRUE(ReadCaseAction(&reader, &back));
  EXPECT_TRUE(reader.done());
  EXPECT_EQ(back, action);
}

TEST(Case, AFullCaseCanStillBeClosedAndOpened) {
  Case one;
  for (uint64_t entry = 0; entry < kCaseEntriesMax; ++entry) ApplyCaseAction(Act(kNote), entry, "", &one);
  for (const CaseActionKind kind : {kNote, kLink, kPerson, kAssign})
    EXPECT_EQ(CheckCaseAction(one, Act(kind)).code(), Code::kConflict) << CaseActionName(kind);
  uint64_t entry = kCaseEntriesMax;
  for (const CaseActionKind kind : {kResolve, kReview, kReopen, kDismiss}) {
    ASSERT_TRUE(CheckCaseAction(one, Act(kind)).ok()) << CaseActionName(kind);
    ApplyCaseAction(Act(kind), entry++, "", &one);
  }
  EXPECT_EQ(one.entries.size(), kCaseEntriesMax) << "the oldest are in the audit log alone";
  EXPECT_EQ(one.entries.back(), entry - 1);
}

TEST(Case, WhoIsInBothRegistersIsOnePersonAfterAMerge) {
  Case into, from;
  const auto note = [](Case* one, uint64_t entry, uint64_t person, const std::string& post, PersonState state) {
    CaseAction action = Act(kPerson);
    action.value.clear();
    action.person = {person};
    action.post = post;
    action.channel = post.empty() ? "" : "weibo";
    action.state = state;
    ApplyCaseAction(action, entry, "", one);
  };
  note(&into, 1, 7, "", PersonState::kContacted);
  note(&into, 2, 0, "b", PersonState::kAnswered);
  note(&into, 3, 0, "c", PersonState::kSettled);
  note(&from, 4, 7, "a", PersonState::kSettled);
  note(&from, 5, 0, "b", PersonState::kRefused);
  TakeOverCase(from, 6, CaseStatus::kReceived, false, &into);
  ASSERT_EQ(into.people.size(), 3u);
  EXPECT_EQ(into.people[0].state, PersonState::kSettled);
  EXPECT_EQ(into.people[0].post, "a");
  EXPECT_EQ(into.people[1].state, PersonState::kRefused) << "what was said last";
  EXPECT_EQ(into.people[2].state, PersonState::kSettled);
  // One who was noted twice, by hash and by post, turns out to be one.
  note(&into, 7, 7, "c", PersonState::kFollowedUp);
  ASSERT_EQ(into.people.size(), 2u);
  EXPECT_EQ(into.people[0].state, PersonState::kFollowedUp);
}

}  // namespace
}  // namespace groundswell
