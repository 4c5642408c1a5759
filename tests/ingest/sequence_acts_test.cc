// What people do, as lines of a sequence: what is written reads back the same, and nothing else is taken.
#include <gtest/gtest.h>

#include <cstring>
#include <memory>

#include "ingest/limits.h"
#include "ingest/sequence_line.h"

namespace groundswell {
namespace {

class Reader {
 public:
  Result<SequenceLine> Read(std::string_view line) {
    memory_ = std::make_unique<char[]>(line.size() + kLinePaddingBytes);
    std::memcpy(memory_.get(), line.data(), line.size());
    return reader_.Read({memory_.get(), line.size()}, line.size() + kLinePaddingBytes);
  }

 private:
  std::unique_ptr<char[]> memory_;
  SequenceLineReader reader_;
};

CaseAction FullAction(CaseActionKind kind) {
  CaseAction action;
  action.kind = kind;
  action.group = {0xabcdef};
  action.by = "李敏";
  action.text = "一行\n\"两行\"";
  action.at_ms = 1'790'000'000'123;
  action.salt = {0xffffffffffffffff, 1};
  return action;
}

Correction FullCorrection() {
  Correction correction;
  correction.channel = "微博";
  correction.id = "7";
  correction.by = "李敏";
  correction.reason = "玩笑";
  correction.at_ms = 1'790'000'000'123;
  correction.salt = {5, 6};
  correction.posts = {{"微博", "7"}, {"forum", "8"}};
  correction.reading.sentiment = Sentiment::kPositive;
  correction.reading.complaint = false;
  correction.reading.org = "青禾保险";
  correction.reading.cause = CauseClass::kQuality;
  correction.reading.tag = "fees";
  return correction;
}

TEST(SequenceActs, EveryActionReadsBackTheSame) {
  for (int i = 0; i <= static_cast<int>(kLastCaseActionKind); ++i) {
    CaseAction action = FullAction(static_cast<CaseActionKind>(i));
    if (action.kind == CaseActionKind::kSilence)
      action.scope = SilenceScope::kCause, action.until_ms = 1'800'000'000'000;
    else
      action.value = "值";
    if (action.kind == CaseActionKind::kPerson) {
      action.state = PersonState::kFollowedUp;
      action.person = {77};
      action.channel = "微博", action.post = "9";
    }
    std::string line;
    AppendSequenceAction(12, action, &line);
    Reader reader;
    const auto read = reader.Read(line);
    ASSERT_TRUE(read.ok()) << read.status().message() << line;
    EXPECT_EQ(read->record, RecordKind::kCaseAction);
    EXPECT_EQ(read->seq, 12u);
    EXPECT_EQ(read->action, action) << line;
  }
}

TEST(SequenceActs, EveryForgettingReadsBackTheSame) {
  Forgetting by_person, by_post, of_words;
  by_person.person = {78};
  by_person.posts = {{"微博", "7"}, {"forum", "8"}};
  by_person.entries = {0, 12, 4711};
  by_post.post = {"微博", "7"};
  by_post.posts = {{"微博", "7"}};
  of_words.entries = {3};
  of_words.group = {0xabc};
  of_words.other = {0xdef};
  for (Forgetting* forgetting : {&by_person, &by_post, &of_words}) {
    forgetting->by = "李敏";
    forgetting->reason = "本人要求";
    forgetting->at_ms = 1'790'000'000'123;
    forgetting->salt = {9, 10};
    std::string line;
    AppendSequenceForgetting(12, *forgetting, &line);
    Reader reader;
    const auto read = reader.Read(line);
    ASSERT_TRUE(read.ok()) << read.status().message() << line;
    EXPECT_EQ(read->record, RecordKind::kForget);
    EXPECT_EQ(read->forgetting, *forgetting) << line;
  }
  Reader reader;
  for (const char* value : {"", "x", "1,", "1,,2", "-1", "1 2", "99999999999999999999"})
    EXPECT_FALSE(reader.Read(std::string(R"({"seq":1,"record":"forget","value":")") + value + "\"}").ok()) << value;
}

TEST(SequenceActs, WhatIsDecidedWhereItIsSequencedIsNotWritten) {
  CaseAction action = FullAction(CaseActionKind::kSilence);
  action.until_ms = 1'800'000'000'000;
  std::string plain, decided;
  AppendSequenceAction(1, action, &plain);
  action.value = "海桥银行";
  action.status = CaseStatus::kReviewed;
  action.is_closed = true;
  AppendSequenceAction(1, action, &decided);
  EXPECT_EQ(plain, decided);
}

TEST(SequenceActs, ACorrectionReadsBackTheSameWhateverItSays) {
  std::vector<Correction> all = {FullCorrection()};
  for (int i = 0; i < 5; ++i) {
    Correction one = FullCorrection();
    if (i != 0) one.reading.sentiment.reset();
    if (i != 1) one.reading.complaint.reset();
    if (i != 2) one.reading.org.reset();
    if (i != 3) one.reading.cause.reset(), one.reading.tag.clear();
    if (i == 4) one.reading.org = "", one.reading.cause = CauseClass::kNone;
    all.push_back(one);
  }
  for (const Correction& correction : all) {
    std::string line;
    AppendSequenceCorrection(3, correction, &line);
    Reader reader;
    const auto read = reader.Read(line);
    ASSERT_TRUE(read.ok()) << read.status().message() << line;
    EXPECT_EQ(read->record, RecordKind::kCorrection);
    EXPECT_EQ(read->correction, correction) << line;
  }
}

TEST(SequenceActs, ARuleCarriesWhenItWasSaid) {
  GroupRule rule;
  rule.group = {1};
  rule.other = {2};
  rule.by = "bo";
  rule.at_ms = 1'790'000'000'123;
  rule.salt = {3, 4};
  std::string line;
  AppendSequenceRule(9, RecordKind::kGroupMerge, rule, &line);
  Reader reader;
  const auto read = reader.Read(line);
  ASSERT_TRUE(read.ok()) << read.status().message();
  EXPECT_EQ(read->rule, rule);
  EXPECT_TRUE(
      Reader().Read(R"({"seq":9,"record":"group_merge","group":"0000000000000001","other":"0000000000000002"})").ok())
      << "as it was written before";
}

TEST(SequenceActs, ACorrectedPostHoldsItsPlaceAlone) {
  ScoredPost post;
  post.id = "7", post.channel = "weibo", post.text = "text", post.is_complaint_said = true;
  std::string line;
  AppendSequenceRecord(4, RecordKind::kCorrected, post, &line);
  EXPECT_EQ(line, R"({"seq":4,"record":"corrected","id":"7","channel":"weibo"})");
  EXPECT_TRUE(Reader().Read(line).ok());
}

TEST(SequenceActs, NothingElseIsTaken) {
  for (const std::string_view line : {
           R"({"seq":1,"record":"case_action","group":"0000000000000001"})",
           R"({"seq":1,"record":"case_action","group":"0000000000000001","action":"explode"})",
           R"({"seq":1,"record":"case_action","group":"1","action":"ack"})",
           R"({"seq":1,"record":"case_action","group":"0000000000000001","action":"ack","posts":["a","1"]})",
           R"({"seq":1,"record":"case_action","group":"0000000000000001","action":"ack","at":7})",
           R"({"seq":1,"record":"case_action","group":"0000000000000001","action":"ack","salt":"00"})",
           R"({"seq":1,"record":"case_action","group":"0000000000000001","action":"person","state":"glad"})",
           R"({"seq":1,"record":"correction","id":"1","channel":"c"})",
           R"({"seq":1,"record":"correction","id":"1","channel":"c","posts":["c","1"],"said_complaint":"no"})",
           R"({"seq":1,"record":"correction","id":"1","channel":"c","posts":["c"]})",
           R"({"seq":1,"record":"corrected","id":"1"})",
       }) {
    const auto read = Reader().Read(line);
    EXPECT_FALSE(read.ok()) << line;
    EXPECT_EQ(read.status().code(), Code::kCorrupt) << line;
  }
}

}  // namespace
}  // namespace groundswell
