// Handlers: groups, one group, its posts, its curve. What each takes and gives is in serve/openapi.json.
//
// Threads: any number at once; each works on one snapshot and the store. Errors: problems, as openapi.json lists them.
#pragma once

#include "serve/api_context.h"

namespace groundswell {

HttpResponse ListGroups(const ApiContext& context, const HttpRequest& request);
HttpResponse GetGroup(const ApiContext& context, const HttpRequest& request);
HttpResponse ListGroupPosts(const ApiContext& context, const HttpRequest& request);
HttpResponse GetGroupTimeline(const ApiContext& context, const HttpRequest& request);

}  // namespace groundswell
