// Access: who may call which route, by bearer token.
//
// Contract: without tokens (a loopback address) everybody may call everything. With tokens a route that names a role
// needs a token of that role; `operate` may also read. Routes without a role (the page's own files, liveness) hold no
// data and need none. Tokens are compared in constant time and never logged. Threads: any.
#pragma once

#include <optional>
#include <vector>

#include "base/http.h"
#include "tools/config_serve.h"

namespace groundswell {

class Access {
 public:
  explicit Access(std::vector<AccessToken> tokens) : tokens_(std::move(tokens)) {}
  // The answer that refuses the request: 401 without a token that is known, 403 with one that may not.
  std::optional<HttpResponse> Refusal(const HttpRequest& request, const HttpRoute& route) const;

 private:
  const std::vector<AccessToken> tokens_;
};

}  // namespace groundswell
