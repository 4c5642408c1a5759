#include "serve/api_context.h"

#include <array>

#include "serve/parameters.h"

namespace groundswell {

EntryRole RoleOfOrg(const RoleOf& role_of, std::string_view org) {
  return role_of && !org.empty() ? role_of(org) : EntryRole::kOwn;
}

std::optional<EntryRole> ReadRole(Parameters* parameters) {
  constexpr std::array<EntryRole, 3> kRoles = {EntryRole::kOwn, EntryRole::kCompetitor, EntryRole::kIndustry};
  constexpr std::array<std::string_view, 3> kRoleNames = {"own", "competitor", "industry"};
  const auto place = parameters->OneOf("role", kRoleNames);
  return place ? std::optional(kRoles[*place]) : std::nullopt;
}

HttpResponse JsonAnswer(std::string body) {
  HttpResponse response;
  response.headers.push_back({"Cache-Control", "no-store"});
  response.body = std::move(body);
  return response;
}

HttpResponse StoreFailure(const Status& status) {
  return Problem(500, "the store could not be read: " + status.message());
}

HttpResponse ListAnswer::Answer(std::string_view next_cursor) {
  json_.EndArray().Key("next_cursor");
  next_cursor.empty() ? json_.Null() : json_.Text(next_cursor);
  json_.EndObject();
  return JsonAnswer(std::move(body_));
}

}  // namespace groundswell
