// PostRequest: what is answered, and when.
#include "tools/post_request.h"

#include <gtest/gtest.h>

namespace groundswell {
namespace {

class PostRequestTest : public ::testing::Test {
 protected:
  InputBlock Block(std::vector<Outcome> outcomes) {
    InputBlock block;
    for (size_t i = 0; i < outcomes.size(); ++i) block.lines.push_back(i + 1);
    block.outcomes = std::move(outcomes);
    return block;
  }

  std::vector<HttpResponse> answers_;
  Histogram times_;
  PostRequest request_{[this](HttpResponse response) { answers_.push_back(std::move(response)); }, &times_};
};

TEST_F(PostRequestTest, AnEmptyBodyIsAnsweredAtOnce) {
  request_.EndBody();
  ASSERT_EQ(answers_.size(), 1u);
  EXPECT_EQ(
      answers_[0].body,
      R"({"accepted":0,"updated":0,"refreshed":0,"duplicates":0,"deletions":0,"rejected_total":0,"rejected":[]})");
}

TEST_F(PostRequestTest, TheAnswerWaitsForTheBodysEndAndForEveryBlock) {
  request_.AddBlock();
  request_.TellWritten({}, Block({Outcome::kAccepted}));
  EXPECT_TRUE(answers_.empty());
  request_.AddBlock();
  request_.EndBody();
  EXPECT_TRUE(answers_.empty());
  request_.TellWritten({}, Block({Outcome::kUpdated, Outcome::kRefreshed, Outcome::kDuplicate, Outcome::kDeletion}));
  ASSERT_EQ(answers_.size(), 1u);
  EXPECT_EQ(answers_[0].status, 200);
  EXPECT_EQ(
      answers_[0].body,
      R"({"accepted":1,"updated":1,"refreshed":1,"duplicates":1,"deletions":1,"rejected_total":0,"rejected":[]})");
}

TEST_F(PostRequestTest, RefusedLinesAreListedInTheirOrderWithThoseThatExpired) {
  request_.Refuse(3, "later");
  request_.AddBlock();
  request_.EndBody();
  request_.TellWritten({}, Block({Outcome::kAccepted, Outcome::kExpired}));
  EXPECT_NE(answers_[0].body.find(R"("rejected_total":2,"rejected":[{"line":2,"reason":"field time: older)"),
            std::string::npos);
  EXPECT_TRUE(answers_[0].body.ends_with(R"({"line":3,"reason":"later"}]})"));
}

TEST_F(PostRequestTest, RefusedLinesBeyondTheListAreCounted) {
  for (uint64_t line = 1; line <= kRejectedListedMax + 5; ++line) request_.Refuse(line, "x");
  request_.EndBody();
  EXPECT_NE(answers_[0].body.find("\"rejected_total\":1005"), std::string::npos);
  EXPECT_EQ(answers_[0].body.find("\"line\":1001"), std::string::npos);
}

TEST_F(PostRequestTest, AFailureOfOneBlockIsAFailureOfTheRequest) {
  request_.AddBlock();
  request_.AddBlock();
  request_.EndBody();
  request_.TellWritten(IoError("disk full"), Block({}));
  EXPECT_TRUE(answers_.empty()) << "the other block is still under way";
  request_.TellWritten({}, Block({Outcome::kAccepted}));
  ASSERT_EQ(answers_.size(), 1u);
  EXPECT_EQ(answers_[0].status, 503);
  EXPECT_EQ(answers_[0].headers.at(0).name, "Retry-After");
}

TEST_F(PostRequestTest, ABodyThatCannotBeReadIsAnsweredOnce) {
  request_.Fail(Problem(400, "broken"));
  request_.Fail(Problem(400, "again"));
  ASSERT_EQ(answers_.size(), 1u);
  EXPECT_EQ(answers_[0].status, 400);
}

}  // namespace
}  // namespace groundswell
