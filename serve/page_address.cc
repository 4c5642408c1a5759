#include "serve/page_address.h"

#include <algorithm>

namespace groundswell {
namespace {

constexpr std::string_view kApi = "/api/v1/";
// In addresses: posts that name nobody. No organisation is called so.
constexpr std::string_view kUnknownOrg = "org=-";

// The query with its question mark, an empty organisation said.
std::string PostsQuery(std::string_view query) {
  std::string said(query);
  for (size_t at = said.find("org="); at != std::string::npos; at = said.find("org=", at + 1)) {
    const bool is_key = at == 0 || said[at - 1] == '?' || said[at - 1] == '&';
    const bool is_empty = at + 4 == said.size() || said[at + 4] == '&';
    if (is_key && is_empty) return said.replace(at, 4, kUnknownOrg);
  }
  return said;
}

}  // namespace

std::string PageAddress(std::string_view call) {
  if (!call.starts_with(kApi)) return std::string(call);
  const size_t mark = std::min(call.find('?'), call.size());
  const std::string_view path = call.substr(kApi.size(), mark - kApi.size()), query = call.substr(mark);
  const size_t slash = std::min(path.find('/'), path.size());
  const std::string_view kind = path.substr(0, slash), rest = path.substr(std::min(slash + 1, path.size()));
  const std::string id(rest.substr(0, rest.find('/')));
  const std::string_view what = rest.substr(std::min(id.size() + 1, rest.size()));
  if (kind == "posts" && id.empty()) return "/#/posts" + PostsQuery(query);
  if (kind == "alerts") return "/#/alerts" + (id.empty() ? "" : "/" + id) + std::string(query);
  if ((kind == "groups" || kind == "cases") && !id.empty() && what.empty()) return "/#/groups/" + id;
  if (kind != "groups" || what != "posts") return std::string(call);
  const std::string_view more = query.empty() ? query : query.substr(1);
  return "/#/posts?group=" + id + (more.empty() ? "" : "&") + std::string(more);
}

std::string PublicUrl(const std::string& configured, const HttpRequest& request) {
  if (!configured.empty()) return configured;
  const std::string host(request.Header("Host"));
  const bool is_local = host.starts_with("localhost:") || host.starts_with("127.") || host.starts_with("[::1]:");
  const bool is_plain = host.find_first_not_of("localhst0123456789.:[]") == std::string::npos;
  return is_local && is_plain ? "http://" + host : std::string();
}

}  // namespace groundswell
