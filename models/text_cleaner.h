// Text from the web to the stored form, and from the stored form to the folded form that models read.
//
// Stored form (CleanText): what people are shown and what is kept. HTML tags and entities undone, NFKC (full-width
// forms too), traditional Chinese to simplified, ruby pinyin in brackets, zero-width, bidi and control characters and
// damaged bytes taken out, white space collapsed to single spaces; letter case, URLs, mentions, hashtags, emoji and
// marks such as [怒] kept. Personal data is replaced by typed marks (models/redact.h), and what configured patterns
// find (models/redact_patterns.h) where they are given. Folded form (FoldText): the stored form in lower case (Unicode
// simple folding). Contract: both are total (any bytes in, valid UTF-8 out) and idempotent: Clean(Clean(x)) ==
// Clean(x), Fold(Fold(x)) == Fold(x), and Clean(x) of a stored form is that form. Units: bytes of UTF-8. Threads: free
// functions without state; scratch is the caller's.
#pragma once

#include <string>
#include <string_view>

namespace groundswell {

class RedactPatterns;

// Replaces *out with the stored form of `raw`. Keeps *out's capacity. `patterns` may be null.
void CleanText(std::string_view raw, std::string* out, const RedactPatterns* patterns = nullptr);

// Replaces *out with the folded form of `stored`.
void FoldText(std::string_view stored, std::string* out);

}  // namespace groundswell
