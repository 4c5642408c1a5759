// A process that commits without pause is killed at a seeded moment, over and over on one folder: after each kill every
// step it had acknowledged is whole, and no step is there in part.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <random>
#include <thread>

#include "base/hash.h"
#include "storage/rocks_store.h"
#include "storage/verify.h"
#include "tests/storage/store_dump.h"
#include "tests/storage/temp_folder.h"

namespace groundswell {
namespace {

constexpr char kFolderVariable[] = "GROUNDSWELL_KILL_FOLDER", kPipeVariable[] = "GROUNDSWELL_KILL_PIPE";
constexpr Seq kPostsPerStep = 500;

std::string TextOf(Seq seq) { return std::string(50 + Mix64(seq) % 200, static_cast<char>('a' + seq % 26)); }

Status CommitStep(Store* store, uint64_t step) {
  std::vector<std::string> texts, ids;
  for (Seq i = 0; i < kPostsPerStep; ++i) {
    texts.push_back(TextOf(step * kPostsPerStep + i));
    ids.push_back(std::to_string(step * kPostsPerStep + i));
  }
  CommitBatch batch;
  for (Seq i = 0; i < kPostsPerStep; ++i) {
    const Seq seq = step * kPostsPerStep + i;
    IdRow row;
    row.first_seq = row.seq = seq;
    row.time.ms = static_cast<int64_t>(seq);
    batch.records.push_back({seq, texts[i]});
    batch.ids.push_back({"c", ids[i], row});
    batch.assignments.push_back({seq, "c", ids[i], {step}});
  }
  batch.panes = {{{static_cast<int64_t>(step / 4)}, "", {kPostsPerStep, 0, 0, 0}}};
  batch.groups = {{{step}, "{}"}};
  batch.alerts = {{step, "{}"}};
  batch.buckets = {{static_cast<int64_t>(step), step * kPostsPerStep}};
  batch.position.next_seq = (step + 1) * kPostsPerStep;
  batch.position.totals.accepted = batch.position.next_seq;
  batch.position.totals.alerts[1] = step + 1;
  return store->Commit(batch);
}

// The child: commits from where the store stands, writes the number of each step that returned to the pipe.
TEST(StoreKillChild, DISABLED_CommitsUntilItIsKilled) {
  const char* folder = getenv(kFolderVariable);
  const char* pipe_name = getenv(kPipeVariable);
  if (folder == nullptr || pipe_name == nullptr) GTEST_SKIP() << "run by StoreKill alone";
  const int pipe_end = atoi(pipe_name);
  auto store = RocksStore::Open(folder, {});
  ASSERT_TRUE(store.ok()) << store.status().message();
  const auto position = (*store)->ReadPosition();
  ASSERT_TRUE(position.ok());
  for (uint64_t step = *position ? (*position)->next_seq / kPostsPerStep : 0;; ++step) {
    ASSERT_TRUE(CommitStep(store->get(), step).ok());
    ASSERT_EQ(write(pipe_end, &step, sizeof(step)), static_cast<ssize_t>(sizeof(step)));
    if (step % 16 == 15) {
      ASSERT_TRUE((*store)->WriteCheckpoint({(step + 1) * kPostsPerStep, TextOf(step)}).ok());
    }
  }
}

pid_t StartChild(const std::string& folder, int pipe_end) {
  setenv(kFolderVariable, folder.c_str(), 1);
  setenv(kPipeVariable, std::to_string(pipe_end).c_str(), 1);
  const pid_t child = fork();
  if (child != 0) return child;
  // Nothing but exec is safe here: this process may have threads of RocksDB.
  execl("/proc/self/exe", "storage_tests", "--gtest_also_run_disabled_tests",
        "--gtest_filter=StoreKillChild.DISABLED_CommitsUntilItIsKilled", "--gtest_brief=1", nullptr);
  _exit(127);
}

// Runs a child, kills it `delay` after its first acknowledged step, and returns how many steps are acknowledged.
uint64_t RunAndKill(const std::string& folder, std::chrono::microseconds delay, uint64_t acknowledged) {
  int ends[2];
  EXPECT_EQ(pipe(ends), 0);
  const pid_t child = StartChild(folder, ends[1]);
  close(ends[1]);
  bool is_killed = false;
  std::chrono::steady_clock::time_point deadline{};
  for (uint64_t step = 0;;) {
    pollfd wait{ends[0], POLLIN, 0};
    const auto left = std::chrono::duration_cast<std::chrono::nanoseconds>(deadline - std::chrono::steady_clock::now());
    const bool has_started = deadline != std::chrono::steady_clock::time_point{};
    if (has_started && !is_killed && left.count() <= 0) {
      kill(child, SIGKILL);
      is_killed = true;
    }
    const timespec timeout{0, std::max<int64_t>(0, left.count())};
    if (ppoll(&wait, 1, has_started && !is_killed ? &timeout : nullptr, nullptr) <= 0) continue;
    if (read(ends[0], &step, sizeof(step)) != static_cast<ssize_t>(sizeof(step))) break;
    acknowledged = step + 1;
    if (!has_started) deadline = std::chrono::steady_clock::now() + delay;
  }
  close(ends[0]);
  int status = 0;
  waitpid(child, &status, 0);
  EXPECT_TRUE(WIFSIGNALED(status)) << "the child ended by itself";
  return acknowledged;
}

// Every step up to the position is whole, none beyond it has begun.
void ExpectWholeSteps(const Store& store, uint64_t acknowledged) {
  const auto position = store.ReadPosition();
  ASSERT_TRUE(position.ok() && position->has_value());
  const uint64_t steps = (*position)->next_seq / kPostsPerStep;
  EXPECT_GE(steps, acknowledged);
  // At most the one step that was committed and not yet said.
  EXPECT_LE(steps, acknowledged + 1);
  const VerifyReport report = VerifyStore(store);
  EXPECT_TRUE(report.is_sound()) << report.problems[0];
  EXPECT_EQ(report.counts.records, steps * kPostsPerStep);
  EXPECT_EQ(report.counts.ids, steps * kPostsPerStep);
  EXPECT_EQ(report.counts.assignments, steps * kPostsPerStep);
  EXPECT_EQ(report.counts.groups, steps);
  EXPECT_EQ(report.counts.alerts, steps);
  EXPECT_EQ(report.counts.buckets, steps);
  const Status texts = store.ScanRecords(
      0, [](Seq seq, std::string_view text) { return text == TextOf(seq) ? Status() : Corrupt("a record differs"); });
  EXPECT_TRUE(texts.ok()) << texts.message();
  const auto checkpoint = store.ReadCheckpoint();
  ASSERT_TRUE(checkpoint.ok());
  EXPECT_TRUE(acknowledged <= 16 || checkpoint->has_value());
  if (*checkpoint) {
    EXPECT_EQ((*checkpoint)->bytes, TextOf((*checkpoint)->seq / kPostsPerStep - 1));
  }
}

TEST(StoreKill, EveryAcknowledgedStepIsWholeAfterTwentyKills) {
  constexpr uint32_t kSeed = 20240607;
  SCOPED_TRACE("seed " + std::to_string(kSeed));
  std::mt19937 random(kSeed);
  TempFolder folder;
  uint64_t acknowledged = 0;
  for (int round = 0; round < 20; ++round) {
    SCOPED_TRACE("round " + std::to_string(round));
    acknowledged = RunAndKill(folder.path(), std::chrono::microseconds(random() % 120000), acknowledged);
    const auto store = RocksStore::OpenReadOnly(folder.path());
    ASSERT_TRUE(store.ok()) << store.status().message();
    ExpectWholeSteps(**store, acknowledged);
    if (HasFailure()) return;
    acknowledged = (*(*store)->ReadPosition())->next_seq / kPostsPerStep;
  }
  EXPECT_GE(acknowledged, 20u) << "too few steps to say anything";
  // The store a last time as the next writer finds it.
  const auto store = RocksStore::Open(folder.path(), {});
  ASSERT_TRUE(store.ok()) << store.status().message();
  ExpectWholeSteps(**store, acknowledged);
}

}  // namespace
}  // namespace groundswell
