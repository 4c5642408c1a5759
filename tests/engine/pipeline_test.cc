// Pipeline over the store in memory: what a record is taken for, that blocks and threads change nothing, and recovery.
#include "engine/pipeline.h"

#include <gtest/gtest.h>

#include "storage/verify.h"
#include "tests/engine/pipeline_testing.h"
#include "tests/storage/faulty_store.h"

namespace groundswell {
namespace {

EngineSettings BusySettings() {
  EngineSettings settings = TestSettings();
  settings.cluster.merge_every_posts = 32;
  settings.cluster.fade_posts = 60;
  settings.cluster.clusters_max = 60;
  settings.cluster.terms_max = 600;
  settings.group_idle_days = 2;
  settings.retention_days = 4;
  settings.copy_texts_max = 200;
  return settings;
}

std::vector<PostSpec> BusyStream(uint64_t seed, size_t posts = 600) {
  StreamShape shape;
  shape.posts = posts;
  shape.same_percent = 10;
  // Long enough for retention to drop records, ids and panes on the way.
  shape.step_ms = 60 * 60 * kSecondMs;
  return RandomStream(seed, shape);
}

std::string RunAll(const std::vector<PostSpec>& records, const RunOptions& run,
                   const EngineSettings& settings = BusySettings()) {
  MemoryStore store;
  const Status status = RunOn(&store, records, settings, run);
  return status.ok() ? OutputsOf(store) : status.message();
}

// What a block size gives: all of it at once, or record by record.
class Taken : public ::testing::TestWithParam<size_t> {
 protected:
  Totals Take(const std::vector<PostSpec>& records) {
    EXPECT_TRUE(RunOn(&store_, records, TestSettings(), {.block = GetParam()}).ok());
    return (**store_.ReadPosition()).totals;
  }
  size_t Assignments() {
    size_t count = 0;
    EXPECT_TRUE(store_.ScanAssignments([&](auto&&...) { return ++count, Status(); }).ok());
    return count;
  }
  MemoryStore store_;
};

INSTANTIATE_TEST_SUITE_P(Blocks, Taken, ::testing::Values(1, 2, 100));

PostSpec Post(const std::string& id, int64_t days = 0) {
  return {.id = id, .author = "ann", .text = "转账失败" + id, .time = {kTestStart.ms + days * kDayMs}};
}
PostSpec Edited(PostSpec spec, int64_t minutes) {
  spec.edited_at = {spec.time.ms + minutes * 60 * kSecondMs};
  return spec;
}
PostSpec Liked(PostSpec spec, int64_t likes) {
  spec.likes = likes;
  return spec;
}
PostSpec Deleted(PostSpec spec) {
  spec.deleted = true;
  return spec;
}

TEST_P(Taken, ASecondRecordIsADuplicate) {
  const Totals totals = Take({Post("a"), Post("a"), Post("b"), Post("a")});
  EXPECT_EQ(totals.accepted, 2u);
  EXPECT_EQ(totals.duplicates, 2u);
  EXPECT_EQ(Assignments(), 2u);
}

TEST_P(Taken, TheSameIdInAnotherChannelIsAnotherPost) {
  PostSpec other = Post("a");
  other.channel = "forum";
  EXPECT_EQ(Take({Post("a"), other}).accepted, 2u);
}

TEST_P(Taken, LargerFiguresRefreshAndSmallerOnesAreDuplicates) {
  const Totals totals = Take({Post("a"), Liked(Post("a"), 5), Liked(Post("a"), 5), Liked(Post("a"), 4)});
  EXPECT_EQ(totals.refreshed, 1u);
  EXPECT_EQ(totals.duplicates, 2u);
}

TEST_P(Taken, ALaterEditUpdatesAndAnEarlierOneIsADuplicate) {
  const Totals totals =
      Take({Post("a"), Edited(Post("a"), 5), Edited(Post("a"), 5), Edited(Post("a"), 3), Edited(Post("a"), 6)});
  EXPECT_EQ(totals.accepted, 1u);
  EXPECT_EQ(totals.updated, 2u);
  EXPECT_EQ(totals.duplicates, 2u);
  EXPECT_EQ(Assignments(), 1u);
}

TEST_P(Taken, ADeletionStandsAgainstWhateverComesAfter) {
  const Totals totals = Take({Post("a"), Deleted(Post("a")), Post("a"), Edited(Post("a"), 5), Deleted(Post("a"))});
  EXPECT_EQ(totals.accepted, 1u);
  EXPECT_EQ(totals.deletions, 1u);
  EXPECT_EQ(totals.duplicates, 3u);
  EXPECT_EQ(Assignments(), 0u);
}

TEST_P(Taken, ADeletionMayComeBeforeItsPost) {
  const Totals totals = Take({Post("z"), Deleted(Post("a")), Post("a")});
  EXPECT_EQ(totals.accepted, 1u);
  EXPECT_EQ(totals.deletions, 1u);
  EXPECT_EQ(totals.duplicates, 1u);
}

TEST_P(Taken, ADeletionMayComeBeforeAnything) {
  const Totals totals = Take({Deleted(Post("a")), Post("z"), Post("a")});
  EXPECT_EQ(totals.accepted, 1u);
  EXPECT_EQ(totals.duplicates, 1u);
}

TEST_P(Taken, APostOlderThanTheRetentionHasExpired) {
  const Totals totals = Take({Post("a", 200), Post("b", 20), Post("c", 19), Edited(Post("d", 0), 5)});
  EXPECT_EQ(totals.accepted, 2u);
  EXPECT_EQ(totals.rejected, 2u);
  std::string rejects;
  EXPECT_TRUE(store_.ScanRejects(0, [&](uint64_t, std::string_view json) { return rejects += json, Status(); }).ok());
  EXPECT_NE(rejects.find(R"("code":"expired")"), std::string::npos);
}

TEST_P(Taken, AnIdThatHasExpiredIsNoLongerKnown) {
  // A post, half a year and more, the same record again: it has expired, and is no duplicate. With a new time it is
  // new.
  const Totals totals = Take({Post("a"), Post("b", 400), Post("a"), Edited(Post("a", 400), 5)});
  EXPECT_EQ(totals.accepted, 3u);
  EXPECT_EQ(totals.duplicates, 0u);
  EXPECT_EQ(totals.updated, 0u);
  EXPECT_EQ(totals.rejected, 1u);
}

TEST_P(Taken, PanesAndDroppedPanesAddUpToThePostsThatStand) {
  const Totals totals = Take({Post("a"), Post("b"), Deleted(Post("a")), Post("c", 400), Post("d", 401)});
  int64_t posts = totals.dropped_pane_posts;
  EXPECT_TRUE(
      store_
          .ScanPanes(EventTime::None(), [&](EventTime, std::string_view,
                                            const PaneCounts& counts) { return posts += counts.posts, Status(); })
          .ok());
  EXPECT_EQ(posts, 3);
}

// Alerts already told stay, but no longer say what the deleted post said, wherever it was quoted.
TEST_P(Taken, ADeletionBlanksItsQuotes) {
  const auto complaint = [](const std::string& id, const std::string& author, const std::string& text) {
    PostSpec spec = Post(id);
    spec.author = author;
    spec.org = "海桥银行";
    spec.text = text;
    spec.complaint = 0.9f;
    return spec;
  };
  const PostSpec first = complaint("a", "ann", "海桥银行手机转账一直失败");
  Take({first, complaint("b", "bob", "海桥银行手机转账失败,没人管"), Deleted(first),
        complaint("c", "cat", "手机转账失败,海桥银行客服打不通")});
  const std::string outputs = OutputsOf(store_);
  EXPECT_NE(outputs.find("opened"), std::string::npos);
  EXPECT_NE(outputs.find("没人管"), std::string::npos);
  EXPECT_EQ(outputs.find("一直失败"), std::string::npos) << outputs;
}

TEST(Pipeline, EveryRecordIsCountedOnce) {
  for (const uint64_t seed : {1, 2, 3}) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    MemoryStore store;
    const auto records = BusyStream(seed);
    ASSERT_TRUE(RunOn(&store, records, BusySettings(), {}).ok());
    const Totals t = (**store.ReadPosition()).totals;
    EXPECT_EQ(t.accepted + t.updated + t.refreshed + t.duplicates + t.deletions + t.rejected, records.size());
    for (const uint64_t count : {t.accepted, t.updated, t.refreshed, t.duplicates, t.deletions, t.rejected})
      EXPECT_GT(count, 0u);
  }
}

TEST(Pipeline, BlocksThreadsAndCheckpointsChangeNothing) {
  for (const uint64_t seed : {1, 2, 3, 4, 5, 6}) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    const auto records = BusyStream(seed);
    const std::string want = RunAll(records, {.block = 1});
    ASSERT_NE(want.find("alert"), std::string::npos);
    for (const size_t block : {size_t{7}, size_t{50}, records.size()})
      EXPECT_EQ(Difference(RunAll(records, {.block = block}), want), "");
    EXPECT_EQ(Difference(RunAll(records, {.block = 1, .async_commit = true}), want), "");
    EXPECT_EQ(Difference(RunAll(records, {.block = 7, .async_commit = true, .checkpoint_records = 40}), want), "");
    EXPECT_EQ(Difference(RunAll(records, {.block = 50, .checkpoint_records = 1}), want), "");
  }
}

