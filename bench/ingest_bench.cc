// How fast lines are read and decoded: lines a second and bytes a second, on one core, from memory.
//
// Input: the file named by GROUNDSWELL_BENCH_INPUT (plain, gzip or zstd), else lines made here of a mean 250 bytes.
// Every benchmark checks its own answer: each line of the input is one post.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <string>

#include "base/check.h"
#include "ingest/byte_source.h"
#include "ingest/decoder.h"
#include "ingest/framing.h"

namespace groundswell {
namespace {

constexpr size_t kBlockLines = 4096;

std::string MadeInput() {
  std::string input;
  for (int i = 0; i < 200'000; ++i) {
    const std::string number = std::to_string(i);
    input += R"({"id": "made-)" + number + R"(", "time": "2020-06-05T12:26:08+08:00", "text": "变速箱在)" + number +
             R"(公里后异响，4S店说是正常现象，\"再观察\"。要求更换并道歉！", "author": "a)" + number +
             R"(", "channel": "forum", "lang": "zh", "kind": "post", "reply_to": "made-1"})" + "\n";
  }
  return input;
}

// All bytes of the input, decompressed.
const std::string& Input() {
  static const std::string input = [] {
    const char* path = std::getenv("GROUNDSWELL_BENCH_INPUT");
    if (path == nullptr) return MadeInput();
    InputFiles files({path});
    std::string bytes, piece(1 << 20, '\0');
    while (true) {
      auto count = files.Read(piece.data(), piece.size());
      CHECK(count.ok());
      if (*count == 0) return bytes;
      bytes.append(piece, 0, *count);
    }
  }();
  return input;
}

void Report(benchmark::State& state, uint64_t lines) {
  const auto expected = static_cast<uint64_t>(std::count(Input().begin(), Input().end(), '\n'));
  CHECK(lines == expected);
  state.SetItemsProcessed(static_cast<int64_t>(state.iterations() * lines));
  state.SetBytesProcessed(static_cast<int64_t>(state.iterations() * Input().size()));
  state.counters["bytes_per_line"] = static_cast<double>(Input().size()) / static_cast<double>(lines);
}

void BM_Frame(benchmark::State& state) {
  Input();  // made or read outside the measured time
  LineBlock block;
  uint64_t lines = 0;
  for (auto _ : state) {
    MemorySource source(Input());
    LineReader reader(&source);
    lines = 0;
    while (*reader.Next(state.range(0), &block)) lines += block.lines.size();
  }
  Report(state, lines);
}
BENCHMARK(BM_Frame)->Arg(1)->Arg(kBlockLines)->Unit(benchmark::kMillisecond);

void BM_FrameAndDecode(benchmark::State& state) {
  Input();
  LineBlock block;
  PostBatch batch;
  std::vector<RefusedLine> refused;
  Decoder decoder;
  uint64_t posts = 0;
  for (auto _ : state) {
    MemorySource source(Input());
    LineReader reader(&source);
    posts = 0;
    while (*reader.Next(state.range(0), &block)) {
      batch.Clear();
      DecodeBlock(block, &decoder, &batch, &refused);
      posts += batch.posts.size();
    }
  }
  CHECK(refused.empty());
  Report(state, posts);
}
BENCHMARK(BM_FrameAndDecode)->Arg(1)->Arg(kBlockLines)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace groundswell

BENCHMARK_MAIN();
