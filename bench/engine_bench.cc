// Cost of a post in the engine: placing, counting, levels and alerts, in one scope and spread over a thousand; and of
// the kernels it spends its time in. Each first checks its answer.
#include <benchmark/benchmark.h>

#include <random>
#include <string>
#include <vector>

#include "engine/engine.h"
#include "engine/kernels.h"
#include "models/scorer.h"

namespace groundswell {
namespace {

constexpr size_t kPosts = 1 << 16;
constexpr size_t kStepPosts = 512;

void AppendHan(uint64_t number, std::string* out) {
  const uint64_t code = 0x4e00 + number % 3000;
  out->push_back(static_cast<char>(0xe0 | code >> 12));
  out->push_back(static_cast<char>(0x80 | (code >> 6 & 0x3f)));
  out->push_back(static_cast<char>(0x80 | (code & 0x3f)));
}

// A stream of 16-character posts, the mean length on Weibo. Half are on one of some hundred causes, each with a dozen
// words of its own that come and go; the rest is talk, its words as uneven as those of a language.
void MakeStream(uint64_t scopes, ScoredBatch* batch) {
  std::mt19937_64 random(20260105);
  std::geometric_distribution<uint64_t> common(0.004);
  for (size_t i = 0; i < kPosts; ++i) {
    std::string text;
    const uint64_t cause = random() % 2 == 0 ? 1 + (random() % 20 + i / 8192 * 10) % 100 : 0;
    for (int word = 0; word < 8; ++word) {
      const uint64_t number = cause != 0 && word < 5 ? cause * 1000 + random() % 12 : 1000000 + common(random);
      const uint64_t bits = number * 0x9e3779b97f4a7c15;
      AppendHan(bits >> 20, &text);
      AppendHan(bits >> 40, &text);
    }
    ScoredPost& post = batch->posts.emplace_back();
    post.id = batch->arena.Copy(std::to_string(i));
    post.channel = "weibo";
    post.text = batch->arena.Copy(text);
    if (scopes > 1) post.org = batch->arena.Copy("org" + std::to_string(random() % scopes));
    post.person.value = 1 + random() % 30000;
    post.time.ms = 1767571200000 + static_cast<int64_t>(i) * 1500;
    post.scores.complaint = cause != 0 ? 0.9f : 0.1f;
  }
  PostScorer(nullptr, nullptr).Restore(batch);
}

EngineSettings Settings() {
  EngineSettings settings;
  settings.profile = {.name = "default",
                      .watch = 2,
                      .emerging = 5,
                      .major = 20,
                      .voice_followers = 1000000,
                      .withdrawn_people = 3,
                      .withdrawn_share = 0.3,
                      .crisis_complainants = 20,
                      .crisis_calm = 5,
                      .crisis_window_hours = 24};
  return settings;
}

void StepStream(benchmark::State& state) {
  ScoredBatch batch;
  MakeStream(static_cast<uint64_t>(state.range(0)), &batch);
  std::vector<Record> records;
  for (size_t i = 0; i < kPosts; ++i) records.push_back({i, RecordKind::kPost, &batch.posts[i], nullptr});
  size_t alerts = 0;
  for (auto _ : state) {
    Engine engine(Settings(), "bench");
    StepResult result;
    alerts = 0;
    for (size_t begin = 0; begin < kPosts; begin += kStepPosts) {
      engine.Step(std::span(records).subspan(begin, kStepPosts), &result);
      alerts += result.alerts.size();
      if (result.verdicts.size() != kStepPosts) return state.SkipWithError("a verdict is missing");
    }
  }
  if (alerts == 0) return state.SkipWithError("no alert");
  state.counters["alerts"] = static_cast<double>(alerts);
  state.SetItemsProcessed(static_cast<int64_t>(state.iterations() * kPosts));
}

void DenseDotsOf(benchmark::State& state) {
  const size_t rows = static_cast<size_t>(state.range(0));
  constexpr size_t kBlockRows = 16384;  // a full scope: 8 MB, beyond the second cache
  std::vector<float> block(kBlockRows * kDense, 0.5f);
  DenseVector query;
  query.fill(0.25f);
  std::mt19937_64 random(1);
  std::vector<uint32_t> slots(rows);
  for (uint32_t& slot : slots) slot = static_cast<uint32_t>(random() % kBlockRows);
  std::vector<float> dots(rows);
  for (auto _ : state) {
    DenseDots(query, block.data(), slots, dots.data());
    benchmark::DoNotOptimize(dots.data());
  }
  for (const float dot : dots)
    if (dot != 0.125f * kDense) return state.SkipWithError("wrong answer");
  state.SetItemsProcessed(static_cast<int64_t>(state.iterations() * rows));
}

void AddScaledContext(benchmark::State& state) {
  Context context;
  context.fill(3);
  DenseVector sum{};
  AddScaled(context, 2, &sum);
  if (sum[0] != 6 || sum[kDense - 1] != 6) return state.SkipWithError("wrong answer");
  for (auto _ : state) {
    AddScaled(context, 1e-6f, &sum);
    benchmark::DoNotOptimize(sum.data());
  }
}

void LearnOneContext(benchmark::State& state) {
  Context sum{}, context{};
  AddIndexVector(1, &sum);
  if (LearnContext(sum, 1, &context) != 0) return state.SkipWithError("wrong answer");
  AddIndexVector(2, &sum);
  for (auto _ : state) benchmark::DoNotOptimize(LearnContext(sum, 1, &context));
}

void AddOneIndexVector(benchmark::State& state) {
  Context sum{};
  uint32_t term = 0;
  for (auto _ : state) {
    AddIndexVector(++term & 1023, &sum);
    benchmark::DoNotOptimize(sum.data());
  }
}

BENCHMARK(StepStream)->Arg(1)->Arg(1000)->ArgName("scopes")->Unit(benchmark::kMillisecond);
BENCHMARK(DenseDotsOf)->Arg(1)->Arg(32)->ArgName("rows");
BENCHMARK(AddScaledContext);
BENCHMARK(LearnOneContext);
BENCHMARK(AddOneIndexVector);

}  // namespace
}  // namespace groundswell
BENCHMARK_MAIN();
