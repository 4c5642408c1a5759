// How fast mappings read records, on one core, from memory: beside the native decoder and simdjson alone.
//
// BM_Native and BM_NativeMapped read the same lines: once by the decoder, once by a mapping that says where our own
// fields lie. BM_Simdjson parses and validates these lines and does nothing else. BM_Mapping/NAME reads what the
// fixture of a built-in mapping gives, over and over, as lines. Every benchmark checks its own answer: the number of
// posts. With GROUNDSWELL_SOURCE_DIR the fixtures are those of that source tree.
#include <benchmark/benchmark.h>
#include <simdjson.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "base/check.h"
#include "ingest/decoder.h"
#include "ingest/mapping_reader.h"
#include "ingest/mapping_source.h"

namespace groundswell {
namespace {

constexpr size_t kBlockLines = 1024;
constexpr size_t kBytesMin = size_t{8} << 20;

std::string MadeLines() {
  std::string input;
  for (int i = 0; i < 100'000; ++i) {
    const std::string number = std::to_string(i);
    input += R"({"id": "made-)" + number + R"(", "time": "2020-06-05T12:26:08+08:00", "text": "变速箱在)" + number +
             R"(公里后异响，4S店说是正常现象，\"再观察\"。要求更换并道歉！", "author": "a)" + number +
             R"(", "channel": "forum", "lang": "zh", "kind": "post", "reply_to": "made-1", "likes": 12})" + "\n";
  }
  return input;
}

const std::string& Lines() {
  static const std::string lines = MadeLines();
  return lines;
}

constexpr std::string_view kNativeMapping =
    "[channel]\nname = \"default\"\n[post]\nid = \"/id\"\ntime = \"/time\"\ntext = \"/text\"\nauthor = \"/author\"\n"
    "channel = \"/channel\"\nlang = \"/lang\"\nkind = \"/kind\"\nreply_to = \"/reply_to\"\nlikes = \"/likes\"\n"
    "title = \"/title\"\norg = \"/org\"\nproduct = \"/product\"\nurl = \"/url\"\nregion = \"/region\"\n"
    "person = \"/person\"\nreposts = \"/reposts\"\nfollowers = \"/followers\"\nedited_at = \"/edited_at\"\n";

std::vector<LineBlock> BlocksOf(std::string_view bytes) {
  std::vector<LineBlock> blocks;
  MemorySource source(bytes);
  LineReader reader(&source);
  while (true) {
    LineBlock block;
    if (!*reader.Next(kBlockLines, &block)) return blocks;
    blocks.push_back(std::move(block));
  }
}

void Report(benchmark::State& state, size_t posts, size_t bytes) {
  state.SetItemsProcessed(static_cast<int64_t>(state.iterations() * posts));
  state.SetBytesProcessed(static_cast<int64_t>(state.iterations() * bytes));
}

void BM_Simdjson(benchmark::State& state) {
  const std::vector<LineBlock> blocks = BlocksOf(Lines());
  simdjson::dom::parser parser;
  size_t objects = 0;
  for (auto _ : state) {
    objects = 0;
    for (const LineBlock& block : blocks)
      for (const Line& line : block.lines) {
        simdjson::dom::element element;
        objects += parser.parse(block.text(line).data(), line.length, false).get(element) == simdjson::SUCCESS;
      }
  }
  CHECK(objects == 100'000);
  Report(state, objects, Lines().size());
}
BENCHMARK(BM_Simdjson)->Unit(benchmark::kMillisecond);

void BM_Native(benchmark::State& state) {
  const std::vector<LineBlock> blocks = BlocksOf(Lines());
  Decoder decoder;
  PostBatch batch;
  std::vector<RefusedLine> refused;
  size_t posts = 0;
  for (auto _ : state) {
    posts = 0;
    for (const LineBlock& block : blocks) {
      batch.Clear();
      DecodeBlock(block, &decoder, &batch, &refused);
      posts += batch.posts.size();
    }
  }
  CHECK(posts == 100'000);
  Report(state, posts, Lines().size());
}
BENCHMARK(BM_Native)->Unit(benchmark::kMillisecond);

// Reads all blocks by the mapping; returns the posts of one round.
size_t MapAll(benchmark::State& state, const std::vector<LineBlock>& blocks, std::shared_ptr<const Mapping> mapping) {
  MappingReader reader(std::move(mapping));
  PostBatch batch;
  std::vector<MappedRefusal> refused;
  size_t posts = 0;
  for (auto _ : state) {
    posts = 0;
    for (const LineBlock& block : blocks) {
      batch.Clear();
      refused.clear();
      MapBlock(block, &reader, &batch, &refused);
      posts += batch.posts.size();
    }
  }
  return posts;
}

void BM_NativeMapped(benchmark::State& state) {
  auto mapping = Mapping::Parse(kNativeMapping, "native");
  CHECK(mapping.ok());
  const size_t posts = MapAll(state, BlocksOf(Lines()), std::make_shared<const Mapping>(std::move(*mapping)));
  CHECK(posts == 100'000);
  Report(state, posts, Lines().size());
}
BENCHMARK(BM_NativeMapped)->Unit(benchmark::kMillisecond);

// The sound records of a mapping's fixtures as lines, many times over, and how many posts one round gives.
struct Records {
  std::string lines;
  size_t posts = 0;
};

Records RecordsOf(const std::shared_ptr<const Mapping>& mapping, const std::string& name) {
  const char* source_folder = std::getenv("GROUNDSWELL_SOURCE_DIR");
  const auto folder =
      std::filesystem::path(source_folder == nullptr ? "." : source_folder) / "tests/ingest/mappings" / name;
  Records records;
  if (!std::filesystem::exists(folder)) return records;
  MappingReader reader(mapping);
  PostBatch batch;
  std::string sound;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() == ".golden") continue;
    InputFiles file({entry.path()});
    MappingSource source(&file, mapping.get());
    LineReader lines(&source);
    LineBlock block;
    while (*lines.Next(kBlockLines, &block)) {
      for (const Line& line : block.lines) {
        std::vector<MappedRefusal> refused;
        const size_t before = batch.posts.size();
        reader.Read(block.text(line), block.readable_bytes(line), line, &batch, &refused);
        if (refused.empty() && batch.posts.size() > before) sound.append(block.text(line)).append("\n");
        if (!refused.empty()) batch.posts.resize(before);
      }
    }
  }
  if (sound.empty()) return records;
  while (records.lines.size() < kBytesMin) {
    records.lines += sound;
    records.posts += batch.posts.size();
  }
  return records;
}

void BM_Mapping(benchmark::State& state, const std::string& name) {
  const auto mapping = LoadMapping(name);
  CHECK(mapping.ok());
  const Records records = RecordsOf(*mapping, name);
  if (records.posts == 0) return state.SkipWithError("no fixture; set GROUNDSWELL_SOURCE_DIR");
  const size_t posts = MapAll(state, BlocksOf(records.lines), *mapping);
  CHECK(posts == records.posts);
  Report(state, posts, records.lines.size());
}

}  // namespace
}  // namespace groundswell

int main(int argc, char** argv) {
  for (const groundswell::BuiltInMapping& built_in : groundswell::BuiltInMappings()) {
    const std::string name(built_in.name);
    benchmark::RegisterBenchmark(("BM_Mapping/" + name).c_str(), [name](benchmark::State& state) {
      groundswell::BM_Mapping(state, name);
    })->Unit(benchmark::kMillisecond);
  }
  benchmark::Initialize(&argc, argv);
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
