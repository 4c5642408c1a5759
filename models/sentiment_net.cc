#include "models/sentiment_net.h"

#ifdef __AVX2__
#include <immintrin.h>
#endif

#include <algorithm>
#include <bit>
#include <cmath>
#include <utility>

#include "base/bytes.h"

namespace groundswell {
namespace {

constexpr std::string_view kMagic = "GSNET001";
// Three bytes and a bias stay within 16 bits.
constexpr int kBiasMax = 32000;
constexpr float kWeightMax = 1e6f;

// Whether all are numbers of a size whose products stay far from what a float can hold.
bool AllSound(const std::vector<float>& values) {
  return std::all_of(values.begin(), values.end(), [](float value) { return std::fabs(value) <= kWeightMax; });
}

// The greatest sum of three rows at any of `count` places, for kBlock filters from `first` on; `rows` are those of the
// units with one of padding at each end. At no place at all it is the least that 16 bits hold.
constexpr size_t kBlock = 64;
#ifdef __AVX2__
// How many places ahead rows are fetched, of which a block is a cache line.
constexpr size_t kPrefetchAhead = 6;
// g++ 12 finds these instructions by itself at -O3 alone. The sums of a block stay in registers over all places.
void GreatestSums(const int8_t* const* rows, size_t count, size_t first, int16_t* greatest) {
  constexpr size_t kLanes = 16, kParts = kBlock / kLanes;
  const auto load = [](const int8_t* from) {
    return _mm256_cvtepi8_epi16(_mm_loadu_si128(reinterpret_cast<const __m128i*>(from)));
  };
  __m256i best[kParts];
  for (__m256i& part : best) part = _mm256_set1_epi16(INT16_MIN);
  for (size_t i = 0; i < count; ++i) {
    if (i + kPrefetchAhead < count) {
      for (size_t w = 0; w < kNetWindow; ++w) __builtin_prefetch(rows[i + kPrefetchAhead] + w * kNetFilters + first);
    }
    const int8_t *before = rows[i] + first, *here = rows[i + 1] + kNetFilters + first,
                 *after = rows[i + 2] + 2 * kNetFilters + first;
    for (size_t part = 0; part < kParts; ++part) {
      const size_t at = part * kLanes;
      const __m256i sum = _mm256_add_epi16(_mm256_add_epi16(load(before + at), load(here + at)), load(after + at));
      best[part] = _mm256_max_epi16(best[part], sum);
    }
  }
  for (size_t part = 0; part < kParts; ++part) {
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(greatest + part * kLanes), best[part]);
  }
}
#else
void GreatestSums(const int8_t* const* rows, size_t count, size_t first, int16_t* greatest) {
  std::fill_n(greatest, kBlock, INT16_MIN);
  for (size_t i = 0; i < count; ++i) {
    for (size_t f = 0; f < kBlock; ++f) {
      const int sum =
          rows[i][first + f] + rows[i + 1][kNetFilters + first + f] + rows[i + 2][2 * kNetFilters + first + f];
      greatest[f] = static_cast<int16_t>(std::max<int>(greatest[f], sum));
    }
  }
}
#endif

// Eight sums that lie apart, so that the order of summation does not depend on the compiler.
float Product(const float* weights, const std::array<float, kNetFilters>& pooled) {
  constexpr size_t kLanes = 8;
  std::array<float, kLanes> lanes{};
#ifdef __AVX2__
  __m256 sums = _mm256_setzero_ps();
  for (size_t f = 0; f < kNetFilters; f += kLanes) {
    sums = _mm256_add_ps(sums, _mm256_mul_ps(_mm256_loadu_ps(weights + f), _mm256_loadu_ps(&pooled[f])));
  }
  _mm256_storeu_ps(lanes.data(), sums);
#else
  for (size_t f = 0; f < kNetFilters; f += kLanes) {
    for (size_t lane = 0; lane < kLanes; ++lane) lanes[lane] += weights[f + lane] * pooled[f + lane];
  }
#endif
  return ((lanes[0] + lanes[4]) + (lanes[1] + lanes[5])) + ((lanes[2] + lanes[6]) + (lanes[3] + lanes[7]));
}

}  // namespace

std::string EncodeSentimentNet(const SentimentNetFile& file) {
  std::string bytes(kMagic);
  ByteWriter writer(&bytes);
  writer.Number(static_cast<uint32_t>(kNetFilters));
  writer.Array(file.keys);
  writer.Array(file.scales);
  writer.Array(file.biases);
  writer.Array(file.outputs);
  writer.Array(file.output_biases);
  writer.Text({reinterpret_cast<const char*>(file.rows.data()), file.rows.size()});
  return bytes;
}

