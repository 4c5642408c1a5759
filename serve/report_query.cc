#include "serve/report_query.h"

namespace groundswell {
namespace {

std::string WithParts(std::string path, const TimeWindow& window, QueryParts more) {
  char mark = '?';
  const auto add = [&](std::string_view name, std::string_view value) {
    path.append(1, mark).append(name).append("=").append(PercentEncode(value));
    mark = '&';
  };
  if (!window.since.is_none()) add("since", FormatEventTime(window.since));
  if (!window.until.is_none()) add("until", FormatEventTime(window.until));
  for (const auto& [name, value] : more)
    if (!value.empty() || name == "org") add(name, value);
  return path;
}

}  // namespace

std::string PercentEncode(std::string_view text) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string encoded;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    // A colon may stand in a query, and times are easier to read with it.
    const bool is_plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' ||
                          c == '_' || c == '.' || c == '~' || c == ':';
    if (is_plain)
      encoded.push_back(c);
    else
      encoded.append({'%', kHex[byte >> 4], kHex[byte & 15]});
  }
  return encoded;
}

std::string PostsQuery(const TimeWindow& window, QueryParts more) { return WithParts("/api/v1/posts", window, more); }

std::string AlertsQuery(const TimeWindow& window, QueryParts more) { return WithParts("/api/v1/alerts", window, more); }

std::string GroupPostsQuery(GroupId group, const TimeWindow& window, QueryParts more) {
  return WithParts(GroupQuery(group) + "/posts", window, more);
}

std::string GroupQuery(GroupId group) { return "/api/v1/groups/" + FormatGroupId(group); }

std::string CaseQuery(GroupId group) { return "/api/v1/cases/" + FormatGroupId(group); }

}  // namespace groundswell
