// GET and POST /api/v1/drills, GET /drills/{id}, POST /drills/{id}/ack.
//
// Contract: bodies are checked whole before anything is done; 404 for a drill that is not there, 409 for one that is
// over, 503 where the store takes nothing. Threads: the pool's. Ownership: borrows drills and pool.
#pragma once

#include <vector>

#include "base/http.h"
#include "serve/drills.h"
#include "serve/reader_pool.h"

namespace groundswell {

std::vector<HttpRoute> DrillRoutes(Drills* drills, ReaderPool* pool);

}  // namespace groundswell
