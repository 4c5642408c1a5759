// RedactPatterns: personal numbers that only a company's own pattern tells: orders, policies, customers, contracts.
//
// Each is written KIND:PATTERN, such as `order:\d{12,20}` or `policy:P[A-Z]{2}\d{8}`; what it matches becomes [KIND].
// KIND is one to sixteen small letters. PATTERN is a regular expression of Vectorscan's (Perl's syntax without back
// references and look-around; on code points of UTF-8), read against the stored form: half-width, simplified, case
// kept. Where matches overlap, the one that begins first and then the longest wins. Marks are never matched into.
// Matching takes time linear in the text whatever the patterns: all run in one pass of an automaton, without going
// back. RE2 gives the same promise, but would be one more library, and one pass a pattern where Vectorscan, which
// finds phrases here already, takes one for all.
// Contract: redacting twice changes nothing. Errors: kInvalid for a pattern that cannot be read, that matches nothing
// at all (an empty match), or is too large; the message names it. Ownership: owns its database. Threads: immutable;
// each thread's scratch is made on its first text.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/status.h"

struct hs_database;

namespace groundswell {

class RedactPatterns {
 public:
  static Result<RedactPatterns> Parse(std::span<const std::string> patterns);

  // Replaces what the patterns match in *text, which must be valid UTF-8; returns true when it changed. *scratch is
  // overwritten.
  bool Redact(std::string* text, std::string* scratch) const;

 private:
  struct Free {
    void operator()(hs_database* database) const;
  };
  RedactPatterns() = default;
  bool RedactOnce(std::string* text, std::string* scratch) const;

  std::unique_ptr<hs_database, Free> database_;
  std::vector<std::string> marks_;  // one a pattern: "[order]"
  uint64_t number_ = 0;             // its own within the process: whose scratch a thread holds
};

}  // namespace groundswell
