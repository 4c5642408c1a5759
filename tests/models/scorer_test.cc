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
  const Result<Models> models_ = ReadModels();
  AuthorKey key_{std::array<uint8_t, AuthorKey::kBytes>{1, 2, 3}};
  PostScorer scorer_{&*models_, &key_};
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

// What the models read in a text, with a watchlist.
class PostReading : public PostScorerTest {
 protected:
  static std::vector<WatchlistEntry> Entries() {
    WatchlistEntry bank, card;
    bank.name = "海桥银行";
    bank.aliases = {"海桥", "seabridge"};
    bank.accounts = {"weibo:海桥客服"};
    card.name = "桥上卡";
    card.kind = EntryKind::kProduct;
    card.parent = "海桥银行";
    return {bank, card};
  }
  ScoredPost Read(Post post) {
    batch_.Clear();
    PostBatch posts;
    posts.posts.push_back(post);
    PostScorer(&*models_, &key_, {.watchlist = &*watchlist_, .patterns = &*patterns_}).Score(posts, &batch_);
    return batch_.posts[0];
  }
  const Result<Watchlist> watchlist_ = Watchlist::Build(Entries());
  const Result<RedactPatterns> patterns_ = RedactPatterns::Parse(std::vector<std::string>{"order:HQ\\d{8}"});
  ScoredBatch batch_;
};

TEST_F(PostReading, WhatTheCompanysPatternsFindIsMarked) {
  EXPECT_EQ(Read(MakePost("订单HQ20260101一直没发货")).text, "订单[order]一直没发货");
}

TEST_F(PostReading, AnOrganisationIsFoundInTheTextWithTheWordsThatNameIt) {
  const ScoredPost post = Read(MakePost("Seabridge 的桥上卡又被盗刷了"));
  EXPECT_EQ(post.org, "海桥银行");
  EXPECT_EQ(post.product, "桥上卡");
  EXPECT_FALSE(post.org_evidence.empty());
}

TEST_F(PostReading, TheRecordsOrganisationStands) {
  Post post = MakePost("海桥不行,换到别家了");
  post.org = "别家银行";
  EXPECT_EQ(Read(post).org, "别家银行");
}

TEST_F(PostReading, AnAnswerOfTheOrganisationIsKnown) {
  Post post = MakePost("您好,请私信我们");
  post.author = "海桥客服";
  EXPECT_TRUE(Read(post).by_organisation);
  EXPECT_FALSE(Read(MakePost("您好,请私信我们")).by_organisation);
}

TEST_F(PostReading, ACauseStandsWithItsEvidenceAndWhatIsDemanded) {
  const ScoredPost post = Read(MakePost("理赔拖了三个月还不给,要求退款并道歉"));
  EXPECT_NE(post.reading.cause, CauseClass::kNone);
  EXPECT_FALSE(post.reading.cause_tag.empty());
  EXPECT_NE(post.text.find(post.reading.cause_evidence), std::string_view::npos);
  EXPECT_EQ(post.reading.demands, kRefund | kApology);
}

TEST_F(PostReading, TroubleWithAKnownOrganisationIsSurerAComplaint) {
  Post post = MakePost("自助机吞了卡,等了三天没人联系");
  const float unknown = Read(post).scores.complaint;
  post.org = "海桥银行";
  EXPECT_GT(Read(post).scores.complaint, unknown);
}

TEST_F(PostReading, PraiseHasNoCauseAndSellersOfComplaintsHaveNone) {
  EXPECT_EQ(Read(MakePost("退款很快,客服态度特别好,五星好评")).reading.cause, CauseClass::kNone);
  const ScoredPost advert = Read(MakePost("代理退保,全额退费,专业团队,加微信咨询"));
  EXPECT_NE(advert.reading.signs & kAgentAdvert, 0);
  EXPECT_EQ(advert.reading.cause, CauseClass::kNone);
  EXPECT_EQ(advert.scores.complaint, 0);
}

}  // namespace
}  // namespace groundswell
