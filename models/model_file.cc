#include "models/model_file.h"

#include <cmath>

#include "base/bytes.h"
#include "base/hash.h"
#include "models/ngram_features.h"

namespace groundswell {
namespace {

constexpr std::string_view kMagic = "GSMODEL1";
constexpr uint32_t kColumnsMax = 8;

void AppendLeb128(uint32_t value, std::string* out) {
  for (; value >= 0x80; value >>= 7) out->push_back(static_cast<char>(value | 0x80));
  out->push_back(static_cast<char>(value));
}

// Reads `count` distances from `bytes`; false when they are damaged, too many or too few.
bool ReadKeys(std::string_view bytes, uint64_t count, std::vector<uint32_t>* keys) {
  if (count > bytes.size()) return false;
  keys->reserve(count);
  int64_t key = -1;
  size_t at = 0;
  for (uint64_t i = 0; i < count; ++i) {
    uint64_t step = 0;
    for (int shift = 0;; shift += 7) {
      if (at >= bytes.size() || shift > 28) return false;
      const auto byte = static_cast<unsigned char>(bytes[at++]);
      step |= static_cast<uint64_t>(byte & 0x7F) << shift;
      if (byte < 0x80) break;
    }
    key += static_cast<int64_t>(step);
    if (step == 0 || key >= (int64_t{1} << kFeatureBits)) return false;
    keys->push_back(static_cast<uint32_t>(key));
  }
  return at == bytes.size();
}

Status ReadPayload(std::string_view payload, ModelFile* file) {
  ByteReader reader(payload);
  file->about = reader.Text();
  if (!reader.Array(&file->parameters)) return Corrupt("model file: its parameters are cut short");
  for (float parameter : file->parameters) {
    if (!std::isfinite(parameter)) return Corrupt("model file: a parameter is not a number");
  }
  const uint32_t columns = reader.Number<uint32_t>();
  const uint64_t count = reader.Number<uint64_t>();
  if (!reader.ok() || columns > kColumnsMax) return Corrupt("model file: its head is damaged");
  if (!ReadKeys(reader.Text(), count, &file->keys)) return Corrupt("model file: its keys are damaged");
  const std::string_view weights = reader.Text();
  if (!reader.ok() || weights.size() != count * columns) return Corrupt("model file: its weights are damaged");
  for (uint32_t column = 0; column < columns; ++column) {
    const std::string_view part = weights.substr(column * count, count);
    file->columns.emplace_back(part.begin(), part.end());
  }
  if (reader.done()) return {};
  file->appendix = reader.Text();
  if (!reader.done() || file->appendix.empty()) return Corrupt("model file: its appendix is damaged");
  return {};
}

}  // namespace

std::string EncodeModelFile(const ModelFile& file) {
  std::string payload;
  ByteWriter writer(&payload);
  writer.Text(file.about);
  writer.Array(file.parameters);
  writer.Number(static_cast<uint32_t>(file.columns.size()));
  writer.Number(static_cast<uint64_t>(file.keys.size()));
  std::string keys, weights;
  int64_t before = -1;
  for (uint32_t key : file.keys) {
    AppendLeb128(static_cast<uint32_t>(key - before), &keys);
    before = key;
  }
  for (const auto& column : file.columns) {
    CHECK(column.size() == file.keys.size());
    weights.append(reinterpret_cast<const char*>(column.data()), column.size());
  }
  writer.Text(keys);
  writer.Text(weights);
  if (!file.appendix.empty()) writer.Text(file.appendix);

  std::string bytes(kMagic);
  ByteWriter head(&bytes);
  head.Number(file.kind);
  head.Number(static_cast<uint64_t>(payload.size()));
  head.Number(Hash64(payload));
  return bytes + payload;
}

Result<ModelFile> ParseModelFile(std::string_view bytes, ModelKind expected) {
  if (bytes.substr(0, kMagic.size()) != kMagic) {
    return Corrupt("model file: it does not begin with GSMODEL1; make it with `groundswell train` of this version");
  }
  ByteReader head(bytes.substr(kMagic.size()));
  ModelFile file;
  file.kind = head.Number<ModelKind>();
  const uint64_t payload_bytes = head.Number<uint64_t>();
  file.checksum = head.Number<uint64_t>();
  if (!head.ok() || payload_bytes != head.rest().size()) return Corrupt("model file: its length is not what it says");
  if (file.checksum != Hash64(head.rest())) return Corrupt("model file: its checksum is wrong; the file is damaged");
  if (file.kind != expected) return Corrupt("model file: it holds another kind of model");
  GROUNDSWELL_TRY(ReadPayload(head.rest(), &file));
  return file;
}

}  // namespace groundswell
