// SentimentNet: a small convolutional network over the units of a text that costs like a table.
//
// A filter of a convolution answers to a unit, the one before it and the one after it (Kim, EMNLP 2014). Between the
// embedding of a unit and its share in that answer lies only a matrix, so the product of both is a table: three rows a
// unit, made once after training and held in signed bytes. The answer of all filters at a place is then the sum of
// three rows and a bias; the greatest answer of each filter over the places of a text, never below zero, goes through
// one dense layer that gives its answers: the log-odds of positive against negative and of neutral against either
// mood, and for each origin (a training set: reviews of a kind, microblogs, tweets) how much the text looks like it.
//
//   file    := magic "GSNET001" filters:u32 keys:u32* scales:f32* biases:i16* outputs:f32* output_biases:f32* rows:text
//   rows    := for the unknown unit, then for each key in order: kNetWindow times `filters` signed bytes
// An array is count:u64 and its values, numbers are little-endian. It is a part of the sentiment file, whose checksum
// covers it.
//
// Contract: a function of the units alone, in integers up to the dense layer. Shapes: `outputs` is row-major, answers x
// kNetFilters, the answers being polarity, neutrality and the origins. Units: scale x byte is a filter's answer.
// Errors: Parse returns kCorrupt for anything else than such bytes. Ownership: owns its tables. Threads: immutable; no
// allocation after construction.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/status.h"

namespace groundswell {

constexpr size_t kNetFilters = 128;
constexpr size_t kNetWindow = 3;
// What comes later in a text has no say: a post of 400 characters has made its mood plain.
constexpr size_t kNetUnitsMax = 400;
constexpr size_t kNetRowBytes = kNetWindow * kNetFilters;
// Answers beside the origins, which come after them.
constexpr size_t kNetMoods = 2;
constexpr size_t kNetOriginsMax = 14;
constexpr size_t kNetKeysMax = 65000;  // rows are known by 16 bits

struct SentimentNetFile {
  std::vector<uint32_t> keys;   // units (models/ngram_features.h) that have rows, rising
  std::vector<float> scales;    // one a filter
  std::vector<int16_t> biases;  // one a filter, in steps of its scale
  std::vector<float> outputs;   // 2 x filters: of polarity, then of neutrality
  std::vector<float> output_biases;
  std::vector<int8_t> rows;  // (1 + keys) x window x filters
};

std::string EncodeSentimentNet(const SentimentNetFile& file);
Result<SentimentNetFile> ParseSentimentNet(std::string_view bytes);

// What the net says of a text, before calibration.
struct NetAnswers {
  float polarity = 0;    // log-odds, above 0 positive
  float neutrality = 0;  // log-odds, above 0 neutral
  // The greater, the more a text looks like those of that origin; probabilities are their softmax.
  std::array<float, kNetOriginsMax> origins{};
};

class SentimentNet {
 public:
  explicit SentimentNet(const SentimentNetFile& file);

  // Of the units of a text (NgramScratch::units), of which the first kNetUnitsMax count.
  NetAnswers Answer(std::span<const uint32_t> units) const;

  size_t origin_count() const { return output_biases_.size() - kNetMoods; }

 private:
  struct Slot {
    uint32_t key;
    uint16_t row;
  };
  static constexpr uint32_t kDirectEnd = 0x10000;  // units below are looked up in one step
  static constexpr uint16_t kPaddingRow = 0, kUnknownRow = 1;

  uint16_t RowOf(uint32_t unit) const;
  size_t Home(uint32_t key) const { return (key * 0x9e3779b1u) >> shift_; }

  std::vector<int8_t> rows_;  // of padding, of the unknown unit, then of the keys
  std::vector<uint16_t> direct_;
  std::vector<Slot> slots_;  // open addressing; a power of two, at most half full
  int shift_ = 0;
  std::vector<int16_t> biases_;
  std::vector<float> outputs_;  // answers x filters, scales included
  std::vector<float> output_biases_;
};

}  // namespace groundswell
