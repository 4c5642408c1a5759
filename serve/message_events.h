// Puts an alert into the form of incident systems: PagerDuty's Events API v2 and Prometheus' Alertmanager.
//
// Contract: both keep one incident a group, and one more for its posts that cannot wait: PagerDuty by its dedup_key,
// Alertmanager by its labels, which are functions of the group and the level alone. A group that is over resolves it;
// one that fell while a case worker has it acknowledges it; everything else triggers. Times of the wall are
// milliseconds. The short form leaves details out. Threads: free functions.
#pragma once

#include <span>
#include <string>

#include "serve/message.h"
#include "serve/message_facts.h"

namespace groundswell {

struct EventOptions {
  std::string routing_key = {};  // of PagerDuty
  std::string source = {};       // what raised it: the page's address, or "groundswell"
  bool is_short = false;
  bool is_end = false;  // of an incident that no alert ends
};

constexpr size_t kPagerDutyBytesMax = 512'000, kPagerDutySummaryBytes = 1'024, kPagerDutyKeyBytes = 255;

// "trigger", "acknowledge" or "resolve".
std::string_view PagerDutyAction(const AlertFacts& newest);
// `newest` is the alert that the incident is told of, also where the message is of its end.
std::string RenderPagerDuty(const AlertMessage& message, const AlertFacts& newest, const EventOptions& options);

// The group as it stands now, and as over what it may be firing as by other alerts, `open`: the level is a label, and
// an alert with other labels is another alert there.
std::string RenderAlertmanager(const AlertMessage& message, const AlertFacts& newest,
                               std::span<const AlertFacts* const> open, int64_t decided_ms, int64_t now_ms,
                               const EventOptions& options);

}  // namespace groundswell
