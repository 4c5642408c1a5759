#include "storage/verify.h"

#include <gtest/gtest.h>

#include "storage/memory_store.h"
#include "storage/rocks_store.h"
#include "tests/storage/temp_folder.h"

namespace groundswell {
namespace {

IdRow Row(Seq seq) {
  IdRow row;
  row.first_seq = row.seq = seq;
  row.time.ms = 1000;
  return row;
}

// Four posts: seq 3 is an edit of seq 1; seq 2 was deleted by seq 4.
CommitBatch SoundStep() {
  CommitBatch batch;
  batch.records = {{0, "a"}, {1, "b"}, {2, "c"}, {3, "b, edited"}, {4, "c, deleted"}};
  batch.ids = {{"x", "a", Row(0)}, {"x", "b", Row(1)}, {"x", "c", Row(2)}};
  batch.ids[1].row.seq = 3;
  batch.ids[2].row.deleted = true;
  batch.superseded = {1, 2};
  batch.assignments = {{0, "x", "a", {1}}, {1, "x", "b", {1}}};
  batch.panes = {{{0}, "", {2, 1, 0, 0}}};
  batch.merges = {{{3}, {2}}, {{2}, {1}}};
  batch.series = {{{0}, SeriesKind::kChannel, "x", {2, 1, 0, 0}}, {{0}, SeriesKind::kRegion, "North", {1, 0, 0, 0}}};
  batch.members = {{{1}, 0, {}}, {{2}, 3, {}}};
  batch.outbox = {{1, 77}};
  batch.alerts = {{0, "{}", "a0"}, {1, "{}", "a1"}};
  batch.rejects = {{0, "{}"}};
  batch.buckets = {{0, 0}, {1, 3}};
  batch.position.next_seq = 5;
  batch.position.input_lines = 6;
  Totals& totals = batch.position.totals;
  totals.accepted = 3, totals.updated = 1, totals.deletions = 1, totals.removed = 1, totals.rejected = 1;
  totals.alerts = {0, 1, 1, 0, 0};
  return batch;
}

// The problems of a store that took the sound step and then what `change` makes of an empty one.
template <typename Change>
std::string ProblemsAfter(const Change& change) {
  MemoryStore store;
  CommitBatch batch = SoundStep();
  EXPECT_TRUE(store.Commit(batch).ok());
  CommitBatch next;
  next.position = batch.position;
  change(&next);
  EXPECT_TRUE(store.Commit(next).ok());
  std::string all;
  for (const std::string& problem : VerifyStore(store).problems) all += problem + "\n";
  return all;
}

TEST(VerifyStore, EmptyStoreIsSound) { EXPECT_TRUE(VerifyStore(MemoryStore()).is_sound()); }

TEST(VerifyStore, SoundStoreHasNoProblems) {
  EXPECT_EQ(ProblemsAfter([](CommitBatch*) {}), "");
}

TEST(VerifyStore, ErasedSupersededRecordsAreNoProblem) {
  MemoryStore store;
  ASSERT_TRUE(store.Commit(SoundStep()).ok());
  ASSERT_TRUE(store.EraseSuperseded(5).ok());
  const VerifyReport report = VerifyStore(store);
  EXPECT_TRUE(report.is_sound()) << report.problems[0];
  EXPECT_EQ(report.counts.records, 3u);
  EXPECT_EQ(report.counts.superseded_erased, 2u);
  EXPECT_EQ(report.counts.ids_deleted, 1u);
}

TEST(VerifyStore, DroppedPanesAndExpiredRecordsAreNoProblem) {
  EXPECT_EQ(ProblemsAfter([](CommitBatch* next) {
              next->drop_records_before = 3;
              next->drop_panes_before = EventTime{1};
              next->position.totals.dropped_pane_posts = 2;
            }),
            "");
}

TEST(VerifyStore, MissingRecordIsFound) {
  EXPECT_EQ(ProblemsAfter([](CommitBatch* next) {
              next->records = {{6, "g"}};
              next->position.next_seq = 7;
            }),
            "records: of the missing seqs 5 to 5 only 0 were superseded and erased\n");
}

TEST(VerifyStore, RecordBeyondThePositionIsFound) {
  EXPECT_EQ(ProblemsAfter([](CommitBatch* next) {
              next->records = {{5, "f"}};
            }),
            "records: seq 5 is not below the position's 5\n");
}

TEST(VerifyStore, PaneThatCountsAPostTwiceIsFound) {
  EXPECT_EQ(ProblemsAfter([](CommitBatch* next) {
              next->panes = {{{0}, "", {1, 0, 0, 0}}};
              next->series = {{{0}, SeriesKind::kChannel, "x", {1, 0, 0, 0}}};
            }),
            "posts: panes and dropped panes hold 3 posts, 2 are assigned\n");
}

TEST(VerifyStore, AcceptedPostThatWasNeverAssignedIsFound) {
  EXPECT_EQ(
      ProblemsAfter([](CommitBatch* next) { next->position.totals.accepted = 4, next->position.input_lines = 9; }),
      "posts: 2 are assigned, 4 were accepted and 1 removed by 1 deletions\n");
}

TEST(VerifyStore, IdOfASupersededRecordIsFound) {
  EXPECT_EQ(ProblemsAfter([](CommitBatch* next) {
              next->ids = {{"x", "b", Row(1)}};
            }),
            "ids: one names seq 1, which is superseded\n");
}

TEST(VerifyStore, MoreRemovedThanDeletionsIsFound) {
  EXPECT_EQ(ProblemsAfter([](CommitBatch* next) { next->position.totals.deletions = 0; }),
            "posts: 2 are assigned, 3 were accepted and 1 removed by 0 deletions\n");
}

TEST(VerifyStore, SeriesThatForgotAPostIsFound) {
  EXPECT_EQ(ProblemsAfter([](CommitBatch* next) {
              next->series = {{{60}, SeriesKind::kChannel, "y", {-1, 0, 0, 0}}};
            }),
            "series: those of channels hold 1 posts, the panes 2\n");
}

TEST(VerifyStore, StoreWithoutMembersHasNoProblemOfThem) {
  EXPECT_EQ(ProblemsAfter([](CommitBatch* next) { next->members = {{{1}, 0, {}, true}, {{2}, 3, {}, true}}; }), "");
}

TEST(VerifyStore, MemberOfASupersededRecordIsFound) {
  EXPECT_EQ(ProblemsAfter([](CommitBatch* next) {
              next->members = {{{2}, 3, {}, true}, {{2}, 1, {}}};
            }),
            "members: one names seq 1, which is superseded\nmembers: the post of seq 3 is in no group\n");
}

TEST(VerifyStore, MemberInTwoGroupsIsFound) {
  EXPECT_EQ(ProblemsAfter([](CommitBatch* next) {
              next->members = {{{2}, 0, {}}};
            }),
            "members: seq 0 is in two groups\nmembers: there are 3, 2 posts are assigned and 2 of them came within "
            "the kept records\n");
}

TEST(VerifyStore, MemberWithoutARecordIsFound) {
  EXPECT_EQ(ProblemsAfter([](CommitBatch* next) {
              next->members = {{{2}, 9, {}}, {{2}, 3, {}, true}};
            }),
            "members: one names seq 9, which has no record\nmembers: the post of seq 3 is in no group\n");
}

TEST(VerifyStore, MemberWhoseIdWasDeletedIsFoundUnlessIdsOfItsTimeAreForgotten) {
  const auto problems = [](int64_t ids_from_ms) {
    return ProblemsAfter([ids_from_ms](CommitBatch* next) {
      next->ids = {{"x", "a", Row(0)}};
      next->ids[0].row.deleted = true;
      next->ids[0].row.time.ms = 10 * kDayMs;
      next->members = {{{1}, 0, {}}};
      next->members[0].row.time.ms = 3 * kDayMs;
      next->drop_ids_before_ms = ids_from_ms;
    });
  };
  EXPECT_EQ(problems(0), "members: one names seq 0, which is of no id that stands\n");
  EXPECT_EQ(problems(2 * kDayMs), "");
}

TEST(VerifyStore, ExpiredMembersAreNoProblem) {
  EXPECT_EQ(ProblemsAfter([](CommitBatch* next) { next->drop_records_before = 3; }), "");
}

TEST(VerifyStore, OutboxOfAnAlertThatIsNotStoredIsFound) {
  EXPECT_EQ(ProblemsAfter([](CommitBatch* next) { next->outbox = {{2, 0}}; }), "outbox: alert 2 is not stored\n");
}

TEST(VerifyStore, HoleInTheAlertsIsFound) {
  EXPECT_EQ(ProblemsAfter([](CommitBatch* next) {
              next->alerts = {{3, "{}"}};
            }),
            "alerts: number 2 is missing\nalerts: 3 are stored, 2 were counted\n");
}

TEST(VerifyStore, CircleOfMergesIsFoundOnce) {
  EXPECT_EQ(ProblemsAfter([](CommitBatch* next) {
              next->merges = {{{1}, {3}}};
            }),
            "merges: group 1 merges into itself\n");
}

TEST(VerifyStore, MoreRecordsThanLinesIsFound) {
  EXPECT_EQ(ProblemsAfter([](CommitBatch* next) { next->position.input_lines = 5; }),
            "input: 6 records were counted in 5 lines\n");
}

TEST(VerifyStore, BucketsOutOfOrderAreFound) {
  EXPECT_EQ(ProblemsAfter([](CommitBatch* next) {
              next->buckets = {{2, 1}};
            }),
            "buckets: day 2 starts at seq 1, out of order\n");
}

TEST(VerifyStore, ListOfProblemsIsBounded) {
  MemoryStore store;
  CommitBatch batch;
  for (Seq seq = 0; seq < 1000; ++seq) batch.assignments.push_back({seq, "x", "y", {1}});
  ASSERT_TRUE(store.Commit(batch).ok());
  const VerifyReport report = VerifyStore(store);
  EXPECT_GT(report.problem_count, 1000u);
  EXPECT_EQ(report.problems.size(), kProblemsListedMax);
}

TEST(InspectStore, TellsCountsSizesPositionAndManifestOfAStoreOpenedForReading) {
  TempFolder folder;
  {
    auto store = RocksStore::Open(folder.path(), {});
    ASSERT_TRUE(store.ok()) << store.status().message();
    ASSERT_TRUE((*store)->Commit(SoundStep()).ok());
    ASSERT_TRUE((*store)->PutManifest("kind", "replay").ok());
    ASSERT_TRUE((*store)->WriteCheckpoint({4, "state"}).ok());
  }
  auto store = RocksStore::OpenReadOnly(folder.path());
  ASSERT_TRUE(store.ok()) << store.status().message();
  const auto report = InspectStore(**store);
  ASSERT_TRUE(report.ok()) << report.status().message();
  EXPECT_EQ(report->counts.records, 5u);
  EXPECT_EQ(report->counts.pane_posts, 2);
  EXPECT_EQ(report->counts.series, 2u);
  EXPECT_EQ(report->counts.members, 2u);
  EXPECT_EQ(report->counts.outbox, 1u);
  EXPECT_EQ(report->position->next_seq, 5u);
  EXPECT_EQ(report->manifest.size(), 2u);
  EXPECT_EQ(report->sizes.size(), 18u);
  EXPECT_GT(report->sizes[1].bytes, 0u);
  ASSERT_EQ(report->checkpoints.size(), 1u);
  EXPECT_EQ(report->checkpoints[0].bytes, 5u);
  EXPECT_TRUE(VerifyStore(**store).is_sound());
}

}  // namespace
}  // namespace groundswell
