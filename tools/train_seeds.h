// Training seeds: short sentences of our own about banks, insurers, telecoms, parcels, subscriptions, apps and
// utilities, complaints and not, to show the complaint model plain reports in fields that no data set here covers.
//
// A seed is a pattern with choices: "{a|b} c" reads "a c" or "b c". Of a pattern with many readings a fixed sample is
// taken. The sentences were written for this file; none is quoted from a post.
// Threads: a free function.
#pragma once

#include <string>
#include <vector>

namespace groundswell {

struct SeedText {
  std::string text;
  bool is_complaint = false;
};

// The readings of every seed, in a fixed order.
std::vector<SeedText> ExpandTrainingSeeds();

}  // namespace groundswell
