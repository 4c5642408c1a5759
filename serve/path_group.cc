#include "serve/path_group.h"

#include "serve/post_reader.h"
#include "serve/rows.h"

namespace groundswell {
namespace {

std::string Escaped(std::string_view text) {
  constexpr char kHex[] = "0123456789ABCDEF";
  std::string escaped;
  for (const unsigned char c : text) {
    if ((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' || c == '_' ||
        c == '.') {
      escaped.push_back(static_cast<char>(c));
    } else {
      escaped.append({'%', kHex[c >> 4], kHex[c & 15]});
    }
  }
  return escaped;
}

// 308 to the group that lives on, with the rest of the path and the query as they were.
HttpResponse Moved(GroupId from, GroupId into, std::string_view rest, const HttpRequest& request) {
  std::string location = "/api/v1/groups/" + FormatGroupId(into) + std::string(rest);
  char separator = '?';
  for (const auto& [name, value] : request.query) {
    location.append(1, separator).append(Escaped(name)).append("=").append(Escaped(value));
    separator = '&';
  }
  std::string body;
  JsonWriter json(&body);
  json.BeginObject().Key("id").Text(FormatGroupId(from)).Key("merged_into").Text(FormatGroupId(into)).EndObject();
  HttpResponse response = JsonAnswer(std::move(body));
  response.status = 308;
  response.headers.push_back({"Location", std::move(location)});
  return response;
}

}  // namespace

std::variant<FoundGroup, HttpResponse> FindGroupOfPath(const ApiContext& context, const HttpRequest& request,
                                                       std::string_view rest) {
  const auto id = ParseGroupId(request.path_values.at(0));
  if (!id) return Problem(404, "no such group: an id is 16 hex digits");
  PostReader reader(context.store);
  auto survivor = reader.Survivor(*id);
  if (!survivor.ok()) return StoreFailure(survivor.status());
  auto row = context.store->ReadGroup(*survivor);
  if (!row.ok()) return StoreFailure(row.status());
  if (!*row) return Problem(404, "no such group: none that reached watch has this id");
  if (*survivor != *id) return Moved(*id, *survivor, rest, request);
  return FoundGroup{*id, std::move(**row)};
}

}  // namespace groundswell
