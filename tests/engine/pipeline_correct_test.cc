// Corrections through the pipeline: a post and those of its words are counted anew as a person says, later ones too,
// the same after a restart and however the input is cut.
#include <gtest/gtest.h>

#include "storage/verify.h"
#include "tests/engine/case_run.h"

namespace groundswell {
namespace {

Correction Of(const std::string& id, CorrectedReading reading) {
  Correction correction;
  correction.channel = "weibo";
  correction.id = id;
  correction.reading = std::move(reading);
  correction.by = "ann";
  correction.reason = "看过";
  correction.at_ms = kCaseWallMs;
  correction.salt = {3, 4};
  return correction;
}
CorrectedReading NoComplaint() {
  CorrectedReading reading;
  reading.complaint = false;
  return reading;
}

class PipelineCorrect : public ::testing::Test {
 protected:
  void GiveBoxes(int count) {
    for (int n = 0; n < count; ++n) run_.Posts({Box(n, n)});
    box_ = run_.GroupOf("box 0");
  }
  // The same words by another person.
  PostSpec Copy(int n, int of, int64_t minute) {
    PostSpec copy = Box(of, minute);
    copy.id = "copy " + std::to_string(n);
    copy.author = "copier " + std::to_string(n);
    return copy;
  }
  ScoredPost Stored(const std::string& id) {
    const auto row = store_.FindId("weibo", id);
    bytes_ = **store_.ReadRecord((*row)->seq);
    return DecodeRecord(bytes_)->post;
  }

