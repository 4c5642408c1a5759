// Personal data out of text before it is scored, shown or stored: each piece is replaced by a mark that says its kind.
//
// Marks: [phone] [idcard] [card] [email]. Square brackets, because angle brackets would be taken for HTML by the next
// cleaning; a mark is left alone by cleaning and by redaction, so redacting twice changes nothing.
// What is found: mobile numbers of mainland China (with +86, spaces or hyphens), landlines with their area code,
// numbers written with + and a country code, North American numbers in three parts; identity card numbers of 18 places
// with a right check digit and a possible birth date; bank cards of 13 to 19 digits that begin like one and pass Luhn's
// check, plain or in groups; e-mail addresses. What is not: order numbers, prices, dates, times, service numbers (400,
// 800, 95588), @mentions (Mastodon's @user@host too), and numbers that are part of a URL's path.
// Contract: total on valid UTF-8, linear in the length. Threads: free functions; scratch is the caller's.
#pragma once

#include <string>
#include <string_view>

namespace groundswell {

// Replaces personal data in *text, which must be normalised (half-width digits); returns true when it changed. *scratch
// is overwritten. Text without seven digits in a row of numbers and without '@' costs one scan.
bool Redact(std::string* text, std::string* scratch);

}  // namespace groundswell
