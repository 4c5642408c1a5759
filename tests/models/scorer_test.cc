#include "models/scorer.h"

#include <gtest/gtest.h>

#include "tests/models/trained_models.h"

namespace groundswell {
namespace {

class PostScorerTest : public ::testing::Test {
 protected:
  ScoredPost Score(Post post, ScoredBatch* batch) {
    batch->Clear();
    PostBatch posts;
    posts.posts.push_back(post);
    scorer_.Score(posts, batch);
    return batch->posts[0];
  }
  // The post as it would come in if its stored form were sent again.
  static Post Again(const ScoredPost& post) {
    Post again;
    again.id = post.id;
    again.channel = post.channel;
    again.text = post.text;
    again.title = post.title;
    again.org = post.org;
    again.kind = post.kind;
    return again;
  }
  TrainedModels models_;
  AuthorKey key_{std::array<uint8_t, AuthorKey::kBytes>{1, 2, 3}};
  PostScorer scorer_{&*models_.scorer(), &key_};
};

Post MakePost(std::string_view text, std::string_view title = {}) {
  Post post;
  post.id = "1";
  post.channel = "weibo";
  post.author = "ann";
  post.text = text;
  post.title = title;
  return post;
}

const char* const kTexts[] = {"阿特兹B柱異響,4S店不管 13800001111",
                              "<b>Flight</b> CANCELLED &amp; no refund &lt;3 ann@example.com",
                              "服务真好,等了三小时//@小王:投诉无门[怒]",
                              "转发微博//@小王:海桥银行转账失败",
                              "專(zhuān)員 培訓(xùn)\xff\xfe",
                              "６２２２０２１２３４５６７８９０１２８",
                              "RT @ann: my parcel never came"};

TEST_F(PostScorerTest, StoringTwiceChangesNothing) {
  for (const char* text : kTexts) {
    ScoredBatch first, second;
    const ScoredPost once = Score(MakePost(text, "标题：退款"), &first);
    const ScoredPost twice = Score(Again(once), &second);
    EXPECT_EQ(once.text, twice.text);
    EXPECT_EQ(once.title, twice.title);
    EXPECT_EQ(once.text_hash, twice.text_hash) << text;
    EXPECT_EQ(once.has_own_words, twice.has_own_words) << text;
    EXPECT_EQ(once.scores.complaint, twice.scores.complaint) << text;
    EXPECT_EQ(once.scores.sentiment_score, twice.scores.sentiment_score) << text;
  }
}

TEST_F(PostScorerTest, RestoringGivesTheTermsThatScoringGave) {
  for (const char* text : kTexts) {
    ScoredBatch scored, restored;
    const ScoredPost once = Score(MakePost(text), &scored);
    ScoredPost stored = once;
    stored.terms = {};
    stored.text_hash = 0;
    restored.posts.push_back(stored);
    scorer_.Restore(&restored);
    const ScoredPost& again = restored.posts[0];
    EXPECT_EQ(again.text_hash, once.text_hash);
    ASSERT_EQ(again.terms.size(), once.terms.size()) << text;
    for (size_t i = 0; i < once.terms.size(); ++i) EXPECT_EQ(again.terms[i].hash, once.terms[i].hash);
  }
}

TEST_F(PostScorerTest, PeopleAndPersonalDataAreNamedNowhere) {
  ScoredBatch batch;
  const ScoredPost post = Score(MakePost("我的电话13800001111,退款"), &batch);
  EXPECT_EQ(post.text.find("13800001111"), std::string_view::npos);
  EXPECT_TRUE(post.person.known());
  EXPECT_EQ(post.person, HashAuthor(key_, "weibo", "ann"));
}

TEST_F(PostScorerTest, APersonJoinsAccounts) {
  ScoredBatch batch;
  Post post = MakePost("退款");
  post.person = "c-17";
  EXPECT_EQ(Score(post, &batch).person, HashPerson(key_, "c-17"));
}

TEST_F(PostScorerTest, WhatIsQuotedIsNotTheAuthorsComplaint) {
  ScoredBatch batch;
  const ScoredPost quoted = Score(MakePost("哈哈哈今天天气真好//@小王:海桥银行重复扣款,客服不管,要求退款"), &batch);
  EXPECT_LT(quoted.scores.complaint, 0.5f);
  ScoredBatch own_batch;
  const ScoredPost own = Score(MakePost("海桥银行重复扣款,客服不管,要求退款"), &own_batch);
  EXPECT_GT(own.scores.complaint, 0.5f);
}

}  // namespace
}  // namespace groundswell
