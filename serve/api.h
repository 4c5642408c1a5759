// ReadRoutes: the routes of the read API, for the server's table.
//
// Contract: handlers that read the store run on the pool, so that the server's thread never waits; those of the
// engine's own state (status, health, readiness, description) answer at once and even when every reader is busy.
// Ownership: everything given outlives the server. Threads: as HttpRoute says.
#pragma once

#include <vector>

#include "base/http.h"
#include "serve/api_context.h"
#include "serve/event_stream.h"
#include "serve/metrics.h"
#include "serve/reader_pool.h"

namespace groundswell {

// `events` may be null: then there is no event stream. Exports, which take long, run on `exports`; null: on `pool`.
std::vector<HttpRoute> ReadRoutes(ApiContext context, ReaderPool* pool, const MetricsPage* metrics, EventStream* events,
                                  ReaderPool* exports = nullptr);

}  // namespace groundswell
