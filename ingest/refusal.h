// Refusal: why a line of input was not taken, as a name to count by and a sentence for people.
//
// Contract: a Refusal of kNone refuses nothing. The text says what is wrong and where ("field time: not an RFC 3339
// time such as 2026-01-31T08:00:00Z", "byte 17: not valid JSON: …"), and never repeats a value of the record: reasons
// are logged, values may be private. Bytes are counted from 1 at the line's start. Threads: values.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace groundswell {

enum class RejectReason : uint8_t {
  kNone,
  kLineTooLong,
  kInvalidUtf8,
  kInvalidJson,
  kNotAnObject,
  kTooDeep,
  kTooManyFields,
  kDuplicateField,  // a known field is given twice: which one is meant is not ours to guess
  kMissingField,    // a required field is absent, null or empty
  kWrongType,
  kUnreadableTime,
  kUnknownKind,
  kFieldTooLong,
  kNulCharacter,
  kExpired,  // older than the retention; decided behind ingest, counted with the others
};
constexpr size_t kRejectReasons = static_cast<size_t>(RejectReason::kExpired) + 1;

// The name in counters and in the reject log: "missing_field".
std::string_view RejectReasonName(RejectReason reason);

struct Refusal {
  RejectReason reason = RejectReason::kNone;
  std::string text;

  bool refused() const { return reason != RejectReason::kNone; }
};

}  // namespace groundswell
