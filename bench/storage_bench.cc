// How many posts a second the store commits: each a record of 200 bytes, an id row and an assignment, in steps of 4096.
//
// BM_Commit/0 is the in-memory twin, /1 RocksDB with ids in rising order, /2 RocksDB with ids in random order, /3 the
// same as a live store writes it: with a member row for each post, in groups whose sizes are as uneven as in a stream.
// Beside the rate it prints the CPU of all threads and the bytes written, for each post, and checks what was stored.
#include <benchmark/benchmark.h>
#include <stdlib.h>
#include <sys/resource.h>

#include <filesystem>
#include <fstream>
#include <random>

#include "base/hash.h"
#include "storage/id_filter.h"
#include "storage/memory_store.h"
#include "storage/rocks_store.h"

namespace groundswell {
namespace {

constexpr size_t kStepPosts = 4096, kSteps = 256, kRecordBytes = 200;

double CpuSeconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& time) { return static_cast<double>(time.tv_sec) + time.tv_usec * 1e-6; };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

double BytesWritten() {
  std::ifstream io("/proc/self/io");
  for (std::string name, value; io >> name >> value;) {
    if (name == "wchar:") return std::stod(value);
  }
  return 0;
}

// Texts that repeat words as language does, so that compression has something to find.
std::vector<std::string> MakeRecords() {
  std::mt19937_64 random(7);
  std::vector<std::string> words(4000);
  for (std::string& word : words) {
    for (uint64_t letters = 2 + random() % 8; letters > 0; --letters)
      word.push_back(static_cast<char>('a' + random() % 26));
  }
  std::vector<std::string> records(kStepPosts);
  for (std::string& record : records) {
    while (record.size() < kRecordBytes) {
      const double uniform = static_cast<double>(random() % 100000) / 100000;
      record.append(words[static_cast<size_t>(uniform * uniform * 4000)]).push_back(' ');
    }
    record.resize(kRecordBytes);
  }
  return records;
}

// Of four posts one goes to one of some hundred large groups, one to the groups of its hour, two stay alone.
GroupId GroupOf(Seq seq) {
  const uint64_t random = Mix64(seq * 3);
  switch (random & 3) {
    case 0:
      return {Mix64((random >> 8) % 128)};
    case 1:
      return {Mix64(seq / 100000 * 5000 + (random >> 8) % 5000 + 1000)};
    default:
      return {Mix64(~seq)};
  }
}

struct Step {
  std::vector<std::string> ids = std::vector<std::string>(kStepPosts);
  CommitBatch batch;

