// Calibration: from the sums of trained columns to probabilities, fitted on validation texts by Newton's method.
//
// Both fits are convex and small (at most nine numbers), so that a few thousand texts are enough and the same texts
// give the same numbers. Threads: free functions.
#pragma once

#include <cstddef>
#include <span>

#include "models/complaint_model.h"
#include "models/sentiment_model.h"

namespace groundswell {

struct SentimentSample {
  float polarity = 0, neutrality = 0;  // scaled sums
  NetAnswers net;
  Sentiment truth = Sentiment::kNeutral;
  double weight = 1;
};

// The line that makes the three classes' probabilities most likely, held to `start` by `penalty`, which counts as so
// many samples; `start` itself for no samples.
SentimentLine FitSentimentLine(std::span<const SentimentSample> samples, const SentimentLine& start, double penalty);

struct ComplaintSample {
  float log_odds = 0;  // before calibration
  size_t feature_count = 0;
  SentimentScore sentiment;
  Lang lang = Lang::kOther;
  bool is_complaint = false;
  double weight = 1;
};

// Sets the weights of the inputs, the samples weighed so that `prior` of them are complaints. Leaves them as they are
// where a label does not occur.
void FitComplaint(std::span<const ComplaintSample> samples, double prior, ComplaintParameters* parameters);

}  // namespace groundswell
