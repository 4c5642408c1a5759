// Telephone numbers, told by their digits and how these stand together; used by models/redact.cc.
//
// Contract: each matcher looks at text[at], the first digit of a group of digits, and returns the end of the number
// that starts there, 0 for none. A number never ends before a digit. Cost: a few dozen bytes at most. Threads: free
// functions without state.
#pragma once

#include <cstddef>
#include <string_view>

namespace groundswell {

// A mobile number of mainland China: 1[3-9] and nine digits, whole or in one of the usual groupings (138 0013 8000,
// 138-00138-000, 1 3 8 0 0 1 3 8 0 0 0), with or without 86, 0086 or (+86) before it.
size_t MobileEnd(std::string_view text, size_t at);

// The same number with some or all digits as Chinese words: 一三八零零一三八零零零, 1三8零零138000. `at` may be such a
// word.
size_t SpelledMobileEnd(std::string_view text, size_t at);

// Whether `text` has a run of Chinese digit words as long as a mobile number. Looks at a few bytes of the text alone.
bool MayHoldSpelledMobile(std::string_view text);

// A landline of mainland China with its area code and what is behind it: 010-12345678, (0755) 1234567, 02112345678-801,
// 86-21-12345678.
size_t LandlineEnd(std::string_view text, size_t at);

// The digits of a number written with + and a country code: 9 to 15 digits, in groups or not.
size_t InternationalEnd(std::string_view text, size_t at);

// The same with 00 in place of the +, where the country code is one that is often seen.
size_t DialledEnd(std::string_view text, size_t at);

// 415-555-2671, 415.555.2671, 415 555 2671, (415) 555-2671, 1-415-555-2671, 07911 123456, 852-9123 4567; not the free
// 8xx numbers nor China's 400.
size_t ForeignEnd(std::string_view text, size_t at);

}  // namespace groundswell