  MemoryStore store_;
  CaseRun run_{&store_};
  GroupId box_;
  std::string bytes_;
};

TEST_F(PipelineCorrect, APostThatIsNoComplaintCountsNobody) {
  GiveBoxes(5);
  ASSERT_EQ(run_.Field(box_, "count"), "5");
  const CorrectionAnswer answer = run_.Correct(Of("box 2", NoComplaint()));
  ASSERT_TRUE(answer.refused.ok()) << answer.refused.message();
  EXPECT_EQ(answer.outcome.posts, 1u);
  EXPECT_EQ(run_.Field(box_, "count"), "4");
  EXPECT_TRUE(Stored("box 2").is_complaint_said);
  EXPECT_EQ(run_.Acts(), "correct");
  EXPECT_EQ(run_.Audit()[0].entry.value, "complaint=false");
  EXPECT_EQ(run_.Audit()[0].entry.text, "看过");
  const VerifyReport report = VerifyStore(store_);
  EXPECT_TRUE(report.is_sound()) << (report.problems.empty() ? "" : report.problems.front());
}

TEST_F(PipelineCorrect, OnADeskAPersonsWordStandsAboveTheChannels) {
  std::vector<PostSpec> posts;
  for (int n = 0; n < 3; ++n) {
    posts.push_back(Box(n, n));
    posts.back().channel = "desk";
  }
  run_.Posts(posts);
  box_ = run_.GroupOf("box 0");
  Correction correction = Of("box 2", NoComplaint());
  correction.channel = "desk";
  ASSERT_TRUE(run_.Correct(correction).refused.ok());
  EXPECT_EQ(run_.Field(box_, "count"), "2");
}

TEST_F(PipelineCorrect, ThoseOfTheSameWordsAreReachedThoseThatStandAndThoseThatCome) {
  GiveBoxes(3);
  run_.Posts({Copy(1, 1, 10), Copy(2, 1, 11)});
  CorrectedReading reading;
  reading.sentiment = Sentiment::kPositive;
  const CorrectionAnswer answer = run_.Correct(Of("box 1", reading));
  EXPECT_EQ(answer.outcome.posts, 3u);
  EXPECT_EQ(Stored("copy 1").scores.sentiment, Sentiment::kPositive);
  EXPECT_EQ(Stored("box 0").scores.sentiment, Sentiment::kNegative);
  run_.Posts({Copy(3, 1, 20), Copy(4, 0, 21)});
  EXPECT_EQ(Stored("copy 3").scores.sentiment, Sentiment::kPositive);
  EXPECT_EQ(Stored("copy 3").scores.sentiment_score, 1);
  EXPECT_EQ(Stored("copy 4").scores.sentiment, Sentiment::kNegative);
}

TEST_F(PipelineCorrect, AnotherOrganisationMovesThePostThere) {
  GiveBoxes(3);
  CorrectedReading reading;
  reading.org = "青禾保险";
  reading.cause = CauseClass::kQuality;
  reading.tag = "fees";
  ASSERT_TRUE(run_.Correct(Of("box 2", reading)).refused.ok());
  EXPECT_EQ(Stored("box 2").org, "青禾保险");
  EXPECT_EQ(Stored("box 2").reading.cause_tag, "fees");
  EXPECT_NE(run_.GroupOf("box 2"), box_);
  EXPECT_EQ(run_.Field(box_, "posts"), "2");
  // And what is then said of it there holds too.
  ASSERT_TRUE(run_.Correct(Of("box 2", NoComplaint())).refused.ok());
  run_.Posts({Copy(9, 2, 30)});
  EXPECT_EQ(Stored("copy 9").org, "青禾保险");
  EXPECT_LT(Stored("copy 9").scores.complaint, 0.5f);
}

TEST_F(PipelineCorrect, ACorrectedPostIsEditedAndDeletedLikeAnyOther) {
  GiveBoxes(4);
  ASSERT_TRUE(run_.Correct(Of("box 2", NoComplaint())).refused.ok());
  PostSpec edit = Box(2, 30);
  edit.text = "商户收款音箱不播报 还是没有人管 2";
  edit.edited_at = edit.time;
  run_.Posts({edit});
  EXPECT_EQ(run_.Field(box_, "count"), "4") << "other words are read anew";
  ASSERT_TRUE(run_.Correct(Of("box 2", NoComplaint())).refused.ok());
  PostSpec deletion = Box(2, 31);
  deletion.deleted = true;
  run_.Posts({deletion});
  EXPECT_EQ(run_.Field(box_, "posts"), "3");
  size_t erased = 0;
  EXPECT_TRUE(store_
                  .ScanSuperseded([&](Seq, bool) {
                    ++erased;
                    return Status();
                  })
                  .ok());
  EXPECT_EQ(erased, 4u) << "the post, its edit, and what both were corrected to";
  EXPECT_EQ(run_.Correct(Of("box 2", NoComplaint())).refused.code(), Code::kNotFound);
}

TEST_F(PipelineCorrect, WhatWasSaidIsKnownAfterARestart) {
  for (const uint64_t checkpoint_records : {uint64_t{0}, uint64_t{2}}) {
    MemoryStore store;
    auto run = std::make_unique<CaseRun>(&store, checkpoint_records);
    for (int n = 0; n < 3; ++n) run->Posts({Box(n, n)});
    ASSERT_TRUE(run->Correct(Of("box 1", NoComplaint())).refused.ok());
    for (int n = 3; n < 6; ++n) run->Posts({Box(n, n)});
    const std::string state = run->State();
    run = std::make_unique<CaseRun>(&store, checkpoint_records);
    EXPECT_EQ(run->State(), state);
    run->Posts({Copy(1, 1, 40)});
    const auto row = store.FindId("weibo", "copy 1");
    const std::string bytes = **store.ReadRecord((*row)->seq);
    EXPECT_TRUE(DecodeRecord(bytes)->post.is_complaint_said) << checkpoint_records;
  }
}

TEST_F(PipelineCorrect, CorrectingPostsIsNoGrowth) {
  // One a day, in a stream that is never silent: forty in an hour would be a surge.
  for (int hour = 0; hour < 40 * 24; ++hour) {
    if (hour % 24 == 0) run_.Posts({Box(hour / 24, 60 * hour)});
    PostSpec other = Card(1000 + hour, 60 * hour + 30);
    other.org = "青禾保险";
    other.complaint = 0.1f;
    run_.Posts({other});
  }
  box_ = run_.GroupOf("box 0");
  const auto told = run_.Alerts(box_);
  CorrectedReading reading;
  reading.sentiment = Sentiment::kNeutral;
  for (int n = 0; n < 40; ++n) ASSERT_TRUE(run_.Correct(Of("box " + std::to_string(n), reading)).refused.ok());
  run_.Posts({Box(40, 24 * 60 * 40)});
  EXPECT_EQ(run_.Alerts(box_), told);
  EXPECT_EQ(run_.Field(box_, "count"), "41");
  EXPECT_EQ(run_.Field(box_, "posts"), "41");
}

TEST_F(PipelineCorrect, CorrectingPostsOfAResolvedCaseDoesNotReopenIt) {
  GiveBoxes(6);
  run_.Must(Act(CaseActionKind::kResolve, box_, "停机", "已修"));
  for (int n = 6; n < 9; ++n) run_.Posts({Box(n, 3000 + n)});
  run_.Tick(kTestStart.ms + 95 * kDayMs);  // its life ends
  const auto told = run_.Alerts(box_);
  CorrectedReading reading;
  reading.cause = CauseClass::kQuality;
  for (int n = 0; n < 9; ++n) ASSERT_TRUE(run_.Correct(Of("box " + std::to_string(n), reading)).refused.ok());
  EXPECT_EQ(run_.Alerts(box_), told);
  EXPECT_TRUE(run_.CaseOf(box_).is_resolved);
  EXPECT_EQ(run_.Field(box_, "posts"), "9");
}

TEST_F(PipelineCorrect, ACorrectedPostStaysTheFirstOfItsGroup) {
  GiveBoxes(3);
  const std::string title = run_.Field(box_, "title");
  CorrectedReading reading;
  reading.sentiment = Sentiment::kNeutral;
  ASSERT_TRUE(run_.Correct(Of("box 0", reading)).refused.ok());
  EXPECT_EQ(run_.Field(box_, "title"), title);
  EXPECT_EQ(run_.GroupOf("box 0"), box_);
}

TEST_F(PipelineCorrect, WhoeverCorrectsACopyMakesItNoOriginal) {
  GiveBoxes(3);
  run_.Posts({Copy(1, 1, 10), Copy(2, 1, 11)});
  ASSERT_EQ(run_.Field(box_, "count"), "3");
  CorrectedReading reading;
  reading.org = "青禾保险";
  ASSERT_TRUE(run_.Correct(Of("copy 2", reading)).refused.ok());
  const GroupId there = run_.GroupOf("copy 2");
  ASSERT_EQ(run_.GroupOf("box 1"), there);
  const auto row = store_.FindId("weibo", "box 1");
  bytes_ = **store_.ReadRecord((*row)->seq);
  EXPECT_FALSE(DecodeRecord(bytes_)->verdict.copy) << "whoever wrote it first is still first";
}

TEST_F(PipelineCorrect, WhatIsSaidLastOfAnOrganisationHolds) {
  GiveBoxes(3);
  CorrectedReading there, back;
  there.org = "青禾保险";
  back.org = "海桥银行";
  ASSERT_TRUE(run_.Correct(Of("box 2", there)).refused.ok());
  ASSERT_TRUE(run_.Correct(Of("box 2", back)).refused.ok());
  EXPECT_EQ(Stored("box 2").org, "海桥银行");
  run_.Posts({Copy(9, 2, 30)});
  EXPECT_EQ(Stored("copy 9").org, "海桥银行");
}

TEST_F(PipelineCorrect, APostNamedTwiceInARecordIsReachedOnce) {
  GiveBoxes(3);
  Correction correction = Of("box 1", NoComplaint());
  correction.posts = {{"weibo", "box 1"}, {"weibo", "box 2"}, {"weibo", "box 2"}};
  EXPECT_EQ(run_.Correct(correction, 7).outcome.posts, 2u);
  EXPECT_EQ(run_.Field(box_, "posts"), "1") << "two of three are talk now";
}

TEST_F(PipelineCorrect, ADeletionAfterRetentionReachesCorrectedWordsAndPinnedQuotes) {
  GiveBoxes(5);
  run_.Must(Act(CaseActionKind::kAck, box_));
  run_.Tick(kTestStart.ms + 85 * kDayMs);
  run_.Posts({Box(5, 85 * 24 * 60 + 1)});
  run_.Tick(kTestStart.ms + 170 * kDayMs);
  run_.Posts({Box(6, 170 * 24 * 60 + 1)});
  CorrectedReading reading;
  reading.sentiment = Sentiment::kNeutral;
  ASSERT_TRUE(run_.Correct(Of("box 1", reading)).refused.ok());
  const Seq corrected = (*store_.FindId("weibo", "box 1"))->seq;
  run_.Tick(kTestStart.ms + 200 * kDayMs);
  const std::string pinned = **store_.ReadEvidence(0);
  ASSERT_NE(pinned.find("客服电话打不通 0"), std::string::npos) << pinned;
  for (const int n : {0, 1}) {
    PostSpec deletion = Box(n, 200 * 24 * 60);
    deletion.deleted = true;
    run_.Posts({deletion});
  }
  const std::string blanked = **store_.ReadEvidence(0);
  EXPECT_EQ(blanked.find("客服电话打不通 0"), std::string::npos) << blanked;
  EXPECT_EQ(run_.Now(box_).find("客服电话打不通 0"), std::string::npos) << "what is told of the group from now on";
  bool is_superseded = false;
  EXPECT_TRUE(store_
                  .ScanSuperseded([&](Seq seq, bool) {
                    is_superseded |= seq == corrected;
                    return Status();
                  })
                  .ok());
  EXPECT_TRUE(is_superseded) << "the corrected record lives longer than the post's own time";
}

TEST(CorrectionTable, ForgetsTheTextThatWasCorrectedFirst) {
  CorrectionTable table;
  CorrectedReading reading;
  reading.complaint = false;
  for (uint64_t text = 1; text <= CorrectionTable::kTexts + 1; ++text) table.Learn(text, "org", reading);
  std::deque<ScoredPost> kept;
  ScoredPost post;
  post.org = "org";
  post.text_hash = 1;
  EXPECT_FALSE(table.Correct(post, &kept).is_complaint_said);
  post.text_hash = 2;
  EXPECT_TRUE(table.Correct(post, &kept).is_complaint_said);
  std::string bytes;
  ByteWriter writer(&bytes);
  table.Save(&writer);
  CorrectionTable loaded;
  ByteReader reader(bytes);
  ASSERT_TRUE(loaded.Load(&reader));
  EXPECT_TRUE(loaded.Correct(post, &kept).is_complaint_said);
  post.text_hash = CorrectionTable::kTexts + 1;
  EXPECT_TRUE(loaded.Correct(post, &kept).is_complaint_said);
}

}  // namespace
}  // namespace groundswell
