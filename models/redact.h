// Personal data out of text before it is scored, shown or stored: each piece is replaced by a mark that says its kind.
//
// Marks: [phone] [idcard] [passport] [card] [email] [plate] [address] [account], and those of configured patterns
// (models/redact_patterns.h). Square brackets, because angle brackets would be taken for HTML by the next cleaning; a
// mark is left alone by cleaning and by redaction.
// What is found: mobile numbers of mainland China, also with spaces, hyphens or points in them and with digits as
// Chinese words; landlines with their area code, and without it behind 电话 and the like; numbers with + or 00 and a
// country code, North American numbers in three parts (models/redact_phones.h); identity card numbers of 18 places with
// a right check digit and of 15 with a possible date; bank cards that pass Luhn's check (models/redact_numbers.h);
// e-mail addresses, (at) forms too (models/redact_emails.h); licence plates, addresses to the door
// (models/redact_places.h); and behind the word that names them WeChat and QQ ids, passports and travel permits,
// account numbers (models/redact_keyed.h). What is not: names, order numbers without a pattern for them, streets
// without a door, prices, dates, times, service numbers (400, 800, 95588), @mentions (Mastodon's @user@host too), and
// numbers that are part of a URL's path. Contract: total on valid UTF-8; redacting twice changes nothing. Cost: linear
// in the length. Threads: free functions; scratch is the caller's.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace groundswell {

// What a text holds, as bits: most have nothing that could be personal, and whoever has read them knows.
enum PersonalSign : uint8_t { kHoldsDigit = 1, kHoldsAtSign = 2, kHoldsLetter = 4 };
constexpr uint8_t kPersonalSigns = kHoldsDigit | kHoldsAtSign | kHoldsLetter;

// Replaces personal data in *text, which must be normalised (half-width digits); returns true when it changed. *scratch
// is overwritten. `signs` has at least the bits of what the text holds: digits, @, letters of ASCII.
bool Redact(std::string* text, std::string* scratch, uint8_t signs = kPersonalSigns);

}  // namespace groundswell
