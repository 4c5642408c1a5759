// Handlers: the lines that were refused, and why. What each takes and gives is in serve/openapi.json.
//
// Contract: rows are shown as the reject log has them, redacted; one call looks at all that are kept, of which a live
// store has some ten thousand. Threads: any number at once. Errors: problems.
#pragma once

#include "serve/api_context.h"

namespace groundswell {

HttpResponse ListRejects(const ApiContext& context, const HttpRequest& request);
// How many of the rows that are kept have each code, and come from each source.
HttpResponse CountRejects(const ApiContext& context, const HttpRequest& request);

}  // namespace groundswell
