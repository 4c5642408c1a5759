// The group that a path names: /api/v1/groups/{id} and what lies below it.
//
// Threads: any. Errors: as an answer, 404, 308 to the group that lives on, or 500.
#pragma once

#include <string>
#include <string_view>
#include <variant>

#include "serve/api_context.h"

namespace groundswell {

struct FoundGroup {
  GroupId id;
  std::string json;  // its row
};

// `rest` is what follows the id in the path: a 308 keeps it, and the query.
std::variant<FoundGroup, HttpResponse> FindGroupOfPath(const ApiContext& context, const HttpRequest& request,
                                                       std::string_view rest);

}  // namespace groundswell
