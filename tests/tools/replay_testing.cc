#include "tests/tools/replay_testing.h"

#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>

#include "tools/generate.h"

namespace groundswell {
namespace {

// Put between the feed's lines, one after every fifty: broken, odd, and second records of one post.
std::vector<std::string> OddLines() {
  const auto post = [](std::string_view fields) {
    return R"({"id":"odd","time":"2026-03-10T01:00:00Z","channel":"odd",)" + std::string(fields) + "}";
  };
  return {
      "{",
      "",
      "not json at all",
      R"({"id":"1","time":"2026-03-10T01:00:00Z","text":"cut off)",
      "{\"id\":\"2\",\"time\":1,\"text\":\"bad \xff\xfe bytes\"}",
      R"({"time":"2026-03-10T01:00:00Z","text":"no id"})",
      R"({"id":"3","text":"no time"})",
      R"({"id":"4","time":"yesterday","text":"no such time"})",
      R"({"id":"5","time":"2026-03-10T01:00:00Z","text":""})",
      R"({"id":"6","id":"7","time":"2026-03-10T01:00:00Z","text":"two ids"})",
      R"([{"id":"8"}])",
      std::string(100, '['),
      "   ",
      R"({"id":"long","time":"2026-03-10T01:00:00Z","text":")" + std::string(1200000, 'x') + "\"}",
      R"({"id":9,"time":1773100000000,"text":"\u0000\u200b\ufeff \ud83d\ude00 nothing works, refund me"})",
      post(R"("text":"the app crashes at every start","likes":1)"),
      post(R"("text":"the app crashes at every start","likes":1)"),
      post(R"("text":"the app crashes at every start","likes":5)"),
      post(R"("text":"it crashes, and support is silent","edited_at":"2026-03-10T02:00:00Z")"),
      post(R"("text":"older edit","edited_at":"2026-03-10T01:30:00Z")"),
      R"({"id":"odd","channel":"odd","deleted":true})",
      post(R"("text":"sent again after its deletion")"),
      R"({"id":"never-seen","channel":"odd","deleted":true})",
      R"({"id":"never-seen","channel":"odd","time":"2026-03-10T01:00:00Z","text":"after its deletion"})",
  };
}

// Side by side at the end, so that they mostly lie in one block: time jumps by a year and what was is forgotten.
constexpr std::string_view kLastLines =
    R"({"id":"again","time":"2026-03-10T23:00:00Z","text":"my parcel never came"}
{"id":"edited","time":"2026-03-10T23:00:00Z","text":"my parcel never came either"}
{"id":"edited","time":"2026-03-10T23:00:00Z","text":"the parcel is lost","edited_at":"2026-03-10T23:10:00Z"}
{"id":"edited","time":"2026-03-10T23:00:00Z","text":"the parcel is found","edited_at":"2026-03-10T23:20:00Z"}
{"id":"year","time":"2027-03-11T00:00:00Z","text":"a year later the parcel is still not here"}
{"id":"too-late","time":"2026-03-10T23:00:00Z","text":"far too late, call 13800138000"}
{"id":"again","time":"2027-03-11T00:00:01Z","text":"another parcel that never came"}
{"id":"edited","channel":"default","deleted":true}
)";

std::string MakeMixedInput() {
  const std::vector<std::string> odd = OddLines();
  std::istringstream feed(DemonstrationFeed(7, 3000));
  std::string mixed, line;
  for (size_t number = 0; std::getline(feed, line); ++number) {
    mixed.append(line).append("\n");
    if (number % 50 == 49) mixed.append(odd[number / 50 % odd.size()]).append(number % 100 == 49 ? "\n" : "\r\n");
  }
  return mixed.append(kLastLines);
}

}  // namespace

const std::string& MixedInput() {
  static const std::string kInput = MakeMixedInput();
  return kInput;
}

std::string DemonstrationFeed(uint64_t seed, int64_t posts) {
  std::ostringstream out;
  GenerateOptions options;
  options.seed = seed;
  options.posts = posts;
  EXPECT_TRUE(GenerateFeed(options, &out).ok());
  return out.str();
}

void WriteFile(const std::string& path, std::string_view bytes) {
  std::ofstream file(path, std::ios::binary);
  file << bytes;
  EXPECT_TRUE(file.flush().good()) << path;
}

std::string ReadFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(file), {});
}

std::string Gzip(std::string_view bytes) {
  constexpr int kGzipWindow = 15 + 16;
  z_stream stream = {};
  EXPECT_EQ(deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, kGzipWindow, 8, Z_DEFAULT_STRATEGY), Z_OK);
  std::string packed(deflateBound(&stream, bytes.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  EXPECT_EQ(deflate(&stream, Z_FINISH), Z_STREAM_END);
  packed.resize(stream.total_out);
  deflateEnd(&stream);
  return packed;
}

std::string Zstd(std::string_view bytes) {
  std::string packed(ZSTD_compressBound(bytes.size()), '\0');
  const size_t size = ZSTD_compress(packed.data(), packed.size(), bytes.data(), bytes.size(), 3);
  EXPECT_FALSE(ZSTD_isError(size));
  packed.resize(size);
  return packed;
}

std::vector<std::string> CutAtLines(std::string_view text, size_t parts) {
  std::vector<std::string> cut;
  for (size_t left = parts; left > 0; --left) {
    size_t end = text.find('\n', text.size() / left - 1);
    end = left == 1 || end == std::string_view::npos ? text.size() : end + 1;
    cut.emplace_back(text.substr(0, end));
    text.remove_prefix(end);
  }
  return cut;
}

std::vector<std::string> ReplayRuns::OutputFlags() const {
  std::vector<std::string> flags;
  for (const std::string name : {"alerts", "groups", "assignments", "rejects"}) {
    flags.push_back("--" + name);
    flags.push_back(Path(name));
  }
  return flags;
}

Outputs ReplayRuns::Run(const std::vector<std::string>& arguments, std::string_view stdin_bytes) {
  for (const std::string name : {"alerts", "groups", "assignments", "rejects"}) std::filesystem::remove(Path(name));
  std::vector<std::string> all = {"replay"};
  all.insert(all.end(), arguments.begin(), arguments.end());
  const std::vector<std::string> flags = OutputFlags();
  all.insert(all.end(), flags.begin(), flags.end());
  last_ = RunProcess(all, stdin_bytes);
  return ReadOutputs();
}

Outputs ReplayRuns::RunFile(std::vector<std::string> flags) {
  flags.insert(flags.begin(), file());
  return Run(flags);
}

Outputs ReplayRuns::ReadOutputs() const {
  return {ReadFile(Path("alerts")), ReadFile(Path("groups")), ReadFile(Path("assignments")), ReadFile(Path("rejects"))};
}

}  // namespace groundswell
