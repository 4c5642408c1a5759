// ModelFile: the bytes of one trained linear model, as `groundswell train` writes them and the scorers read them.
//
//   file    := magic "GSMODEL1" kind:u32 payload_bytes:u64 checksum:u64 payload
//   payload := about:text parameter_count:u64 parameter:f32* columns:u32 entry_count:u64 keys:text weights:text
//              appendix:text?
//   text    := length:u32 byte*
//   keys    := for each entry, in rising order, its distance to the key before it (from -1) as a LEB128 number
//   weights := for each column, one signed byte an entry
//   appendix := bytes of the model's own, absent where it has none
// Numbers are little-endian. The checksum is XXH3 of the payload. A change of the format changes the magic's digit.
//
// Contract: Encode of equal files gives equal bytes; Parse of Encode gives an equal file. Parse refuses anything else
// as kCorrupt and names what is wrong; what it accepts has keys below 2^kFeatureBits, strictly rising, and full
// columns. Threads: values.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/status.h"

namespace groundswell {

enum class ModelKind : uint32_t { kSentiment = 1, kComplaint = 2 };

struct ModelFile {
  ModelKind kind = ModelKind::kSentiment;
  std::string about;                         // what it was trained on, for people
  std::vector<float> parameters;             // of the model's decision; their meaning is the model's
  std::vector<uint32_t> keys;                // features that have weights, rising
  std::vector<std::vector<int8_t>> columns;  // one weight a key each
  std::string appendix;                      // a further part of the model; may be empty
  uint64_t checksum = 0;                     // of the payload; set by Parse
};

std::string EncodeModelFile(const ModelFile& file);
Result<ModelFile> ParseModelFile(std::string_view bytes, ModelKind expected);

}  // namespace groundswell
