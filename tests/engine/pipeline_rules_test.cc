// Rules about groups through the pipeline: what a person joins or parts stays so for posts that come later, is the same
// after a restart and however the input is cut, counts people once, and is refused where it cannot hold.
#include <gtest/gtest.h>

#include "base/hash.h"
#include "tests/engine/pipeline_testing.h"

namespace groundswell {
namespace {

constexpr int64_t kMinuteMs = 60 * kSecondMs;

// Two matters about one bank, told in words that have nothing in common.
PostSpec Box(int n, int64_t minute) {
  return {.id = "box " + std::to_string(n),
          .author = "box author " + std::to_string(n),
          .text = "商户收款音箱不播报 客服电话打不通 " + std::to_string(n),
          .time = {kTestStart.ms + minute * kMinuteMs},
          .org = "海桥银行"};
}
PostSpec Card(int n, int64_t minute) {
  return {.id = "card " + std::to_string(n),
          .author = "card author " + std::to_string(n),
          .text = "信用卡年费乱扣 要求退还年费 " + std::to_string(n),
          .time = {kTestStart.ms + minute * kMinuteMs},
          .org = "海桥银行"};
}

// What goes in: posts, or a rule.
struct Item {
  std::vector<PostSpec> posts;
  std::optional<GroupRule> rule = {};
};

GroupRule Merge(GroupId a, GroupId b) {
  GroupRule rule;
  rule.group = a;
  rule.other = b;
  rule.by = "ann";
  rule.reason = "同一件事";
  return rule;
}
GroupRule Split(GroupId group, const std::vector<PostSpec>& posts) {
  GroupRule rule;
  rule.group = group;
  for (const PostSpec& post : posts) rule.posts.push_back({post.channel, post.id});
  rule.by = "bo";
  rule.reason = "另一件事";
  return rule;
}

class RuleRun {
 public:
  explicit RuleRun(MemoryStore* store, uint64_t checkpoint_records = 0, const EngineSettings& settings = TestSettings())
      : store_(store), engine_(settings, "test") {
    pipeline_ = std::make_unique<Pipeline>(
        &engine_, store, &scorer_,
        PipelineOptions{.keeps_reader_rows = true, .checkpoint_records = checkpoint_records, .filter_ids = 1 << 12});
    const Status status = pipeline_->Recover();
    EXPECT_TRUE(status.ok()) << status.message();
  }
  void Posts(const std::vector<PostSpec>& posts) {
    auto block = MakeBlock(posts, 0, posts.size());
    block->end_lines = 0;
    Take(std::move(block));
  }
  RuleAnswer Rule(const GroupRule& rule) {
    RuleAnswer answer;
    auto block = std::make_unique<InputBlock>();
    block->rule = rule;
    InputBlocks blocks;
    blocks.push_back(std::move(block));
    TakeOptions options;
    options.written = [&](const Status&, const InputBlocks& written) { answer = written[0]->rule_answer; };
    const Status status = pipeline_->Take(std::move(blocks), options);
    EXPECT_TRUE(status.ok()) << status.message();
    return answer;
  }
  void Give(const Item& item) {
    if (!item.rule) return Posts(item.posts);
    const Status refused = Rule(*item.rule).refused;
    EXPECT_TRUE(refused.ok()) << refused.message();
  }
  // Where a post is, after all merges.
  GroupId GroupOf(const std::string& id) {
    GroupId found;
    EXPECT_TRUE(store_
                    ->ScanAssignments([&](Seq, std::string_view, std::string_view post, GroupId group) {
                      if (post == id) found = engine_.Survivor(group);
                      return Status();
                    })
                    .ok());
    return found;
  }
  std::string Row(GroupId id) {
    StepResult result;
    engine_.DescribeGroups(&result);
    for (const auto& group : result.groups)
      if (group.id == id) return group.json;
    return {};
  }
  std::string Field(GroupId id, const std::string& key) { return JsonField(Row(id), key); }
  std::string State() const {
    std::string bytes;
    engine_.Save(&bytes);
    return bytes;
  }
  Pipeline* pipeline() { return pipeline_.get(); }
  std::string Finish() {
    EXPECT_TRUE(pipeline_->Finish().ok());
    return OutputsOf(*store_);
  }

