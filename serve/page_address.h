// PageAddress: where the page shows what a call of the API lists, for links that people follow.
//
// PublicUrl is where people reach the page, without a slash at its end: what the configuration says, else the address
// by which a caller on this machine came; empty for others.
//
// Contract: the path of a GET ("/api/v1/posts?org=A") becomes the page's address behind the engine's own ("/#/posts?
// org=A"); a call for which the page has no view stays as it is. The page itself does the same in
// web/parts/queries.js. Threads: free functions.
#pragma once

#include <string>
#include <string_view>

#include "base/http.h"

namespace groundswell {

std::string PageAddress(std::string_view call);
std::string PublicUrl(const std::string& configured, const HttpRequest& request);

}  // namespace groundswell
