#include "models/embedding.h"

#ifdef __AVX2__
#include <immintrin.h>
#endif

#include <algorithm>
#include <bit>
#include <cmath>

#include "models/embedding_file.h"
#include "models/meaning_terms.h"

namespace groundswell {
namespace {

constexpr size_t kStep = kEmbeddingDimsStep;

// Lanes added up side by side, in an order that is written down here rather than left to the compiler.
float SquaredLength(std::span<const float> vector) {
  float lanes[kStep] = {};
  for (size_t i = 0; i < vector.size(); i += kStep)
    for (size_t k = 0; k < kStep; ++k) lanes[k] += vector[i + k] * vector[i + k];
  float square = 0;
  for (const float lane : lanes) square += lane;
  return square;
}

#ifdef __AVX2__
// g++ 12 finds these instructions by itself at -O2 and loses them at -O3.
template <size_t kWidth>
void SumParts(const int8_t* entries, const float* scales, std::span<const uint32_t> rows, float* to) {
  constexpr size_t kLanes = 8;
  __m256 sums[kWidth / kLanes] = {};
  for (const uint32_t row : rows) {
    const int8_t* from = entries + size_t{row} * kMeaningDims;
    const __m256 scale = _mm256_set1_ps(scales[row]);
    for (size_t part = 0; part < kWidth / kLanes; ++part) {
      const __m128i bytes = _mm_loadl_epi64(reinterpret_cast<const __m128i*>(from + part * kLanes));
      const __m256 values = _mm256_cvtepi32_ps(_mm256_cvtepi8_epi32(bytes));
      sums[part] = _mm256_add_ps(sums[part], _mm256_mul_ps(scale, values));
    }
  }
  for (size_t part = 0; part < kWidth / kLanes; ++part) _mm256_storeu_ps(to + part * kLanes, sums[part]);
}
#else
template <size_t kWidth>
void SumParts(const int8_t* entries, const float* scales, std::span<const uint32_t> rows, float* to) {
  std::fill_n(to, kWidth, 0.f);
  for (const uint32_t row : rows)
    for (size_t k = 0; k < kWidth; ++k)
      to[k] += scales[row] * static_cast<float>(entries[size_t{row} * kMeaningDims + k]);
}
#endif

}  // namespace

void SumRows(const int8_t* entries, const float* scales, std::span<const uint32_t> rows,
             std::span<float, kMeaningDims> vector) {
  if (rows.empty()) return std::fill(vector.begin(), vector.end(), 0.f), void();  // `entries` may then be no memory
  // Half of a row at a time: its sums stay in the machine's registers until all rows are in.
  constexpr size_t kHalf = kMeaningDims / 2;
  for (size_t half = 0; half < kMeaningDims; half += kHalf)
    SumParts<kHalf>(entries + half, scales, rows, vector.data() + half);
}

Result<Embedding> Embedding::Parse(std::string_view bytes) {
  Result<EmbeddingFile> file = ParseEmbeddingFile(bytes);
  if (!file.ok()) return file.status();
  if (file->dims != kMeaningDims) {
    return Corrupt("embedding file: its vectors are not of the length this version works with; train it again");
  }
  Embedding embedding;
  embedding.dims_ = file->dims;
  embedding.checksum_ = file->checksum;
  embedding.scales_ = std::move(file->scales);
  embedding.entries_ = std::move(file->entries);
  const size_t slots = std::bit_ceil(2 * std::max<size_t>(file->keys.size(), 1));
  embedding.shift_ = 32 - std::countr_zero(slots);
  embedding.slots_.assign(slots, Slot{0, kNoRow});
  for (uint32_t row = 0; row < file->keys.size(); ++row) {
    size_t i = embedding.Home(file->keys[row]);
    while (embedding.slots_[i].row != kNoRow) i = (i + 1) & (slots - 1);
    embedding.slots_[i] = {file->keys[row], row};
  }
  return embedding;
}

uint32_t Embedding::FindRow(uint32_t key) const {
  for (size_t i = Home(key);; i = (i + 1) & (slots_.size() - 1)) {
    if (slots_[i].row == kNoRow || slots_[i].key == key) return slots_[i].row;
  }
}

void Embedding::FindRows(std::string_view folded, EmbeddingScratch* scratch) const {
  scratch->keys.clear();
  scratch->is_word.clear();
  scratch->rows.clear();
  bool is_chinese = false;
  ForEachMeaningTerm(folded, [&](MeaningTermKind kind, uint32_t key) {
    if (scratch->keys.size() == kMeaningTermsMax) return;
    scratch->keys.push_back(key);
    scratch->is_word.push_back(kind == MeaningTermKind::kWord);
    is_chinese = is_chinese || kind != MeaningTermKind::kWord;
  });
  for (size_t i = 0; i < scratch->keys.size(); ++i) {
    if (is_chinese && scratch->is_word[i] != 0) scratch->keys[i] = ChineseWordKey(scratch->keys[i]);
    __builtin_prefetch(&slots_[Home(scratch->keys[i])]);
  }
  for (const uint32_t key : scratch->keys) {
    const uint32_t row = FindRow(key);
    if (row == kNoRow) continue;
    scratch->rows.push_back(row);
    __builtin_prefetch(&scales_[row]);
    for (size_t i = 0; i < dims_; i += 64) __builtin_prefetch(&entries_[row * dims_ + i]);
  }
}

float Embedding::Embed(std::string_view folded, EmbeddingScratch* scratch, std::span<float> vector) const {
  CHECK(vector.size() == dims_);
  FindRows(folded, scratch);
  SumRows(entries_.data(), scales_.data(), scratch->rows, vector.first<kMeaningDims>());
  const float square = SquaredLength(vector);
  if (!(square > 0)) return 0;
  const float scale = 1 / std::sqrt(square);
  for (float& value : vector) value *= scale;
  return static_cast<float>(scratch->rows.size()) / static_cast<float>(scratch->keys.size());
}

}  // namespace groundswell
