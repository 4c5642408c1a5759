// Puts an alert into the form of incident systems: PagerDuty's Events API v2 and Prometheus' Alertmanager.
//
// Contract: both keep one incident a group: PagerDuty by its dedup_key, Alertmanager by its labels. A group that is
// over resolves it; one that fell while a case worker has it acknowledges it; everything else triggers. Times of the
// wall are milliseconds. The short form leaves details out. Threads: free functions.
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
};

constexpr size_t kPagerDutyBytesMax = 512'000, kPagerDutySummaryBytes = 1'024, kPagerDutyKeyBytes = 255;

// "trigger", "acknowledge" or "resolve".
std::string_view PagerDutyAction(const AlertFacts& newest);
std::string RenderPagerDuty(const AlertMessage& message, const AlertFacts& newest, const EventOptions& options);

// The group as it stands now, and as over what was told of it at other levels: the level is a label, and an alert with
// other labels is another alert there. `alerts` as in ComposeGroup.
std::string RenderAlertmanager(const AlertMessage& message, std::span<const AlertFacts> alerts, int64_t decided_ms,
                               int64_t now_ms, const EventOptions& options);

}  // namespace groundswell
