#include "engine/kernels.h"

#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "base/hash.h"

namespace groundswell {
namespace {

using Row = Eigen::Matrix<float, kDense, 1>;
using IntRow = Eigen::Matrix<int16_t, kDense, 1>;

// For each byte of a term's bits, the eight ±1 it stands for.
struct SignTable {
  alignas(16) int16_t rows[256][8];
  constexpr SignTable() : rows() {
    for (int byte = 0; byte < 256; ++byte)
      for (int bit = 0; bit < 8; ++bit) rows[byte][bit] = (byte >> bit & 1) ? 1 : -1;
  }
};
constexpr SignTable kSigns;

std::array<uint64_t, 2> IndexBits(uint32_t term_hash) {
  const uint64_t first = Mix64(term_hash);
  return {first, Mix64(first)};
}

template <typename Combine>
void ForIndexVector(uint32_t term_hash, int16_t* to, Combine combine) {
  const auto bits = IndexBits(term_hash);
  for (int i = 0; i < kDense / 8; ++i) {
    const int16_t* signs = kSigns.rows[bits[i / 8] >> (8 * (i % 8)) & 0xff];
    for (int k = 0; k < 8; ++k) combine(to[8 * i + k], signs[k]);
  }
}

// Beyond this an entry could overflow within a few posts.
constexpr int16_t kContextMax = 16000;

}  // namespace

void DenseDots(const DenseVector& query, const float* block, std::span<const uint32_t> slots, float* out) {
  const Eigen::Map<const Row> q(query.data());
  for (size_t i = 0; i < slots.size(); ++i) out[i] = q.dot(Eigen::Map<const Row>(block + size_t{slots[i]} * kDense));
}

float Dot(const float* a, const float* b) { return Eigen::Map<const Row>(a).dot(Eigen::Map<const Row>(b)); }

void AddTo(const float* from, float* to) { Eigen::Map<Row>(to) += Eigen::Map<const Row>(from); }

void AddScaled(const Context& from, float scale, DenseVector* to) {
  Eigen::Map<Row>(to->data()) += scale * Eigen::Map<const IntRow>(from.data()).cast<float>();
}

bool Normalize(DenseVector* vector) {
  Eigen::Map<Row> v(vector->data());
  const float square = v.squaredNorm();
  if (!(square > 0)) return false;
  v *= 1 / std::sqrt(square);
  return true;
}

void AddIndexVector(uint32_t term_hash, Context* to) {
  ForIndexVector(term_hash, to->data(),
                 [](int16_t& entry, int16_t sign) { entry = static_cast<int16_t>(entry + sign); });
}

float LearnContext(const Context& sum, uint32_t term_hash, Context* context) {
  ForIndexVector(term_hash, context->data(),
                 [](int16_t& entry, int16_t sign) { entry = static_cast<int16_t>(entry - sign); });
  int16_t* c = context->data();
  int16_t largest = 0, least = 0;
  for (int i = 0; i < kDense; ++i) {
    c[i] = static_cast<int16_t>(c[i] + sum[i]);
    largest = std::max(largest, c[i]);
    least = std::min(least, c[i]);
  }
  if (largest > kContextMax || least < -kContextMax)
    for (int i = 0; i < kDense; ++i) c[i] = static_cast<int16_t>(c[i] / 2);
  // Lanes added up side by side, in an order that is written down here rather than left to the compiler.
  constexpr int kLanes = 16;
  float lanes[kLanes] = {};
  for (int i = 0; i < kDense; i += kLanes)
    for (int k = 0; k < kLanes; ++k) lanes[k] += static_cast<float>(c[i + k]) * static_cast<float>(c[i + k]);
  float square = 0;
  for (const float lane : lanes) square += lane;
  return square;
}

}  // namespace groundswell
