// Licence plates and addresses to the door; used by models/redact.cc.
//
// Contract: each matcher looks at text[at], the first digit of a group of digits, and gives the piece that holds it.
// Nothing before text[from] is looked at or taken. Cost: some hundred bytes at most. Threads: free functions without
// state.
#pragma once

#include "models/redact_scan.h"

namespace groundswell {

// A plate of mainland China: a province, a letter, and five places (new-energy cars six) of digits and letters:
// 京A12345, 粤B·D12345, 沪a 8b8b8. Three of the places are digits; behind a point or a word for a plate two will do,
// and where the province is a common word (新, 黑) four must be: 新A6L20 is a car.
PersonalPiece PlateAround(std::string_view text, size_t at, size_t from);

// A Chinese address to the door: two or more parts such as 12号, 3栋, 2单元, 501室, of which one is a building, a
// stairway or a room, with the road or the estate before them. 建国路12号 alone is a public place and stays.
PersonalPiece ChineseAddressAround(std::string_view text, size_t at, size_t from);

// An English address: a number, one to three words and a word for a street, with the flat before or behind it: 12 Baker
// Street Apt 4, Flat 3, 24 elm road. Without a flat the words must be capitalised.
PersonalPiece EnglishAddressAround(std::string_view text, size_t at, size_t from);

}  // namespace groundswell
