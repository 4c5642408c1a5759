// Group: what is counted once, taken back once, merged, and counted anew in a new life.
#include "engine/group.h"

#include <gtest/gtest.h>

#include "tests/engine/posts.h"

namespace groundswell {
namespace {

class GroupTest : public ::testing::Test {
 protected:
  static Verdict ComplaintBy(const std::string& author) {
    Verdict verdict;
    verdict.complaint = true;
    verdict.complainant = TestPerson("weibo", author);
    verdict.nameless = author.empty();
    return verdict;
  }
  static Verdict Copy() {
    Verdict verdict;
    verdict.complaint = verdict.copy = true;
    return verdict;
  }
  Prior Add(const PostSpec& spec, const Verdict& verdict, float likeness = 0.5f) {
    BuildBatch({spec}, &batch_);
    group_.Add(next_seq_, batch_.posts[0], verdict, likeness, At(spec.time));
    Prior prior;
    prior.seq = prior.first_seq = next_seq_++;
    prior.time = spec.time;
    prior.channel = spec.channel;
    prior.id = spec.id;
    prior.region = spec.region;
    prior.sentiment = spec.sentiment;
    prior.sentiment_score = batch_.posts[0].scores.sentiment_score;
    prior.cause = spec.cause;
    prior.cause_tag = spec.cause_tag;
    prior.demands = spec.demands;
    prior.verdict = verdict;
    return prior;
  }
  Prior AddBy(const std::string& id, const std::string& author) {
    return Add({.id = id, .author = author, .text = "转账失败" + id}, ComplaintBy(author));
  }
  uint32_t People() { return group_.Figures(At(kTestStart)).complainants; }
  GroupContext At(EventTime now) const {
    return {.settings = settings_,
            .now = now,
            .time = OrdinaryTime(rhythm_, {}, settings_.burst),
            .organisation = organisation_};
  }
  void Withdraw(const Prior& prior, bool is_deleted = false) { group_.Withdraw(prior, is_deleted, At(kTestStart)); }

