// HttpRouter: which route a method and a path mean.
//
// Contract: of several patterns that fit, the one whose first difference is a literal part wins. Paths are compared
// part by part, percent-decoded; a {name} stands for one part that is not empty. HEAD is answered by a GET route that
// has `handle`. Threads: immutable after the constructor; match from any thread. Errors: a pattern that does not begin
// with
// '/', or a route without exactly one of its two handlers, is a broken invariant.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/http.h"

namespace groundswell {

class HttpRouter {
 public:
  struct Match {
    int status = 404;                  // 200 found, 400 the path cannot be decoded, 404, 405
    const HttpRoute* route = nullptr;  // lives as long as the router
    std::vector<std::string> path_values;
    std::string allow;  // for 405: "GET, HEAD, POST"
  };

  explicit HttpRouter(std::vector<HttpRoute> routes);

  Match Find(std::string_view method, std::string_view path) const;

 private:
  struct Entry {
    HttpRoute route;
    std::vector<std::optional<std::string>> parts;  // a {name} is none
  };
  std::vector<Entry> entries_;  // the more literal first
};

}  // namespace groundswell
