// Handler: the delivery log over all alerts. What it takes and gives is in serve/openapi.json.
//
// Contract: the rows of the newest alerts first, of one alert by receiver; one request looks at no more than
// kDeliveryAlertsMax alerts, so that an answer may hold fewer rows than asked for, even none, and a cursor all the
// same. Threads: any number at once. Errors: problems.
#pragma once

#include "serve/api_context.h"

namespace groundswell {

constexpr uint64_t kDeliveryAlertsMax = 5'000;

HttpResponse ListAllDeliveries(const ApiContext& context, const HttpRequest& request);

}  // namespace groundswell