TEST(Pipeline, AStoreThatFailedGoesOnToTheSameEnd) {
  for (const uint64_t seed : {1, 2}) {
    const auto records = BusyStream(seed, 200);
    EngineSettings settings = BusySettings();
    settings.retention_days = 365;  // so that a store without checkpoint has every record
    for (const uint64_t checkpoint_records : {0, 1, 30})
      for (const bool async_commit : {false, true}) {
        const RunOptions run{.block = 20, .async_commit = async_commit, .checkpoint_records = checkpoint_records};
        const std::string want = RunAll(records, run, settings);
        for (uint64_t commit = 1; commit <= 11; ++commit) {
          SCOPED_TRACE("seed " + std::to_string(seed) + ", commit " + std::to_string(commit) + ", checkpoints " +
                       std::to_string(checkpoint_records) + (async_commit ? ", async" : ""));
          MemoryStore store;
          FaultyStore faulty(&store, {commit});
          ASSERT_EQ(RunOn(&faulty, records, settings, run).code(), Code::kIo);
          const Status status = RunOn(&store, records, settings, run);
          ASSERT_TRUE(status.ok()) << status.message();
          ASSERT_EQ(Difference(OutputsOf(store), want), "");
        }
      }
  }
}

TEST(Pipeline, AStoreThatFailedGoesOnBehindItsRetention) {
  const auto records = BusyStream(9, 400);
  const RunOptions run{.block = 20, .checkpoint_records = 30};
  const std::string want = RunAll(records, run);
  for (uint64_t commit = 1; commit <= 21; ++commit) {
    MemoryStore store;
    FaultyStore faulty(&store, {commit});
    ASSERT_EQ(RunOn(&faulty, records, BusySettings(), run).code(), Code::kIo);
    const Status status = RunOn(&store, records, BusySettings(), run);
    ASSERT_TRUE(status.ok()) << commit << " " << status.message();
    ASSERT_EQ(Difference(OutputsOf(store), want), "") << commit;
  }
}

