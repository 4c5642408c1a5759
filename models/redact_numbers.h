// The kinds of personal numbers and how each is told; used by models/redact.cc.
//
// Contract: each matcher looks at text[at], the first digit of a group of digits, and returns the end of the number
// that starts there, 0 for none. A number never ends before a digit. Cost: a few dozen bytes at most. Threads: free
// functions without state.
#pragma once

#include <cstddef>
#include <string_view>

namespace groundswell {

// A mobile number of mainland China: 1[3-9] and nine digits, as 138 0013 8000 or 138-0013-8000 too, with or without 86,
// 0086 or (+86) before it.
size_t MobileEnd(std::string_view text, size_t at);

// A landline of mainland China with its area code: 010-12345678, (0755) 1234567, 02112345678.
size_t LandlineEnd(std::string_view text, size_t at);

// The digits of a number written with + and a country code: 10 to 15 digits, in groups or not.
size_t InternationalEnd(std::string_view text, size_t at);

// 415-555-2671, 415.555.2671, (415) 555-2671; not the free 8xx numbers nor China's 400.
size_t NorthAmericanEnd(std::string_view text, size_t at);

// An identity card number (GB 11643): 18 places, a possible date of birth, the right check digit.
size_t IdentityCardEnd(std::string_view text, size_t at);

// A bank card: 13 to 19 digits that begin as an issuer's do (ISO/IEC 7812) and pass Luhn's check.
size_t BankCardEnd(std::string_view text, size_t at);

}  // namespace groundswell
