// The phrase material of the synthetic feed: tools/phrases/*.inc, compiled into the binary.
//
// Each file is one raw string literal in the format of tools/generate_grammar.h. Every sentence was written for this
// product; the companies in them do not exist.
#pragma once

#include "base/status.h"
#include "tools/generate_grammar.h"

namespace groundswell {

// The whole material, checked. Fails only when a file of phrases is wrong.
Result<Grammar> LoadPhrases();

}  // namespace groundswell
