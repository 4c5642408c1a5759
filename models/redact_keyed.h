// Ids and numbers that are personal because of the word before them; used by models/redact.cc.
//
// 微信:abc_123, QQ 12345678, 护照E12345678, 账号 1234567890, 电话62345678. Contract: nothing before text[from] is
// looked at. Cost: some hundred bytes at most. Threads: free functions without state.
#pragma once

#include "models/redact_scan.h"

namespace groundswell {

// The id that starts at text[at], the first byte of a run of letters, digits, _ and -, where the word before it says
// what it is.
PersonalPiece KeyedIdAt(std::string_view text, size_t at, size_t from);

// True when text[at] follows what introduces the number of an order or a case, which may look like a phone's or a
// card's.
bool FollowsOrderWord(std::string_view text, size_t at, size_t from);

}  // namespace groundswell