TEST(Pipeline, AfterAFailureNothingMoreIsTaken) {
  for (const bool async_commit : {false, true}) {
    MemoryStore store;
    FaultyStore faulty(&store, {2});
    const auto records = BusyStream(1, 200);
    ASSERT_FALSE(RunOn(&faulty, records, BusySettings(), {.block = 20, .async_commit = async_commit}).ok());
    EXPECT_EQ((**store.ReadPosition()).input_lines, 20u);
  }
}

TEST(Pipeline, RefusedLinesAreKeptInTheirPlaceUpToABound) {
  MemoryStore store;
  Engine engine(TestSettings(), "test");
  PostScorer scorer(nullptr, nullptr);
  PipelineOptions options;
  options.rejects_max = 2;
  Pipeline pipeline(&engine, &store, &scorer, options);
  auto block = MakeBlock({Post("a"), Post("b")}, 0, 2);
  block->lines = {2, 4};
  for (const uint64_t line : {1, 3, 5}) block->refused.push_back({line, "{\"line\":" + std::to_string(line) + "}"});
  ASSERT_TRUE(pipeline.Take(std::move(block)).ok());
  ASSERT_TRUE(pipeline.Finish().ok());
  std::string rejects;
  ASSERT_TRUE(store.ScanRejects(0, [&](uint64_t, std::string_view json) { return rejects += json, Status(); }).ok());
  EXPECT_EQ(rejects, R"({"line":1}{"line":3})");
  EXPECT_EQ(pipeline.position().totals.rejected, 3u);
}

