// A Document as a Word file: an Office Open XML package (ECMA-376, WordprocessingML), which Word, WPS and LibreOffice
// open.
//
// Contract: the same document gives the same bytes, whenever and wherever it is made; no time and no author is written.
// Every text is escaped, characters that XML forbids become U+FFFD. Links that are not http, https or mailto are text.
// Errors: kExhausted when memory for the package is not there. Threads: free function.
#pragma once

#include <string>

#include "base/status.h"
#include "serve/document.h"

namespace groundswell {

constexpr const char* kDocxType = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

Result<std::string> DocumentDocx(const Document& document);

}  // namespace groundswell
