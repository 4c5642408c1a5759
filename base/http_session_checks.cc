// What HttpSession refuses before it reads a body: host, route, right, size, and what would be too much in flight.
#include <algorithm>

#include "base/http_session.h"
#include "base/http_target.h"

namespace groundswell {
namespace {

HttpResponse WithHeader(HttpResponse response, std::string name, std::string value) {
  response.headers.push_back({std::move(name), std::move(value)});
  return response;
}

}  // namespace

std::optional<HttpResponse> HttpSession::Refusal() {
  head_.request.peer = peer_;
  if (auto refusal = RefusalByHost()) return refusal;
  if (auto refusal = RefusalByRoute()) return refusal;
  return RefusalByBody();
}

std::optional<HttpResponse> HttpSession::RefusalByHost() const {
  const std::vector<std::string>& hosts = server_->options.hosts;
  if (hosts.empty()) return std::nullopt;
  const std::string_view host = HostOf(head_.authority);
  const bool known = std::any_of(hosts.begin(), hosts.end(), [&](const std::string& each) {
    return EqualsIgnoringCase(host, each.starts_with('[') ? HostOf(each) : std::string_view(each));
  });
  if (!known) return Problem(421, "This server does not answer for that host. Use the address it listens on.");
  // A browser names the page that sends: a page from elsewhere must not act here in its reader's name.
  const std::string_view origin = head_.request.Header("Origin");
  const bool is_hidden = origin == "null" && TakesHiddenOrigin();
  if (!origin.empty() && !is_hidden && !EqualsIgnoringCase(AuthorityOfOrigin(origin), head_.authority))
    return Problem(403, "Pages of other origins may not call this server.");
  return std::nullopt;
}

bool HttpSession::TakesHiddenOrigin() const {
  const HttpRouter::Match match = server_->router.Find(head_.request.method, head_.request.path);
  return match.status == 200 && match.route->takes_hidden_origin;
}

std::optional<HttpResponse> HttpSession::RefusalByRoute() {
  HttpRouter::Match match = server_->router.Find(head_.request.method, head_.request.path);
  if (match.status == 400) return Problem(400, "The path has a percent escape that is wrong, or is not UTF-8.");
  if (match.status == 404) return Problem(404, "There is nothing at this path.");
  if (match.status == 405)
    return WithHeader(Problem(405, "This path takes " + match.allow + "."), "Allow", match.allow);
  route_ = match.route;
  head_.request.path_values = std::move(match.path_values);
  if (!server_->options.authorize) return std::nullopt;
  return server_->options.authorize(head_.request, *route_);
}

std::optional<HttpResponse> HttpSession::RefusalByBody() {
  if (!route_->takes_body)
    return head_.has_body() ? std::optional(Problem(413, "This call takes no body.")) : std::nullopt;
  if (head_.chunked) return std::nullopt;  // admitted as it comes
  if (!head_.content_length && !head_.request.Header("Content-Type").empty())
    return Problem(411, "Give the body a Content-Length, or send it chunked.");
  const uint64_t bytes = head_.content_length.value_or(0);
  if (bytes > server_->options.body_bytes_max) return BodyTooLarge();
  if (bytes > server_->InflightRoom()) return Throttled();
  return std::nullopt;
}

HttpResponse HttpSession::BodyTooLarge() const {
  return Problem(413,
                 "A body may have " + std::to_string(server_->options.body_bytes_max) + " bytes. Send less at once.");
}

HttpResponse HttpSession::Throttled() {
  server_->counts.throttled.fetch_add(1, std::memory_order_relaxed);
  return WithHeader(Problem(429, "Too much is being taken at this moment. Nothing of this request was; send it again."),
                    "Retry-After", std::to_string(server_->options.retry_after_secs));
}

void HttpSession::Admit(size_t bytes) {
  admitted_bytes_ += bytes;
  server_->counts.inflight_bytes.fetch_add(static_cast<int64_t>(bytes), std::memory_order_relaxed);
}

void HttpSession::Release() {
  const size_t bytes = std::exchange(admitted_bytes_, 0);
  server_->counts.inflight_bytes.fetch_sub(static_cast<int64_t>(bytes), std::memory_order_relaxed);
}

}  // namespace groundswell
