// Counts of posts by channel, region and cause: they are those of the posts that stand, whatever people and platforms
// change of them, after a restart too; and there are only so many of them.
#include <gtest/gtest.h>

#include <map>
#include <random>
#include <set>

#include "storage/verify.h"
#include "tests/engine/case_run.h"

namespace groundswell {
namespace {

using Counts = std::map<std::tuple<int64_t, SeriesKind, std::string>, PaneCounts>;

// The series of a store; rows that have come down to nothing are none.
Counts SeriesOf(const Store& store) {
  Counts series;
  EXPECT_TRUE(store
                  .ScanSeries(EventTime::None(),
                              [&](EventTime start, SeriesKind kind, std::string_view name, const PaneCounts& counts) {
                                if (counts != PaneCounts()) series[{start.ms, kind, std::string(name)}] = counts;
                                return Status();
                              })
                  .ok());
  return series;
}

// The same, counted from the posts as they stand.
Counts CountPosts(const Store& store) {
  Counts counts;
  const auto count = [&](std::string_view channel, std::string_view, const IdRow& row) {
    if (row.deleted) return Status();
    const auto bytes = store.ReadRecord(row.seq);
    const auto record = DecodeRecord(bytes->value());
    const ScoredPost& post = record->post;
    const int64_t pane_ms = TestSettings().burst.pane_secs * kSecondMs, start = post.time.ms / pane_ms * pane_ms;
    const PaneCounts one{1, record->verdict.complaint, post.scores.sentiment == Sentiment::kNegative,
                         post.scores.sentiment == Sentiment::kPositive};
    counts[{start, SeriesKind::kChannel, std::string(channel)}] += one;
    if (!post.region.empty()) counts[{start, SeriesKind::kRegion, std::string(post.region)}] += one;
    const std::string_view cause = CauseNameOf(post.reading.cause, post.reading.cause_tag);
    if (!cause.empty()) counts[{start, SeriesKind::kCause, std::string(cause)}] += one;
    return Status();
  };
  EXPECT_TRUE(store.ScanIds(count).ok());
  return counts;
}

// Of all panes together.
PaneCounts SumOf(const Store& store, SeriesKind wanted, std::string_view wanted_name) {
  PaneCounts sum;
  for (const auto& [key, counts] : SeriesOf(store))
    if (std::get<1>(key) == wanted && std::get<2>(key) == wanted_name) sum += counts;
  return sum;
}

PostSpec Of(int n, const std::string& tag, const std::string& region = {}) {
  PostSpec post = Box(n, n);
  post.cause = tag.empty() ? CauseClass::kNone : CauseClass::kQuality;
  post.cause_tag = tag;
  post.region = region;
  return post;
}

Correction ToCause(const std::string& id, CauseClass cause, const std::string& tag) {
  Correction correction;
  correction.channel = "weibo", correction.id = id, correction.by = "ann", correction.at_ms = kCaseWallMs;
  correction.reading.cause = cause, correction.reading.tag = tag;
  correction.salt = {3, 4};
  return correction;
}

TEST(PipelineSeries, CausesFollowEditsCorrectionsAndDeletions) {
  MemoryStore store;
  CaseRun run(&store);
  run.Posts({Of(0, "box-silent"), Of(1, "box-silent"), Of(2, ""), Of(3, "fees")});
  EXPECT_EQ(SumOf(store, SeriesKind::kCause, "box-silent"), (PaneCounts{2, 2, 2, 0}));
  EXPECT_EQ(SumOf(store, SeriesKind::kCause, "").posts, 0) << "a post without a cause is in no series of causes";
  PostSpec edited = Of(0, "fees");
  edited.edited_at = edited.time;
  PostSpec gone = Of(3, "fees");
  gone.deleted = true;
  run.Posts({edited, gone});
  EXPECT_EQ(SumOf(store, SeriesKind::kCause, "box-silent").posts, 1);
  EXPECT_EQ(SumOf(store, SeriesKind::kCause, "fees").posts, 1);
  ASSERT_TRUE(run.Correct(ToCause("box 1", CauseClass::kInformation, "not-told")).refused.ok());
  ASSERT_TRUE(run.Correct(ToCause("box 2", CauseClass::kCommunication, "")).refused.ok());
  EXPECT_EQ(SumOf(store, SeriesKind::kCause, "box-silent").posts, 0);
  EXPECT_EQ(SumOf(store, SeriesKind::kCause, "not-told").posts, 1);
  EXPECT_EQ(SumOf(store, SeriesKind::kCause, "communication").posts, 1) << "a class alone is counted by its name";
  EXPECT_EQ(SeriesOf(store), CountPosts(store));
}

// A post that comes later in the words of a corrected one has the cause that people said; the table that knows it has
// let go of that by the time the step is written.
TEST(PipelineSeries, ACauseThatWasSaidIsThatOfLaterCopiesToo) {
  MemoryStore store;
  CaseRun run(&store);
  run.Posts({Of(0, "box-silent")});
  ASSERT_TRUE(run.Correct(ToCause("box 0", CauseClass::kQuality, "said-by-people-and-long")).refused.ok());
  PostSpec copy = Of(0, "box-silent");
  copy.id = "copy", copy.author = "copier";
  auto block = MakeBlock({copy}, 0, 1);
  block->end_lines = 0;
  auto other = std::make_unique<InputBlock>();
  other->correction = ToCause("box 0", CauseClass::kQuality, "other");
  InputBlocks blocks;
  blocks.push_back(std::move(block));
  blocks.push_back(std::move(other));
  ASSERT_TRUE(run.pipeline()->Take(std::move(blocks)).ok());
  EXPECT_EQ(SeriesOf(store), CountPosts(store));
  EXPECT_EQ(SumOf(store, SeriesKind::kCause, "said-by-people-and-long").posts, 0);
  EXPECT_EQ(SumOf(store, SeriesKind::kCause, "other").posts, 2);
}

TEST(PipelineSeries, NamesBeyondTheMostAreCountedTogetherAndTakenBackThere) {
  for (const uint64_t checkpoint_records : {uint64_t{0}, uint64_t{1000}}) {
    MemoryStore store;
    auto run = std::make_unique<CaseRun>(&store, checkpoint_records);
    std::vector<PostSpec> posts;
    for (size_t n = 0; n < SeriesNames::kNamesMax + 3; ++n) {
      posts.push_back(Of(static_cast<int>(n), "", "region " + std::to_string(n)));
      posts.back().time = kTestStart;
    }
    run->Posts(posts);
    const auto regions = [&] {
      std::set<std::string> names;
      for (const auto& [key, counts] : SeriesOf(store))
        if (std::get<1>(key) == SeriesKind::kRegion) names.insert(std::get<2>(key));
      return names;
    };
    EXPECT_EQ(regions().size(), SeriesNames::kNamesMax + 1);
    EXPECT_EQ(SumOf(store, SeriesKind::kRegion, "").posts, 3);
    // One that has a series empties; its place is not given to another, before a restart or after it.
    posts.front().deleted = posts.back().deleted = true;
    run->Posts({posts.front(), posts.back()});
    EXPECT_EQ(SumOf(store, SeriesKind::kRegion, "").posts, 2);
    run = std::make_unique<CaseRun>(&store, checkpoint_records);
    PostSpec again = Of(9999, "", "region 0"), late = Of(9998, "", "region " + std::to_string(SeriesNames::kNamesMax));
    run->Posts({late, again});
    EXPECT_EQ(SumOf(store, SeriesKind::kRegion, "").posts, 3) << checkpoint_records;
    EXPECT_EQ(SumOf(store, SeriesKind::kRegion, "region 0").posts, 1) << checkpoint_records;
    PostSpec next_to_last = posts[posts.size() - 2];
    next_to_last.deleted = true;
    run->Posts({next_to_last});
    EXPECT_EQ(SumOf(store, SeriesKind::kRegion, "").posts, 2) << checkpoint_records;
    EXPECT_TRUE(VerifyStore(store).is_sound());
  }
}

// Whatever is done to posts in whatever steps, and however often the engine is started anew, the series are those of
// the posts that stand.
TEST(PipelineSeries, SeriesAreAlwaysThoseOfThePostsThatStand) {
  const auto seed = static_cast<uint32_t>(std::random_device()());
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  const std::vector<std::string> tags = {"", "box-silent", "fees", "not-told"}, regions = {"", "上海", "成都"};
  MemoryStore store;
  auto run = std::make_unique<CaseRun>(&store, 40);
  for (int round = 0; round < 60; ++round) {
    std::vector<PostSpec> posts;
    for (int i = 0; i < 8; ++i) {
      PostSpec post = Of(static_cast<int>(random() % 60), tags[random() % 4], regions[random() % 3]);
      post.sentiment = static_cast<Sentiment>(random() % 3);
      post.complaint = random() % 3 == 0 ? 0.1f : 0.9f;
      if (random() % 3 == 0) post.edited_at = {kTestStart.ms + round * kSecondMs};
      post.deleted = random() % 9 == 0;
      posts.push_back(post);
    }
    run->Posts(posts);
    if (round % 5 == 0)
      static_cast<void>(run->Correct(ToCause("box " + std::to_string(random() % 60), CauseClass::kQuality, "said")));
    if (round % 16 == 15) run = std::make_unique<CaseRun>(&store, 40);
    ASSERT_EQ(SeriesOf(store), CountPosts(store)) << "round " << round;
  }
}

}  // namespace
}  // namespace groundswell
