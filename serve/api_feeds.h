// Handlers: alerts and rising groups for feed readers, as Atom and as JSON Feed. What each takes is in
// serve/openapi.json.
//
// Contract: the filters are those of the lists, and `lang` chooses the language of titles. One answer holds the first
// `limit` entries of the list, and a tag by which a reader that asks again learns that nothing is new (304). Threads:
// any number at once. Errors: problems.
#pragma once

#include "serve/api_context.h"

namespace groundswell {

HttpResponse GetAlertsAtom(const ApiContext& context, const HttpRequest& request);
HttpResponse GetAlertsJsonFeed(const ApiContext& context, const HttpRequest& request);
HttpResponse GetGroupsAtom(const ApiContext& context, const HttpRequest& request);
HttpResponse GetGroupsJsonFeed(const ApiContext& context, const HttpRequest& request);

}  // namespace groundswell
