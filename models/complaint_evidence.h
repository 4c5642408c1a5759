// ComplaintEvidence: what a text says for and against being a complaint, and how that is weighed.
//
// A post may name a broken thing, a payment that never came, a refusal, a demand in words that the n-grams of
// models/complaint_model.h have not met; or it may ask how something is done, praise, report or sell. The taxonomy
// finds such evidence by phrases ([evidence.NAME]) and gives each kind a number of its [complaint] table. The
// probability of a complaint is the logistic of their sum, the log-odds by n-grams among them: a dozen readable
// numbers, fitted on labelled texts by tools/fit_evidence.h. Units: log-odds. Errors: none. Threads: plain values and
// free functions without state.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <span>
#include <string_view>

#include "models/reading.h"
#include "models/scored_post.h"

namespace groundswell {

// Kinds of evidence that phrases tell; a bit of Reading::evidence each, by their place.
inline constexpr std::string_view kEvidenceNames[] = {
    "breaks", "fails", "not_come", "refuses", "takes_money", "deceives", "poor",  "long_wait", "calls_out",
    "hurts",  "asks",  "unreal",   "praises", "solved",      "reports",  "sells", "own_fault", "plays",
};
constexpr size_t kEvidenceCount = std::size(kEvidenceNames);
// Of these, the first so many say that something is wrong.
constexpr size_t kTroubleCount = 10;
// A bit beyond the sets: some cause was found by words that say what is wrong, and not by its topic alone.
constexpr uint32_t kSaysCause = 1u << kEvidenceCount;

// What is weighed: what the phrases say, then what else is known. `text` is the log-odds by n-grams, `cause` and
// `topic` whether a cause was found by what is wrong and at all, `organisation` whether one is known, `named` half the
// number of troubles and demands (two at most) where one is, less where the text praises, `troubles` half their number
// (four at most), `short` how far the text is below thirty bytes, `one` always one.
inline constexpr std::string_view kWeightNames[] = {
    "text",         "sentiment", "neutral",  "cause",    "topic", "demand",  "emotion", "danger",
    "organisation", "named",     "troubles", "question", "short", "english", "one",
};
constexpr size_t kWeightCount = kEvidenceCount + std::size(kWeightNames);

// The name of a weight in [complaint].
constexpr std::string_view WeightName(size_t i) {
  return i < kEvidenceCount ? kEvidenceNames[i] : kWeightNames[i - kEvidenceCount];
}

using ComplaintInputs = std::array<float, kWeightCount>;
using ComplaintWeights = std::array<float, kWeightCount>;

// The inputs of a text. `scores` holds the probability by n-grams, `reading` what the taxonomy found.
ComplaintInputs ComplaintInputsOf(std::string_view folded, const Scores& scores, const Reading& reading,
                                  bool has_organisation);

// 0..1. `weights` has one for each input.
float WeighComplaint(const ComplaintInputs& inputs, std::span<const float> weights);

}  // namespace groundswell