  void Fill(size_t number, bool is_random, bool has_members, const std::vector<std::string>& records) {
    batch = {};
    for (size_t i = 0; i < kStepPosts; ++i) {
      const Seq seq = number * kStepPosts + i;
      ids[i] = std::to_string(is_random ? Mix64(seq) >> 1 : 4100000000000000000u + seq * 977);
      IdRow row;
      row.first_seq = row.seq = seq;
      row.time.ms = static_cast<int64_t>(1600000000000 + seq);
      batch.records.push_back({seq, records[(i * 17 + number) % kStepPosts]});
      batch.ids.push_back({"weibo", ids[i], row});
      batch.assignments.push_back({seq, "weibo", ids[i], GroupId{Mix64(seq / 50)}});
      if (has_members)
        batch.members.push_back({GroupOf(seq), seq, {row.time, {Mix64(seq) | 1}, Sentiment::kNegative, true, false}});
    }
    batch.panes.push_back({EventTime{static_cast<int64_t>(number / 16) * 60000}, "", PaneCounts{kStepPosts, 9, 8, 7}});
    batch.position.next_seq = (number + 1) * kStepPosts;
  }
};

bool HasAllMembers(const Store& store) {
  uint64_t members = 0;
  const Status scanned = store.ScanAllMembers([&](GroupId, Seq, const MemberRow&) {
    ++members;
    return Status();
  });
  return scanned.ok() && members == kSteps * kStepPosts;
}

void BM_Commit(benchmark::State& state) {
  const std::vector<std::string> records = MakeRecords();
  double cpu = 0, written = 0, prepared = 0;
  for (auto _ : state) {
    char folder[] = "/tmp/groundswell-bench-XXXXXX";
    if (mkdtemp(folder) == nullptr) return state.SkipWithError("no temporary folder");
    std::unique_ptr<Store> store;
    if (state.range(0) == 0) {
      store = std::make_unique<MemoryStore>();
    } else {
      auto opened = RocksStore::Open(folder, {});
      if (!opened.ok()) return state.SkipWithError(opened.status().message().c_str());
      store = std::move(*opened);
    }
    Step step;
    double seconds = 0;
    const double written_before = BytesWritten();
    const double cpu_before = CpuSeconds();
    for (size_t number = 0; number < kSteps; ++number) {
      const auto fill_start = std::chrono::steady_clock::now();
      step.Fill(number, state.range(0) >= 2, state.range(0) == 3, records);
      const auto start = std::chrono::steady_clock::now();
      prepared += std::chrono::duration<double>(start - fill_start).count();
      const Status status = store->Commit(step.batch);
      seconds += SecondsSince(start);
      if (!status.ok()) return state.SkipWithError(status.message().c_str());
    }
    state.SetIterationTime(seconds);
    cpu += CpuSeconds() - cpu_before;
    written += BytesWritten() - written_before;
    const auto last = store->FindId("weibo", step.ids.back());
    if (!last.ok() || !*last || (*last)->seq + 1 != kSteps * kStepPosts) return state.SkipWithError("wrong answer");
    if (state.range(0) == 3 && !HasAllMembers(*store)) return state.SkipWithError("members are missing");
    store.reset();
    std::filesystem::remove_all(folder);
  }
  const double posts = static_cast<double>(state.iterations() * kSteps * kStepPosts);
  state.SetItemsProcessed(static_cast<int64_t>(posts));
  state.counters["cpu_us_per_post"] = (cpu - prepared) / posts * 1e6;
  state.counters["written_bytes_per_post"] = written / posts;
}
BENCHMARK(BM_Commit)->DenseRange(0, 3)->UseManualTime()->Iterations(2)->Unit(benchmark::kMillisecond);

// How long a reader waits for the newest 50 members of a group, in a store of a million: /0 of a large group, /1 of one
// that has a single post.
void BM_FirstMembers(benchmark::State& state) {
  constexpr uint64_t kPageMembers = 50;
  char folder[] = "/tmp/groundswell-bench-XXXXXX";
  if (mkdtemp(folder) == nullptr) return state.SkipWithError("no temporary folder");
  auto store = RocksStore::Open(folder, {});
  if (!store.ok()) return state.SkipWithError(store.status().message().c_str());
  const std::vector<std::string> records = MakeRecords();
  Step step;
  for (size_t number = 0; number < kSteps; ++number) {
    step.Fill(number, true, true, records);
    if (!(*store)->Commit(step.batch).ok()) return state.SkipWithError("cannot commit");
  }
  std::mt19937_64 random(11);
  uint64_t members = 0;
  for (auto _ : state) {
    const bool is_large = state.range(0) == 0;
    const GroupId group =
        is_large ? GroupId{Mix64(random() % 128)} : GroupId{Mix64(~(random() % (kSteps * kStepPosts)))};
    uint64_t seen = 0;
    const Status scanned = (*store)->ScanMembers(group, ~Seq{0}, [&](Seq, const MemberRow&) -> Status {
      return ++seen == kPageMembers ? Invalid("enough") : Status();
    });
    if (is_large && seen != kPageMembers) return state.SkipWithError("members are missing");
    members += seen;
  }
  state.counters["members"] = benchmark::Counter(static_cast<double>(members), benchmark::Counter::kAvgIterations);
  store->reset();
  std::filesystem::remove_all(folder);
}
BENCHMARK(BM_FirstMembers)->DenseRange(0, 1)->Unit(benchmark::kMicrosecond);

void BM_IdFilter(benchmark::State& state) {
  constexpr size_t kIds = 10'000'000;
  IdFilter filter(kIds);
  for (uint64_t i = 0; i < kIds; ++i) filter.Add(Mix64(i));
  uint64_t next = kIds, wrong = 0;
  for (auto _ : state) wrong += filter.MayContain(Mix64(next++)) ? 1 : 0;
  state.SetItemsProcessed(state.iterations());
  state.counters["false_positive_rate"] = static_cast<double>(wrong) / static_cast<double>(state.iterations());
}
BENCHMARK(BM_IdFilter);

}  // namespace
}  // namespace groundswell

BENCHMARK_MAIN();