 private:
  void Take(std::unique_ptr<InputBlock> block) {
    const Status status = pipeline_->Take(std::move(block));
    EXPECT_TRUE(status.ok()) << status.message();
  }

  MemoryStore* store_;
  PostScorer scorer_{nullptr, nullptr};
  Engine engine_;
  std::unique_ptr<Pipeline> pipeline_;
};

class PipelineRules : public ::testing::Test {
 protected:
  // Three of each, in two groups.
  void GiveBoth() {
    for (int n = 0; n < 3; ++n) run_.Posts({Box(n, 2 * n), Card(n, 2 * n + 1)});
    box_ = run_.GroupOf("box 0");
    card_ = run_.GroupOf("card 0");
    ASSERT_NE(box_, card_);
    for (int n = 1; n < 3; ++n) {
      ASSERT_EQ(run_.GroupOf("box " + std::to_string(n)), box_);
      ASSERT_EQ(run_.GroupOf("card " + std::to_string(n)), card_);
    }
  }
  // Five of a kind in one group.
  void GiveBoxes() {
    for (int n = 0; n < 5; ++n) run_.Posts({Box(n, n)});
    box_ = run_.GroupOf("box 0");
    for (int n = 1; n < 5; ++n) ASSERT_EQ(run_.GroupOf("box " + std::to_string(n)), box_);
  }

