// The calls of the API that list what the figures of a report count.
//
// Contract: paths with parameters, percent-encoded, as the API takes them; times are RFC 3339 in UTC. Threads: free
// functions.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

#include "base/time.h"
#include "models/sequence.h"

namespace groundswell {

struct TimeWindow {
  EventTime since, until;  // [since, until)
};

using QueryParts = std::initializer_list<std::pair<std::string_view, std::string_view>>;

// All but letters, digits and -_.~: as %XX.
std::string PercentEncode(std::string_view text);

// Posts, alerts of the window that meet the further parameters; those whose value is empty are left out, but for `org`.
std::string PostsQuery(const TimeWindow& window, QueryParts more);
std::string AlertsQuery(const TimeWindow& window, QueryParts more);
// Of a group: all its posts, those of a window, those with which somebody joined.
std::string GroupPostsQuery(GroupId group, const TimeWindow& window, QueryParts more);
std::string GroupQuery(GroupId group);
std::string CaseQuery(GroupId group);

}  // namespace groundswell
