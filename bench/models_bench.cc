// How long both models take for one post: 16 and 100 Chinese characters, and an English post. Prints posts a second.
// Run from the source folder, or set GROUNDSWELL_SOURCE_DIR: models_bench --benchmark_min_time=1
#include <benchmark/benchmark.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "base/check.h"
#include "models/text_scorer.h"

namespace groundswell {
namespace {

std::string ReadBytes(const std::string& name) {
  const char* source = std::getenv("GROUNDSWELL_SOURCE_DIR");
  std::ifstream file(std::string(source ? source : ".") + "/models/" + name, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

const std::vector<std::string>& Clauses() {
  static const std::vector<std::string> clauses = {
      "宽带又断了三天没有人来修理啊", "客服电话一直打不通",       "说好三天到账一个星期了",
      "快递显示签收我没收到",         "新买的冰箱不制冷",         "行驶中车内中控台异响",
      "银行卡被扣了五十块年费",       "酒店房间隔音很差",         "送餐员态度非常好",
      "今天天气不错出去走走",         "希望尽快解决给个说法",     "发动机漏油厂家不处理",
      "这家店的味道真的很棒",         "早上起来发现手机充不进电", "等了一个小时还没上菜",
      "物业说下周才能恢复供水"};
  return clauses;
}

// Texts that differ, so that the table is read as a stream of posts reads it.
std::vector<std::string> ChineseTexts(size_t characters) {
  std::vector<std::string> texts;
  size_t next = 1;
  for (int i = 0; i < 512; ++i) {
    std::string text;
    while (text.size() < 3 * characters)
      text += Clauses()[(next = next * 1103515245 + 12345) / 65536 % Clauses().size()];
    text.resize(3 * characters);
    texts.push_back(text);
  }
  return texts;
}

void Run(benchmark::State& state, const std::vector<std::string>& texts) {
  const auto scorer = TextScorer::Parse(ReadBytes("sentiment.gsm"), ReadBytes("complaint.gsm"));
  CHECK(scorer.ok());
  NgramScratch scratch;
  CHECK(scorer->Score("阿特兹b柱异响", &scratch).complaint >= 0.5f);
  size_t next = 0;
  for (auto _ : state) benchmark::DoNotOptimize(scorer->Score(texts[next++ % texts.size()], &scratch));
  state.SetItemsProcessed(state.iterations());
}

void BM_Chinese16(benchmark::State& state) { Run(state, ChineseTexts(16)); }
void BM_Chinese100(benchmark::State& state) { Run(state, ChineseTexts(100)); }
void BM_English100(benchmark::State& state) {
  Run(state,
      {"@united my flight was delayed again and nobody at the gate could tell us when we would leave for denver",
       "still waiting for a refund, three calls and two emails later there is no answer from your support team"});
}
BENCHMARK(BM_Chinese16);
BENCHMARK(BM_Chinese100);
BENCHMARK(BM_English100);

}  // namespace
}  // namespace groundswell

BENCHMARK_MAIN();
