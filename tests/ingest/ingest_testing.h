// Shared by the tests of ingest: an input in memory decoded to its end, and ways to make inputs.
#pragma once

#include <zlib.h>
#include <zstd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/check.h"
#include "ingest/byte_source.h"
#include "ingest/decoder.h"
#include "ingest/framing.h"

namespace groundswell::testing_ingest {

struct Decoded {
  PostBatch batch;
  std::vector<RefusedLine> refused;
  std::vector<std::string> refused_bytes;
  Progress progress;
  Status status;
};

// Decodes all of `input`. A decoder may be given to be used over many inputs.
inline Decoded DecodeAll(std::string_view input, const DecodeOptions& options = {}, Decoder* decoder = nullptr) {
  Decoded result;
  std::optional<Decoder> own;
  if (decoder == nullptr) decoder = &own.emplace(options);
  MemorySource source(input);
  LineReader reader(&source);
  LineBlock block;
  while (true) {
    const auto more = reader.Next(4096, &block);
    if (!more.ok()) result.status = more.status();
    if (!more.ok() || !*more) break;
    const size_t before = result.refused.size();
    DecodeBlock(block, decoder, &result.batch, &result.refused);
    for (size_t i = before; i < result.refused.size(); ++i) {
      result.refused_bytes.emplace_back(block.text(result.refused[i].line));
    }
  }
  result.progress = reader.progress();
  return result;
}

inline std::string Gzip(std::string_view bytes) {
  z_stream stream{};
  CHECK(deflateInit2(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) == Z_OK);
  std::string out(deflateBound(&stream, bytes.size()) + 64, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  CHECK(deflate(&stream, Z_FINISH) == Z_STREAM_END);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

inline std::string Zstd(std::string_view bytes) {
  std::string out(ZSTD_compressBound(bytes.size()), '\0');
  const size_t size = ZSTD_compress(out.data(), out.size(), bytes.data(), bytes.size(), 3);
  CHECK(ZSTD_isError(size) == 0);
  out.resize(size);
  return out;
}

// A folder of this test's own, removed with it.
class TempFolder {
 public:
  TempFolder() {
    std::string pattern = std::filesystem::temp_directory_path() / "ingest-XXXXXX";
    CHECK(mkdtemp(pattern.data()) != nullptr);
    path_ = pattern;
  }
  ~TempFolder() { std::filesystem::remove_all(path_); }
  // Writes a file and returns its path.
  std::string Write(const std::string& name, std::string_view bytes) const {
    const std::filesystem::path path = path_ / name;
    std::ofstream(path, std::ios::binary) << bytes;
    return path;
  }
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

inline std::string ReadFile(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

// The folder of the data sets, or an empty path where they are not.
inline std::filesystem::path DataFolder() {
  if (const char* folder = std::getenv("GROUNDSWELL_DATA")) return folder;
  const char* source = std::getenv("GROUNDSWELL_SOURCE_DIR");
  const auto beside = std::filesystem::path(source == nullptr ? "." : source) / "../shared/data";
  return std::filesystem::exists(beside) ? beside : std::filesystem::path();
}

}  // namespace groundswell::testing_ingest
