// E-mail addresses, also as people hide them from machines; used by models/redact.cc.
//
// name@host.tld, name (at) host.tld, name[at]host[dot]tld, name AT host.com. Where `at` or @ stands between spaces, the
// name must hold a digit or a sign, or the host be a well-known one: `lunch at amazon.com` is none. In `@user@host` the
// whole is a mention and stays. Contract: linear in the length. Threads: free functions; scratch is the caller's.
#pragma once

#include <string>

namespace groundswell {

// Replaces each address with @ in *text by [email]; returns true when it changed. *scratch is overwritten.
bool RedactEmails(std::string* text, std::string* scratch);

// The same for those with a word in place of the @.
bool RedactHiddenEmails(std::string* text, std::string* scratch);

}  // namespace groundswell
