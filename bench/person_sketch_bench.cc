// Cost of counting distinct people: a post while exact and beyond, and reading the count. Each first checks its answer.
#include <benchmark/benchmark.h>

#include "base/hash.h"
#include "engine/person_sketch.h"

namespace groundswell {
namespace {

PersonHash Person(uint64_t i) { return {Mix64(i) | 1}; }

PersonSketch Filled(uint64_t people) {
  PersonSketch sketch;
  for (uint64_t i = 0; i < people; ++i) sketch.Add(Person(i));
  return sketch;
}

void Add(benchmark::State& state) {
  const uint64_t people = static_cast<uint64_t>(state.range(0));
  PersonSketch sketch = Filled(people);
  if (sketch.low() > people || sketch.high() < people) return state.SkipWithError("wrong answer");
  uint64_t i = 0;
  for (auto _ : state) benchmark::DoNotOptimize(sketch.Add(Person(i = (i + 7919) % people)));
  state.SetItemsProcessed(static_cast<int64_t>(state.iterations()));
}
BENCHMARK(Add)->Arg(100)->Arg(4096)->Arg(1'000'000);

void Count(benchmark::State& state) {
  const PersonSketch sketch = Filled(static_cast<uint64_t>(state.range(0)));
  if (sketch.count() == 0) return state.SkipWithError("wrong answer");
  for (auto _ : state) benchmark::DoNotOptimize(sketch.count());
}
BENCHMARK(Count)->Arg(4096)->Arg(1'000'000);

}  // namespace
}  // namespace groundswell

BENCHMARK_MAIN();
