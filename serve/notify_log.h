// The rows of the delivery log: what became of each alert at each receiver.
//
//   {"at","receiver","alert","group","level","outcome","message","why","attempts","latency_ms"}
//
// `at` is the wall time of the outcome and stands first, in its fixed length. Outcomes: sent (a message of its own, or
// of its group); digest (listed in a digest) and counted (only counted there); late (in a message after an outage);
// inhibited, silenced (not told, and why); failed (the receiver will not take it); expired (a notice whose time was
// over). A notice's row has "notice","kind" in place of "alert","group". Contract: one row an alert and
// receiver; `message` is the id under which it was told. Threads: free functions.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/status.h"
#include "serve/message_facts.h"
#include "storage/store.h"

namespace groundswell {

enum class DeliveryOutcome : uint8_t { kSent, kDigest, kCounted, kLate, kInhibited, kSilenced, kFailed, kExpired };
std::string_view DeliveryOutcomeName(DeliveryOutcome outcome);

struct DeliveryRow {
  int64_t at_ms = 0;
  std::string_view receiver = {};
  const AlertFacts* alert = nullptr;
  DeliveryOutcome outcome = DeliveryOutcome::kSent;
  std::string_view message = {}, why = {};  // empty: absent
  uint64_t attempts = 0;                    // 0: absent, and with it the latency
  int64_t latency_ms = 0;
};
std::string DeliveryRowJson(const DeliveryRow& row);
// The same of a notice; `row.alert` is not looked at.
std::string NoticeRowJson(const DeliveryRow& row, std::string_view id, std::string_view kind, uint8_t level);

// The wall time of a row; 0 when it cannot be read.
int64_t DeliveryRowTime(std::string_view json);

// Forgets the rows that were written before `before_ms`, up to the first that was not.
Status ForgetDeliveries(Store* store, int64_t before_ms);

}  // namespace groundswell
