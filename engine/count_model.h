// The count model of all burst tests: how surprising is a count, when so many were expected?
//
// A count X of people who arrive within a window is negative binomial with mean m and dispersion f: its variance is
// m + f m². That is a Poisson count whose rate is not fixed but gamma distributed with relative variance f. What makes
// the rate uncertain adds up in f: how much the stream itself varies from hour to hour or day to day, and how little is
// known of its mean (a rate learned from s events has relative variance 1/s; for f = 1/s alone this is exactly the
// prediction of a gamma-Poisson model). Windows of any length share this form; f belongs to the length.
// Surprise is -log10 P(X >= count): 6 is one in a million. It is exact to about nine digits however small the
// probability is, for nothing is subtracted from 1 on the way.
// Contract: pure functions, the same bits for the same input. Cost: a fraction of a microsecond; it grows with the root
// of the count. Threads: any.
// Source: Loader, "Fast and accurate computation of binomial probabilities" (2000) for one member; the continued
// fraction 8.17.22 of the NIST Digital Library of Mathematical Functions for the tail.
#pragma once

#include <cstdint>

namespace groundswell {

// Least and most dispersion that is told apart from the limits; values outside are taken as the nearer one.
constexpr double kDispersionMin = 1e-9;
constexpr double kDispersionMax = 1e3;

// -log10 P(X >= count). `mean` in counts, not negative; 0 when count is 0.
double CountSurprise(uint64_t count, double mean, double dispersion);

// P(X >= count), for callers that mix models.
double CountTail(uint64_t count, double mean, double dispersion);

}  // namespace groundswell
