// GET /api/v1/notices, /notices/{id} and /notices/{id}/deliveries: what the engine itself had to say, and what became
// of it at each receiver.
//
// Contract: a list is the newest first, by `kind` where that is asked for. Threads: as ApiContext says.
#pragma once

#include "serve/api_context.h"

namespace groundswell {

HttpResponse ListNotices(const ApiContext& context, const HttpRequest& request);
HttpResponse GetNotice(const ApiContext& context, const HttpRequest& request);
HttpResponse ListNoticeDeliveries(const ApiContext& context, const HttpRequest& request);

}  // namespace groundswell
