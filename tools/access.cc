#include "tools/access.h"

#include <sodium.h>
#include <strings.h>

#include <string_view>

namespace groundswell {
namespace {

constexpr std::string_view kScheme = "Bearer ";

bool Equal(std::string_view a, std::string_view b) {
  return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

bool May(std::string_view mine, std::string_view needed) {
  return mine == needed || (mine == "operate" && needed == "read");
}

}  // namespace

std::optional<HttpResponse> Access::Refusal(const HttpRequest& request, const HttpRoute& route) const {
  if (tokens_.empty() || route.role.empty()) return std::nullopt;
  std::string_view given = request.Header("Authorization");
  const bool has_token =
      given.size() > kScheme.size() && strncasecmp(given.data(), kScheme.data(), kScheme.size()) == 0;
  if (has_token) given.remove_prefix(kScheme.size());
  bool is_known = false;
  for (const AccessToken& token : tokens_) {
    if (!has_token || !Equal(given, token.token)) continue;
    if (May(token.role, route.role)) return std::nullopt;
    is_known = true;
  }
  if (is_known) return Problem(403, "this token may not do that: the call needs one with the role " + route.role);
  HttpResponse response = Problem(401, "send Authorization: Bearer TOKEN, with a token of serve.tokens");
  response.headers.push_back({"WWW-Authenticate", "Bearer"});
  return response;
}

}  // namespace groundswell
