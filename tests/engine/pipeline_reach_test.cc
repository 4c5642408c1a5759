// What a post's figures and its author's newness come to when the post is told again: larger figures move the reach of
// its group, an edit takes none back, and a deletion takes all; an edited account is as new as it was.
#include <gtest/gtest.h>

#include "tests/engine/pipeline_testing.h"

namespace groundswell {
namespace {

PostSpec Complaint(const std::string& id, int64_t followers, int64_t minute = 0) {
  return {.id = id,
          .author = "author " + id,
          .text = "转账失败 余额不见了 " + id,
          .time = {kTestStart.ms + minute * 60 * kSecondMs},
          .org = "海桥银行",
          .followers = followers};
}

class PipelineReach : public ::testing::Test {
 protected:
  // The reach of the one group after these records, each a step of its own or all of them one.
  std::string ReachAfter(const std::vector<PostSpec>& records) {
    std::string reach;
    for (const size_t block : {size_t{1}, records.size()}) {
      MemoryStore store;
      EXPECT_TRUE(RunOn(&store, records, TestSettings(), {.block = block, .async_commit = true}).ok());
      std::string got;
      EXPECT_TRUE(store
                      .ScanGroups([&](GroupId, std::string_view json) {
                        const std::string row(json.substr(json.rfind("\"reach\"")));  // severity has a part so named
                        got += JsonField(row, "reach");
                        return Status();
                      })
                      .ok());
      EXPECT_TRUE(reach.empty() || got == reach) << got << ", cut into blocks of " << block;
      reach = got;
    }
    return reach;
  }
  std::vector<PostSpec> two_ = {Complaint("a", 100), Complaint("b", 10, 1)};
};

TEST_F(PipelineReach, LargerFiguresOfAKnownPostMoveIt) {
  EXPECT_EQ(ReachAfter(two_), "110");
  two_.push_back(Complaint("a", 500, 2));
  EXPECT_EQ(ReachAfter(two_), "510");
  two_.push_back(Complaint("a", 300, 3));
  EXPECT_EQ(ReachAfter(two_), "510") << "smaller ones are no news";
}

TEST_F(PipelineReach, AnEditWithOlderFiguresTakesNothingBack) {
  two_.push_back(Complaint("a", 500, 2));
  PostSpec edit = Complaint("a", 100, 3);
  edit.edited_at = edit.time;
  edit.text += " 还是没解决";
  two_.push_back(edit);
  EXPECT_EQ(ReachAfter(two_), "510");
}

TEST_F(PipelineReach, ADeletionTakesWhatRefreshesHaveBrought) {
  two_.push_back(Complaint("c", 1, 2));
  two_.push_back(Complaint("a", 500, 2));
  EXPECT_EQ(ReachAfter(two_), "511");
  PostSpec deletion = Complaint("a", kNoCount, 4);
  deletion.deleted = true;
  two_.push_back(deletion);
  EXPECT_EQ(ReachAfter(two_), "11");
}

TEST_F(PipelineReach, AnEditedAccountIsAsNewAsItWas) {
  PostSpec edit = Complaint("a", 100, 2), second = Complaint("c", 100, 3);
  edit.edited_at = edit.time;
  second.author = "author a";
  MemoryStore store;
  ASSERT_TRUE(RunOn(&store, {two_[0], two_[1], edit, second}, TestSettings(), {}).ok());
  std::string is_new;
  ASSERT_TRUE(store
                  .ScanRecords(0,
                               [&](Seq, std::string_view bytes) {
                                 is_new += DecodeRecord(bytes)->verdict.new_account ? "y" : "n";
                                 return Status();
                               })
                  .ok());
  EXPECT_EQ(is_new, "yyyn");
}

}  // namespace
}  // namespace groundswell
