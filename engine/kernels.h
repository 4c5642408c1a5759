// The vectorised inner loops of grouping, over flat memory. Each has a plain scalar twin in tests/engine.
//
// Contract: the bits of a result depend on the operands alone, never on how many rows are scored together or where they
// lie: every product runs over the fixed width kDense in one order of summation.
// Shapes: a dense vector is kDense floats; a dense block is row-major n x kDense. A context is kDense int16.
// Threads: free functions without state.
#pragma once

#include <array>
#include <cstdint>
#include <span>

namespace groundswell {

constexpr int kDense = 128;
using DenseVector = std::array<float, kDense>;
using Context = std::array<int16_t, kDense>;

// out[i] = dot(query, row slots[i] of block). `block` is row-major n x kDense, 32-byte aligned or not.
void DenseDots(const DenseVector& query, const float* block, std::span<const uint32_t> slots, float* out);

// Asks the memory ahead for a row.
inline void PrefetchRow(const float* row) {
  for (int i = 0; i < kDense; i += 16) __builtin_prefetch(row + i);
}

float Dot(const float* a, const float* b);                          // over kDense
void AddTo(const float* from, float* to);                           // to += from
void AddScaled(const Context& from, float scale, DenseVector* to);  // to += scale * from
// Divides by the Euclidean length; a zero vector stays. Returns whether it was not zero.
bool Normalize(DenseVector* vector);

// The fixed random vector of ±1 that stands for a term (random indexing, Kanerva et al. 2000): a function of its hash.
void AddIndexVector(uint32_t term_hash, Context* to);
// context += sum - index vector of the term; halves the context when an entry grows beyond the reach of int16.
// Returns the context's squared length.
float LearnContext(const Context& sum, uint32_t term_hash, Context* context);

}  // namespace groundswell