Result<SentimentNetFile> ParseSentimentNet(std::string_view bytes) {
  if (bytes.substr(0, kMagic.size()) != kMagic) return Corrupt("sentiment net: it does not begin with GSNET001");
  ByteReader reader(bytes.substr(kMagic.size()));
  if (reader.Number<uint32_t>() != kNetFilters) return Corrupt("sentiment net: it has another number of filters");
  SentimentNetFile file;
  const bool has_parts = reader.Array(&file.keys) && reader.Array(&file.scales) && reader.Array(&file.biases) &&
                         reader.Array(&file.outputs) && reader.Array(&file.output_biases);
  const std::string_view rows = reader.Text();
  if (!has_parts || !reader.done()) return Corrupt("sentiment net: it is cut short");
  if (file.keys.size() > kNetKeysMax || file.scales.size() != kNetFilters || file.biases.size() != kNetFilters ||
      file.outputs.size() != file.output_biases.size() * kNetFilters || file.output_biases.size() <= kNetMoods ||
      file.output_biases.size() > kNetMoods + kNetOriginsMax || rows.size() != (file.keys.size() + 1) * kNetRowBytes) {
    return Corrupt("sentiment net: its parts do not fit together");
  }
  if (!AllSound(file.scales) || !AllSound(file.outputs) || !AllSound(file.output_biases)) {
    return Corrupt("sentiment net: a weight is out of range");
  }
  if (std::adjacent_find(file.keys.begin(), file.keys.end(), std::greater_equal<>()) != file.keys.end()) {
    return Corrupt("sentiment net: its keys do not rise");
  }
  for (const int16_t bias : file.biases) {
    if (bias > kBiasMax || bias < -kBiasMax) return Corrupt("sentiment net: a bias is out of range");
  }
  file.rows.assign(rows.begin(), rows.end());
  return file;
}

SentimentNet::SentimentNet(const SentimentNetFile& file)
    : direct_(kDirectEnd, kUnknownRow),
      biases_(file.biases),
      outputs_(file.outputs),
      output_biases_(file.output_biases) {
  rows_.assign(kNetRowBytes, 0);
  rows_.insert(rows_.end(), file.rows.begin(), file.rows.end());
  const size_t slots = std::bit_ceil(2 * file.keys.size() + 2);
  shift_ = 32 - std::countr_zero(slots);
  slots_.assign(slots, Slot{0, kPaddingRow});
  for (size_t i = 0; i < file.keys.size(); ++i) {
    const uint32_t key = file.keys[i];
    const auto row = static_cast<uint16_t>(i + 2);
    if (key < kDirectEnd) {
      direct_[key] = row;
      continue;
    }
    size_t at = Home(key);
    while (slots_[at].row != kPaddingRow) at = (at + 1) & (slots - 1);
    slots_[at] = {key, row};
  }
  for (size_t i = 0; i < outputs_.size(); ++i) outputs_[i] *= file.scales[i % kNetFilters];
}

uint16_t SentimentNet::RowOf(uint32_t unit) const {
  if (unit < kDirectEnd) return direct_[unit];
  for (size_t at = Home(unit);; at = (at + 1) & (slots_.size() - 1)) {
    if (slots_[at].row == kPaddingRow) return kUnknownRow;
    if (slots_[at].key == unit) return slots_[at].row;
  }
}

NetAnswers SentimentNet::Answer(std::span<const uint32_t> units) const {
  const size_t count = std::min(units.size(), kNetUnitsMax);
  // A padding row stands before the first unit and after the last.
  std::array<const int8_t*, kNetUnitsMax + 2> rows;
  rows[0] = rows[count + 1] = rows_.data();
  for (size_t i = 0; i < count; ++i) rows[i + 1] = rows_.data() + size_t{RowOf(units[i])} * kNetRowBytes;
  std::array<int16_t, kNetFilters> greatest;
  for (size_t first = 0; first < kNetFilters; first += kBlock) {
    GreatestSums(rows.data(), count, first, greatest.data() + first);
  }
  std::array<float, kNetFilters> pooled;
  for (size_t f = 0; f < kNetFilters; ++f) pooled[f] = static_cast<float>(std::max(0, greatest[f] + biases_[f]));
  NetAnswers answers;
  answers.polarity = output_biases_[0] + Product(&outputs_[0], pooled);
  answers.neutrality = output_biases_[1] + Product(&outputs_[kNetFilters], pooled);
  for (size_t o = 0; o < origin_count(); ++o) {
    const size_t answer = kNetMoods + o;
    answers.origins[o] = output_biases_[answer] + Product(&outputs_[answer * kNetFilters], pooled);
  }
  return answers;
}

}  // namespace groundswell
