// A row of pinned evidence: a group as it stood, as JSON, and who wrote the posts that it quotes.
//
//   row = JSON on one line; where it quotes posts "\n" and, for each in their order, 16 hex digits: the hash of whoever
//         wrote it, 0 where that is not known
//
// The hashes are shown to nobody. By them a person who asks to be forgotten is found when the posts themselves are kept
// no more. Contract: a row without hashes is one that was pinned before there were any. Ownership: views of the row.
// Threads: free functions.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "models/scored_post.h"

namespace groundswell {

std::string_view JsonOfEvidence(std::string_view row);
// Of the quotes in their order; empty where none are kept.
std::vector<PersonHash> PeopleOfEvidence(std::string_view row);
std::string EvidenceRow(std::string_view json, std::span<const PersonHash> people);

}  // namespace groundswell
