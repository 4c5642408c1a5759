// Cost of near copies: signing a post, comparing two, and finding one among a stream. Each first checks its answer.
#include <benchmark/benchmark.h>

#include <string>
#include <vector>

#include "base/hash.h"
#include "models/near_copy.h"
#include "models/text_utf8.h"

namespace groundswell {
namespace {

constexpr std::string_view kShort = "阿特兹方向盘异响刹车抖动厂家不管";  // 16 characters, as Weibo's mean
constexpr std::string_view kEnglish =
    "@united lost my bag again, third time this year and nobody at the desk could say where it is http://t.co/abc";

// `count` texts of sixty random common characters; every tenth repeats one before it with a few put in.
std::vector<std::string> Stream(size_t count) {
  std::vector<std::string> texts;
  uint64_t state = 1;
  const auto next = [&] { return state = Mix64(state); };
  for (size_t i = 0; i < count; ++i) {
    std::string text;
    if (i % 10 == 9) {
      text = "帮转" + texts[next() % texts.size()] + "求扩散";
    } else {
      for (int j = 0; j < 60; ++j) AppendUtf8(static_cast<char32_t>(0x4e00 + next() % 3000), &text);
    }
    texts.push_back(std::move(text));
  }
  return texts;
}

void Sign(benchmark::State& state, std::string_view text, size_t shingles) {
  NearCopySignature signature;
  for (auto _ : state) benchmark::DoNotOptimize(signature = SignNearCopy(text));
  if (signature.shingles != shingles) state.SkipWithError("wrong answer");
}

void Compare(benchmark::State& state) {
  const NearCopySignature a = SignNearCopy(kEnglish), b = SignNearCopy(kEnglish);
  double likeness = 0;
  for (auto _ : state) benchmark::DoNotOptimize(likeness = Likeness(a, b));
  if (likeness != 1) state.SkipWithError("wrong answer");
}

// Signing left out: what a post costs the engine's one thread.
void FindAndAdd(benchmark::State& state) {
  std::vector<NearCopySignature> signatures;
  for (const std::string& text : Stream(200'000)) signatures.push_back(SignNearCopy(text));
  NearCopyIndex index(size_t{1} << 17);
  size_t i = 0, found = 0;
  for (auto _ : state) {
    found += index.Find(signatures[i]).likeness > 0;
    index.Add(signatures[i], i);
    i = (i + 1) % signatures.size();
  }
  if (state.iterations() > 1000 && found == 0) state.SkipWithError("wrong answer");
}

BENCHMARK_CAPTURE(Sign, chinese_16, kShort, 15u);
BENCHMARK_CAPTURE(Sign, english, kEnglish, 63u);
BENCHMARK(Compare);
BENCHMARK(FindAndAdd);

}  // namespace
}  // namespace groundswell

BENCHMARK_MAIN();
