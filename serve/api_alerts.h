// Handlers: the history of alerts. What each takes and gives is in serve/openapi.json.
//
// Contract: one request looks at no more than kAlertsLookedAtMax alerts; an answer may hold fewer than asked for, even
// none, and a cursor all the same. Threads: any number at once. Errors: problems.
#pragma once

#include "serve/api_context.h"

namespace groundswell {

constexpr uint64_t kAlertsLookedAtMax = 5'000;

HttpResponse ListAlerts(const ApiContext& context, const HttpRequest& request);
HttpResponse GetAlert(const ApiContext& context, const HttpRequest& request);
// What became of an alert at each receiver: the rows of the delivery log (notify_log.h), by receiver.
HttpResponse ListDeliveries(const ApiContext& context, const HttpRequest& request);

}  // namespace groundswell
