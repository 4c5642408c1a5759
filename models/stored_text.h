// The one entry that scoring uses to bring raw text to its stored form: cleaned, then redacted.
//
// Contract: as CleanText (models/text_cleaner.h): total, idempotent, no allocation in the steady state. No text, title,
// organisation, product, region or address may be scored, shown, logged or stored that has not come through here.
// `id`, `channel` and `reply_to` do not: they are keys and must stay as they were given, so a feed should not build
// them from personal data. Authors and persons are hashed instead (models/author_hash.h).
// Threads: free functions without state.
#pragma once

#include <string>
#include <string_view>

#include "models/text_cleaner.h"

namespace groundswell {

// Replaces *out with the stored form of `raw`. Redaction is a step of cleaning, for either may uncover work for the
// other. `patterns` are the configured ones, or null.
inline void CleanAndRedact(std::string_view raw, std::string* out, const RedactPatterns* patterns = nullptr) {
  CleanText(raw, out, patterns);
}

}  // namespace groundswell
