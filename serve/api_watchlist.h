// Routes of the watchlist: read, changed as a whole, its versions, and what a change would have found. What each takes
// and gives is in serve/openapi.json.
//
// Contract: a change names the version it is made from (If-Match): 428 without, 412 when another has come since. It is
// checked whole before anything is done, and answered once it is in force and kept. Threads: handlers run on the pools
// given, never on the server's thread. Ownership: all that is given outlives the routes. Errors: as problems.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "serve/api_context.h"
#include "serve/reader_pool.h"
#include "serve/watchlist_book.h"

namespace groundswell {

struct WatchlistParts {
  const ApiContext* context = nullptr;
  WatchlistBook* book = nullptr;
  WatchlistBook::Enforce enforce;
  // Brings what a person wrote to its stored form, at most so many bytes of it.
  std::function<void(size_t bytes_max, std::string* text)> clean;
  // A name is kept as it is, an e-mail address too, or refused.
  std::function<Status(std::string_view field, size_t bytes_max, std::string* name)> keep_name;
};

// Reads run on `readers`, previews, which take seconds, on `slow`, changes on `edits`.
std::vector<HttpRoute> WatchlistRoutes(WatchlistParts parts, ReaderPool* readers, ReaderPool* slow, ReaderPool* edits);

}  // namespace groundswell
