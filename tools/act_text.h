// What people write when they act on groups and cases, on its way into the sequence: cleaned and redacted like the text
// of a post, with the salt under which the audit log holds it.
//
// Threads: free functions.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/status.h"
#include "models/audit_salt.h"
#include "models/redact_patterns.h"

namespace groundswell {

// Brings a text to its stored form, at most `bytes_max` bytes of it, cut at a character.
void KeepStored(const RedactPatterns* patterns, size_t bytes_max, std::string* text);
// A user's name, as whoever acts is known by: kept as it is, an e-mail address too, for it is an identifier of the team
// and no personal data of those who complain. Spaces around it go. kInvalid for one that is empty, longer than
// `bytes_max`, or holds what cannot be seen: control characters, and those that turn the direction of a line.
Status KeepName(std::string_view field, size_t bytes_max, std::string* name);
AuditSalt DrawAuditSalt();

}  // namespace groundswell
