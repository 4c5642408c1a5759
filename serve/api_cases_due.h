// GET /api/v1/cases?sort=due: the cases for which clocks run, what is due first standing first.
//
// Contract: also groups that nobody has touched, for a clock runs whether or not somebody has taken the case. Only what
// somebody has to meet counts. Threads: as HttpRoute says, on the readers' pool.
#pragma once

#include <optional>
#include <string>

#include "serve/api_context.h"
#include "serve/parameters.h"

namespace groundswell {

struct DueFilter {
  NameSet statuses;
  std::optional<std::string> assignee;
  EventTime before = EventTime::None();  // due before it; none: any
  size_t limit = 50;
  // Behind this one of an earlier page.
  struct Place {
    EventTime due;
    GroupId id;
    bool operator<(const Place& other) const { return due != other.due ? due < other.due : id < other.id; }
  };
  std::optional<Place> behind;
};

// The words of a cursor of this list as its filter's `behind`; false for none.
constexpr std::string_view kDueCursor = "c2";
bool ReadDueCursor(const std::vector<std::string>& words, DueFilter* filter);

HttpResponse ListCasesByDue(const ApiContext& context, const HttpRequest& request, const DueFilter& filter);

}  // namespace groundswell
