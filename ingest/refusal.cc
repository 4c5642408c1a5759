#include "ingest/refusal.h"

namespace groundswell {

std::string_view RejectReasonName(RejectReason reason) {
  constexpr std::string_view kNames[] = {"none",           "line_too_long", "invalid_utf8",    "invalid_json",
                                         "not_an_object",  "too_deep",      "too_many_fields", "duplicate_field",
                                         "missing_field",  "wrong_type",    "unreadable_time", "unknown_kind",
                                         "field_too_long", "nul_character", "expired"};
  static_assert(std::size(kNames) == kRejectReasons);
  return kNames[static_cast<size_t>(reason)];
}

}  // namespace groundswell
