// Handler: search in posts. What it takes and gives is in serve/openapi.json.
//
// Contract: one request looks at no more than kPostsLookedAtMax records, the newest first; an answer may hold fewer
// posts than asked for, even none, and a cursor all the same. Threads: any number at once. Errors: problems.
#pragma once

#include "serve/api_context.h"

namespace groundswell {

// A few tens of milliseconds.
constexpr Seq kPostsLookedAtMax = 20'000;

HttpResponse ListPosts(const ApiContext& context, const HttpRequest& request);

}  // namespace groundswell
