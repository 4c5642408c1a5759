// Traditional to simplified Chinese, a character at a time.
//
// Most characters have one simplified form wherever they stand: SimplifiedHan, a look-up in the compiled table. A few
// are two words in one shape (乾 of 乾淨 is 干, of 乾隆 it is 乾; 著 of 看著 is 着, of 著名 it is 著):
// SimplifiedInContext decides these by the characters beside them. Contract: both are idempotent. Simplified text is
// left as it is, with the few exceptions that the rules name. Threads: free functions without state.
#pragma once

namespace groundswell {

// The simplified form of `c`, `c` itself for all else, the characters that need context included.
char32_t SimplifiedHan(char32_t c);

// For the characters that need context (CharAction::kContextual). `before` is the character before it, simplified
// already, `after` the one after it as written; 0 at either end of the text.
char32_t SimplifiedInContext(char32_t before, char32_t c, char32_t after);

}  // namespace groundswell
