// PageAddress: where the page shows what a call of the API lists, for links that people follow.
//
// Contract: the path of a GET ("/api/v1/posts?org=A") becomes the page's address behind the engine's own ("/#/posts?
// org=A"); a call for which the page has no view stays as it is. The page itself does the same in
// web/parts/queries.js. Threads: free function.
#pragma once

#include <string>
#include <string_view>

namespace groundswell {

std::string PageAddress(std::string_view call);

}  // namespace groundswell
