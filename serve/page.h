// The page at "/": its files, built into the program, as routes. What the page does is in web/.
//
// Contract: each route answers GET, with gzip to whoever takes it, with a strong ETag made of the bytes sent, and 304
// to whoever has them. Files in folders of web/ have addresses of the same folders, and vendor/ holds what
// web/package-lock.json names. The page
// may load and call this engine alone (Content-Security-Policy), and nobody may frame it. Routes ask for no role: the
// files hold no data; what they show they ask for at the API. Threads: the handlers are immutable, callable from any.
#pragma once

#include <string_view>
#include <vector>

#include "base/http.h"

namespace groundswell {

extern const std::string_view kPagePolicy;  // the Content-Security-Policy

std::vector<HttpRoute> PageRoutes();

}  // namespace groundswell
