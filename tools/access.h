// Access: who may call which route, by bearer token.
//
// Contract: without tokens (a loopback address) everybody may call everything. With tokens a route that names a role
// needs a token of that role; `operate` may also read. Routes without a role (the page's own files, liveness) hold no
// data and need none. Feeds take the token as the password of any name as well (Basic, RFC 7617), for their readers
// know no other sign-in; never in the address, which is logged and passed on. Tokens are compared in constant time and
// never logged. Threads: any.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/http.h"
#include "tools/config_serve.h"

namespace groundswell {

class Access {
 public:
  explicit Access(std::vector<AccessToken> tokens) : tokens_(std::move(tokens)) {}
  // The answer that refuses the request: 401 without a token that is known, 403 with one that may not.
  std::optional<HttpResponse> Refusal(const HttpRequest& request, const HttpRoute& route) const;
  // What the caller's token may do at most: `operate`, `read`, `ingest`, or empty for one that is not known. Without
  // tokens everybody is `operate`.
  std::string RoleOf(const HttpRequest& request) const;

 private:
  const std::vector<AccessToken> tokens_;
};

// GET /api/v1/me: the role of whoever calls, so that the page offers no more than it allows.
HttpRoute MeRoute(std::shared_ptr<const Access> access);

}  // namespace groundswell
