#include "serve/read_model.h"

#include <gtest/gtest.h>

#include <thread>

#include "tests/serve/serve_testing.h"

namespace groundswell {
namespace {

using testing::StoreFiller;

std::string Ids(const Snapshot& snapshot) {
  std::string ids;
  for (const GroupEntryPtr& entry : snapshot.groups) ids += std::to_string(entry->rank.id.value) + " ";
  return ids;
}

// Publishes when told to, not by the clock.
constexpr ReadModel::Options kByHand{std::chrono::hours(1), std::chrono::hours(1)};

TEST(ReadModelTest, LoadsWhatTheStoreHas) {
  StoreFiller filler;
  filler.Group(1, "watch", 5);
  filler.Group(2, "major", 3);
  filler.Group(3, "watch", 4);
  filler.Merge(3, 2);
  filler.Commit();
  ReadModel model(filler.store(), kByHand);
  ASSERT_TRUE(model.Load().ok());
  EXPECT_EQ(Ids(*model.snapshot()), "2 1 ");
  EXPECT_EQ(model.snapshot()->groups_by_level, (std::array<uint64_t, 5>{0, 1, 0, 1, 0}));
  EXPECT_EQ(model.position().totals.groups, 3u);
}

TEST(ReadModelTest, AnEmptyStoreIsAnEmptySnapshot) {
  StoreFiller filler;
  ReadModel model(filler.store(), kByHand);
  ASSERT_TRUE(model.Load().ok());
  EXPECT_EQ(model.snapshot()->groups.size(), 0u);
  EXPECT_EQ(model.position().next_seq, 0u);
}

TEST(ReadModelTest, ThePositionIsNewAsSoonAsACommitWasTold) {
  StoreFiller filler;
  ReadModel model(filler.store(), kByHand);
  ASSERT_TRUE(model.Load().ok());
  filler.Post({.id = "1"});
  filler.Commit(&model);
  EXPECT_EQ(model.position().totals.accepted, 1u);
  EXPECT_EQ(model.snapshot()->position.totals.accepted, 0u);
  model.PublishNow();
  EXPECT_EQ(model.snapshot()->position.totals.accepted, 1u);
}

TEST(ReadModelTest, OfSeveralRowsOfAGroupTheLatestIsPublished) {
  StoreFiller filler;
  ReadModel model(filler.store(), kByHand);
  ASSERT_TRUE(model.Load().ok());
  filler.Group(1, "watch", 1);
  filler.Commit(&model);
  filler.Post({.id = "1"});
  filler.Group(1, "crisis", 2);
  filler.Commit(&model);
  model.PublishNow();
  const auto snapshot = model.snapshot();
  ASSERT_EQ(Ids(*snapshot), "1 ");
  EXPECT_EQ((*snapshot->groups.begin())->rank.level, 4);
  EXPECT_EQ((*snapshot->groups.begin())->changed_seq, 1u);
  EXPECT_EQ(snapshot->groups_by_level[4], 1u);
}

TEST(ReadModelTest, ObserversHearWhatChangedAndHowItWas) {
  StoreFiller filler;
  filler.Group(1, "watch", 1);
  filler.Group(2, "major", 1);
  filler.Commit();
  ReadModel model(filler.store(), kByHand);
  std::string heard;
  model.Observe([&](const Snapshot&, std::span<const GroupChange> changes) {
    for (const GroupChange& change : changes)
      heard += std::to_string(change.id.value) + ":" +
               (change.before ? std::to_string(change.before->rank.level) : "-") + ">" +
               (change.now ? std::to_string(change.now->rank.level) : "-") + " ";
  });
  ASSERT_TRUE(model.Load().ok());
  EXPECT_EQ(heard, "");
  filler.Group(1, "emerging", 2);
  filler.Commit(&model);
  model.PublishNow();
  filler.Merge(1, 2);
  filler.Commit(&model);
  model.PublishNow();
  filler.Group(3, "watch", 2);
  filler.Commit(&model);
  model.PublishNow();
  EXPECT_EQ(heard, "1:1>2 1:2>- 3:->1 ");
  EXPECT_EQ(Ids(*model.snapshot()), "2 3 ");
}

TEST(ReadModelTest, ARowThatCannotBeReadIsCountedAndPassedOver) {
  StoreFiller filler;
  ReadModel model(filler.store(), kByHand);
  ASSERT_TRUE(model.Load().ok());
  CommitBatch batch;
  batch.groups = {{{1}, "{\"id\":"}, {{2}, "[]"}, {{3}, "{\"id\":\"0000000000000004\",\"level\":\"watch\"}"}};
  model.OnCommit(batch);
  model.PublishNow();
  EXPECT_EQ(model.counts().unreadable_rows, 3u);
  EXPECT_EQ(model.snapshot()->groups.size(), 0u);
}

TEST(ReadModelTest, ACommitIsPublishedWithoutBeingAskedFor) {
  StoreFiller filler;
  ReadModel model(filler.store(), {std::chrono::milliseconds(1), std::chrono::milliseconds(1)});
  ASSERT_TRUE(model.Load().ok());
  filler.Group(1, "watch", 1);
  filler.Commit(&model);
  for (int i = 0; i < 10'000 && model.snapshot()->groups.size() == 0; ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  EXPECT_EQ(Ids(*model.snapshot()), "1 ");
}

TEST(ReadModelTest, AnAlertIsPublishedBeforeItsTurn) {
  StoreFiller filler;
  ReadModel model(filler.store(), {std::chrono::hours(1), std::chrono::milliseconds(1)});
  ASSERT_TRUE(model.Load().ok());
  filler.Group(1, "emerging", 1);
  filler.Alert("a1", 1, "opened", "emerging", 1);
  filler.Commit(&model);
  for (int i = 0; i < 10'000 && model.snapshot()->groups.size() == 0; ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  EXPECT_EQ(AlertCount(model.snapshot()->position), 1u);
}

TEST(ReadModelTest, ReadersBesideCommitsSeeSortedSnapshots) {
  StoreFiller filler;
  ReadModel model(filler.store(), {std::chrono::milliseconds(1), std::chrono::milliseconds(1)});
  ASSERT_TRUE(model.Load().ok());
  std::atomic<bool> done{false};
  std::thread reader([&] {
    while (!done) {
      const auto snapshot = model.snapshot();
      GroupEntryPtr last;
      for (const GroupEntryPtr& entry : snapshot->groups) {
        if (last) {
          EXPECT_TRUE(last->rank < entry->rank);
        }
        last = entry;
      }
      EXPECT_LE(snapshot->position.next_seq, model.position().next_seq);
    }
  });
  for (int commit = 0; commit < 300; ++commit) {
    filler.Post({.id = std::to_string(commit)});
    for (uint64_t id = 0; id < 5; ++id)
      filler.Group(1 + (static_cast<uint64_t>(commit) * 7 + id) % 400, commit % 3 == 0 ? "major" : "watch", commit);
    filler.Commit(&model);
  }
  model.PublishNow();
  done = true;
  reader.join();
  EXPECT_EQ(model.snapshot()->position.next_seq, 300u);
}

}  // namespace
}  // namespace groundswell