  EngineSettings settings_ = TestSettings();
  Rhythm rhythm_;
  Baseline organisation_;
  ScoredBatch batch_;
  Group group_;
  Seq next_seq_ = 0;
};

TEST_F(GroupTest, APersonCountsOnceHoweverOftenTheyPost) {
  for (int i = 0; i < 40; ++i) AddBy("a" + std::to_string(i), "ann");
  EXPECT_EQ(People(), 1u);
  AddBy("b", "bob");
  EXPECT_EQ(People(), 2u);
  EXPECT_EQ(group_.posts, 41);
}

TEST_F(GroupTest, WhereAProfileCountsDaysPeopleLeaveWithTheirs) {
  settings_.profile.window_days = 7;
  const auto people = [&](int64_t hours) { return group_.Figures(At({kTestStart.ms + hours * kHourMs})).complainants; };
  for (int i = 0; i < 3; ++i)
    Add({.id = std::to_string(i), .text = "转账失败", .time = {kTestStart.ms + i * kDayMs}},
        ComplaintBy(std::to_string(i)));
  EXPECT_EQ(people(48), 3u);
  EXPECT_EQ(group_.complainants.leaves_at().ms, kTestStart.ms + 7 * kDayMs);
  Add({.id = "3", .text = "转账失败", .time = {kTestStart.ms + 3 * kDayMs}}, ComplaintBy("3"));
  EXPECT_EQ(people(72), 4u);
  EXPECT_EQ(people(7 * 24 - 1), 4u);
  EXPECT_EQ(people(7 * 24), 3u);
  EXPECT_EQ(people(9 * 24), 1u);
  EXPECT_EQ(people(30 * 24), 0u);
}

TEST_F(GroupTest, WhoIsTakenBackOrMergedIsCountedAnewInAWindow) {
  settings_.profile.window_days = 7;
  const Prior prior = AddBy("a", "ann");
  AddBy("b", "bob");
  EXPECT_EQ(People(), 2u);
  Withdraw(prior);
  EXPECT_EQ(People(), 1u);
  Group other;
  std::swap(group_, other);
  AddBy("c", "cat");
  EXPECT_EQ(People(), 1u);
  group_.Merge(other, At(kTestStart));
  EXPECT_EQ(People(), 2u);
}

TEST_F(GroupTest, TalkIsAPostAndNoComplainant) {
  Add({.id = "a", .author = "ann", .text = "今天开门了", .sentiment = Sentiment::kNeutral}, {});
  EXPECT_EQ(group_.posts, 1);
  EXPECT_EQ(People(), 0u);
  EXPECT_TRUE(group_.evidence.empty());
  EXPECT_TRUE(group_.quotes.empty());
  EXPECT_EQ(group_.negative, 0);
}

TEST_F(GroupTest, APersonStaysWhileOneOfTheirPostsDoes) {
  const Prior first = AddBy("a1", "ann"), second = AddBy("a2", "ann");
  AddBy("b1", "bob");
  Withdraw(first);
  EXPECT_EQ(People(), 2u);
  Withdraw(second);
  EXPECT_EQ(People(), 1u);
}

TEST_F(GroupTest, WithdrawingEverythingLeavesNothing) {
  std::vector<Prior> priors;
  for (int i = 0; i < 6; ++i) {
    const std::string id = "a" + std::to_string(i);
    const std::string author = i == 5 ? "" : "author" + std::to_string(i % 3);
    Verdict verdict = i == 4 ? Verdict{} : ComplaintBy(author);
    if (i == 3) verdict = Copy();
    priors.push_back(Add({.id = id, .author = author, .text = id, .region = "上海"}, verdict));
  }
  EXPECT_EQ(group_.nameless, 1);
  EXPECT_EQ(group_.copies, 1);
  for (const Prior& prior : priors) Withdraw(prior);
  EXPECT_EQ(group_.posts, 0);
  EXPECT_EQ(group_.copies, 0);
  EXPECT_EQ(group_.negative, 0);
  EXPECT_EQ(group_.nameless, 0);
  EXPECT_EQ(group_.sentiment_sum, 0);
  EXPECT_TRUE(group_.channels.empty());
  EXPECT_TRUE(group_.regions.empty());
  EXPECT_TRUE(group_.quotes.empty());
  EXPECT_TRUE(group_.evidence.empty());
  EXPECT_EQ(group_.complainants.count(), 0u);
  EXPECT_EQ(group_.panes.Within(kTestStart, 144, settings_), 0u);
}

TEST_F(GroupTest, EvidenceIsTheNewestAndBounded) {
  for (int i = 0; i < 30; ++i) AddBy("a" + std::to_string(i), "author" + std::to_string(i));
  ASSERT_EQ(group_.evidence.size(), settings_.evidence_max);
  EXPECT_EQ(group_.evidence.front().id, "a10");
  EXPECT_EQ(group_.evidence.back().id, "a29");
}

TEST_F(GroupTest, TheFirstQuoteStaysAndTheMostTypicalJoinIt) {
  const float kLikeness[] = {0.1f, 0.2f, 0.3f, 0.25f, 0.9f};
  for (int i = 0; i < 5; ++i) {
    const std::string id = "a" + std::to_string(i);
    Add({.id = id, .author = id, .text = id}, ComplaintBy(id), kLikeness[i]);
  }
  ASSERT_EQ(group_.quotes.size(), kQuotesMax);
  EXPECT_EQ(group_.quotes[0].id, "a0");
  EXPECT_EQ(group_.quotes[1].id, "a2");
  EXPECT_EQ(group_.quotes[2].id, "a4");
}

TEST_F(GroupTest, AQuoteIsCutAtACharacter) {
  std::string text;
  for (int i = 0; i < 200; ++i) text += "账";
  Add({.id = "a", .author = "ann", .text = text}, ComplaintBy("ann"));
  EXPECT_EQ(group_.quotes[0].text, text.substr(0, kQuoteBytesMax / 3 * 3));
}

TEST_F(GroupTest, ManyChannelsAreCountedAsOtherBeyondTheBound) {
  for (size_t i = 0; i < 2 * kNamesMax; ++i)
    Add({.id = "a", .author = "ann", .text = "x", .channel = "channel" + std::to_string(i)}, ComplaintBy("ann"));
  ASSERT_EQ(group_.channels.size(), kNamesMax);
  EXPECT_EQ(group_.channels.back().name, "other");
  int64_t posts = 0;
  for (const NamedCount& count : group_.channels) posts += count.posts;
  EXPECT_EQ(posts, group_.posts);
}

TEST_F(GroupTest, TimesAreThoseOfTheFirstAndTheLastPostWhateverTheirOrder) {
  for (const int64_t hours : {5, 2, 9, 7})
    Add({.id = "a", .author = "ann", .text = "x", .time = {kTestStart.ms + hours * kHourMs}}, ComplaintBy("ann"));
  EXPECT_EQ(group_.first_at.ms, kTestStart.ms + 2 * kHourMs);
  EXPECT_EQ(group_.last_at.ms, kTestStart.ms + 9 * kHourMs);
}

TEST_F(GroupTest, EvidenceOfTheSameIdInAnotherChannelStays) {
  ScoredPost post;
  post.id = "7";
  post.scores.complaint = 1;
  Verdict verdict;
  verdict.complaint = true;
  for (const char* channel : {"weibo", "forum"}) {
    post.channel = channel;
    post.time = kTestStart;
    group_.Add(1, post, verdict, 0, At(kTestStart));
  }
  Prior prior;
  prior.channel = "weibo";
  prior.id = "7";
  prior.time = kTestStart;
  prior.verdict = verdict;
  Withdraw(prior);
  ASSERT_EQ(group_.evidence.size(), 1u);
  EXPECT_EQ(group_.evidence[0].channel, "forum");
}

TEST_F(GroupTest, MergingCountsAPersonOfBothOnceAndKeepsThemWhileEitherPostStands) {
  const Prior mine = AddBy("a1", "ann");
  AddBy("b1", "bob");
  Group other;
  other.id = {77};
  other.reached_watch = true;
  other.merged_from = {GroupId{76}};
  other.merged_ids = {GroupId{76}};
  std::swap(group_, other);
  const Prior theirs = AddBy("a2", "ann");
  AddBy("c1", "cat");
  group_.id = {77};
  group_.reached_watch = true;
  std::swap(group_, other);
  group_.id = {70};
  group_.Merge(other, At(kTestStart));
  EXPECT_EQ(People(), 3u);
  EXPECT_EQ(group_.posts, 4);
  EXPECT_EQ(group_.panes.Within(kTestStart, 144, settings_), 3u);
  EXPECT_TRUE(group_.reached_watch);
  Withdraw(mine);
  EXPECT_EQ(People(), 3u);
  Withdraw(theirs);
  EXPECT_EQ(People(), 2u);
  EXPECT_EQ(group_.panes.Within(kTestStart, 144, settings_), 2u);
}

Verdict JoiningBy(const std::string& author) {
  return {.complainant = TestPerson("weibo", author), .complaint = true, .joins = true};
}

TEST_F(GroupTest, AJoinerIsAComplainantWhoseWordsAreNoEvidence) {
  AddBy("a1", "ann");
  const Prior joined = Add({.id = "b1", .author = "bob", .text = "我也是"}, JoiningBy("bob"));
  EXPECT_EQ(People(), 2u);
  EXPECT_EQ(group_.complainants.joiners(), 1u);
  EXPECT_EQ(group_.evidence.size(), 1u);
  EXPECT_EQ(group_.quotes.size(), 1u);
  Withdraw(joined);
  EXPECT_EQ(People(), 1u);
  EXPECT_EQ(group_.complainants.joiners(), 0u);
}

TEST_F(GroupTest, WhoComplainsInOwnWordsTooIsNoJoiner) {
  const Prior joined = Add({.id = "b1", .author = "bob", .text = "我也是"}, JoiningBy("bob"));
  const Prior own = AddBy("b2", "bob");
  EXPECT_EQ(group_.complainants.joiners(), 0u);
  Withdraw(own);
  EXPECT_EQ(group_.complainants.joiners(), 1u);
  AddBy("b3", "bob");
  Withdraw(joined);
  EXPECT_EQ(group_.complainants.joiners(), 0u);
  EXPECT_EQ(People(), 1u);
}

TEST_F(GroupTest, MergingCountsAJoinerOfOneAndComplainantOfTheOtherAsNone) {
  Add({.id = "b1", .author = "bob", .text = "我也是"}, JoiningBy("bob"));
  Add({.id = "c1", .author = "cat", .text = "我也是"}, JoiningBy("cat"));
  Group other;
  std::swap(group_, other);
  AddBy("b2", "bob");
  Add({.id = "c2", .author = "cat", .text = "+1"}, JoiningBy("cat"));
  group_.Merge(other, At(kTestStart));
  EXPECT_EQ(People(), 2u);
  EXPECT_EQ(group_.complainants.joiners(), 1u);
}

TEST_F(GroupTest, DeletedPeopleAreCountedApartAndEditedOnesAreNot) {
  const Prior ann = AddBy("a", "ann"), bob = AddBy("b", "bob");
  AddBy("c", "cat");
  Withdraw(ann, true);
  Withdraw(bob, false);
  const LevelFigures figures = group_.Figures(At(kTestStart));
  EXPECT_EQ(figures.complainants, 1u);
  EXPECT_EQ(figures.withdrawn, 1u);
}

TEST_F(GroupTest, ItsBaselineBeginsWithTheFirstAndCountsTheOthersByArrival) {
  EXPECT_FALSE(group_.baseline.has_begun());
  for (int i = 0; i < 4; ++i) AddBy("a" + std::to_string(i), "author" + std::to_string(i));
  AddBy("again", "author0");
  EXPECT_EQ(group_.baseline.Panes(1, settings_.burst).people, 3u);
  EXPECT_TRUE(group_.Figures(At(kTestStart)).is_fresh);
  EXPECT_FALSE(group_.Figures(At({kTestStart.ms + 4 * kDayMs})).is_fresh);
}

TEST_F(GroupTest, TwoLonePeopleWhoMergeAreOneWhoJoinedAnother) {
  AddBy("a", "ann");
  Group other;
  std::swap(group_, other);
  AddBy("b", "bob");
  group_.Merge(other, At(kTestStart));
  EXPECT_EQ(group_.baseline.Panes(1, settings_.burst).people, 1u);
}

TEST_F(GroupTest, ANewLifeCountsPeopleAnew) {
  for (const char* author : {"ann", "bob", "cat"}) AddBy(std::string("1-") + author, author);
  group_.over = true;
  EXPECT_EQ(People(), 0u);
  // Talk and copies wake nothing.
  Add({.id = "t", .author = "dan", .text = "t"}, {});
  Add({.id = "u", .author = "dan", .text = "u"}, Copy());
  EXPECT_TRUE(group_.over);
  AddBy("2-ann", "ann");
  EXPECT_FALSE(group_.over);
  EXPECT_EQ(People(), 1u);
  EXPECT_EQ(group_.posts, 6);
}

TEST_F(GroupTest, WithdrawingAPostOfTheLastLifeLeavesThePersonOfThisOne) {
  const Prior before = AddBy("1-ann", "ann");
  AddBy("1-bob", "bob");
  group_.over = true;
  AddBy("2-ann", "ann");
  AddBy("2-bob", "bob");
  EXPECT_EQ(People(), 2u);
  Withdraw(before);
  EXPECT_EQ(People(), 2u);
  EXPECT_EQ(group_.posts, 3);
}

TEST_F(GroupTest, AnEndedGroupBringsItsPostsAndNotItsPeople) {
  AddBy("a", "ann");
  AddBy("b", "bob");
  Group ended;
  std::swap(group_, ended);
  ended.over = true;
  AddBy("c", "cat");
  group_.Merge(ended, At(kTestStart));
  EXPECT_EQ(People(), 1u);
  EXPECT_EQ(group_.posts, 3);
  EXPECT_FALSE(group_.over);
}

PostSpec OfCause(const std::string& id, const std::string& tag, uint8_t demands = 0) {
  return {.id = id,
          .author = id,
          .text = "保险" + id,
          .cause = CauseClass::kQuality,
          .cause_tag = tag,
          .cause_evidence = "拖了三个月",
          .demands = demands};
}

TEST_F(GroupTest, CausesAndDemandsOfComplaintsAreCountedAndTakenBack) {
  const Prior first = Add(OfCause("a", "late-claim", kRefund), ComplaintBy("ann"));
  Add(OfCause("b", "late-claim", kRefund | kApology), ComplaintBy("bob"));
  Add(OfCause("c", "fees"), ComplaintBy("cat"));
  Add(OfCause("d", "fees", kRepair), {});  // no complaint
  ASSERT_EQ(group_.causes.size(), 2u);
  EXPECT_EQ(group_.causes[0].tag, "late-claim");
  EXPECT_EQ(group_.causes[0].posts, 2);
  EXPECT_EQ(group_.causes[1].posts, 1);
  EXPECT_EQ(group_.demands, (std::array<int64_t, 6>{2, 0, 1, 0, 0, 0}));
  Withdraw(first);
  EXPECT_EQ(group_.causes[0].posts, 1);
  EXPECT_EQ(group_.demands[0], 1);
}

TEST_F(GroupTest, MergingAddsCausesAndDemands) {
  Add(OfCause("a", "late-claim", kRefund), ComplaintBy("ann"));
  Group other = group_;
  group_.Merge(other, At(kTestStart));
  ASSERT_EQ(group_.causes.size(), 1u);
  EXPECT_EQ(group_.causes[0].posts, 2);
  EXPECT_EQ(group_.demands[0], 2);
}

TEST_F(GroupTest, FormalComplaintsAreCountedByThemselvesAndTakenBack) {
  const auto add = [&](const std::string& id, int64_t minute, const std::string& author, bool is_copy) {
    Verdict verdict = is_copy ? Copy() : ComplaintBy(author);
    verdict.formal = true;
    return Add({.id = id, .text = "转账失败" + id, .time = {kTestStart.ms + minute * 60 * kSecondMs}}, verdict);
  };
  AddBy("w", "ann");
  EXPECT_EQ(group_.formal.posts(), 0);
  const Prior second = add("b", 20, "bob", false), first = add("a", 10, "ann", false), copy = add("c", 5, "", true);
  EXPECT_EQ(group_.formal.posts(), 3) << "who sends a letter of others complains formally too";
  EXPECT_EQ(group_.formal.people(), 2u) << "and is no complainant by it";
  EXPECT_EQ(group_.formal.first_at().ms, kTestStart.ms + 5 * 60 * kSecondMs);
  Withdraw(copy, true);
  EXPECT_EQ(group_.formal.first_at().ms, kTestStart.ms + 10 * 60 * kSecondMs);
  Withdraw(first);
  Withdraw(second);
  EXPECT_EQ(group_.formal.posts(), 0);
  EXPECT_TRUE(group_.formal.first_at().is_none());
}

TEST_F(GroupTest, ANewLifeKeepsItsFormalComplaintsAndAMergeBringsThemEvenOfAnEndedOne) {
  Verdict verdict = ComplaintBy("ann");
  verdict.formal = true;
  const Prior prior = Add({.id = "a", .text = "转账失败"}, verdict);
  group_.BeginNewLife(next_seq_, kTestStart);
  Group into;
  group_.over = true;
  into.Merge(group_, At(kTestStart));
  EXPECT_EQ(into.formal.posts(), 1);
  EXPECT_EQ(into.formal.people(), 1u);
  into.Withdraw(prior, true, At(kTestStart));
  EXPECT_EQ(into.formal.posts(), 0);
  EXPECT_EQ(into.formal.people(), 0u);
}

TEST_F(GroupTest, ItIsKnownByDaysWhereMostOfItsComplaintsAre) {
  Verdict dated = ComplaintBy("ann");
  dated.dated = true;
  const Prior prior = Add({.id = "a", .text = "转账失败a"}, dated);
  EXPECT_EQ(group_.precision(), Precision::kDays);
  AddBy("b", "bob");
  EXPECT_EQ(group_.precision(), Precision::kPanes) << "half is not most";
  Add({.id = "c", .text = "转账失败c"}, dated);
  EXPECT_EQ(group_.precision(), Precision::kDays);
  Withdraw(prior);
  EXPECT_EQ(group_.precision(), Precision::kPanes);
}

TEST_F(GroupTest, ALoadedGroupIsTheSavedOne) {
  group_.id = {5};
  group_.org = "海桥银行";
  group_.level = Level::kWatch;
  group_.merged_from = group_.merged_ids = {GroupId{3}, GroupId{4}};
  for (int i = 0; i < 10; ++i) AddBy("a" + std::to_string(i), i % 4 == 0 ? "" : "author" + std::to_string(i));
  Add(OfCause("c", "fees", kRepair), ComplaintBy("cat"));
  std::string bytes, again;
  ByteWriter writer(&bytes);
  group_.Save(&writer);
  Group loaded;
  ByteReader reader(bytes);
  ASSERT_TRUE(loaded.Load(&reader));
  EXPECT_TRUE(reader.done());
  ByteWriter second(&again);
  loaded.Save(&second);
  EXPECT_EQ(bytes, again);
  for (size_t size = 0; size < bytes.size(); ++size) {
    ByteReader cut(std::string_view(bytes).substr(0, size));
    Group broken;
    EXPECT_FALSE(broken.Load(&cut)) << size;
  }
}

TEST_F(GroupTest, AResetGroupIsANewOne) {
  AddBy("a", "ann");
  group_.Reset();
  std::string bytes, fresh;
  ByteWriter writer(&bytes), second(&fresh);
  group_.complainants = Complainants();  // it keeps its memory, which is all that may differ
  group_.Save(&writer);
  Group().Save(&second);
  EXPECT_EQ(bytes, fresh);
}

}  // namespace
}  // namespace groundswell
