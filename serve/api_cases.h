// GET /api/v1/cases, /cases/{id}, /cases/{id}/evidence/{entry}: where the handling of groups stands.
//
// Contract: a list is by what changed last; a case begins with the first action on its group, and a group that nobody
// has touched shows as a case that is `received`. Threads: as HttpRoute says, on the readers' pool.
#pragma once

#include "serve/api_context.h"

namespace groundswell {

HttpResponse ListCases(const ApiContext& context, const HttpRequest& request);
HttpResponse GetCase(const ApiContext& context, const HttpRequest& request);
HttpResponse GetCaseEvidence(const ApiContext& context, const HttpRequest& request);

}  // namespace groundswell
