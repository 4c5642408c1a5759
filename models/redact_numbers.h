// Identity cards and bank cards, told by their digits; used by models/redact.cc.
//
// Contract: each matcher looks at text[at], the first digit of a group of digits, and returns the end of the number
// that starts there, 0 for none. A number never ends before a digit. Cost: a few dozen bytes at most. Threads: free
// functions without state.
#pragma once

#include <cstddef>
#include <string_view>

namespace groundswell {

// An identity card number (GB 11643): 18 places with a known region, a possible date of birth and the right check
// digit; with a separator between any two places.
size_t IdentityCardEnd(std::string_view text, size_t at);

// An identity card number of before 1999: 15 digits without separators, a known region and a possible date of birth.
size_t OldIdentityCardEnd(std::string_view text, size_t at);

// A bank card: 13 to 19 digits that begin as an issuer's do (ISO/IEC 7812) and pass Luhn's check.
size_t BankCardEnd(std::string_view text, size_t at);

}  // namespace groundswell
