// EmbeddingFile: the bytes of a table of word vectors, as `groundswell train` writes it and Embedding reads it.
//
//   file    := magic "GSEMBED1" payload_bytes:u64 checksum:u64 payload
//   payload := about:text dims:u32 keys:u32* scales:f32* entries:text
//   text    := length:u32 byte*, an array := count:u64 and its values; entries has dims signed bytes a key, in order
// Numbers are little-endian. The checksum is XXH3 of the payload. A change of the format changes the magic's digit.
//
// Contract: Encode of equal files gives equal bytes; Parse of Encode gives an equal file. Parse refuses anything else
// as kCorrupt and names what is wrong; what it accepts has rising keys, scales above 0 up to kEmbeddingScaleMax and
// full rows. Units: a term's vector is its bytes times its scale. Threads: values.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/status.h"

namespace groundswell {

// Rows are whole vectors of the machine, and two cache lines or more.
constexpr uint32_t kEmbeddingDimsMin = 64, kEmbeddingDimsMax = 256, kEmbeddingDimsStep = 32;
// What is shipped must stay small; more terms than this are no file of ours.
constexpr uint64_t kEmbeddingTermsMax = 1u << 18;
// Sums of a post's vectors and their squares stay far from what a float can hold.
constexpr float kEmbeddingScaleMax = 1e6f;

struct EmbeddingFile {
  std::string about;  // what it was trained on, for people
  uint32_t dims = 0;
  std::vector<uint32_t> keys;   // of terms (models/meaning_terms.h), rising
  std::vector<float> scales;    // one a key: the term's weight is in it
  std::vector<int8_t> entries;  // row-major, keys x dims
  uint64_t checksum = 0;        // of the payload; set by Parse
};

std::string EncodeEmbeddingFile(const EmbeddingFile& file);
Result<EmbeddingFile> ParseEmbeddingFile(std::string_view bytes);

}  // namespace groundswell
