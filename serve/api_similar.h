// GET /api/v1/groups/{id}/similar: earlier groups that are like one, why, and how they ended.
//
// What it takes and gives is in serve/openapi.json; what "like" means is in serve/similar_groups.h. Found when it is
// asked for, from the snapshot and the rows of those that it tells of. Threads: any number at once.
#pragma once

#include "serve/api_context.h"

namespace groundswell {

// A list to look at, not to go through.
constexpr int64_t kSimilarLimit = 5, kSimilarLimitMax = 20;

HttpResponse ListSimilarGroups(const ApiContext& context, const HttpRequest& request);

}  // namespace groundswell
