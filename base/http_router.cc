#include "base/http_router.h"

#include <algorithm>

#include "base/check.h"
#include "base/http_target.h"

namespace groundswell {
namespace {

using Pattern = std::vector<std::optional<std::string>>;

// "/a/{b}" -> "a", "{b}"; "/" -> one empty part.
std::vector<std::string_view> SplitPath(std::string_view path) {
  std::vector<std::string_view> parts;
  while (path.starts_with('/')) {
    path.remove_prefix(1);
    const size_t end = std::min(path.find('/'), path.size());
    parts.push_back(path.substr(0, end));
    path.remove_prefix(end);
  }
  return parts;
}

bool IsName(std::string_view part) { return part.starts_with('{') && part.ends_with('}'); }

// Whether the first pattern is looked at before the second: a literal part comes before a {name}.
bool ComesBefore(const Pattern& a, const Pattern& b) {
  if (a.size() != b.size()) return a.size() < b.size();
  for (size_t i = 0; i < a.size(); ++i)
    if (a[i].has_value() != b[i].has_value()) return a[i].has_value();
  return false;
}

bool Fits(const Pattern& pattern, const std::vector<std::string>& parts) {
  if (pattern.size() != parts.size()) return false;
  for (size_t i = 0; i < parts.size(); ++i)
    if (pattern[i] ? *pattern[i] != parts[i] : parts[i].empty()) return false;
  return true;
}

void AddAllowed(const HttpRoute& route, std::vector<std::string_view>* allowed) {
  const auto add = [&](std::string_view method) {
    if (std::find(allowed->begin(), allowed->end(), method) == allowed->end()) allowed->push_back(method);
  };
  add(route.method);
  if (route.method == "GET" && route.handle) add("HEAD");
}

bool Answers(const HttpRoute& route, std::string_view method) {
  return route.method == method || (method == "HEAD" && route.method == "GET" && route.handle);
}

}  // namespace

HttpRouter::HttpRouter(std::vector<HttpRoute> routes) {
  for (HttpRoute& route : routes) {
    CHECK(route.pattern.starts_with('/'));
    CHECK((route.handle != nullptr) != (route.open_stream != nullptr));
    Entry entry;
    for (const std::string_view part : SplitPath(route.pattern)) {
      entry.parts.emplace_back(std::nullopt);
      if (!IsName(part)) entry.parts.back() = std::string(part);
    }
    entry.route = std::move(route);
    entries_.push_back(std::move(entry));
  }
  std::stable_sort(entries_.begin(), entries_.end(),
                   [](const Entry& a, const Entry& b) { return ComesBefore(a.parts, b.parts); });
}

HttpRouter::Match HttpRouter::Find(std::string_view method, std::string_view path) const {
  Match match;
  std::vector<std::string> parts;
  for (const std::string_view part : SplitPath(path)) {
    std::optional<std::string> decoded = PercentDecode(part);
    if (!decoded) return match.status = 400, match;
    parts.push_back(std::move(*decoded));
  }
  std::vector<std::string_view> allowed;
  for (const Entry& entry : entries_) {
    if (!Fits(entry.parts, parts)) continue;
    if (!Answers(entry.route, method)) {
      AddAllowed(entry.route, &allowed);
      continue;
    }
    match.status = 200;
    match.route = &entry.route;
    for (size_t i = 0; i < parts.size(); ++i)
      if (!entry.parts[i]) match.path_values.push_back(std::move(parts[i]));
    return match;
  }
  if (allowed.empty()) return match;
  match.status = 405;
  for (const std::string_view each : allowed) match.allow.append(match.allow.empty() ? "" : ", ").append(each);
  return match;
}

}  // namespace groundswell
