// RejectLog: what is kept of lines that were refused: counts by reason, and a row each up to a cap.
//
// A row is one JSON object, without line end:
//
//   {"line":7,"code":"missing_field","reason":"field id: required","bytes":"…"}
//
// `bytes` shows the front of the line, made readable (cleaned like a text, \u escapes undone, damaged bytes left out),
// with personal data redacted (models/redact.h) and the values of `author` and `person` masked, at most
// kRejectShownBytesMax bytes, cut at a character. Names elsewhere, as an @mention in the text, stay. Redaction comes
// before the cut, so that no half of a number is left standing. Contract: a function of the calls alone; the same
// refusals give the same rows. Threads: one. Ownership: a returned row is valid until the next call.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "ingest/limits.h"
#include "ingest/refusal.h"
#include "models/redact_patterns.h"

namespace groundswell {

// Appends what a row shows of `line`, which may be any bytes. `patterns` are redacted too, where they are given.
void AppendShownBytes(std::string_view line, std::string* out, const RedactPatterns* patterns = nullptr);

class RejectLog {
 public:
  // `rows` is how many rows exist already, when a run goes on with an earlier one's log. `patterns` are redacted too;
  // borrowed, or null.
  explicit RejectLog(uint64_t rows = 0, const RedactPatterns* patterns = nullptr) : rows_(rows), patterns_(patterns) {}

  // Counts the refusal and returns its row; empty once kRejectRowsMax rows exist.
  std::string_view Add(uint64_t line_number, const Refusal& refusal, std::string_view line);

  uint64_t count(RejectReason reason) const { return counts_[static_cast<size_t>(reason)]; }
  uint64_t total() const { return total_; }  // counted by this object
  uint64_t rows() const { return rows_; }    // the number the next row has

 private:
  std::array<uint64_t, kRejectReasons> counts_{};
  uint64_t total_ = 0, rows_;
  const RedactPatterns* patterns_;
  std::string row_, shown_;
};

}  // namespace groundswell
