// Who may use a store at once does: the writer commits, another thread writes checkpoints and cleans up behind them, a
// third moves marks and the outbox, a fourth reads. Under ThreadSanitizer this is the proof that they share nothing.
#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "storage/memory_store.h"
#include "storage/rocks_store.h"
#include "storage/verify.h"
#include "tests/storage/store_dump.h"
#include "tests/storage/temp_folder.h"

namespace groundswell {
namespace {

constexpr uint64_t kSteps = 300;
constexpr Seq kPostsPerStep = 20;

// A step of posts, the first of which is an edit of the first of the step before; every fifth drops what is old.
Status CommitStep(Store* store, uint64_t step) {
  std::vector<std::string> ids(kPostsPerStep);
  CommitBatch batch;
  const Seq first = step * kPostsPerStep;
  for (Seq i = 0; i < kPostsPerStep; ++i) {
    const bool is_edit = i == 0 && step > 0;
    // The edited id keeps its name and its place.
    const Seq name = is_edit || i == 0 ? 0 : first + i;
    ids[i] = std::to_string(name);
    IdRow row;
    row.seq = first + i;
    row.first_seq = name;
    row.time.ms = static_cast<int64_t>(first + i);
    batch.records.push_back({first + i, ids[i]});
    batch.ids.push_back({"c", ids[i], row});
    batch.assignments.push_back({name, "c", ids[i], {step}});
    MemberWrite member{{i % 7}, first + i, {}};
    member.row.time = row.time;
    batch.members.push_back(member);
    if (is_edit) {
      batch.superseded.push_back(first - kPostsPerStep);
      batch.members.push_back({{0}, first - kPostsPerStep, {}, true});
    }
  }
  const int64_t added = static_cast<int64_t>(kPostsPerStep) - (step > 0 ? 1 : 0);
  batch.panes = {{{0}, "", {added, 0, 0, 0}}};
  batch.series = {{{0}, SeriesKind::kChannel, "c", {added, 0, 0, 0}}};
  const std::string alert_id = "a" + std::to_string(step);
  batch.alerts = {{step, "{}", alert_id}};
  batch.outbox = {{step, 0}};
  batch.merges = {{{step + 1}, {step}}};
  if (step % 5 == 4) batch.drop_records_before = first / 2;
  batch.position.next_seq = first + kPostsPerStep;
  batch.position.totals.updated = step;
  batch.position.totals.accepted = batch.position.next_seq - step;
  batch.position.totals.alerts[1] = step + 1;
  return store->Commit(batch);
}

class Crowd {
 public:
  explicit Crowd(Store* store) : store_(store) {}

  void Run() {
    std::thread checkpoints([this] { WriteCheckpoints(); });
    std::thread receiver([this] { Deliver(); });
    std::thread reader([this] { Read(); });
    for (uint64_t step = 0; step < kSteps; ++step) {
      const Status status = CommitStep(store_, step);
      EXPECT_TRUE(status.ok()) << status.message();
      committed_ = step + 1;
    }
    is_done_ = true;
    checkpoints.join();
    receiver.join();
    reader.join();
  }

 private:
  void WriteCheckpoints() {
    Seq before = 0;
    for (uint64_t seen = 0; !is_done_;) {
      const uint64_t steps = committed_;
      if (steps < seen + 10) {
        std::this_thread::yield();
        continue;
      }
      seen = steps;
      EXPECT_TRUE(store_->WriteCheckpoint({steps * kPostsPerStep, "state"}).ok());
      EXPECT_TRUE(store_->EraseSuperseded(before).ok());
      before = steps * kPostsPerStep;
    }
  }

  // Takes the outbox in its order, and moves the mark behind each alert.
  void Deliver() {
    uint64_t next = 0;
    while (next < kSteps) {
      const bool was_done = is_done_;
      const Status status = store_->ScanOutbox(next, [&](uint64_t number, int64_t) -> Status {
        EXPECT_EQ(number, next) << "an alert left the outbox before it was delivered";
        EXPECT_TRUE(store_->ReadAlert(number)->has_value());
        next = number + 1;
        return store_->PutMark("receiver/x", std::to_string(next));
      });
      EXPECT_TRUE(status.ok()) << status.message();
      EXPECT_TRUE(store_->EraseOutbox(next).ok());
      EXPECT_EQ(store_->ReadMark("receiver/x")->value_or("0"), std::to_string(next));
      if (was_done && next < kSteps) return ADD_FAILURE() << "alert " << next << " is not in the outbox";
    }
  }

  void Read() {
    while (!is_done_) {
      const uint64_t steps = committed_;
      if (steps == 0) continue;
      const auto position = store_->ReadPosition();
      EXPECT_GE((*position)->next_seq, steps * kPostsPerStep);
      EXPECT_TRUE(store_->FindAlert("a" + std::to_string(steps - 1))->has_value());
      EXPECT_TRUE(store_->FindId("c", "0")->has_value());
      EXPECT_EQ(*store_->FindMergedInto({steps}), GroupId{steps - 1});
      Seq above = ~Seq{0};
      EXPECT_TRUE(store_
                      ->ScanMembers({3}, above,
                                    [&](Seq seq, const MemberRow&) {
                                      EXPECT_LT(seq, above);
                                      above = seq;
                                      return Status();
                                    })
                      .ok());
      for (const std::string& dump : {DumpAllMembers(*store_), DumpSeries(*store_), DumpSuperseded(*store_),
                                      DumpRecords(*store_, steps * kPostsPerStep / 2)})
        EXPECT_EQ(dump.find("failed"), std::string::npos) << dump;
    }
  }

  Store* store_;
  std::atomic<uint64_t> committed_ = 0;
  std::atomic<bool> is_done_ = false;
};

void ExpectSound(const Store& store) {
  const VerifyReport report = VerifyStore(store);
  EXPECT_TRUE(report.is_sound()) << report.problems[0];
  EXPECT_EQ(report.counts.alerts, kSteps);
  EXPECT_EQ(report.counts.outbox, 0u);
  EXPECT_EQ(**store.ReadMark("receiver/x"), std::to_string(kSteps));
  // No mark of a record that retention has dropped is left.
  const Seq records_from = store.ReadRetention()->records_from;
  EXPECT_TRUE(store
                  .ScanSuperseded([&](Seq seq, bool) {
                    EXPECT_GE(seq, records_from);
                    return Status();
                  })
                  .ok());
}

TEST(StoreThreads, WriterCheckpointsReceiverAndReaderShareTheMemoryStore) {
  MemoryStore store;
  Crowd(&store).Run();
  ExpectSound(store);
}

TEST(StoreThreads, WriterCheckpointsReceiverAndReaderShareTheRocksStore) {
  TempFolder folder;
  auto store = RocksStore::Open(folder.path(), {});
  ASSERT_TRUE(store.ok()) << store.status().message();
  Crowd(store->get()).Run();
  ExpectSound(**store);
}

}  // namespace
}  // namespace groundswell
