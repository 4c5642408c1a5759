// Handlers: counts and mood over a window. What each takes and gives is in serve/openapi.json.
//
// Threads: any number at once. Errors: problems.
#pragma once

#include "serve/api_context.h"

namespace groundswell {

HttpResponse GetTrends(const ApiContext& context, const HttpRequest& request);
HttpResponse GetSentiment(const ApiContext& context, const HttpRequest& request);

}  // namespace groundswell
