#include "models/complaint_evidence.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace groundswell {
namespace {

// Beyond this the n-grams are no surer: they are hashed and few, and a single text in thousands is not known better.
constexpr float kLogOddsMax = 6;
constexpr float kProbabilityMin = 1e-4f;
constexpr uint32_t kTroubleBits = (1u << kTroubleCount) - 1;
// Bytes from which on a text is no longer short.
constexpr float kShortBytes = 30;

float LogOddsOf(float probability) {
  const float inside = std::clamp(probability, kProbabilityMin, 1 - kProbabilityMin);
  return std::clamp(std::log(inside / (1 - inside)), -kLogOddsMax, kLogOddsMax);
}

bool EndsAsQuestion(std::string_view folded) {
  const size_t last = folded.find_last_not_of(" \n");
  return last != std::string_view::npos && folded[last] == '?';
}

}  // namespace

ComplaintInputs ComplaintInputsOf(std::string_view folded, const Scores& scores, const Reading& reading,
                                  bool has_organisation) {
  ComplaintInputs inputs{};
  for (size_t i = 0; i < kEvidenceCount; ++i) inputs[i] = (reading.evidence >> i & 1) != 0 ? 1.0f : 0.0f;
  const bool says_cause = (reading.evidence & kSaysCause) != 0;
  const int troubles = std::popcount(reading.evidence & kTroubleBits);
  size_t at = kEvidenceCount;
  inputs[at++] = LogOddsOf(scores.complaint);
  inputs[at++] = scores.sentiment_score;
  inputs[at++] = scores.sentiment == Sentiment::kNeutral ? 1.0f : 0.0f;
  inputs[at++] = says_cause ? 1.0f : 0.0f;
  inputs[at++] = reading.cause != CauseClass::kNone ? 1.0f : 0.0f;
  inputs[at++] = reading.demands != 0 ? 1.0f : 0.0f;
  inputs[at++] = reading.emotion != Emotion::kNone ? 1.0f : 0.0f;
  inputs[at++] = (reading.signs & (kDanger | kDataLeak | kBankRun)) != 0 ? 1.0f : 0.0f;
  inputs[at++] = has_organisation ? 1.0f : 0.0f;
  const int wrongs = std::min(troubles + (reading.demands != 0 ? 1 : 0), 2);
  // What went wrong is told beside praise too; it then counts less for whoever is named.
  const float earnest = std::min(1.0f, 1 - scores.sentiment_score);
  inputs[at++] = has_organisation ? earnest * static_cast<float>(wrongs) / 2 : 0.0f;
  inputs[at++] = static_cast<float>(std::min(troubles, 4)) / 2;
  inputs[at++] = EndsAsQuestion(folded) ? 1.0f : 0.0f;
  inputs[at++] = std::max(0.0f, 1 - static_cast<float>(folded.size()) / kShortBytes);
  inputs[at++] = scores.lang == Lang::kEnglish ? 1.0f : 0.0f;
  inputs[at++] = 1;
  return inputs;
}

float WeighComplaint(const ComplaintInputs& inputs, std::span<const float> weights) {
  float log_odds = 0;
  for (size_t i = 0; i < kWeightCount; ++i) log_odds += weights[i] * inputs[i];
  return 1 / (1 + std::exp(-log_odds));
}

}  // namespace groundswell
