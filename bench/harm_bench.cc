// Cost of reading harm and money out of a post. Reads nothing from disk; each first checks its answer.
#include <benchmark/benchmark.h>

#include <string>

#include "models/harm_words.h"

namespace groundswell {
namespace {

void Read(benchmark::State& state, const std::string& text, uint16_t harms) {
  const HarmWords words;
  HarmScratch scratch;
  if (words.Read(text, &scratch).harms != harms) return state.SkipWithError("wrong answer");
  for (auto _ : state) benchmark::DoNotOptimize(words.Read(text, &scratch));
  state.SetItemsProcessed(static_cast<int64_t>(state.iterations()));
}

BENCHMARK_CAPTURE(Read, chinese_16, "阿特兹方向盘异响刹车抖动厂家不管", 0);
BENCHMARK_CAPTURE(Read, chinese_harm, "充电时电池起火,我父亲被烧伤住院,花了3万多块,厂家不管", kInjury | kHazard);
BENCHMARK_CAPTURE(Read, english,
                  "@united lost my bag again, third time this year and nobody at the desk could say where it is", 0);
BENCHMARK_CAPTURE(Read, chinese_long_with_money,
                  "我在你们银行办的信用卡,每个月都被莫名其妙扣一笔账户管理费20元,打了好几次客服电话都说会处理,"
                  "到现在三个月了还是没有人给我一个说法,一共扣了160元,要求退还多扣的钱并且道歉",
                  kMoneyLost);

}  // namespace
}  // namespace groundswell

BENCHMARK_MAIN();
