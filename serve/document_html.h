// A Document as one HTML file that needs nothing else: to read in a browser, to print and to send.
//
// Contract: no script, nothing loaded; every text is escaped, and links are those of IsSafeLink. The one style is
// inline, and DocumentPolicy allows it by its hash. The same document gives the same bytes. Threads: free functions.
#pragma once

#include <string>

#include "serve/document.h"

namespace groundswell {

std::string DocumentHtml(const Document& document);

// The Content-Security-Policy under which it is shown.
std::string DocumentPolicy();

}  // namespace groundswell
