// Files of word vectors: damaged ones are refused, and whatever is taken gives finite vectors. The header with its
// checksum is made here around the input.
#include <cmath>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/hash.h"
#include "models/embedding.h"
#include "models/embedding_file.h"
#include "tests/fuzz/fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace groundswell;
  const std::string_view payload = FuzzBytes(data, size);
  (void)ParseEmbeddingFile(payload);
  std::string file = "GSEMBED1";
  ByteWriter writer(&file);
  writer.Number(static_cast<uint64_t>(payload.size()));
  writer.Number(Hash64(payload));
  file.append(payload);
  const auto parsed = ParseEmbeddingFile(file);
  if (parsed.ok()) CHECK(EncodeEmbeddingFile(*parsed) == file);
  const auto embedding = Embedding::Parse(file);
  if (!embedding.ok()) return 0;
  EmbeddingScratch scratch;
  std::vector<float> vector(embedding->dims());
  const float known = embedding->Embed("退款 refund of the bag", &scratch, vector);
  CHECK(known >= 0 && known <= 1);
  for (const float value : vector) CHECK(std::isfinite(value));
  return 0;
}
