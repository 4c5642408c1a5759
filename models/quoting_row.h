// A row that quotes posts: a group, an alert or pinned evidence as JSON, and who wrote the posts that it quotes.
//
//   row = JSON on one line; where it quotes posts "\n" and, for each of its `representatives` in their order, 16 hex
//         digits: the hash of whoever wrote it, 0 where nobody is known or the quote was blanked
//
// The hashes are shown to nobody: what a Store gives to readers is the JSON alone. By them a person who asks to be
// forgotten is found when the posts themselves are kept no more. Contract: a row without hashes is one that quotes
// nothing, or was written before there were any. Ownership: views of the row. Threads: free functions.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "models/scored_post.h"

namespace groundswell {

std::string_view JsonOfRow(std::string_view row);
// Of the quotes in their order; empty where none are kept.
std::vector<PersonHash> WritersOfRow(std::string_view row);
std::string QuotingRow(std::string_view json, std::span<const PersonHash> writers);

}  // namespace groundswell