TEST(Pipeline, ALiveStoreKeepsTheNewestRefusedLinesWithWhoSentThem) {
  MemoryStore store;
  Engine engine(TestSettings(), "test");
  PostScorer scorer(nullptr, nullptr);
  PipelineOptions options;
  options.rejects_max = 100;
  options.keeps_newest_rejects = true;
  Pipeline pipeline(&engine, &store, &scorer, options);
  uint64_t line = 0;
  const auto refuse = [&](uint64_t lines, int64_t arrived_ms) {
    auto block = std::make_unique<InputBlock>();
    block->sender = "forum";
    block->arrived_ms = arrived_ms;
    for (; lines > 0; --lines) block->refused.push_back({++line, "{\"line\":" + std::to_string(line) + "}"});
    ASSERT_TRUE(pipeline.Take(std::move(block)).ok());
  };
  const auto rows = [&] {
    std::vector<std::string> texts;
    EXPECT_TRUE(
        store.ScanRejects(0, [&](uint64_t, std::string_view json) { return texts.emplace_back(json), Status(); }).ok());
    return texts;
  };
  refuse(Pipeline::kRejectsStride, 77);
  EXPECT_EQ(rows().size(), Pipeline::kRejectsStride);
  EXPECT_EQ(rows().front(), R"({"line":1,"source":"forum","at":"1970-01-01T00:00:00.077Z"})");
  refuse(99, 77);
  EXPECT_EQ(rows().size(), Pipeline::kRejectsStride + 99) << "old ones go by the stride";
  refuse(1, 0);
  EXPECT_EQ(rows().size(), 100u);
  EXPECT_EQ(rows().back(), R"({"line":1124})") << "without an arrival nobody is named";
  EXPECT_EQ(pipeline.position().totals.rejected, 1124u);
  EXPECT_TRUE(VerifyStore(store).is_sound());
}

// A group whose every post is deleted, and that then fades, is told the same whatever the blocks.
TEST(Pipeline, AGroupThatEmptiesAndFadesIsTheSameForAllBlocks) {
  std::vector<PostSpec> records;
  for (const char* author : {"ann", "bob"}) {
    PostSpec spec = Post(author);
    spec.author = author;
    spec.text = std::string("海桥银行手机转账一直失败 ") + author;
    records.push_back(spec);
  }
  for (int i = 0; i < 2; ++i) records.push_back(Deleted(records[i]));
  std::mt19937_64 random(1);
  for (int i = 0; i < 300; ++i) {
    PostSpec spec = Post("p" + std::to_string(i));
    spec.text = RandomSentence(i, &random);
    records.push_back(spec);
  }
  EngineSettings settings = BusySettings();
  settings.cluster.fade_posts = 10;
  const std::string want = RunAll(records, {.block = 1}, settings);
  EXPECT_NE(want.find("\"event\":\"opened\""), std::string::npos);
  for (const size_t block : {size_t{3}, size_t{7}, records.size()})
    EXPECT_EQ(Difference(RunAll(records, {.block = block}, settings), want), "");
}

}  // namespace
}  // namespace groundswell
