// ApiClient: the HTTP interface of a running engine, called from the command line.
//
// Contract: one call at a time, each at most 30 seconds. A redirection to the group that lives on is followed for GET
// alone. The token is sent to that engine only and never printed. Errors: kInvalid for an address that cannot be
// called, kIo where nobody answers, and for an answer that refuses its detail as kNotFound (404), kConflict (409) or
// kInvalid (400, 401, 403); else kIo. Threads: one.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/status.h"
#include "models/local_zone.h"

namespace groundswell {

struct ApiAddress {
  std::string url = "http://127.0.0.1:8686";  // of the engine, without a path
  std::string token_file = {};                // holds the bearer token; empty: none is sent
};

class ApiClient {
 public:
  static Result<std::unique_ptr<ApiClient>> Make(const ApiAddress& address);
  ~ApiClient();

  // The JSON that answers. `path` begins with a slash and is escaped already.
  Result<std::string> Get(std::string_view path);
  Result<std::string> Post(std::string_view path, std::string_view json);
  // By whose clock the engine tells times; UTC where it does not say.
  LocalZone Zone();
  // A part of a path or a query, percent-encoded.
  static std::string Escaped(std::string_view text);

 private:
  struct Connection;
  explicit ApiClient(std::unique_ptr<Connection> connection);
  Result<std::string> Call(std::string_view path, const std::string_view* json);

  std::unique_ptr<Connection> connection_;
};

}  // namespace groundswell
