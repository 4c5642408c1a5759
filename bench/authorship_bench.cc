// Cost of telling own words from templates: a complaint of a group that is all own words, all one template, or short.
#include <benchmark/benchmark.h>

#include <string>
#include <vector>

#include "base/hash.h"
#include "engine/authorship.h"
#include "models/text_utf8.h"

namespace groundswell {
namespace {

std::string Text(uint64_t seed, size_t chars) {
  std::string text;
  for (size_t i = 0; i < chars; ++i) AppendUtf8(static_cast<char32_t>(0x4e00 + Mix64(seed * 1000 + i) % 5000), &text);
  return text;
}

// `texts` different ones of `chars` characters, filed in turn by 3,000 people.
void AddComplaint(benchmark::State& state, size_t texts, size_t chars, int64_t want_organic) {
  std::vector<NearCopySignature> signatures;
  for (size_t i = 0; i < texts; ++i) signatures.push_back(SignNearCopy(Text(i, chars)));
  Authorship authorship;
  uint64_t post = 0;
  const auto add = [&] {
    const uint64_t person = 1 + Mix64(post) % 3000;
    authorship.Add({PersonHash{person}, signatures[post % texts], EventTime{static_cast<int64_t>(post) * 1000}, true});
    ++post;
  };
  while (post < 30000) add();
  if ((authorship.Tally().organic > 0) != (want_organic > 0)) state.SkipWithError("wrong answer");
  for (auto _ : state) add();
  state.SetItemsProcessed(static_cast<int64_t>(state.iterations()));
  std::string bytes;
  ByteWriter writer(&bytes);
  authorship.Save(&writer);
  state.counters["saved_bytes"] = static_cast<double>(bytes.size());
}

BENCHMARK_CAPTURE(AddComplaint, own_words, 5000u, 70u, 1);
BENCHMARK_CAPTURE(AddComplaint, one_template, 1u, 70u, 0);
BENCHMARK_CAPTURE(AddComplaint, short_posts, 5000u, 16u, 1);

void Tally(benchmark::State& state) {
  Authorship authorship;
  for (uint64_t i = 1; i <= 3000; ++i)
    authorship.Add({PersonHash{i}, SignNearCopy(Text(i % 24, 70)), EventTime{static_cast<int64_t>(i) * 1000}, true});
  if (authorship.Tally().templates != 24) state.SkipWithError("wrong answer");
  for (auto _ : state) benchmark::DoNotOptimize(authorship.Tally());
}
BENCHMARK(Tally);

}  // namespace
}  // namespace groundswell

BENCHMARK_MAIN();
