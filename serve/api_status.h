// Handlers: the engine's own state. They read no store and may run on the server's thread.
//
// Threads: any number at once. Errors: problems.
#pragma once

#include "serve/api_context.h"

namespace groundswell {

HttpResponse GetStatus(const ApiContext& context, const HttpRequest& request);
// Lives.
HttpResponse GetHealth();
// Takes posts, or why not.
HttpResponse GetReadiness(const Readiness& readiness);
// serve/openapi.json.
HttpResponse GetOpenApi();

// The id of an event stream that has told everything up to a position: what a reader of lists hands to the stream as
// last_event_id to miss nothing in between.
std::string EventId(const Position& position);

}  // namespace groundswell
