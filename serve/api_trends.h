// Handlers: counts and mood over a window. What each takes and gives is in serve/openapi.json.
//
// Threads: any number at once. Errors: problems.
#pragma once

#include "serve/api_context.h"

namespace groundswell {

// The most names of an answer; the others' sum stands beside them.
constexpr int64_t kTrendTopMax = 50;

HttpResponse GetTrends(const ApiContext& context, const HttpRequest& request);
HttpResponse GetSentiment(const ApiContext& context, const HttpRequest& request);

}  // namespace groundswell
