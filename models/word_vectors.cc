#include "models/word_vectors.h"

#include <algorithm>
#include <cmath>

#include "base/bytes.h"
#include "models/embedding_file.h"

namespace groundswell {
namespace {

constexpr std::string_view kMagic = "GSWORDS1";

}  // namespace

Result<WordVectors> ParseWordVectors(std::string_view bytes) {
  if (bytes.substr(0, kMagic.size()) != kMagic) return Corrupt("word vectors: the file does not begin with GSWORDS1");
  ByteReader reader(bytes.substr(kMagic.size()));
  WordVectors out;
  out.dims = reader.Number<uint32_t>();
  const std::string_view words = reader.Text();
  for (size_t at = 0; at < words.size();) {
    const size_t end = std::min(words.find('\n', at), words.size());
    out.words.emplace_back(words.substr(at, end - at));
    at = end + 1;
  }
  if (!reader.Array(&out.scales)) return Corrupt("word vectors: the file is cut short");
  const std::string_view entries = reader.Text();
  if (!reader.done() || out.dims == 0 || out.dims > kEmbeddingDimsMax || out.scales.size() != out.words.size() ||
      entries.size() != out.words.size() * out.dims) {
    return Corrupt("word vectors: the parts of the file are not of one length");
  }
  for (const float scale : out.scales)
    if (!std::isfinite(scale)) return Corrupt("word vectors: a scale is not a number");
  out.entries.assign(entries.begin(), entries.end());
  return out;
}

}  // namespace groundswell
