#include "models/embedding_file.h"

#include "base/bytes.h"
#include "base/hash.h"

namespace groundswell {
namespace {

constexpr std::string_view kMagic = "GSEMBED1";

Status CheckTerms(const EmbeddingFile& file) {
  if (file.keys.size() > kEmbeddingTermsMax) return Corrupt("embedding file: it has more terms than any of ours");
  for (size_t i = 1; i < file.keys.size(); ++i) {
    if (file.keys[i] <= file.keys[i - 1]) return Corrupt("embedding file: its keys do not rise");
  }
  if (file.scales.size() != file.keys.size()) return Corrupt("embedding file: it has not one scale a term");
  for (const float scale : file.scales) {
    // Not of NaN either: it compares with nothing.
    if (!(scale > 0 && scale <= kEmbeddingScaleMax))
      return Corrupt("embedding file: a scale is no number above 0, or too large for sums of them");
  }
  return {};
}

Status ReadPayload(std::string_view payload, EmbeddingFile* file) {
  ByteReader reader(payload);
  file->about = reader.Text();
  file->dims = reader.Number<uint32_t>();
  if (!reader.ok() || file->dims < kEmbeddingDimsMin || file->dims > kEmbeddingDimsMax ||
      file->dims % kEmbeddingDimsStep != 0) {
    return Corrupt("embedding file: its head is damaged");
  }
  if (!reader.Array(&file->keys) || !reader.Array(&file->scales)) {
    return Corrupt("embedding file: its terms are cut short");
  }
  GROUNDSWELL_TRY(CheckTerms(*file));
  const std::string_view entries = reader.Text();
  if (!reader.done() || entries.size() != file->keys.size() * file->dims) {
    return Corrupt("embedding file: its vectors are damaged");
  }
  file->entries.assign(entries.begin(), entries.end());
  return {};
}

}  // namespace

std::string EncodeEmbeddingFile(const EmbeddingFile& file) {
  CHECK(CheckTerms(file).ok());
  CHECK(file.entries.size() == file.keys.size() * file.dims);
  std::string payload;
  ByteWriter writer(&payload);
  writer.Text(file.about);
  writer.Number(file.dims);
  writer.Array(file.keys);
  writer.Array(file.scales);
  writer.Text({reinterpret_cast<const char*>(file.entries.data()), file.entries.size()});
  std::string bytes(kMagic);
  ByteWriter head(&bytes);
  head.Number(static_cast<uint64_t>(payload.size()));
  head.Number(Hash64(payload));
  return bytes + payload;
}

Result<EmbeddingFile> ParseEmbeddingFile(std::string_view bytes) {
  if (bytes.substr(0, kMagic.size()) != kMagic) {
    return Corrupt("embedding file: it does not begin with GSEMBED1; make it with `groundswell train` of this version");
  }
  ByteReader head(bytes.substr(kMagic.size()));
  EmbeddingFile file;
  const uint64_t payload_bytes = head.Number<uint64_t>();
  file.checksum = head.Number<uint64_t>();
  if (!head.ok() || payload_bytes != head.rest().size()) {
    return Corrupt("embedding file: its length is not what it says");
  }
  if (file.checksum != Hash64(head.rest())) {
    return Corrupt("embedding file: its checksum is wrong; the file is damaged");
  }
  GROUNDSWELL_TRY(ReadPayload(head.rest(), &file));
  return file;
}

}  // namespace groundswell
