#include "models/sentiment_net.h"

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
// How many places ahead rows are fetched: one place costs about as much as a tenth of a miss.
constexpr size_t kPrefetchAhead = 4;
constexpr size_t kCacheLineBytes = 64;

// Whether all are numbers of a size whose products stay far from what a float can hold.
bool AllSound(const std::vector<float>& values) {
  return std::all_of(values.begin(), values.end(), [](float value) { return std::fabs(value) <= kWeightMax; });
}

// Raises each filter's greatest answer to that at one place. The loop is one of whole vectors for the compiler.
void RaiseTo(const int8_t* before, const int8_t* here, const int8_t* after, const int16_t* biases, int16_t* greatest) {
  for (size_t f = 0; f < kNetFilters; ++f) {
    const auto answer = static_cast<int16_t>(biases[f] + before[f] + here[f] + after[f]);
    greatest[f] = std::max(greatest[f], answer);
  }
}

// Eight sums that lie apart, so that the order of summation is the same whatever vectors the compiler makes of them.
float Product(const float* weights, const std::array<float, kNetFilters>& pooled) {
  std::array<float, 8> lanes{};
  for (size_t f = 0; f < kNetFilters; f += lanes.size()) {
    for (size_t lane = 0; lane < lanes.size(); ++lane) lanes[lane] += weights[f + lane] * pooled[f + lane];
  }
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
  alignas(kCacheLineBytes) std::array<int16_t, kNetFilters> greatest{};
  for (size_t i = 1; i <= count; ++i) {
    if (i + kPrefetchAhead <= count) {
      for (size_t byte = 0; byte < kNetRowBytes; byte += kCacheLineBytes) {
        __builtin_prefetch(rows[i + kPrefetchAhead] + byte);
      }
    }
    RaiseTo(rows[i - 1], rows[i] + kNetFilters, rows[i + 1] + 2 * kNetFilters, biases_.data(), greatest.data());
  }
  std::array<float, kNetFilters> pooled;
  for (size_t f = 0; f < kNetFilters; ++f) pooled[f] = static_cast<float>(greatest[f]);
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
