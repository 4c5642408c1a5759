// The bodies that a webhook gets: one alert, or the late ones of an outage in one message.
//
// After Standard Webhooks a body is {"type","timestamp","data"}. Of one alert: type "alert." and its event, the time of
// the decision, and the alert as GET /api/v1/alerts/{id} gives it. Of several: type "alerts.catch_up" (late ones) or
// "alerts.digest" (more than the receiver's limit takes), and
//
//   data = {"late", "count", "from", "to", "alerts": [{"id","event","level","org","title","group","at"} …]}
//
// where from and to are the first and the last decision, and of the alerts the worst kListedAlertsMax are listed, worst
// first: by level, then by the level before, then the newer. Contract: the same alerts give the same bytes, whatever
// the time; texts are as the store has them, so that what a deletion blanked stays blank. Threads: free functions.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "serve/message_facts.h"

namespace groundswell {

constexpr size_t kListedAlertsMax = 100;

std::string WebhookBody(std::string_view event, int64_t decided_ms, std::string_view alert_json);

// `alerts` in the order of decision, at least one.
std::string WebhookListBody(std::span<const AlertFacts* const> alerts, int64_t from_ms, int64_t to_ms, bool is_late);

// A test of the receiver: type "test", data = {"test": true, "receiver"}.
std::string WebhookTestBody(std::string_view receiver, int64_t now_ms);

}  // namespace groundswell
