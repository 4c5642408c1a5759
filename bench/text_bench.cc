// Cost of a post's text: to the stored form, to the folded form, its own words, its author's hash. Each first checks
// its answer.
#include <benchmark/benchmark.h>

#include <string>

#include "models/author_hash.h"
#include "models/own_words.h"
#include "models/stored_text.h"

namespace groundswell {
namespace {

constexpr std::string_view kShort = "阿特兹方向盘异响刹车抖动厂家不管";            // 16 characters, as Weibo's mean
constexpr std::string_view kWithComma = "阿特兹异响，刹车抖动，厂家不管！";        // the same with full-width marks
constexpr std::string_view kTraditional = "客服態度惡劣電話後來都打不通嗎怎麼";    // the same in traditional characters
constexpr std::string_view kMarkup = "<p>刹车&nbsp;失灵<br/>电话13800138000</p>";  // every step has work
constexpr std::string_view kEnglish = "@united lost my bag again, third time this year http://t.co/abc";

std::string Long(std::string_view part) {
  std::string all;
  while (all.size() < 64 * 1024) all.append(part).append(" ");
  return all;
}

void Clean(benchmark::State& state, std::string_view raw, std::string_view want) {
  std::string out;
  CleanAndRedact(raw, &out);
  if (!want.empty() && out != want) return state.SkipWithError("wrong answer");
  for (auto _ : state) {
    CleanAndRedact(raw, &out);
    benchmark::DoNotOptimize(out.data());
  }
  state.SetBytesProcessed(static_cast<int64_t>(state.iterations() * raw.size()));
}

void CleanLong(benchmark::State& state, std::string_view part) {
  const std::string raw = Long(part);
  Clean(state, raw, "");
}

void Fold(benchmark::State& state, std::string_view stored) {
  const std::string text = Long(stored);
  std::string out;
  for (auto _ : state) {
    FoldText(text, &out);
    benchmark::DoNotOptimize(out.data());
  }
  if (out.size() != text.size()) return state.SkipWithError("wrong answer");
  state.SetBytesProcessed(static_cast<int64_t>(state.iterations() * text.size()));
}

void OwnWordsOf(benchmark::State& state, std::string_view stored, bool want) {
  bool has = false;
  for (auto _ : state) benchmark::DoNotOptimize(has = HasOwnWords(stored));
  if (has != want) state.SkipWithError("wrong answer");
}

void Author(benchmark::State& state) {
  const AuthorKey key({7});
  PersonHash hash;
  for (auto _ : state) benchmark::DoNotOptimize(hash = HashAuthor(key, "weibo", "热心的车主小王"));
  if (!hash.known()) state.SkipWithError("wrong answer");
}

BENCHMARK_CAPTURE(Clean, chinese_16, kShort, kShort);
BENCHMARK_CAPTURE(Clean, chinese_16_commas, kWithComma, "阿特兹异响,刹车抖动,厂家不管!");
BENCHMARK_CAPTURE(Clean, chinese_16_traditional, kTraditional, "客服态度恶劣电话后来都打不通吗怎么");
BENCHMARK_CAPTURE(Clean, markup_and_phone, kMarkup, "刹车 失灵 电话[phone]");
BENCHMARK_CAPTURE(Clean, english, kEnglish, kEnglish);
BENCHMARK_CAPTURE(CleanLong, chinese, kShort);
BENCHMARK_CAPTURE(CleanLong, chinese_commas, kWithComma);
BENCHMARK_CAPTURE(CleanLong, chinese_traditional, kTraditional);
BENCHMARK_CAPTURE(CleanLong, markup_and_phone, kMarkup);
BENCHMARK_CAPTURE(CleanLong, english, kEnglish);
BENCHMARK_CAPTURE(Fold, chinese, kShort);
BENCHMARK_CAPTURE(Fold, english, kEnglish);
BENCHMARK_CAPTURE(OwnWordsOf, words, kShort, true);
BENCHMARK_CAPTURE(OwnWordsOf, repost, "转发微博 http://t.cn/a @小王 [怒]", false);
BENCHMARK(Author);

}  // namespace
}  // namespace groundswell

BENCHMARK_MAIN();
