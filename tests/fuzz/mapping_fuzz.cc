// Mappings: any file is taken as a mapping or refused with words; any bytes go through every built-in mapping, and what
// comes out are sound posts and reasons.
#include <memory>
#include <string>
#include <vector>

#include "ingest/decoder.h"
#include "ingest/mapping_json.h"
#include "ingest/mapping_reader.h"
#include "ingest/mapping_source.h"
#include "tests/fuzz/fuzz.h"

namespace groundswell {
namespace {

std::vector<std::shared_ptr<const Mapping>> AllBuiltIn() {
  std::vector<std::shared_ptr<const Mapping>> mappings;
  for (const BuiltInMapping& built_in : BuiltInMappings()) {
    auto mapping = LoadMapping(std::string(built_in.name));
    CHECK(mapping.ok());
    mappings.push_back(*mapping);
  }
  return mappings;
}

// What a mapping makes of a post is a post to the decoder of our own form.
void CheckPost(const Post& post) {
  static Decoder decoder;
  std::string line;
  AppendPostJson(post, false, &line);
  const size_t size = line.size();
  line.append(kLinePaddingBytes, ' ');
  PostBatch again;
  CHECK(!decoder.Decode(std::string_view(line).substr(0, size), line.size(), 1, &again).refused());
}

void Map(std::string_view bytes, const std::shared_ptr<const Mapping>& mapping) {
  MemorySource memory(bytes);
  MappingSource source(&memory, mapping.get());
  LineReader lines(&source);
  MappingReader reader(mapping);
  LineBlock block;
  while (true) {
    const auto more = lines.Next(64, &block);
    CHECK(more.ok());
    if (!*more) return;
    PostBatch batch;
    std::vector<MappedRefusal> refused;
    MapBlock(block, &reader, &batch, &refused);
    for (const MappedRefusal& record : refused) CHECK(record.refusal.refused() && !record.refusal.text.empty());
    for (const Post& post : batch.posts) CheckPost(post);
  }
}

}  // namespace
}  // namespace groundswell

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace groundswell;
  const std::string_view bytes = FuzzBytes(data, size);
  static const auto mappings = AllBuiltIn();
  const auto mapping = Mapping::Parse(bytes, "fuzz");
  CHECK(mapping.ok() || !mapping.status().message().empty());
  for (const auto& built_in : mappings) Map(bytes, built_in);
  return 0;
}
