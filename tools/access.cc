#include "tools/access.h"

#include <sodium.h>
#include <strings.h>

#include <string_view>
#include <utility>

#include "base/json_writer.h"
#include "serve/parameters.h"

namespace groundswell {
namespace {

constexpr std::string_view kBearer = "Bearer ", kBasic = "Basic ";

bool HasScheme(std::string_view given, std::string_view scheme) {
  return given.size() > scheme.size() && strncasecmp(given.data(), scheme.data(), scheme.size()) == 0;
}

// The password of "Basic base64(name:password)" (RFC 7617); empty for what is none.
std::string PasswordOf(std::string_view given) {
  std::string text(given.size(), '\0');
  size_t bytes = 0;
  if (sodium_base642bin(reinterpret_cast<unsigned char*>(text.data()), text.size(), given.data(), given.size(), nullptr,
                        &bytes, nullptr, sodium_base64_VARIANT_ORIGINAL) != 0)
    return {};
  text.resize(bytes);
  const size_t colon = text.find(':');
  return colon == std::string::npos ? std::string() : text.substr(colon + 1);
}

// The token that a request bears; empty when it has none.
std::string TokenOf(const HttpRequest& request, bool takes_password) {
  const std::string_view given = request.Header("Authorization");
  if (HasScheme(given, kBearer)) return std::string(given.substr(kBearer.size()));
  if (takes_password && HasScheme(given, kBasic)) return PasswordOf(given.substr(kBasic.size()));
  return {};
}

bool Equal(std::string_view a, std::string_view b) {
  return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

bool May(std::string_view mine, std::string_view needed) {
  return mine == needed || (mine == "operate" && needed == "read");
}

}  // namespace

std::optional<HttpResponse> Access::Refusal(const HttpRequest& request, const HttpRoute& route) const {
  if (tokens_.empty() || route.role.empty()) return std::nullopt;
  const std::string given = TokenOf(request, route.takes_password);
  bool is_known = false;
  for (const AccessToken& token : tokens_) {
    if (given.empty() || !Equal(given, token.token)) continue;
    if (May(token.role, route.role)) return std::nullopt;
    is_known = true;
  }
  if (is_known) return Problem(403, "this token may not do that: the call needs one with the role " + route.role);
  HttpResponse response = Problem(401, "send Authorization: Bearer TOKEN, with a token of serve.tokens");
  response.headers.push_back({"WWW-Authenticate", "Bearer"});
  if (route.takes_password)
    response.headers.push_back({"WWW-Authenticate", "Basic realm=\"groundswell\", charset=\"UTF-8\""});
  return response;
}

std::string Access::RoleOf(const HttpRequest& request) const {
  if (tokens_.empty()) return "operate";
  const std::string given = TokenOf(request, false);
  std::string role;
  for (const AccessToken& token : tokens_) {
    if (given.empty() || !Equal(given, token.token)) continue;
    if (role.empty() || May(token.role, role)) role = token.role;
  }
  return role;
}

HttpRoute MeRoute(std::shared_ptr<const Access> access) {
  HttpRoute route;
  route.method = "GET";
  route.pattern = "/api/v1/me";
  route.role = "read";
  route.handle = [access = std::move(access)](HttpRequest request, Respond respond) {
    const Parameters parameters(request, {});
    if (parameters.error()) return respond(*parameters.error());
    HttpResponse response;
    response.headers.push_back({"Cache-Control", "no-store"});
    JsonWriter(&response.body).BeginObject().Key("role").Text(access->RoleOf(request)).EndObject();
    respond(std::move(response));
  };
  return route;
}

}  // namespace groundswell
