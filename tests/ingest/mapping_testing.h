// Shared by the tests of mappings: an input through a mapping to its end, and the fixtures.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "ingest/mapping.h"
#include "ingest/mapping_json.h"
#include "ingest/mapping_reader.h"
#include "ingest/mapping_source.h"
#include "tests/ingest/ingest_testing.h"

namespace groundswell::testing_ingest {

struct Mapped {
  std::vector<std::string> posts;  // as lines of our own form
  std::vector<uint64_t> lines;     // of the posts
  std::vector<MappedRefusal> refused;
  uint64_t passed_over = 0;
  Status status;
};

inline void MapSource(ByteSource* source, MappingReader* reader, Mapped* mapped) {
  LineReader lines(source);
  LineBlock block;
  PostBatch batch;
  while (true) {
    const auto more = lines.Next(64, &block);
    if (!more.ok()) mapped->status = more.status();
    if (!more.ok() || !*more) break;
    batch.Clear();
    MapBlock(block, reader, &batch, &mapped->refused);
    for (const Post& post : batch.posts) {
      AppendPostJson(post, false, &mapped->posts.emplace_back());
      mapped->lines.push_back(post.line);
    }
  }
  mapped->passed_over = reader->passed_over();
}

// All of an input as another system sends it.
inline Mapped MapAll(std::string_view input, const std::shared_ptr<const Mapping>& mapping) {
  Mapped mapped;
  MemorySource memory(input);
  MappingSource source(&memory, mapping.get());
  MappingReader reader(mapping);
  MapSource(&source, &reader, &mapped);
  return mapped;
}

// Records that are lines of JSON already.
inline Mapped MapLines(std::string_view lines, const std::shared_ptr<const Mapping>& mapping) {
  Mapped mapped;
  MemorySource source(lines);
  MappingReader reader(mapping);
  MapSource(&source, &reader, &mapped);
  return mapped;
}

inline std::shared_ptr<const Mapping> MappingOf(std::string_view toml) {
  auto mapping = Mapping::Parse(toml, "test.toml");
  if (!mapping.ok()) ADD_FAILURE() << mapping.status().message();
  return mapping.ok() ? std::make_shared<const Mapping>(std::move(*mapping)) : nullptr;
}

inline std::shared_ptr<const Mapping> BuiltIn(std::string_view name) {
  auto mapping = LoadMapping(std::string(name));
  if (!mapping.ok()) ADD_FAILURE() << mapping.status().message();
  return mapping.ok() ? *mapping : nullptr;
}

// What a source makes of the bytes: lines.
inline std::string Framed(std::string_view input, const Mapping& mapping) {
  MemorySource memory(input);
  MappingSource source(&memory, &mapping);
  std::string lines, piece(4096, '\0');
  while (true) {
    const auto count = source.Read(piece.data(), piece.size());
    if (!count.ok() || *count == 0) return lines;
    lines.append(piece, 0, *count);
  }
}

inline std::vector<std::string> SplitLines(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const size_t end = std::min(text.find('\n'), text.size());
    lines.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

inline std::filesystem::path MappingFixtures() {
  const char* source = std::getenv("GROUNDSWELL_SOURCE_DIR");
  return std::filesystem::path(source == nullptr ? "." : source) / "tests/ingest/mappings";
}

// The inputs of one mapping, in order of their names.
inline std::vector<std::filesystem::path> FixturesOf(std::string_view mapping) {
  std::vector<std::filesystem::path> files;
  const auto folder = MappingFixtures() / mapping;
  if (!std::filesystem::exists(folder)) return files;
  for (const auto& entry : std::filesystem::directory_iterator(folder))
    if (entry.path().extension() != ".golden") files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace groundswell::testing_ingest
