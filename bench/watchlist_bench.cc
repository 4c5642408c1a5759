// Cost of finding what a post is about with 5,000 organisations on the watchlist, and of building it. Each first checks
// its answer.
#include <benchmark/benchmark.h>

#include <random>
#include <string>
#include <vector>

#include "models/text_utf8.h"
#include "models/watchlist.h"

namespace groundswell {
namespace {

constexpr size_t kEntries = 5000;

// Each with a Chinese name, a short one and an English one; every tenth is sought in its homophones and masked too.
std::vector<WatchlistEntry> MakeEntries(bool is_plain) {
  std::mt19937 random(7);
  const auto han = [&](size_t chars) {
    std::string text;
    while (chars-- > 0) AppendUtf8(0x4e00 + random() % 6000, &text);
    return text;
  };
  std::vector<WatchlistEntry> entries(kEntries);
  for (size_t i = 0; i < kEntries; ++i) {
    WatchlistEntry& entry = entries[i];
    entry.name = han(4) + std::to_string(i);
    entry.aliases = {han(4), han(5), "company" + std::to_string(i) + " limited"};
    entry.excluded = {han(6)};
    entry.masked = entry.homophones = !is_plain && i % 10 == 0;
  }
  entries[0].aliases.push_back("马自达");
  return entries;
}

const Watchlist& Plain() {
  static const Result<Watchlist> watchlist = Watchlist::Build(MakeEntries(true));
  return *watchlist;
}

const Watchlist& Full() {
  static const Result<Watchlist> watchlist = Watchlist::Build(MakeEntries(false));
  return *watchlist;
}

void Find(benchmark::State& state, const Watchlist& watchlist, const std::string& text, std::string_view want) {
  WatchlistScratch scratch;
  if (watchlist.Find(text, "", "", &scratch).evidence != want) return state.SkipWithError("wrong answer");
  for (auto _ : state) benchmark::DoNotOptimize(watchlist.Find(text, "", "", &scratch));
  state.SetBytesProcessed(static_cast<int64_t>(state.iterations() * text.size()));
  state.SetItemsProcessed(static_cast<int64_t>(state.iterations()));
}

const std::string kNothing = "阿特兹方向盘异响刹车抖动厂家不管", kNamed = "马自达方向盘异响刹车抖动厂家不管",
                  kMasked = "马*达方向盘异响刹车抖动厂家不管", kSound = "码字达方向盘异响刹车抖动厂家不管";

std::string Long(const std::string& part) {
  std::string text;
  while (text.size() < 1 << 20) text += part;
  return text;
}

void PlainNothing(benchmark::State& state) { Find(state, Plain(), kNothing, ""); }
void PlainNamed(benchmark::State& state) { Find(state, Plain(), kNamed, "马自达"); }
void PlainLong(benchmark::State& state) { Find(state, Plain(), Long(kNothing), ""); }
void FullNothing(benchmark::State& state) { Find(state, Full(), kNothing, ""); }
void FullNamed(benchmark::State& state) { Find(state, Full(), kNamed, "马自达"); }
void FullMasked(benchmark::State& state) { Find(state, Full(), kMasked, "马*达"); }
void FullSound(benchmark::State& state) { Find(state, Full(), kSound, "码字达"); }
void FullLong(benchmark::State& state) { Find(state, Full(), Long(kNothing), ""); }

void Build(benchmark::State& state) {
  const std::vector<WatchlistEntry> entries = MakeEntries(state.range(0) != 0);
  for (auto _ : state) benchmark::DoNotOptimize(Watchlist::Build(entries).ok());
}

BENCHMARK(PlainNothing);
BENCHMARK(PlainNamed);
BENCHMARK(PlainLong);
BENCHMARK(FullNothing);
BENCHMARK(FullNamed);
BENCHMARK(FullMasked);
BENCHMARK(FullSound);
BENCHMARK(FullLong);
BENCHMARK(Build)->ArgName("plain")->Arg(1)->Arg(0)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace groundswell

BENCHMARK_MAIN();
