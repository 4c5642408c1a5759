// What people write when they act on groups and cases, on its way into the sequence: cleaned and redacted like the text
// of a post, with the salt under which the audit log holds it.
//
// Threads: free functions.
#pragma once

#include <cstddef>
#include <string>

#include "models/audit_salt.h"
#include "models/redact_patterns.h"

namespace groundswell {

// Brings a text to its stored form, at most `bytes_max` bytes of it, cut at a character.
void KeepStored(const RedactPatterns* patterns, size_t bytes_max, std::string* text);
AuditSalt DrawAuditSalt();

}  // namespace groundswell
