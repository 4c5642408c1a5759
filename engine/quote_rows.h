// Quotes in rows of groups, alerts and evidence: whom they are of, and how they leave.
//
// Contract: rows as models/quoting_row.h has them, whose JSON engine/group_json.h wrote. Threads: free functions.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "models/scored_post.h"

namespace groundswell {

// Calls visit(mark) (engine/group_json.h) for every quote that the person wrote.
void ForEachQuoteOf(PersonHash person, std::string_view row, const std::function<void(std::string_view mark)>& visit);

// Empties what the row quotes of a post, and forgets who wrote that. Returns whether it was quoted.
bool ForgetQuote(std::string_view channel, std::string_view id, std::string* row);

}  // namespace groundswell
