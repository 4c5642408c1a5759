#include "serve/api_context.h"

namespace groundswell {

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
