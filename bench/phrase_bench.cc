// Cost of finding 6,000 phrases in a post and in long text. Each first checks its answer.
#include <benchmark/benchmark.h>

#include <random>
#include <string>
#include <vector>

#include "models/phrase_matcher.h"
#include "models/text_utf8.h"

namespace groundswell {
namespace {

constexpr size_t kPhrases = 6000;

// Names as a watchlist has them: two to six Chinese characters, or two English words.
std::vector<Phrase> MakePhrases() {
  std::mt19937 random(7);
  std::vector<Phrase> phrases;
  while (phrases.size() < kPhrases) {
    std::string text;
    if (phrases.size() % 4 == 3) {
      for (int i = 0; i < 12; ++i) text += i == 6 ? ' ' : static_cast<char>('a' + random() % 26);
    } else {
      for (size_t n = 2 + random() % 5; n > 0; --n) AppendUtf8(0x4e00 + random() % 3000, &text);
    }
    phrases.push_back({text});
  }
  return phrases;
}

const std::vector<Phrase>& Phrases() {
  static const std::vector<Phrase> phrases = MakePhrases();
  return phrases;
}

const PhraseMatcher& Matcher() {
  static const Result<PhraseMatcher> matcher = PhraseMatcher::Build(Phrases());
  return *matcher;
}

// `text` has one of the phrases every so many bytes.
void FindIn(benchmark::State& state, const std::string& text, size_t want) {
  PhraseScratch scratch;
  std::vector<PhraseMatch> matches;
  Matcher().Find(text, &scratch, &matches);
  if (matches.size() < want) return state.SkipWithError("wrong answer");
  for (auto _ : state) {
    Matcher().Find(text, &scratch, &matches);
    benchmark::DoNotOptimize(matches.data());
  }
  state.SetBytesProcessed(static_cast<int64_t>(state.iterations() * text.size()));
  state.SetItemsProcessed(static_cast<int64_t>(state.iterations()));
}

void ShortNothing(benchmark::State& state) { FindIn(state, "阿特兹方向盘异响刹车抖动厂家不管", 0); }
void ShortFound(benchmark::State& state) { FindIn(state, "阿特兹方向盘" + Phrases()[0].text + "厂家不管", 1); }

void Long(benchmark::State& state) {
  std::string text;
  size_t phrases = 0;
  for (; text.size() < 1 << 20; ++phrases) {
    text += Phrases()[phrases % kPhrases].text;
    for (int i = 0; i < 20; ++i) text += "阿特兹方向盘异响刹车抖动厂家不管, my bag is lost again. ";
  }
  FindIn(state, text, phrases);
}

void BuildMatcher(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(PhraseMatcher::Build(Phrases()).ok());
}

BENCHMARK(ShortNothing);
BENCHMARK(ShortFound);
BENCHMARK(Long);
BENCHMARK(BuildMatcher)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace groundswell

BENCHMARK_MAIN();
