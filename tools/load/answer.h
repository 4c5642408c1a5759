// What the engine's answer to POST /api/v1/posts says, as far as a load wants to know it.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace groundswell {

// Adds the counts of an answer ("accepted", "duplicates", "rejected_total" and the others) to *sums.
void AddAnswerCounts(std::string_view answer, std::map<std::string, uint64_t>* sums);

// The lines that were refused, counted from 0, in the order given.
std::vector<uint64_t> RefusedLines(std::string_view answer);

}  // namespace groundswell
