// StoredRecord: what was encoded decodes, damage is kCorrupt.
#include "models/stored_record.h"

#include <gtest/gtest.h>

#include <cstring>
#include <memory>
#include <random>

#include "tests/engine/posts.h"

namespace groundswell {
namespace {

class StoredRecordTest : public ::testing::Test {
 protected:
  StoredRecordTest() {
    PostSpec spec{.id = "a1", .author = "ann", .text = "转账失败", .org = "海桥银行", .channel = "weibo"};
    spec.product = "手机银行";
    spec.region = "上海";
    spec.title = "怎么回事";
    spec.kind = PostKind::kReview;
    spec.edited_at = {kTestStart.ms + 5};
    spec.likes = 12;
    spec.cause = CauseClass::kQuality;
    spec.cause_tag = "app-failure";
    spec.cause_evidence = "转账失败";
    spec.demands = kRefund | kApology;
    BuildBatch({spec}, &batch_);
    verdict_.group = {99};
    verdict_.complainant = batch_.posts[0].person;
    verdict_.complaint = verdict_.again = verdict_.formal = true;
    prior_.first_seq = 3;
    prior_.seq = 4;
    prior_.time = kTestStart;
    prior_.org = "海桥银行";
    prior_.channel = "weibo";
    prior_.id = "a1";
    prior_.region = "北京";
    prior_.sentiment = Sentiment::kPositive;
    prior_.sentiment_score = 0.5f;
    prior_.cause = CauseClass::kCommunication;
    prior_.cause_tag = "no-answer";
    prior_.demands = kExplanation;
    prior_.verdict.group = {98};
    prior_.verdict.complaint = prior_.verdict.copy = prior_.verdict.nameless = prior_.verdict.dated = true;
  }
  std::string Encode(RecordKind kind, bool with_prior) const {
    std::string bytes;
    EncodeRecord({7, kind, &batch_.posts[0], with_prior ? &prior_ : nullptr}, verdict_, &bytes);
    return bytes;
  }
  ScoredBatch batch_;
  Verdict verdict_;
  Prior prior_;
};

void ExpectSameVerdict(const Verdict& a, const Verdict& b) {
  EXPECT_EQ(a.group, b.group);
  EXPECT_EQ(a.complainant, b.complainant);
  EXPECT_EQ(a.complaint, b.complaint);
  EXPECT_EQ(a.copy, b.copy);
  EXPECT_EQ(a.nameless, b.nameless);
  EXPECT_EQ(a.again, b.again);
  EXPECT_EQ(a.formal, b.formal);
  EXPECT_EQ(a.dated, b.dated);
}

TEST_F(StoredRecordTest, ARuleComesBackWhole) {
  GroupRule rule;
  rule.group = {5};
  rule.other = {6};
  rule.lifts_split = true;
  rule.posts = {{"weibo", "a1"}, {"forum", "b"}};
  rule.by = "ann";
  rule.reason = "同一件事";
  for (const RecordKind kind : {RecordKind::kGroupMerge, RecordKind::kGroupSplit}) {
    std::string bytes;
    const ScoredPost nothing;
    EncodeRecord({7, kind, &nothing, nullptr, &rule}, verdict_, &bytes);
    const auto stored = DecodeRecord(bytes);
    ASSERT_TRUE(stored.ok());
    EXPECT_EQ(stored->kind, kind);
    EXPECT_EQ(stored->rule, rule);
    for (size_t size = 0; size < bytes.size(); ++size)
      EXPECT_FALSE(DecodeRecord(std::string_view(bytes).substr(0, size)).ok()) << size;
  }
}

TEST_F(StoredRecordTest, ActsOfPeopleComeBackWhole) {
  CaseAction action;
  action.kind = CaseActionKind::kDismiss;
  action.group = {7};
  action.by = "ann", action.text = "误报";
  action.salt = {1, 2};
  action.status = CaseStatus::kDismissed, action.is_closed = true;
  Correction correction;
  correction.channel = "weibo", correction.id = "a1", correction.by = "bo";
  correction.reading.org = "";
  correction.reading.complaint = true;
  correction.posts = {{"weibo", "a1"}, {"forum", "b"}};
  const ScoredPost nothing;
  Record record{.seq = 1, .kind = RecordKind::kCaseAction, .post = &nothing, .action = &action};
  std::string acted, corrected;
  EncodeRecord(record, {}, &acted);
  record = {.seq = 2, .kind = RecordKind::kCorrection, .post = &nothing, .correction = &correction};
  EncodeRecord(record, {}, &corrected);
  const auto read = DecodeRecord(acted), read_correction = DecodeRecord(corrected);
  ASSERT_TRUE(read.ok() && read_correction.ok());
  EXPECT_EQ(read->action, action);
  EXPECT_EQ(read_correction->correction, correction);
  for (const std::string& bytes : {acted, corrected})
    for (size_t length = 0; length < bytes.size(); ++length)
      EXPECT_FALSE(DecodeRecord(std::string_view(bytes).substr(0, length)).ok()) << length;
}

TEST_F(StoredRecordTest, ARuleThatWasStoredBeforeItsTimeWasKnownIsRead) {
  GroupRule rule;
  rule.group = {7}, rule.other = {8};
  rule.by = "ann";
  const ScoredPost nothing;
  Record record{.seq = 1, .kind = RecordKind::kGroupMerge, .post = &nothing, .rule = &rule};
  std::string before, since;
  EncodeRecord(record, {}, &before);
  rule.at_ms = 5, rule.salt = {3, 4};
  EncodeRecord(record, {}, &since);
  EXPECT_EQ(since.size(), before.size() + 24);
  EXPECT_EQ(DecodeRecord(since)->rule, rule);
  EXPECT_EQ(DecodeRecord(before)->rule.at_ms, 0);
}

TEST_F(StoredRecordTest, DecodesWhatWasEncoded) {
  const std::string bytes = Encode(RecordKind::kUpdate, true);
  const auto stored = DecodeRecord(bytes);
  ASSERT_TRUE(stored.ok());
  EXPECT_EQ(stored->kind, RecordKind::kUpdate);
  ExpectSameVerdict(stored->verdict, verdict_);
  const ScoredPost &post = stored->post, &want = batch_.posts[0];
  EXPECT_EQ(post.id, want.id);
  EXPECT_EQ(post.channel, want.channel);
  EXPECT_EQ(post.text, want.text);
  EXPECT_EQ(post.title, want.title);
  EXPECT_EQ(post.org, want.org);
  EXPECT_EQ(post.product, want.product);
  EXPECT_EQ(post.region, want.region);
  EXPECT_EQ(post.person, want.person);
  EXPECT_EQ(post.time, want.time);
  EXPECT_EQ(post.edited_at, want.edited_at);
  EXPECT_EQ(post.likes, 12);
  EXPECT_EQ(post.followers, kNoCount);
  EXPECT_EQ(post.kind, want.kind);
  EXPECT_EQ(post.reading.cause, CauseClass::kQuality);
  EXPECT_EQ(post.reading.cause_tag, "app-failure");
  EXPECT_EQ(post.reading.cause_evidence, "转账失败");
  EXPECT_EQ(post.reading.demands, kRefund | kApology);
  EXPECT_EQ(stored->prior.cause, CauseClass::kCommunication);
  EXPECT_EQ(stored->prior.cause_tag, "no-answer");
  EXPECT_EQ(stored->prior.demands, kExplanation);
  EXPECT_EQ(post.scores.complaint, want.scores.complaint);
  EXPECT_EQ(post.scores.sentiment, want.scores.sentiment);
  EXPECT_EQ(post.scores.sentiment_score, want.scores.sentiment_score);
  EXPECT_EQ(post.scores.lang, want.scores.lang);
  ASSERT_TRUE(stored->has_prior);
  EXPECT_EQ(stored->prior.first_seq, 3u);
  EXPECT_EQ(stored->prior.seq, 4u);
  EXPECT_EQ(stored->prior.time, prior_.time);
  EXPECT_EQ(stored->prior.org, prior_.org);
  EXPECT_EQ(stored->prior.channel, prior_.channel);
  EXPECT_EQ(stored->prior.id, prior_.id);
  EXPECT_EQ(stored->prior.region, prior_.region);
  EXPECT_EQ(stored->prior.sentiment, prior_.sentiment);
  EXPECT_EQ(stored->prior.sentiment_score, prior_.sentiment_score);
  ExpectSameVerdict(stored->prior.verdict, prior_.verdict);
}

TEST_F(StoredRecordTest, ThePriorOfAStoredPostIsWhatAChangeTakesBack) {
  const std::string bytes = Encode(RecordKind::kPost, false);
  const auto stored = DecodeRecord(bytes);
  ASSERT_TRUE(stored.ok());
  EXPECT_FALSE(stored->has_prior);
  const Prior prior = PriorOf(*stored, 7, 8);
  EXPECT_EQ(prior.first_seq, 7u);
  EXPECT_EQ(prior.seq, 8u);
  EXPECT_EQ(prior.id, "a1");
  EXPECT_EQ(prior.channel, "weibo");
  EXPECT_EQ(prior.org, "海桥银行");
  EXPECT_EQ(prior.region, "上海");
  EXPECT_EQ(prior.sentiment, Sentiment::kNegative);
  ExpectSameVerdict(prior.verdict, verdict_);
}

TEST_F(StoredRecordTest, EveryTruncationAndEveryAdditionIsCorrupt) {
  for (const bool with_prior : {false, true}) {
    const std::string bytes = Encode(RecordKind::kUpdate, with_prior);
    for (size_t size = 0; size < bytes.size(); ++size) {
      // In a block of its own size, so that the address sanitizer sees a read past it.
      const auto cut = std::make_unique<char[]>(size);
      std::memcpy(cut.get(), bytes.data(), size);
      const auto stored = DecodeRecord({cut.get(), size});
      ASSERT_FALSE(stored.ok()) << size;
      EXPECT_EQ(stored.status().code(), Code::kCorrupt);
    }
    EXPECT_FALSE(DecodeRecord(bytes + "x").ok());
  }
}

TEST_F(StoredRecordTest, AnotherVersionIsCorrupt) {
  std::string bytes = Encode(RecordKind::kPost, false);
  ++bytes[0];
  EXPECT_EQ(DecodeRecord(bytes).status().code(), Code::kCorrupt);
}

TEST_F(StoredRecordTest, RandomDamageDecodesToNamedValuesOrIsCorrupt) {
  constexpr uint64_t kSeed = 5;
  SCOPED_TRACE("seed " + std::to_string(kSeed));
  std::mt19937_64 random(kSeed);
  const std::string whole = Encode(RecordKind::kUpdate, true);
  size_t refused = 0;
  for (int i = 0; i < 50000; ++i) {
    std::string bytes = whole;
    for (uint64_t flips = 1 + random() % 3; flips > 0; --flips)
      bytes[random() % bytes.size()] ^= static_cast<char>(1 << random() % 8);
    const auto stored = DecodeRecord(bytes);
    if (!stored.ok()) {
      ++refused;
      continue;
    }
    // What names are looked up by, and what branches are taken on.
    ASSERT_LE(stored->kind, kLastRecordKind);
    ASSERT_LE(stored->post.kind, PostKind::kTicket);
    ASSERT_LE(stored->post.scores.sentiment, Sentiment::kPositive);
    ASSERT_LE(stored->post.scores.lang, Lang::kEnglish);
    ASSERT_LE(stored->prior.sentiment, Sentiment::kPositive);
  }
  EXPECT_GT(refused, 0u);
}

}  // namespace
}  // namespace groundswell