  MemoryStore store_;
  RuleRun run_{&store_};
  GroupId box_, card_;
};

TEST_F(PipelineRules, AGroupKeepsItsWordsWhenFurtherPostsOfOnePersonAreSplitOff) {
  GiveBoth();
  std::vector<PostSpec> again;
  for (int n = 10; n < 14; ++n) {
    again.push_back(Box(n, 2 * n));
    again.back().author = "box author 0";
    again.back().text += " 门店停车场栏杆砸车";
  }
  run_.Posts(again);
  for (const PostSpec& post : again) ASSERT_EQ(run_.GroupOf(post.id), box_);
  ASSERT_TRUE(run_.Rule(Split(box_, again)).refused.ok());
  EXPECT_NE(run_.GroupOf(again[0].id), box_);
  EXPECT_EQ(run_.Field(box_, "posts"), "3");
  run_.Posts({Box(20, 60)});
  EXPECT_EQ(run_.GroupOf("box 20"), box_);
}

TEST_F(PipelineRules, AMergeMakesOneGroupOfTheOlderIdAndBindsLaterPosts) {
  GiveBoth();
  const RuleAnswer answer = run_.Rule(Merge(card_, box_));
  ASSERT_TRUE(answer.refused.ok()) << answer.refused.message();
  EXPECT_EQ(answer.outcome.group, box_);
  EXPECT_EQ(answer.outcome.other, card_);
  EXPECT_EQ(run_.Field(box_, "posts"), "6");
  EXPECT_EQ(run_.Field(box_, "level"), "emerging") << "six people of both";
  run_.Posts({Card(9, 30), Box(9, 31)});
  EXPECT_EQ(run_.GroupOf("card 9"), box_);
  EXPECT_EQ(run_.GroupOf("box 9"), box_);
  EXPECT_EQ(run_.Field(box_, "count"), "8");
}

TEST_F(PipelineRules, AMergeTellsWhoAndWhyAndCountsEachPersonOnce) {
  GiveBoth();
  PostSpec both = Card(7, 8);
  both.author = "box author 0";
  run_.Posts({both});
  ASSERT_TRUE(run_.Rule(Merge(box_, card_)).refused.ok());
  EXPECT_EQ(run_.Field(box_, "count"), "6") << "one of seven was in both";
  const std::string row = run_.Row(box_);
  EXPECT_NE(row.find("\"event\":\"merged\",\"group\":\"" + FormatGroupId(card_)), std::string::npos) << row;
  EXPECT_NE(row.find("\"why\":\"rule\",\"by\":\"ann\",\"reason\":\"同一件事\""), std::string::npos) << row;
}

TEST_F(PipelineRules, ASplitOpensAGroupOfItsOwnWithItsPeopleAndKeepsTheRest) {
  GiveBoxes();
  const RuleAnswer answer = run_.Rule(Split(box_, {Box(3, 0), Box(1, 0)}));
  ASSERT_TRUE(answer.refused.ok()) << answer.refused.message();
  const GroupId part = answer.outcome.other;
  EXPECT_EQ(answer.outcome.group, box_);
  EXPECT_EQ(answer.outcome.posts, 2u);
  EXPECT_EQ(run_.GroupOf("box 1"), part);
  EXPECT_EQ(run_.GroupOf("box 3"), part);
  EXPECT_EQ(run_.GroupOf("box 0"), box_);
  EXPECT_EQ(run_.Field(part, "posts"), "2");
  EXPECT_EQ(run_.Field(part, "count"), "2");
  EXPECT_EQ(run_.Field(part, "level"), "watch");
  EXPECT_EQ(run_.Field(part, "first_at"), "2026-01-05T00:01:00.000Z");
  EXPECT_EQ(run_.Field(box_, "posts"), "3");
  EXPECT_EQ(run_.Field(box_, "count"), "3");
  EXPECT_EQ(run_.Field(box_, "level"), "watch") << "emerging before";
  EXPECT_NE(run_.Row(part).find("\"event\":\"split_from\",\"group\":\"" + FormatGroupId(box_)), std::string::npos);
  EXPECT_NE(run_.Row(box_).find("\"event\":\"split_off\",\"group\":\"" + FormatGroupId(part)), std::string::npos);
  EXPECT_NE(run_.Row(box_).find("\"by\":\"bo\",\"reason\":\"另一件事\""), std::string::npos);
}

TEST_F(PipelineRules, APersonOnBothSidesOfASplitCountsOnceOnEach) {
  GiveBoxes();
  PostSpec again = Box(8, 9);
  again.author = Box(1, 0).author;
  run_.Posts({again});
  ASSERT_EQ(run_.Field(box_, "count"), "5");
  const GroupId part = run_.Rule(Split(box_, {Box(1, 0), Box(2, 0)})).outcome.other;
  EXPECT_EQ(run_.Field(part, "count"), "2");
  EXPECT_EQ(run_.Field(box_, "count"), "4");
}

// The two matters were taken for one; an analyst parts them, and later posts keep apart though the bank is the same.
TEST_F(PipelineRules, ASplitBindsPostsThatComeLaterAndCannotBeMergedAgainUnlessItIsLifted) {
  GiveBoth();
  ASSERT_TRUE(run_.Rule(Merge(box_, card_)).refused.ok());
  const GroupId part = run_.Rule(Split(box_, {Card(0, 0), Card(1, 0), Card(2, 0)})).outcome.other;
  for (int n = 10; n < 90; ++n) run_.Posts({Box(n, n), Card(n, n)});
  EXPECT_EQ(run_.GroupOf("card 89"), part);
  EXPECT_EQ(run_.GroupOf("box 89"), box_);
  const RuleAnswer refused = run_.Rule(Merge(box_, part));
  EXPECT_EQ(refused.refused.code(), Code::kConflict);
  GroupRule lifting = Merge(box_, part);
  lifting.lifts_split = true;
  EXPECT_TRUE(run_.Rule(lifting).refused.ok());
  EXPECT_EQ(run_.GroupOf("card 89"), box_);
}

TEST_F(PipelineRules, CopiesAndRepliesThatComeAfterASplitFollowThePostTheyCopyOrAnswer) {
  GiveBoxes();
  const GroupId part = run_.Rule(Split(box_, {Box(3, 0), Box(4, 0)})).outcome.other;
  PostSpec copy = Box(3, 20);
  copy.id = "copy", copy.author = "somebody else";
  PostSpec reply{.id = "reply", .author = "me too", .text = "我也是", .time = {kTestStart.ms + 21 * kMinuteMs}};
  reply.org = "海桥银行";
  reply.signs = kAgreement;
  reply.reply_to = "box 4";
  run_.Posts({copy, reply});
  EXPECT_EQ(run_.GroupOf("copy"), part);
  EXPECT_EQ(run_.GroupOf("reply"), part);
}

TEST_F(PipelineRules, AMovedPostIsEditedAndDeletedWhereItIsNow) {
  GiveBoxes();
  const GroupId part = run_.Rule(Split(box_, {Box(2, 0), Box(3, 0), Box(4, 0)})).outcome.other;
  PostSpec edit = Box(3, 30);
  edit.edited_at = edit.time;
  run_.Posts({edit});
  EXPECT_EQ(run_.GroupOf("box 3"), part);
  PostSpec deletion = Box(2, 31);
  deletion.deleted = true;
  run_.Posts({deletion});
  EXPECT_EQ(run_.Field(part, "posts"), "2");
  EXPECT_EQ(run_.Field(box_, "posts"), "2");
  // Nothing of its words stays: neither in its own record nor in the one that moved it.
  std::vector<Seq> erased;
  ASSERT_TRUE(store_
                  .ScanSuperseded([&](Seq seq, bool) {
                    erased.push_back(seq);
                    return Status();
                  })
                  .ok());
  EXPECT_EQ(erased, (std::vector<Seq>{2, 6})) << "taken as record 2, moved by record 6";
}

TEST_F(PipelineRules, ASplitIsNoBurstOfThePart) {
  for (int n = 0; n < 12; ++n) run_.Posts({Box(n, n * 24 * 60)});
  box_ = run_.GroupOf("box 0");
  std::vector<PostSpec> leaving;
  for (int n = 8; n < 12; ++n) leaving.push_back(Box(n, 0));
  const GroupId part = run_.Rule(Split(box_, leaving)).outcome.other;
  EXPECT_EQ(run_.Field(part, "level"), "watch") << "four people in four days are no burst of now";
  EXPECT_EQ(run_.Field(part, "rate_per_hour"), "1") << "the newest alone came within the hour";
}

TEST_F(PipelineRules, WhatCannotHoldIsRefusedAndIsNoRecord) {
  GiveBoth();
  PostSpec other = Box(0, 7);
  other.id = "elsewhere", other.org = "青禾保险";
  run_.Posts({other});
  const Seq before = run_.pipeline()->position().next_seq;
  const struct {
    GroupRule rule;
    Code code;
  } kCases[] = {
      {Merge(box_, {12345}), Code::kNotFound},        {Merge({12345}, box_), Code::kNotFound},
      {Merge(box_, box_), Code::kConflict},           {Merge(box_, run_.GroupOf("elsewhere")), Code::kConflict},
      {Split({12345}, {Box(0, 0)}), Code::kNotFound}, {Split(box_, {Box(77, 0)}), Code::kNotFound},
      {Split(box_, {Card(0, 0)}), Code::kConflict},   {Split(box_, {Box(0, 0), Box(1, 0), Box(2, 0)}), Code::kConflict},
  };
  const std::string state = run_.State();
  for (const auto& c : kCases) {
    const Status refused = run_.Rule(c.rule).refused;
    EXPECT_EQ(refused.code(), c.code) << refused.message();
    EXPECT_FALSE(refused.message().empty());
  }
  EXPECT_EQ(run_.pipeline()->position().next_seq, before);
  EXPECT_EQ(run_.State(), state) << "what was refused leaves no trace";
}

// The older group's micro-cluster has faded: merged with a younger one it takes posts again, as what it was.
TEST(PipelineRulesOfResting, AGroupThatRestsTakesPostsAgainByAMergeAndCannotBeSplitBefore) {
  EngineSettings settings = TestSettings();
  settings.cluster.fade_posts = 20;
  settings.cluster.merge_every_posts = 20;
  MemoryStore store;
  RuleRun run(&store, 0, settings);
  for (int n = 0; n < 3; ++n) run.Posts({Box(n, n)});
  const GroupId box = run.GroupOf("box 0");
  for (int n = 0; n < 3000; ++n) {
    PostSpec stranger = Box(1000 + n, 10 + n / 10);
    stranger.text = "s" + std::to_string(n * 7919) + " t" + std::to_string(n * 104729) + " u" + std::to_string(n);
    run.Posts({stranger});
  }
  EXPECT_NE(run.Rule(Split(box, {Box(0, 0)})).refused.message().find("rests"), std::string::npos);
  for (int n = 0; n < 3; ++n) run.Posts({Card(n, 400 + n)});
  const RuleAnswer answer = run.Rule(Merge(run.GroupOf("card 0"), box));
  ASSERT_TRUE(answer.refused.ok()) << answer.refused.message();
  EXPECT_EQ(answer.outcome.group, box);
  run.Posts({Card(9, 410)});
  EXPECT_EQ(run.GroupOf("card 9"), box);
  EXPECT_EQ(run.Field(box, "count"), "7");
  EXPECT_TRUE(run.Rule(Split(box, {Card(9, 0)})).refused.ok());
}

// A stream with merges and splits in it, as ids that it gives itself.
std::vector<Item> ItemsWithRules(uint64_t seed) {
  MemoryStore store;
  RuleRun run(&store);
  std::mt19937_64 random(seed);
  std::vector<Item> items;
  std::vector<PostSpec> given;
  for (const PostSpec& post : RandomStream(seed, {.posts = 500, .orgs = 2, .causes = 4})) {
    items.push_back({{post}});
    run.Give(items.back());
    if (!post.deleted) given.push_back(post);
    if (given.size() < 20 || random() % 12 != 0) continue;
    const auto any = [&] { return given[random() % given.size()]; };
    const GroupId group = run.GroupOf(any().id);
    GroupRule rule = Merge(group, run.GroupOf(any().id));
    if (random() % 2 == 0) {
      rule = Split(group, {});
      for (const PostSpec& member : given)
        if (random() % 2 == 0 && run.GroupOf(member.id) == group) rule.posts.push_back({member.channel, member.id});
    }
    if ((rule.is_split() || rule.other != GroupId()) && run.Rule(rule).refused.ok()) items.push_back({{}, rule});
  }
  return items;
}

TEST_F(PipelineRules, RestartsCheckpointsAndCutsChangeNothing) {
  for (const uint64_t seed : {1, 2, 3}) {
    const std::vector<Item> items = ItemsWithRules(seed);
    size_t merges = 0, splits = 0;
    for (const Item& item : items)
      if (item.rule) ++(item.rule->is_split() ? splits : merges);
    ASSERT_GT(merges, 2u) << "seed " << seed;
    ASSERT_GT(splits, 2u) << "seed " << seed;
    MemoryStore whole_store;
    RuleRun whole(&whole_store);
    for (const Item& item : items) whole.Give(item);
    const std::string state = whole.State(), want = whole.Finish();
    for (const uint64_t checkpoint_records : {0, 37}) {
      MemoryStore store;
      std::string last;
      for (size_t next = 0; next < items.size();) {
        RuleRun run(&store, checkpoint_records);
        for (const size_t until = std::min(items.size(), next + 61); next < until; ++next) run.Give(items[next]);
        last = run.State();
        if (next < items.size()) continue;
        EXPECT_EQ(Difference(run.Finish(), want), "") << "seed " << seed;
      }
      EXPECT_TRUE(last == state) << "seed " << seed << ", checkpoints every " << checkpoint_records;
    }
  }
}

TEST_F(PipelineRules, MembersAndCountsOfReadersFollow) {
  GiveBoxes();
  const GroupId part = run_.Rule(Split(box_, {Box(1, 0), Box(2, 0)})).outcome.other;
  const auto members = [&](GroupId group) {
    std::string seqs;
    EXPECT_TRUE(store_
                    .ScanMembers(group, 1000,
                                 [&](Seq seq, const MemberRow&) {
                                   seqs += std::to_string(seq) + " ";
                                   return Status();
                                 })
                    .ok());
    return seqs;
  };
  EXPECT_EQ(members(box_), "4 3 0 ");
  EXPECT_EQ(members(part), "7 6 ");
  int64_t posts = 0;
  ASSERT_TRUE(store_
                  .ScanSeries(EventTime::None(),
                              [&](EventTime, SeriesKind, std::string_view, const PaneCounts& counts) {
                                posts += counts.posts;
                                return Status();
                              })
                  .ok());
  EXPECT_EQ(posts, 5);
}

}  // namespace
}  // namespace groundswell
